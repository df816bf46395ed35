"""The doors of windows: all of the province's authorities read them, the head of Sở Nội vụ opens and closes."""

from collections.abc import Sequence
from functools import partial

from tests.pages.doors import Door
from tests.pages.visitors import OUTSIDE_AUTHORITIES, Visitor

_HEAD = frozenset({Visitor.PROVINCE_HEAD})
_COUNCIL = frozenset({Visitor.COUNCIL_SECRETARY, Visitor.COUNCIL_MEMBER})
_LIST = "/cap/{level}/dot-xet"
_THINGS = {"level": "province", "window_id": "window"}
_reading = partial(Door, may=_HEAD | _COUNCIL, forbidden=OUTSIDE_AUTHORITIES, things=_THINGS)
_deciding = partial(Door, may=_HEAD, forbidden=OUTSIDE_AUTHORITIES | _COUNCIL, things=_THINGS)

DOORS: Sequence[Door] = (
    _reading(_LIST),
    _deciding(f"{_LIST}/moi"),
    _deciding(f"{_LIST}/moi", method="POST", success=(422,)),
    _deciding(f"{_LIST}/{{window_id}}/dong"),
    _deciding(f"{_LIST}/{{window_id}}/dong", method="POST", success=(303, 409)),
)
