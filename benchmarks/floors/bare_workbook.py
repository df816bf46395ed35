"""The lines of a register, read out of the CSV file that the product made, written by openpyxl alone.

Days, moments and numbers are such before the clock starts; no text is looked at.
"""

import argparse
import csv
import json
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

from services.appraisal.web.pages.register_files import COLUMNS

_MOMENTS = (10,)
_DAYS = (11, 12, 18)
_NUMBERS = (13, 14, 15)
_AT_ONCE = 5_000
Value = str | int | datetime | None


def write(source: Path, target: Path) -> tuple[int, float]:
    """How many lines, and the seconds of a processor that the library took."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    lines, seconds = 0, 0.0
    for rows in _batches(source):
        began = time.process_time()
        for row in rows:
            sheet.append(row)
        seconds += time.process_time() - began
        lines += len(rows)
    began = time.process_time()
    workbook.save(target)
    return lines, seconds + time.process_time() - began


def _batches(source: Path) -> Iterator[list[list[Value]]]:
    with source.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        batch: list[list[Value]] = []
        for row in reader:
            batch.append([_value(place, row[place]) for place in range(len(COLUMNS))])
            if len(batch) == _AT_ONCE:
                yield batch
                batch = []
        yield batch


def _value(place: int, text: str) -> Value:
    if not text:
        return None
    if place in _MOMENTS:
        return datetime.strptime(text, "%H:%M %d/%m/%Y")  # noqa: DTZ007 - sheets know no zones
    if place in _DAYS:
        return datetime.strptime(text, "%d/%m/%Y")  # noqa: DTZ007 - as above
    return int(text) if place in _NUMBERS else text


def main() -> None:
    """Read the command line, write, print lines and seconds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floors.bare_workbook", description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    chosen = parser.parse_args()
    print(json.dumps(write(chosen.source, chosen.target)))


if __name__ == "__main__":
    main()
