"""The doors of decisions: all of the authority read them, its văn thư records."""

from collections.abc import Sequence
from functools import partial

from tests.pages.doors import Door
from tests.pages.visitors import AUTHORITY, OUTSIDE_AUTHORITIES, Visitor

_CLERK = frozenset({Visitor.CLERK})
_reading = partial(Door, may=AUTHORITY, forbidden=OUTSIDE_AUTHORITIES)
_recording = partial(Door, may=_CLERK, forbidden=OUTSIDE_AUTHORITIES | (AUTHORITY - _CLERK))
_LIST = "/cap/{level}/quyet-dinh"
_DECISION = f"{_LIST}/{{decision_id}}"
_ONE = {"decision_id": "decision"}

DOORS: Sequence[Door] = (
    _reading(_LIST),
    _recording(f"{_LIST}/moi"),
    _recording(f"{_LIST}/moi", method="POST", success=(422,)),
    _reading(_DECISION, things=_ONE),
    _reading(f"{_DECISION}/in", things=_ONE),
    _recording(f"{_DECISION}/dinh-chinh", things=_ONE),
    _recording(f"{_DECISION}/dinh-chinh", method="POST", things=_ONE, success=(422,)),
    _recording(f"{_DECISION}/thu-hoi", things=_ONE),
    _recording(f"{_DECISION}/thu-hoi", method="POST", things=_ONE, success=(422,)),
)
