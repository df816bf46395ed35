"""No named crash point is forgotten: each is in the table of those at which whole systems die."""

import re

from tests.chaos.crash_points import ELSEWHERE, TABLE, named_in_source


def test_every_point_of_the_source_is_in_the_table_and_no_other() -> None:
    assert named_in_source() == TABLE.keys() | ELSEWHERE.keys()


def test_what_no_crash_reaches_is_tested_where_the_table_says() -> None:
    for point, path in ELSEWHERE.items():
        # `:3` is the third time that it is passed.
        assert re.search(rf'"{re.escape(point)}(:\d+)?"', path.read_text(encoding="utf-8"))
