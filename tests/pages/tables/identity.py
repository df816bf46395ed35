"""The doors of identity."""

from collections.abc import Sequence

from tests.pages.doors import Door
from tests.pages.visitors import EVERYBODY, SIGNED_IN, Visitor

DOORS: Sequence[Door] = (
    Door("/dang-nhap", EVERYBODY),
    Door("/dang-nhap", EVERYBODY, method="POST", success=(401,), tried_by={Visitor.NOBODY}),
    Door("/dang-xuat", EVERYBODY, method="POST", success=(303,), ends_session=True),
    Door("/doi-mat-khau", SIGNED_IN),
    Door("/doi-mat-khau", SIGNED_IN, method="POST", success=(422,)),
)
