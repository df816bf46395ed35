"""Feeds of the roll: what the formats ask for, and text that is no markup."""

import json
from datetime import UTC, datetime
from xml.etree.ElementTree import fromstring

from services.intake.web.pages.roll_feeds import Item, write_atom, write_json

ADDRESS = "https://khen.example/so-vang?cap=commune"
ATOM = "{http://www.w3.org/2005/Atom}"
ITEM = Item(
    id="urn:uuid:00000000-0000-0000-0000-000000000007",
    address="https://khen.example/so-vang/BDQHS-7MDPX-9",
    title="Bà <b>Ấn</b> & con: Giấy khen",
    summary="Bà Ấn. Giấy khen.",
    text="Dòng một\n</content><script>alert(1)</script>",
    changed_at=datetime(2021, 11, 1, 3, 0, 0, 5, tzinfo=UTC),
    tag="Giấy khen cấp xã",
)


def test_atom_has_what_its_standard_asks_for() -> None:
    feed = fromstring(write_atom(ADDRESS, [ITEM]))  # noqa: S314 made by this very program

    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"self": "https://khen.example/so-vang/feed.atom?cap=commune", "alternate": ADDRESS}
    assert feed.findtext(f"{ATOM}updated") == "2021-11-01T03:00:00Z"
    [entry] = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "content")] == [ITEM.id, ITEM.title, ITEM.text]


def test_json_feed_has_what_its_standard_asks_for() -> None:
    feed = json.loads(write_json(ADDRESS, [ITEM]))

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://khen.example/so-vang/feed.json?cap=commune"
    [item] = feed["items"]
    assert (item["id"], item["title"], item["content_text"]) == (ITEM.id, ITEM.title, ITEM.text)


def test_an_empty_roll_is_a_feed_all_the_same() -> None:
    feed = fromstring(write_atom(ADDRESS, []))  # noqa: S314 made by this very program

    assert feed.findall(f"{ATOM}entry") == []
    assert feed.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"
    assert json.loads(write_json(ADDRESS, []))["items"] == []
