"""The doors of identity."""

from collections.abc import Mapping, Sequence

from tests.pages.doors import Door
from tests.pages.visitors import EVERYBODY, SIGNED_IN, Visitor

_FACTOR = "/tai-khoan/xac-thuc-hai-lop"
# Whoever begins a second factor sees the page of its picture from then on.
_BEGINS = frozenset({Visitor.NOBODY, Visitor.PRESS_EDITOR})

_ACCOUNTS, _PAPERS = "/quan-tri/tai-khoan", "/quan-tri/uy-quyen"
_ONE = f"{_ACCOUNTS}/{{account_id}}"
_ADMINISTRATORS = frozenset({Visitor.ADMINISTRATOR})
_OTHER_HEADS = frozenset({Visitor.OTHER_HEAD, Visitor.PROVINCE_HEAD})
_HEADS = _OTHER_HEADS | {Visitor.HEAD}
_OFFICER: Mapping[str, str] = {"account_id": "officer_account"}
_NO_PAPER: Mapping[str, str] = {"authorisation_id": "no_id"}

ADMINISTRATION: Sequence[Door] = (
    Door("/quan-tri", _ADMINISTRATORS | _HEADS, refusal=403),
    Door(_ACCOUNTS, _ADMINISTRATORS | _HEADS, refusal=403),
    Door(f"{_ACCOUNTS}/moi", _ADMINISTRATORS, refusal=403),
    Door(f"{_ACCOUNTS}/moi", _ADMINISTRATORS, method="POST", refusal=403, success=(422,)),
    Door(f"{_ACCOUNTS}/nhap", _ADMINISTRATORS, refusal=403),
    Door(f"{_ACCOUNTS}/nhap", _ADMINISTRATORS, method="POST", refusal=403, success=(422,)),
    Door(f"{_ACCOUNTS}/nhap/ghi", _ADMINISTRATORS, method="POST", refusal=403, success=(422,)),
    Door(f"{_ACCOUNTS}/mau.xlsx", _ADMINISTRATORS, refusal=403, is_html=False, is_pictured=False),
    # The head of another authority is answered that there is no such account: `test_administration.py`.
    Door(
        _ONE,
        _ADMINISTRATORS | {Visitor.HEAD},
        refusal=403,
        things=_OFFICER,
        tried_by=EVERYBODY - _OTHER_HEADS,
    ),
    *(
        Door(f"{_ONE}/{act}", _ADMINISTRATORS, refusal=403, things=_OFFICER)
        for act in ("sua", "khoa", "phien", "xac-thuc-hai-lop", "ban-giao")
    ),
    # Nothing is said why, or nothing is asked to be otherwise.
    *(
        Door(f"{_ONE}/{act}", _ADMINISTRATORS, method="POST", refusal=403, success=(422, 409), things=_OFFICER)
        for act in ("sua", "khoa", "phien", "xac-thuc-hai-lop", "ban-giao", "mo")
    ),
    Door(f"{_ONE}/mo", _ADMINISTRATORS, refusal=403, success=(409,), things=_OFFICER, is_pictured=False),
    Door(f"{_ONE}/dat-lai-mat-khau", _ADMINISTRATORS, method="POST", refusal=403, success=(303,), things=_OFFICER),
    Door("/quan-tri/don-vi", _ADMINISTRATORS, refusal=403),
    Door("/quan-tri/don-vi/{code}", _ADMINISTRATORS, refusal=403, things={"code": "unit_code"}),
    Door("/quan-tri/co-quan", _ADMINISTRATORS, refusal=403),
    Door("/quan-tri/co-quan/{code}", _ADMINISTRATORS, refusal=403, things={"code": "authority_code"}),
    Door("/quan-tri/vai-tro", _ADMINISTRATORS | _HEADS, refusal=403),
    Door("/quan-tri/nhat-ky", _ADMINISTRATORS, refusal=403),
    Door(_PAPERS, _HEADS, refusal=403),
    Door(f"{_PAPERS}/moi", _HEADS, refusal=403),
    Door(f"{_PAPERS}/moi", _HEADS, method="POST", refusal=403, success=(422,)),
    Door(
        f"{_PAPERS}/{{authorisation_id}}/ket-thuc",
        {Visitor.HEAD},
        refusal=403,
        things={"authorisation_id": "paper"},
        tried_by=EVERYBODY - _OTHER_HEADS,
    ),
    Door(
        f"{_PAPERS}/{{authorisation_id}}/ket-thuc",
        _HEADS,
        method="POST",
        refusal=403,
        success=(404,),
        things=_NO_PAPER,
    ),
)

DOORS: Sequence[Door] = (
    *ADMINISTRATION,
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
    Door("/tai-khoan/viec-lam", SIGNED_IN, success=(303,), is_pictured=False),
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
