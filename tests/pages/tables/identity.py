"""The doors of identity."""

from collections.abc import Sequence

from tests.pages.doors import Door
from tests.pages.visitors import EVERYBODY, SIGNED_IN, Visitor

_FACTOR = "/tai-khoan/xac-thuc-hai-lop"
# Whoever begins a second factor sees the page of its picture from then on.
_BEGINS = frozenset({Visitor.NOBODY, Visitor.PRESS_EDITOR})

DOORS: Sequence[Door] = (
    Door("/dang-nhap", EVERYBODY),
    Door("/dang-nhap", EVERYBODY, method="POST", success=(401,), tried_by={Visitor.NOBODY}),
    Door("/dang-xuat", EVERYBODY, method="POST", success=(303,), ends_session=True),
    Door("/doi-mat-khau", SIGNED_IN),
    Door("/doi-mat-khau", SIGNED_IN, method="POST", success=(422,)),
    Door("/quen-mat-khau", EVERYBODY),
    Door("/quen-mat-khau", EVERYBODY, method="POST", success=(422,)),
    Door("/dat-lai-mat-khau", EVERYBODY),
    Door("/dat-lai-mat-khau", EVERYBODY, method="POST", success=(422,)),
    Door("/xac-nhan-thu", EVERYBODY),
    Door("/xac-nhan-thu", EVERYBODY, method="POST", success=(422,)),
    Door("/tai-khoan", SIGNED_IN),
    Door("/tai-khoan/viec-lam", SIGNED_IN),
    Door("/tai-khoan/thu", SIGNED_IN),
    Door("/tai-khoan/thu", SIGNED_IN, method="POST", success=(422,)),
    Door("/tai-khoan/thu-tom-tat", SIGNED_IN, method="POST", success=(303,), fields={"muon": "co"}),
    Door("/tai-khoan/phim-tat", SIGNED_IN, method="POST", success=(303,), fields={"muon": "co"}),
    # Nobody has the session of that name: that it is another's and that it is none cannot be told apart.
    Door(
        "/tai-khoan/phien/{session_id}/ket-thuc",
        SIGNED_IN,
        method="POST",
        success=(404,),
        things={"session_id": "strange_token"},
    ),
    Door(_FACTOR, SIGNED_IN),
    Door(_FACTOR, SIGNED_IN, method="POST", success=(303,), tried_by=_BEGINS),
    Door(f"{_FACTOR}/xac-nhan", SIGNED_IN, method="POST", success=(422,)),
    Door(f"{_FACTOR}/tat", SIGNED_IN),
    Door(f"{_FACTOR}/tat", SIGNED_IN, method="POST", success=(422,)),
    Door(f"{_FACTOR}/ma-khoi-phuc", SIGNED_IN),
    Door(f"{_FACTOR}/ma-khoi-phuc", SIGNED_IN, method="POST", success=(422,)),
)
