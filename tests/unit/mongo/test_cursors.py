"""A cursor that somebody wrote themselves is told apart from one that a slice ended with, and breaks nothing."""

import base64
from collections.abc import Callable
from uuid import UUID

import pytest

from services.appraisal.adapters.case_queries import stretches
from shared.mongo.cursors import read_cursor, write_cursor
from shared.refusals import InvalidError

FORGED = ("[" * 1490, r'["\ud800", "x"]', r'["a", "\udfff"]', '{"$gt": ""}', "null", "1e9", " ", r'[1, "\ud800", "x"]')


def encode(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _of_nominations(cursor: str) -> object:
    return read_cursor(cursor, str, UUID)


@pytest.mark.parametrize("read", [stretches, _of_nominations], ids=["cases", "nominations"])
@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_cursor_is_refused(read: Callable[[str], object], forged: str) -> None:
    with pytest.raises(InvalidError):
        read(encode(forged))


def test_a_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(InvalidError):
        read_cursor(write_cursor(3, "2021-08-02", "x"), str, str)


def test_a_cursor_is_read_as_it_was_written() -> None:
    assert read_cursor(write_cursor("Nguyễn Thị Ấn", 1), str, int) == ["Nguyễn Thị Ấn", 1]
