"""The documents that the product stored, stored again by insert_many with the same guarantee, as many at a time."""

import argparse
import asyncio
import itertools
import json
import time
from uuid import uuid4

import uvloop

from shared.mongo.client import Document, connect


async def insert(mongo_url: str, size: int, clients: int, seconds: float) -> float:
    """Documents a second."""
    client = connect(mongo_url)
    documents: list[Document] = await client["intake"]["nominations"].find().limit(size * clients).to_list(None)
    target = client["floor"]["nominations"]
    ends = time.perf_counter() + seconds
    counts = itertools.count()

    async def keep_inserting(mine: list[Document]) -> None:
        while time.perf_counter() < ends:
            await target.insert_many([{**document, "_id": uuid4()} for document in mine], ordered=False)
            next(counts)

    started = time.perf_counter()
    parts = [documents[place : place + size] for place in range(0, len(documents), size)]
    await asyncio.gather(*(keep_inserting(part) for part in parts))
    return next(counts) * size / (time.perf_counter() - started)


def main() -> None:
    """Read the command line, insert, print the rate."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floors.bulk_insert", description=__doc__)
    parser.add_argument("--mongo-url", required=True)
    parser.add_argument("--size", type=int, default=500)
    parser.add_argument("--clients", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    chosen = parser.parse_args()
    print(json.dumps(uvloop.run(insert(chosen.mongo_url, chosen.size, chosen.clients, chosen.seconds))))


if __name__ == "__main__":
    main()
