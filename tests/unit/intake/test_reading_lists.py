"""Reading a list is one act over two ports: files opened apart, and the province's places."""

import io
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import BinaryIO

import pytest

from services.intake.adapters.books import BooksApart
from services.intake.application.places import PlaceLine
from services.intake.application.reading_lists import ConfirmList, ReadList
from services.intake.domain.lists.preview import RowStatus
from shared.events.words import Level
from shared.files.apart import Apart
from shared.files.sheets import Book
from shared.refusals import InvalidError, UnavailableError
from shared.rules.loading import load_rule_sets
from tests.unit.intake.list_samples import FILES, HEADINGS, PERSON, sheet_of
from tests.unit.intake.test_list_confirming import ANSWERS

RULE_SETS = load_rule_sets()


def now() -> datetime:
    return datetime(2021, 10, 10, 3, 0, tzinfo=UTC)


class FakePlaces:
    async def places(self) -> Sequence[PlaceLine]:
        return [
            PlaceLine("327", "Huyện Yên Mỹ", Level.DISTRICT, None, "33.327"),
            PlaceLine("12079", "Xã Yên Phú", Level.COMMUNE, "327", "33.327.12079"),
        ]


class FakeBooks:
    async def read(self, _file: BinaryIO) -> Book:
        return Book((sheet_of(HEADINGS, PERSON),), ("Tệp có macro: chỉ đọc các ô, không chạy macro.",))


async def test_reads_and_confirms_by_rule_set_of_the_day() -> None:
    preview = await ReadList(FakeBooks(), FakePlaces(), RULE_SETS, now)(io.BytesIO(), "covid-19")
    found = await ConfirmList(RULE_SETS, now)(preview, "covid-19", ANSWERS, {})

    assert preview.count(RowStatus.OK) == 1
    assert preview.rows[0].values.commune == "Xã Yên Phú"
    assert "macro" in preview.notices[0]
    assert [row.problems for row in found.nominations] == [()]


async def test_unknown_movement_is_refused_before_the_file_is_read() -> None:
    with pytest.raises(InvalidError, match="cần sửa"):
        await ReadList(FakeBooks(), FakePlaces(), RULE_SETS, now)(io.BytesIO(), "khong-co")


async def test_opens_files_apart_and_refuses_in_words() -> None:
    books = BooksApart()

    with (FILES / "plain-writer.xlsx").open("rb") as file:
        book = await books.read(file)
    with (FILES / "with-a-password.xlsx").open("rb") as file, pytest.raises(InvalidError, match="mật khẩu"):
        await books.read(file)

    assert [sheet.name for sheet in book.sheets] == ["Trang tính1"]


async def test_says_that_nothing_was_kept_where_there_is_no_process() -> None:
    books = BooksApart(Apart("shared.files.workbooks.read", python="/nowhere/python"))

    with tempfile.TemporaryFile() as file, pytest.raises(UnavailableError, match="chưa có gì được lưu"):
        await books.read(file)
