"""The doors of who works at a level, and of where they begin."""

from collections.abc import Sequence
from functools import partial

from tests.pages.doors import Door
from tests.pages.visitors import AUTHORITY, OUTSIDE_AUTHORITIES, SIGNED_IN

# Officials of other levels are led to their own address; whoever is no official is told who is.
_of_level = partial(Door, may=AUTHORITY, forbidden=OUTSIDE_AUTHORITIES)
OF_LEVELS: Sequence[Door] = (_of_level("/cap/{level}/viec/so-luong", is_html=False, is_pictured=False),)
OF_INTAKE: Sequence[Door] = (Door("/viec", SIGNED_IN, success=(200, 303), is_pictured=False),)
