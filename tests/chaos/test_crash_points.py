"""No named crash point is forgotten: each is in the table of those at which whole systems die."""

from tests.chaos.crash_points import ELSEWHERE, TABLE, named_in_source


def test_every_point_of_the_source_is_in_the_table_and_no_other() -> None:
    assert named_in_source() == TABLE.keys() | ELSEWHERE.keys()


def test_what_cannot_be_reached_from_outside_is_tested_where_the_table_says() -> None:
    for point, path in ELSEWHERE.items():
        assert f'"{point}"' in path.read_text(encoding="utf-8")
