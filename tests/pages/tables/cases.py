"""The doors of a case: of the commune's officers, head, deputy and clerk; other authorities do not hear of it.

Acts are knocked at with forms that lack something, and of holding with what changes nothing for the next who comes.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from types import MappingProxyType

from tests.pages.doors import Door
from tests.pages.visitors import AUTHORITY, EVERYBODY, OUTSIDE_AUTHORITIES, Visitor

_CASE = "/cap/{level}/viec/{case_id}"
_WORKERS = frozenset({Visitor.OFFICER, Visitor.HEAD, Visitor.DEPUTY})
_DECIDERS = frozenset({Visitor.HEAD, Visitor.DEPUTY})
_OFFICERS = frozenset({Visitor.OFFICER})
# Who belongs to the authority, and whose role the act is not, is told so.
_STRANGERS = EVERYBODY - AUTHORITY - OUTSIDE_AUTHORITIES - {Visitor.NOBODY}
_NONE: Mapping[str, str] = MappingProxyType({})


def _act(
    below: str,
    may: AbstractSet[Visitor],
    *success: int,
    fields: Mapping[str, str] = _NONE,
) -> Door:
    return Door(
        f"{_CASE}/{below}",
        may,
        method="POST",
        forbidden=EVERYBODY - may - _STRANGERS - {Visitor.NOBODY},
        success=success,
        fields=fields,
        things={"case_id": "case"},
    )


_FORWARD = MappingProxyType({"outcome": "forward", "text": "Đủ điều kiện."})

DOORS: Sequence[Door] = (
    Door(_CASE, AUTHORITY, forbidden=OUTSIDE_AUTHORITIES, things={"case_id": "case"}),
    Door(
        f"{_CASE}/ket-qua/kiem-tra",
        _DECIDERS,
        forbidden=EVERYBODY - _DECIDERS - _STRANGERS - {Visitor.NOBODY},
        success=(303,),
        things={"case_id": "case"},
        is_pictured=False,
    ),
    _act("soan", AUTHORITY, 200),
    _act("de-xuat", _OFFICERS, 409, fields=_FORWARD),
    _act("ket-qua/kiem-tra", _DECIDERS, 409, fields=_FORWARD),
    _act("ket-qua", _DECIDERS, 409, fields=_FORWARD),
    _act("gui-lai", _DECIDERS, 409, fields={"note": "Xem lại."}),
    _act("giao", _DECIDERS, 303),
    _act("trao-doi", AUTHORITY, 422),
    _act("giu", _WORKERS, 303, 409),
    _act("nhan-thay", AUTHORITY, 422),
    _act("tha", _WORKERS, 303, 409),
    _act("bo-phieu/kiem-tra", AUTHORITY, 422),
    _act("bo-phieu", AUTHORITY, 422),
)
