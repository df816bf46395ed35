"""A mark that somebody has written themselves is told apart from one that a page ended with, and breaks nothing."""

import base64
from collections.abc import Callable
from uuid import UUID

import pytest

from services.appraisal.adapters.case_queries import stretches
from services.intake.adapters.viewing import mark_of, marked
from shared.mongo.marks import read_mark
from shared.refusals import InvalidError

FORGED = ("[" * 1490, r'["\ud800", "x"]', r'["a", "\udfff"]', '{"$gt": ""}', "null", "1e9", " ", r'[1, "\ud800", "x"]')


def written(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _of_nominations(mark: str) -> object:
    return marked(mark, str, UUID)


@pytest.mark.parametrize("read", [stretches, _of_nominations], ids=["cases", "nominations"])
@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_mark_is_refused(read: Callable[[str], object], forged: str) -> None:
    with pytest.raises(InvalidError):
        read(written(forged))


def test_a_mark_is_read_as_it_was_written() -> None:
    assert read_mark(mark_of("Nguyễn Thị Ấn", "1")) == ["Nguyễn Thị Ấn", "1"]
