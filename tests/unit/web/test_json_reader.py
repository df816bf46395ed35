"""JSON bodies are read once and within bounds: of entries, depth, digits, texts, and of memory."""

import json
import subprocess
import sys

import pytest

from ops.stack.mail import PROJECT
from shared.refusals import InvalidError
from shared.web.api.json_reader import (
    LONGEST_NUMBER_DIGITS,
    LONGEST_TEXT_BYTES,
    MOST_VALUES,
    UnreadableError,
    read_json,
)
from tests.unit.web.bombs import BOMBS

MEBIBYTE = 1024 * 1024


@pytest.mark.parametrize(
    "value",
    [
        *(
            0,
            -1.5,
            True,
            None,
            "",
            "a, {b}: [c]",
            '"\\"',
            "\\",
            "Nguyễn Thị Ấn 😀",
            [],
            {},
            [[]],
            [{"a": [1, {"b": ""}]}],
        ),
        {"a:b": 1, 'c":': [":"], "": {"": {}}},
        ["," * 100_000 + "{" * 100_000],
        int("9" * LONGEST_NUMBER_DIGITS),
        ["a" * (LONGEST_TEXT_BYTES - 2)],
        [0] * (MOST_VALUES - 1),
    ],
    ids=lambda value: str(value)[:20],
)
@pytest.mark.parametrize("is_ascii", [True, False])
def test_a_body_is_read_as_what_it_says(value: object, *, is_ascii: bool) -> None:
    assert read_json(json.dumps(value, ensure_ascii=is_ascii).encode()) == value


def test_a_mark_before_the_body_is_overlooked() -> None:
    assert read_json(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"[" + b"0," * (MOST_VALUES + 1) + b"0]", "quá nhiều mục"),
        (b'{"a":' * 300 + b"0" + b"}" * 300, "quá nhiều lớp"),
        (b"[" * 100_000, "quá nhiều lớp"),
        (b"9" * (LONGEST_NUMBER_DIGITS + 1), "quá 40 chữ số"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "quá 40 chữ số"),
        (b'["' + b"a" * LONGEST_TEXT_BYTES + b'"]', "đoạn chữ quá dài"),
        (b"[" + ('"😀' + "a" * 1_000 + '",').encode() * 5_000 + b"0]", "biểu tượng"),
        (rb'"\u0000"', "ký tự hỏng"),
        (b'"\x00"', "ký tự hỏng"),
        (rb'{"\udc00x": 1}', "ký tự hỏng"),
        (b'"\xed\xa0\x80"', "ký tự hỏng"),
        (rb'{"b": {"a": 1, "\u0061": {}}}', "“a” đứng hai lần"),
        (b'[{"a": 1}, {"a" \n : 1, "b": {"a": 1}, "a": 2}]', "“a” đứng hai lần"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_too_much_or_what_cannot_be_kept_is_refused(body: bytes, sentence: str) -> None:
    with pytest.raises(InvalidError) as refused:
        read_json(body)

    assert sentence in refused.value.problems[0].message


@pytest.mark.parametrize(
    ("body", "position"),
    [
        (b"{", 0),
        (b"\xff\xfe", 0),
        ('{"ế": x}'.encode(), 6),
        (b'{"a": 1,\n\n "b": tru}', 19),
        (b"NaN", 0),
        (b"[1,]", 3),
        (b'"\t"', 1),
        (b'"a', 1),
        (b"{} {}", 3),
        ('{"a": 1}'.encode("utf-16"), 0),
    ],
)
def test_what_is_no_json_is_told_where(body: bytes, position: int) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_json(body)

    assert refused.value.position == position


def test_no_body_takes_more_memory_than_three_times_its_size() -> None:
    command = [sys.executable, "-m", "tests.unit.web.bombs"]

    ran = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True, timeout=240)  # noqa: S603  our own

    rows = [line.split("\t") for line in ran.stdout.splitlines()]
    costs = {name: (int(status), int(size), int(grown)) for name, status, size, grown in rows}
    assert costs.keys() == BOMBS.keys()
    assert {status for status, _, _ in costs.values()} == {422}
    too_dear = {name: cost for name, cost in costs.items() if cost[2] > 3 * cost[1] + 32 * MEBIBYTE}
    assert not too_dear
