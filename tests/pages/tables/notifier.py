"""The doors of notifier."""

from collections.abc import Sequence

from tests.pages.doors import Door
from tests.pages.tables.operations import doors_of
from tests.pages.visitors import Visitor

_OPERATOR = frozenset({Visitor.OPERATOR})
_MAIL = "/van-hanh/thu/{mail_id}"
_RETURNED = {"mail_id": "returned_mail"}

DOORS: Sequence[Door] = (
    Door("/van-hanh/thu", _OPERATOR, refusal=403),
    Door(_MAIL, _OPERATOR, refusal=403, things=_RETURNED),
    Door(f"{_MAIL}/gui-lai", _OPERATOR, refusal=403, things=_RETURNED),
    Door(f"{_MAIL}/gui-lai", _OPERATOR, method="POST", refusal=403, success=(422,), things=_RETURNED),
    # It has come back: nothing is left to mark.
    Door(f"{_MAIL}/da-den", _OPERATOR, refusal=403, success=(409,), things=_RETURNED),
    Door(f"{_MAIL}/da-den", _OPERATOR, method="POST", refusal=403, success=(409,), things=_RETURNED),
    Door(f"{_MAIL}/bi-tra-lai", _OPERATOR, refusal=403, things={"mail_id": "sent_mail"}),
    Door(f"{_MAIL}/bi-tra-lai", _OPERATOR, method="POST", refusal=403, success=(409,), things=_RETURNED),
    Door("/van-hanh", _OPERATOR, refusal=403),
    *doors_of("/van-hanh/thong-bao"),
)
