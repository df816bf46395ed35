"""The parts of the site in the head of a page: by role, and of a level only those that stand there."""

import pytest

from shared.directory.roles import Role
from shared.identity.viewer import Viewer
from shared.web.pages.navigation import links_for

CLERK = Viewer("a-clerk", "Đỗ Văn Thư", frozenset({Role.CLERK}), authorities=frozenset({"33.so-noi-vu"}))
HEAD = Viewer("a-head", "Lê Văn Chủ", frozenset({Role.HEAD}), authorities=frozenset({"33.327.12079"}))
UNIT = Viewer("a-unit", "Lê Mẫu Cúc", frozenset({Role.SUBMITTER}), unit="33.doan")


def test_a_level_has_its_own_parts() -> None:
    of_commune = {link.label: link for link in links_for(CLERK, "/cap/commune/quyet-dinh/moi")}
    of_province = {link.label: link for link in links_for(CLERK, "/cap/province/dot-xet")}

    assert of_commune["Quyết định"].address == "/cap/commune/quyet-dinh"
    assert of_commune["Quyết định"].is_current
    assert "Đợt xét" not in of_commune
    assert of_province["Đợt xét"].is_current
    assert not of_province["Quyết định"].is_current


def test_other_people_do_not_see_the_parts_of_a_level() -> None:
    for viewer in (UNIT, None):
        labels = {link.label for link in links_for(viewer, "/cap/province/dot-xet")}

        assert labels.isdisjoint({"Quyết định", "Đợt xét", "Việc"})
        assert "Sổ vàng" in labels


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/cap/commune/so", "/cap/commune/so"),
        ("/cap/commune/so-lieu", "/cap/commune/so"),
        ("/cap/province/viec/x:1", "/cap/province/viec"),
        ("/so-vang", "/so-vang"),
        ("/cap/commune/so-khac", None),
    ],
)
def test_one_part_is_marked_on_its_pages(path: str, current: str | None) -> None:
    marked = [link.address for link in links_for(HEAD, path) if link.is_current]

    assert marked == ([current] if current else [])


def test_strangers_see_no_part_of_a_level() -> None:
    assert not [link for link in links_for(None, "/cap/commune/so") if link.address.startswith("/cap/")]
