"""The units and authorities of the directory, by what people call them in a form or a list."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared.directory.bodies import Account, account_problems
from shared.directory.roles import OF_AUTHORITIES, OF_UNITS, Role
from shared.directory.succession import Succession
from shared.refusals import FieldProblem
from shared.text.addresses import UNREACHABLE, is_address
from shared.text.folding import fold
from shared.text.typed import NotReadError

_WITH_CODE = re.compile(r".*\(([0-9]{2}\.[^()\s]+)\)\s*")
_MOST_NEAR = 5
# Whoever edits examples belongs to an authority, too, and does none of its work on nominations.
_NAMING_AUTHORITIES = OF_AUTHORITIES | {Role.PRESS_EDITOR}


@dataclass(frozen=True)
class Bodies:
    """Those of one kind by code, and how they stand today; `noun` is what one of them is called."""

    noun: str
    names: Mapping[str, str]
    standing: Succession

    def name(self, code: str) -> str:
        """What it is called; the code where nobody is known by it."""
        return self.names.get(code, code)

    def show(self, code: str) -> str:
        """Its name with its code, as forms show it and `read` takes it."""
        return f"{self.names[code]} ({code})" if code in self.names else code

    def read(self, typed: str) -> str:
        """The code of the body that is meant by its code, by its name, with or without accents, or by both.

        Raises:
            NotReadError: None is, or several; those that are near are named.
        """
        text = typed.strip()
        found = _WITH_CODE.fullmatch(text)
        code = found[1] if found else text
        if code in self.names:
            return code
        folded = fold(text)
        meant = [code for code, name in self.names.items() if fold(name) == folded]
        if len(meant) == 1:
            return meant[0]
        raise NotReadError(self._remedy(meant or self._near(folded), is_known=bool(meant)))

    def fault(self, code: str) -> str:
        """Why nobody new may belong to it; nothing where they may."""
        if code not in self.names:
            return f"Chưa có {self.noun} mã “{code}”. Tra trong danh sách {self.noun}."
        if self.standing.is_over(code):
            return f"{self.name(code)} đã kết thúc hoạt động. Nêu nơi kế thừa: {self.show(self.standing.heir(code))}."
        return ""

    def _near(self, folded: str) -> list[str]:
        words = folded.split()
        return [code for code, name in self.names.items() if words and all(word in fold(name) for word in words)]

    def _remedy(self, near: Iterable[str], *, is_known: bool) -> str:
        shown = [self.show(code) for code in near]
        if not shown:
            return f"Chưa có {self.noun} tên hoặc mã này. Tra trong danh sách {self.noun} rồi chép tên hoặc mã."
        more = " …" if len(shown) > _MOST_NEAR else ""
        first = f"Có nhiều {self.noun} tên này" if is_known else f"Chưa rõ {self.noun} nào"
        return f"{first}. Chép một trong: {'; '.join(shown[:_MOST_NEAR])}{more}"


@dataclass(frozen=True)
class Catalogue:
    """All units and all authorities as they are called today."""

    units: Bodies
    authorities: Bodies

    def name(self, code: str) -> str:
        """What the unit or authority is called."""
        return self.authorities.names.get(code) or self.units.name(code)

    def works_for(self, account: Account) -> list[str]:
        """The names of the account's unit and authorities."""
        unit = [self.units.name(account.unit)] if account.unit else []
        return [*unit, *(self.authorities.name(code) for code in sorted(account.authorities))]


def problems_of(account: Account, catalogue: Catalogue, before: Account | None = None) -> list[FieldProblem]:
    """What must be mended before the account, which may have been another `before`, is of use to its owner."""
    problems = account_problems(account)
    former_unit = before.unit if before else None
    former_authorities = before.authorities if before else frozenset()
    if account.unit and account.unit != former_unit and (fault := catalogue.units.fault(account.unit)):
        problems.append(FieldProblem("unit", fault))
    faults = [catalogue.authorities.fault(code) for code in sorted(account.authorities - former_authorities)]
    problems += [FieldProblem("authorities", fault) for fault in faults if fault]
    # Of roles that are still to be named nothing is known.
    if account.roles and account.unit and not account.roles & OF_UNITS:
        problems.append(FieldProblem("unit", "Chỉ người nộp hồ sơ thuộc đơn vị: bỏ trống, hoặc thêm vai trò ấy."))
    if account.roles and account.authorities and not account.roles & _NAMING_AUTHORITIES:
        message = "Không vai trò nào đã chọn thuộc cơ quan: bỏ trống, hoặc chọn vai trò của cơ quan."
        problems.append(FieldProblem("authorities", message))
    if account.mail and not is_address(account.mail):
        problems.append(FieldProblem("mail", UNREACHABLE))
    return problems
