"""What an entry of the audit record may be."""

from datetime import UTC, datetime

import pytest

from shared.audit.entry import MOST_CHARACTERS, UNKNOWN, Entry, Kind
from shared.audit.words import KIND_NAMES

AT = datetime(2021, 10, 5, 4, tzinfo=UTC)


def test_every_kind_has_a_name_of_its_own() -> None:
    assert set(KIND_NAMES) == set(Kind)
    assert len(set(KIND_NAMES.values())) == len(Kind)


def test_each_entry_has_an_id_of_its_own() -> None:
    first, second = Entry(AT, Kind.SIGN_IN, UNKNOWN), Entry(AT, Kind.SIGN_IN, UNKNOWN)

    assert first.id != second.id


@pytest.mark.parametrize(
    "long",
    [{"subject": "x" * 501}, {"reason": "x" * 501}, {"details": {"field": "x" * 501}}],
    ids=lambda one: next(iter(one)),
)
def test_no_text_is_longer_than_a_record_needs(long: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=str(MOST_CHARACTERS)):
        Entry(AT, Kind.SIGN_IN, UNKNOWN, **long)  # type: ignore[arg-type] # one of the fields each time


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Entry(datetime(2021, 10, 5), Kind.SIGN_IN, UNKNOWN)  # noqa: DTZ001 - the fault under test
