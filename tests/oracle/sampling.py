"""Looking at memory and queues again and again while the system works."""

import asyncio
import time

import httpx

from tests.oracle.entries import Sampled
from tests.oracle.observing import Windows
from tests.oracle.record import Record

EVERY_SECONDS = 2.0
_MEMORY = "process_resident_memory_bytes "


async def keep_sampling(record: Record, windows: Windows) -> None:
    """Write down a sample every two seconds, for ever; what does not answer is left out."""
    while True:
        record.add(await sample(windows))
        await asyncio.sleep(EVERY_SECONDS)


async def sample(windows: Windows) -> Sampled:
    """How much there is of everything."""
    sizes = await asyncio.gather(*(_memory(windows.metrics, address) for address in windows.services.values()))
    memory = {name: size for name, size in zip(windows.services, sizes, strict=True) if size}
    try:
        queues = await windows.broker.lines()
    except httpx.HTTPError:
        queues = {}
    return Sampled(at=time.monotonic(), memory=memory, queues=queues)


async def _memory(http: httpx.AsyncClient, address: str) -> int:
    try:
        response = (await http.get(f"{address}/metrics")).raise_for_status()
    except httpx.HTTPError:
        return 0
    lines = (line for line in response.text.splitlines() if line.startswith(_MEMORY))
    return round(float(next(lines, "0").rpartition(" ")[2]))
