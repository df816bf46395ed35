"""Puts hand-overs into the Celery peer's queue: `python -m benchmarks.floors.celery_filling COUNT SEED`."""

import sys

from benchmarks.floors.celery_step import app, open_case
from benchmarks.works import bodies


def main() -> None:
    """Enqueue them over one connection."""
    count, seed = (int(argument) for argument in sys.argv[1:3])
    with app.producer_pool.acquire(block=True) as producer:
        for body in bodies(count, seed):
            open_case.apply_async((body,), producer=producer)


if __name__ == "__main__":
    main()
