"""The doors of who works at a level, and of where they begin."""

from collections.abc import Sequence
from functools import partial

from tests.pages.doors import Door
from tests.pages.visitors import AUTHORITY, OUTSIDE_AUTHORITIES, SIGNED_IN, Visitor

# Officials of other levels are led to their own address; whoever is no official is told who is.
_of_level = partial(Door, may=AUTHORITY, forbidden=OUTSIDE_AUTHORITIES)
_GIVERS = frozenset({Visitor.HEAD, Visitor.DEPUTY})
_of_head = partial(Door, may=_GIVERS, forbidden=OUTSIDE_AUTHORITIES | (AUTHORITY - _GIVERS))
_PEOPLE = "/cap/{level}/phan-cong"
_ONE = {"account": "officer_account"}
OF_LEVELS: Sequence[Door] = (
    _of_level("/cap/{level}/viec/so-luong", is_html=False, is_pictured=False),
    _of_level(_PEOPLE),
    _of_level(f"{_PEOPLE}/thu-tom-tat"),
    _of_level(f"{_PEOPLE}/nguoi/{{account}}", things=_ONE),
    # The form names no case: there is none.
    _of_head(f"{_PEOPLE}/nguoi/{{account}}/tra-viec", method="POST", success=(404,), things=_ONE),
    _of_head(f"{_PEOPLE}/giao"),
    _of_head(f"{_PEOPLE}/giao", method="POST", success=(422,)),
    _of_head(f"{_PEOPLE}/ghi", method="POST", success=(422,)),
)
OF_INTAKE: Sequence[Door] = (Door("/viec", SIGNED_IN, success=(200, 303), is_pictured=False),)
