"""What the types of people's text let through, and in which form."""

from typing import Annotated

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import PydanticKnownError

from shared.text.fields import (
    LINE,
    Code,
    Line,
    Lines,
    MailAddress,
    RequiredLine,
    RequiredLines,
    RequiredName,
    RequiredNumber,
    TextField,
    line,
)


class _Asked(BaseModel):
    line: Annotated[str, line(5)]
    required: RequiredLine


@pytest.mark.parametrize(
    "blank", ["", "  ", "\u200b\u200b", "\u3164", "\u2800", "\u2060\ufeff", "\u00ad", "\n", "\u0301"]
)
@pytest.mark.parametrize("kind", [RequiredLine, RequiredLines, RequiredName, RequiredNumber])
def test_what_cannot_be_seen_is_missing(kind: type[str], blank: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(blank)

    assert [error["type"] for error in refused.value.errors()] == ["missing"]


@pytest.mark.parametrize(("kind", "typed"), [(RequiredName, "-"), (RequiredName, "…"), (RequiredNumber, "QĐ-SYT")])
def test_a_name_has_a_letter_and_a_number_a_digit(kind: type[str], typed: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(typed)


def test_length_is_that_of_what_is_kept() -> None:
    kept = _Asked(line="\u200b a \n b c\u200b", required="x")

    assert kept.line == "a b c"
    with pytest.raises(ValidationError, match="at most 5"):
        _Asked(line="abcdef", required="x")


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (Line, "Nguyễn\tAn", "Nguyễn An"),
        (Lines, "Một\r\nhai\t ba", "Một\nhai ba"),
        (Code, " \uff10\uff13\uff13\u200b ", "033"),
        (MailAddress, " van.thu\u200b@hung-yen.example ", "van.thu@hung-yen.example"),
        (MailAddress, "vanthu@tỉnh-hưng-yên.vn", "vanthu@xn--tnh-hng-yn-u7a58uw35n.vn"),
        (MailAddress, "\u200b", ""),
    ],
)
def test_text_is_kept_in_its_form(kind: type[str], typed: str, kept: str) -> None:
    assert TypeAdapter(kind).validate_python(typed) == kept
    assert TypeAdapter(kind).validate_python(kept) == kept


def test_the_description_tells_the_bounds() -> None:
    described = _Asked.model_json_schema()["properties"]

    assert described["line"] == {"type": "string", "maxLength": 5, "title": "Line"}
    assert described["required"] == {"type": "string", "minLength": 1, "maxLength": 300, "title": "Required"}


@pytest.mark.parametrize("typed", [" " * 100_000 + "Mẫu", "e\u0302" * 100_000])
def test_a_text_far_too_long_is_refused_before_it_is_composed(typed: str) -> None:
    composed: list[str] = []

    def compose(text: str) -> str:
        composed.append(text)
        return text

    field = TextField(compose, LINE)

    with pytest.raises(PydanticKnownError, match="at most 300"):
        field.read(typed)

    assert composed == []
