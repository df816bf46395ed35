"""The demo ends once each recipient was told everything, however a mail sets its lines."""

from ops.demo.__main__ import missing
from ops.demo.catalogue import STORIES
from ops.demo.mailbox import Mail
from ops.demo.stories import VOLUNTEER, FinishedStory, expected_words
from ops.demo.views import Nomination, Taken

_ROUTE = {"step": 1, "level": "commune", "authority": {"code": "33.327", "name": "UBND huyện Yên Mỹ"}}
_NOMINATION = {"id": "1", "number": "20SR3-QT01S-X", "route": [_ROUTE]}


def told(*expected: str) -> FinishedStory:
    nomination = Nomination.model_validate(_NOMINATION | {"status": "", "status_text": "", "history": []})
    taken = Taken.model_validate({"id": "1", "number": "DTQA9-XGFYH-P", "nominations": [_NOMINATION]})
    return FinishedStory(VOLUNTEER, taken, nomination, "1/QĐ-UBND", 1.0, expected)


def mail(recipient: str, text: str) -> Mail:
    return Mail.model_validate({"ID": "1", "To": [{"Address": recipient}], "Subject": "", "Text": text})


def test_words_are_found_across_a_line_that_a_mail_breaks() -> None:
    broken = "Trước đó: được đề xuất hình thức cao hơn, đã chuyển đến UBND huyện Yên\nMỹ\n"

    lacking = missing([mail("a@x.example", broken), mail("b@x.example", broken)], told("đến UBND huyện Yên Mỹ"))

    assert lacking == []


def test_words_that_one_recipient_was_not_told_are_missing() -> None:
    mails = [mail("a@x.example", "đến Sở Y tế"), mail("b@x.example", "đã tiếp nhận")]

    lacking = missing(mails, told("đến Sở Y tế"))

    assert lacking == ["b@x.example: đến Sở Y tế"]


def test_a_hand_over_to_oneself_names_the_place_of_the_next_step() -> None:
    route = [_ROUTE | {"step": 1}, _ROUTE | {"step": 2}]
    nomination = Nomination.model_validate(
        _NOMINATION | {"route": route, "status": "", "status_text": "", "history": []}
    )

    words = expected_words(STORIES["giay-khen-huyen"], nomination, "1/QĐ-UBND")

    assert "tại UBND huyện Yên Mỹ" in words
    assert "đến UBND huyện Yên Mỹ" not in words
