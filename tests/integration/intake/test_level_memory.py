"""Files go in and out piece by piece: what is in memory does not grow with them (200 MB: `benchmarks files`)."""

import tracemalloc
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from services.intake.adapters.attachments import MongoAttachments
from shared.mongo.client import connect
from tests.servers.fresh import FreshDatabase
from tests.unit.files.samples import ROOMY, large_pdf

MIB = 1024 * 1024
SIZE = 16 * MIB
MOST = 6 * MIB


async def _length(pieces: AsyncIterator[bytes]) -> int:
    return sum([len(piece) async for piece in pieces])


async def test_a_file_of_sixteen_mebibytes_never_lies_whole_in_memory(database: FreshDatabase) -> None:
    client = connect(database.url)
    attachments = MongoAttachments(client[database.name], ROOMY)
    now = datetime.now(UTC)
    tracemalloc.start()
    try:
        file = await attachments.store("33.so-y-te.ttyt-yen-my", "quét.pdf", large_pdf(SIZE), now, now)
        _, most_in = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        came_out = await _length(attachments.content(file, 0, file.size - 1))
        _, most_out = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        client.close()

    assert file.size == came_out > SIZE
    assert max(most_in, most_out) < MOST
