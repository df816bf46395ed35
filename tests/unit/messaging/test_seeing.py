"""What pages show of a parked message, whatever it holds."""

import json
from pathlib import Path

import pytest
from aio_pika.abc import AbstractIncomingMessage
from hypothesis import given
from hypothesis import strategies as st

from ops.stack.mail import PROJECT
from shared.messaging.parked.reasons import DELIVERED_TOO_OFTEN, explain_reason
from shared.messaging.parked.seeing import fields_of, see
from shared.messaging.wire import REASON, SENDER
from shared.observability.privacy import MASK
from tests.unit.messaging.deliveries import delivery

OWNER = "appraisal-commune"
EXAMPLES = json.loads(Path(PROJECT / "shared/events/examples.json").read_text(encoding="utf-8"))
# What people write about people, in shapes that fields of this system have, too.
PERSONAL = (
    *("Nguyễn Thị Thử", "nguyen thi thu", "THU", "0912345678", "0912 345 678", "+84 912 345 678", "033099001234"),
    *(
        "mot.nguoi@hop-thu.example",
        "1990-02-03",
        "03/02/1990",
        "Thôn Mễ, xã Yên Phú",
        "nguyen.thi.thu",
        "0912-345-678",
        "0912.345.678",
        "12-3456789",
    ),
    *("{'a': 1}", "2021-10-05T03:00:00 Bà Thử", "x" * 300),
)
# Never a word of the system, which hypothesis finds in its source and tries.
_WORDS = st.text().map(lambda text: f"Bà {text}")
MADE_UP = st.recursive(
    _WORDS | st.integers(min_value=10**6),
    lambda inner: st.lists(inner, min_size=1) | st.dictionaries(_WORDS, inner, min_size=1),
)


def parked(content: object, **headers: object) -> AbstractIncomingMessage:
    """A message that its owner put aside."""
    return delivery(OWNER, headers, body=json.dumps(content).encode())


@pytest.mark.parametrize("text", PERSONAL)
@pytest.mark.parametrize("field", ["nominee", "name", "type", "kind", "code", "unit", "due_on", "number", "x", "tên"])
def test_a_persons_data_is_shown_in_no_field(field: str, text: str) -> None:
    shown = see(parked({field: text, "deep": [{field: {text: [text]}}], text: 1}), OWNER)

    # A word of small letters with dots between is a code where a code belongs: the province's lists have such.
    allowed = (field in {"code", "unit"} and text == "nguyen.thi.thu") or (field == "due_on" and text == "1990-02-03")
    values = [part for pair in shown.fields for part in pair]
    assert allowed or not any(text in value for value in values), shown.fields
    assert MASK in values


@given(MADE_UP)
def test_nothing_made_up_is_shown(content: object) -> None:
    shown = fields_of(json.dumps({"content": content}).encode())

    assert {value for _, value in shown} <= {MASK}


def test_what_the_system_made_itself_is_shown() -> None:
    shown = dict(see(parked(EXAMPLES["case.forwarded.v1"]), OWNER).fields)

    assert shown["type"] == "case.forwarded.v1"
    assert shown["nomination_id"] == EXAMPLES["case.forwarded.v1"]["nomination_id"]
    assert (shown["level"], shown["step"], shown["authority.code"]) == ("commune", "1", "33.327.12079")
    assert (shown["authority.name"], shown["note"]) == (MASK, MASK)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_no_words_of_people_are_shown_of_any_event(kind: str) -> None:
    shown = see(parked(EXAMPLES[kind]), OWNER)

    assert [value for _, value in shown.fields if " " in value] == []
    assert shown.fields


def test_headers_of_a_stranger_are_not_repeated() -> None:
    headers = {
        "cloudEvents:type": "Bà Thử",
        "cloudEvents:subject": "nomination/0912345678",
        REASON: "Bà Thử, 0912345678",
        SENDER: "ba-thu",
    }

    shown = see(delivery("ba-thu", headers), OWNER)

    assert (shown.type, shown.subject, shown.sender, shown.reason) == ("", MASK, MASK, DELIVERED_TOO_OFTEN)


def test_a_name_that_is_no_id_is_not_shown() -> None:
    shown = see(delivery(OWNER, {}, name="Bà Thử 0912345678"), OWNER)

    assert not shown.is_named
    assert shown.ref.startswith("x")
    assert shown.ref == see(delivery(OWNER, {}, name="Bà Thử 0912345678"), OWNER).ref


@pytest.mark.parametrize("body", [b"", b"no json", b"[1, 2]", b'"0912345678"', b"[" * 100_000, b"\xff"])
def test_a_body_of_no_fields_shows_none(body: bytes) -> None:
    assert see(delivery(OWNER, {}, body=body), OWNER).fields == ()


def test_of_a_great_many_fields_the_first_are_shown() -> None:
    shown = see(parked({"steps": list(range(500))}), OWNER)

    assert (len(shown.fields), shown.is_cut) == (200, True)


@pytest.mark.parametrize(
    ("note", "meaning"),
    [
        ("", DELIVERED_TOO_OFTEN),
        ("unknown type 'Bà Thử'", "Không đọc được: không có loại thông điệp này"),
        ("ForgedError: signed with a key that is not one of intake's: 12", "Ký bằng khóa không phải"),
        ("step 3 is not one of commune 'Bà Thử'", "Bước mà thông điệp nêu không khớp"),
        ("work.handed_over.v1: sent by 'ba-thu', only intake may", "Người gửi không được gửi"),
        ("NotAllowedError: Không ghi được “Bà Thử” ở đây", f"Không ghi được {MASK} ở đây"),
        ("something with 0912345678", f"something with {MASK}"),
    ],
)
def test_a_reason_is_told_in_words_without_the_messages(note: str, meaning: str) -> None:
    assert explain_reason(note).startswith(meaning)
    assert "Thử" not in explain_reason(note)


def test_places_that_do_not_fit_are_named_where_events_have_them() -> None:
    note = "work.handed_over.v1: does not fit at content.nominee.kind, Bà Thử, slip.3.level"

    shown = see(delivery(OWNER, {REASON: note}), OWNER)

    assert shown.reason == f"Không đọc được: nội dung không khớp ở content.nominee.kind, {MASK}, slip.3.level."
