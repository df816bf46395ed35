"""All regimes of a province, and which of them counts for what of one dossier."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from shared.events.words import Level
from shared.rules.regime import Regime, StepLimit
from shared.text.formats import show_day


class NoRegimeError(LookupError):
    """No regime is known for the day; the message says which days are."""


@dataclass(frozen=True)
class Regimes:
    """An open list: what comes after the latest is one more file."""

    entries: Mapping[str, Regime]

    def by_id(self, regime: str) -> Regime:
        """The regime of that id.

        Raises:
            LookupError: Its file is gone.
        """
        try:
            return self.entries[regime]
        except KeyError:
            raise LookupError(f"regime {regime!r} is in no file regime.toml; put the file back") from None

    def on(self, day: date) -> Regime:
        """The regime of a day: of submission for procedure, of the decision for money.

        Raises:
            NoRegimeError: The day is before the first one, or in a gap.
        """
        found = next((each for each in self.entries.values() if each.holds_on(day)), None)
        if found is None:
            first = min(each.valid_from for each in self.entries.values())
            raise NoRegimeError(
                f"Chưa có quy định nào được khai báo cho ngày {show_day(day)}; sớm nhất là từ {show_day(first)}. "
                "Thêm tệp regime.toml của thời kỳ đó."
            )
        return found

    def limit_of(self, day: date, step: str, level: Level, form: str) -> StepLimit | None:
        """How long the step may take for a form submitted that day.

        Where the regime leaves it open and still falls back to an earlier one, that one's; days may stay unknown.
        """
        regime = self.on(day)
        own = regime.limit_of(step, level, form)
        if own is not None and own.working_days is not None:
            return own
        for fallback in regime.fallbacks:
            earlier = self.by_id(fallback.to).limit_of(step, level, form) if day <= fallback.until else None
            if earlier is not None and earlier.working_days is not None:
                return earlier
        return own
