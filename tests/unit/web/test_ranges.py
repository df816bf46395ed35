"""Which part of a file is asked for."""

import pytest

from shared.web.http.ranges import Part, find_range


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("", Part(0, 9, is_part=False)),
        ("bytes=0-3", Part(0, 3, is_part=True)),
        ("bytes=4-", Part(4, 9, is_part=True)),
        ("bytes=-4", Part(6, 9, is_part=True)),
        ("bytes=-40", Part(0, 9, is_part=True)),
        ("bytes=9-99", Part(9, 9, is_part=True)),
        ("bytes=10-", None),
        ("bytes=-0", None),
        ("bytes=-", Part(0, 9, is_part=False)),
        ("bytes=5-2", Part(0, 9, is_part=False)),
        ("bytes=0-1,4-5", Part(0, 9, is_part=False)),
        ("pages=1-2", Part(0, 9, is_part=False)),
    ],
)
def test_a_range_of_ten_bytes(header: str, part: Part | None) -> None:
    assert find_range(header, 10) == part
