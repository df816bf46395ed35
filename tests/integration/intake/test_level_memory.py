"""Files go in and out piece by piece: what is in memory does not grow with them (200 MB: `benchmarks files`)."""

import tracemalloc
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from services.intake.adapters.attachments import MongoAttachments
from shared.mongo.client import connect
from tests.servers.fresh import FreshDatabase

MIB = 1024 * 1024
PIECES, PIECE = 256, 64 * 1024
MOST = 6 * MIB


async def _pdf() -> AsyncIterator[bytes]:
    yield b"%PDF-1.4\n"
    for number in range(PIECES):
        yield number.to_bytes(2, "big") * (PIECE // 2)
    yield b"xref\n0 1\ntrailer\n<< /Size 1 >>\nstartxref\n%d\n%%%%EOF" % (9 + PIECES * PIECE)


async def _length(pieces: AsyncIterator[bytes]) -> int:
    return sum([len(piece) async for piece in pieces])


async def test_a_file_of_sixteen_mebibytes_holds_a_few_on_its_way_in_and_out(database: FreshDatabase) -> None:
    client = connect(database.url)
    attachments = MongoAttachments(client[database.name])
    tracemalloc.start()
    try:
        file = await attachments.store("33.so-y-te.ttyt-yen-my", "quét.pdf", _pdf(), datetime.now(UTC))
        _, most_in = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        came_out = await _length(attachments.content(file, 0, file.size - 1))
        _, most_out = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        client.close()

    assert file.size == came_out > PIECES * PIECE
    assert max(most_in, most_out) < MOST
