"""The register as a file to take away: written slice by slice in a thread, sent as it grows."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from datetime import datetime

from services.appraisal.application.register_query import RegisterRow
from services.appraisal.web.pages.register_lines import Line
from shared.clock.days import VIETNAM
from shared.files.writing import Column, CsvTable, Written, XlsxTable

TITLE = "Sổ theo dõi đề nghị"
COLUMNS: Sequence[Column] = (
    Column("Số đề nghị", 17),
    Column("Đối tượng", 32),
    Column("Loại đối tượng"),
    Column("Đơn vị trình", 36),
    Column("Cơ quan xét", 28),
    Column("Hình thức khen thưởng", 36),
    Column("Loại khen", 18),
    Column("Nhóm đối tượng", 48),
    Column("Trạng thái", 28),
    Column("Kết quả", 24),
    Column("Lúc nhận", 18),
    Column("Hạn xử lý", 12),
    Column("Ngày có kết quả", 12),
    Column("Số ngày làm việc đã dùng", 12),
    Column("Thời hạn (ngày làm việc)", 12),
    Column("Số ngày làm việc quá hạn", 12),
    Column("Người xử lý", 26),
    Column("Số quyết định", 18),
    Column("Ngày quyết định", 12),
)
Slices = AsyncGenerator[list[RegisterRow], None]
Wording = Callable[[RegisterRow], Line]


def cells_of(line: Line) -> Sequence[Written]:
    """The line under the `COLUMNS`."""
    row = line.row
    return (
        row.number,
        line.nominee,
        line.kind,
        row.unit_name,
        row.authority_name,
        line.form,
        line.occasion,
        line.group,
        line.state,
        line.outcome,
        row.received_at.astimezone(VIETNAM),
        row.due_on,
        row.concluded_on,
        line.days_used,
        row.working_days,
        line.days_over,
        line.holder,
        row.decision_number,
        row.decided_on,
    )


async def write_xlsx(slices: Slices, wording: Wording) -> AsyncIterator[bytes]:
    """The pieces of a workbook; the first comes when the last line is written."""
    table = await asyncio.to_thread(XlsxTable, COLUMNS, TITLE)
    try:
        async with aclosing(slices):
            async for rows in slices:
                await asyncio.to_thread(_append, table, rows, wording)
        pieces = table.pieces()
        while piece := await asyncio.to_thread(next, pieces, b""):
            yield piece
    finally:
        await asyncio.to_thread(table.close)


async def write_csv(slices: Slices, wording: Wording) -> AsyncIterator[bytes]:
    """The pieces of a CSV file, one for each slice."""
    table = CsvTable(COLUMNS)
    async with aclosing(slices):
        async for rows in slices:
            yield await asyncio.to_thread(_take, table, rows, wording)


def file_name(at: datetime, ending: str) -> str:
    """What the file is called: the register and the day."""
    return f"So-theo-doi-de-nghi-{at.astimezone(VIETNAM):%Y-%m-%d}.{ending}"


def _append(table: XlsxTable, rows: Sequence[RegisterRow], wording: Wording) -> None:
    table.append(cells_of(wording(row)) for row in rows)


def _take(table: CsvTable, rows: Sequence[RegisterRow], wording: Wording) -> bytes:
    for row in rows:
        table.write(cells_of(wording(row)))
    return table.take()
