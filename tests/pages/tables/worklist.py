"""The doors of the worklist, of saved views and of acts over many cases: of the commune's own people."""

from collections.abc import Sequence

from tests.pages.doors import Door
from tests.pages.visitors import AUTHORITY, OUTSIDE_AUTHORITIES, Visitor

_LIST, _VIEWS, _MANY = "/cap/{level}/viec", "/cap/{level}/cach-xem", "/cap/{level}/hang-loat"
_DECIDERS = frozenset({Visitor.HEAD, Visitor.DEPUTY})
_BESIDE = OUTSIDE_AUTHORITIES | (AUTHORITY - _DECIDERS)

DOORS: Sequence[Door] = (
    Door(_LIST, AUTHORITY, forbidden=OUTSIDE_AUTHORITIES),
    Door(_LIST, AUTHORITY, forbidden=OUTSIDE_AUTHORITIES, query="ngan=da-xong&tim=loai%3Aso-ket+Kh%C3%B4ng+c%C3%B3"),
    Door(_LIST, AUTHORITY, forbidden=OUTSIDE_AUTHORITIES, query="tim=mau%3Ado", success=(422,)),
    Door(_VIEWS, AUTHORITY, forbidden=OUTSIDE_AUTHORITIES, query="ds=ngan%3Dqua-han"),
    Door(
        _VIEWS,
        AUTHORITY,
        method="POST",
        forbidden=OUTSIDE_AUTHORITIES,
        success=(303,),
        fields={"ten": "Quá hạn", "ds": "ngan=qua-han"},
    ),
    Door(
        f"{_VIEWS}/{{view_id}}/xoa",
        AUTHORITY,
        method="POST",
        forbidden=OUTSIDE_AUTHORITIES,
        success=(303,),
        things={"view_id": "no_id"},
    ),
    Door(_MANY, _DECIDERS, forbidden=_BESIDE, query="lam=giao&viec={case}@1"),
    Door(_MANY, _DECIDERS, forbidden=_BESIDE, query="lam=chuyen&viec={case}@1"),
    Door(_MANY, _DECIDERS, forbidden=_BESIDE, query="lam=khong-khen", success=(422,)),
    Door(_MANY, _DECIDERS, method="POST", forbidden=_BESIDE, success=(422,), fields={"lam": "bo-sung"}),
    Door(f"{_MANY}/{{bulk_id}}", AUTHORITY, forbidden=OUTSIDE_AUTHORITIES, things={"bulk_id": "bulk_act"}),
)
