"""The money beside an award: the law of the day of the decision by the base salary of that day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from shared.events.words import NomineeKind
from shared.rules.regime import Mark, Regime, Salaries, Salary, Sourced
from shared.rules.regimes import Regimes
from shared.text.formats import show_day

_COLLECTIVES = frozenset({NomineeKind.COLLECTIVE, NomineeKind.ENTERPRISE})
_UNCHANGED = Decimal(1)


class UnknownMoneyError(LookupError):
    """The amount cannot be worked out; the message names what is not known, for whoever can settle it."""


@dataclass(frozen=True)
class Amount:
    """What is paid in đồng, how it comes about, and how sure each part is.

    `is_gift` says that law has a souvenir of that value given in place of money.
    """

    paid_vnd: int
    exact_vnd: Decimal
    factor: Decimal
    kind_factor: Decimal
    base_vnd: int
    regime: str
    bases: tuple[str, ...]
    least_sure: Mark
    is_gift: bool = False


@dataclass(frozen=True)
class MoneyRules:
    """Works out amounts by regimes and base salaries."""

    regimes: Regimes
    salaries: Salaries

    def amount(self, form: str, kind: NomineeKind, decided_on: date) -> Amount:
        """What a nominee of that kind gets with the form by a decision of that day.

        Raises:
            NoRegimeError: No regime is known for the day.
            UnknownMoneyError: The form does not exist that day, or a factor or the base salary is not known.
        """
        regime = self.regimes.on(decided_on)
        law = regime.award_forms_by_code.get(form)
        if law is None or not law.exists:
            instead = f" Thay bằng: {law.instead}." if law and law.instead else ""
            raise UnknownMoneyError(f"Ngày {show_day(decided_on)} không có hình thức này ({form}).{instead}")
        if law.factor is None:
            raise UnknownMoneyError(
                f"Hệ số tiền thưởng của {form}: chưa xác định ({law.basis}). Chờ quy định của tỉnh."
            )
        kind_factor, of_kind = _factor_of(regime, kind)
        salary = self._salary(decided_on)
        exact = law.factor * kind_factor * salary.amount_vnd
        step = regime.money.rounded_up_to_vnd
        paid = int((exact / step).to_integral_value(ROUND_CEILING)) * step
        sources: tuple[Sourced, ...] = (law, salary, regime.money.rounding, *of_kind)
        return Amount(
            paid_vnd=paid,
            exact_vnd=exact,
            factor=law.factor,
            kind_factor=kind_factor,
            base_vnd=salary.amount_vnd,
            regime=regime.id,
            bases=tuple(dict.fromkeys(source.basis for source in sources)),
            least_sure=max((source.mark for source in sources), key=_DOUBT.__getitem__),
            is_gift=kind is NomineeKind.FOREIGNER,
        )

    def _salary(self, day: date) -> Salary:
        known = [salary for salary in self.salaries.salaries if salary.valid_from <= day]
        if not known:
            raise UnknownMoneyError(f"Mức lương cơ sở ngày {show_day(day)}: chưa khai báo. Thêm vào base-salary.toml.")
        return known[-1]


_DOUBT: Mapping[Mark, int] = {Mark.READ: 0, Mark.REPORTED: 1, Mark.PROVINCE: 2, Mark.OPEN: 3}


def _factor_of(regime: Regime, kind: NomineeKind) -> tuple[Decimal, tuple[Sourced, ...]]:
    money = regime.money
    if kind in _COLLECTIVES:
        return money.collective_factor, (money.collective,)
    if kind is NomineeKind.HOUSEHOLD:
        if money.household_factor is None:
            raise UnknownMoneyError(
                f"Mức tiền thưởng của hộ gia đình: chưa xác định ({money.household.basis}). Chờ quy định của tỉnh."
            )
        return money.household_factor, (money.household,)
    return _UNCHANGED, ()
