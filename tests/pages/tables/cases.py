"""The doors of a case: of the commune's officers, head, deputy and clerk; other authorities do not hear of it."""

from collections.abc import Sequence

from tests.pages.doors import Door
from tests.pages.visitors import AUTHORITY, OUTSIDE_AUTHORITIES

_CASE = "/cap/{level}/viec/{case_id}"
_THINGS = {"case_id": "case"}

DOORS: Sequence[Door] = (Door(_CASE, AUTHORITY, forbidden=OUTSIDE_AUTHORITIES, things=_THINGS),)
