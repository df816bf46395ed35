"""The roll of honour as feeds that the press subscribes to: Atom (RFC 4287) and JSON Feed 1.1."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

FEED_TYPES: Mapping[str, str] = {"atom": "application/atom+xml", "json": "application/feed+json"}
TITLE = "Sổ vàng thi đua, khen thưởng tỉnh Hưng Yên"
_AUTHOR = "Ban Thi đua - Khen thưởng, Sở Nội vụ tỉnh Hưng Yên"
_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
register_namespace("", _ATOM)


@dataclass(frozen=True)
class Item:
    """An award as feeds tell of it."""

    id: str
    address: str
    title: str
    summary: str
    text: str
    changed_at: datetime
    tag: str


def write_atom(address: str, items: Sequence[Item]) -> bytes:
    """The feed of the list at that address."""
    feed = Element(f"{{{_ATOM}}}feed", {_LANGUAGE: "vi"})
    _add(feed, "id", address)
    _add(feed, "title", TITLE)
    _add(feed, "updated", _moment(max((item.changed_at for item in items), default=_NEVER)))
    _add(_add(feed, "author"), "name", _AUTHOR)
    _add(feed, "link", href=_feed_of(address, "atom"), rel="self", type=FEED_TYPES["atom"])
    _add(feed, "link", href=address, rel="alternate", type="text/html")
    for item in items:
        entry = _add(feed, "entry")
        _add(entry, "id", item.id)
        _add(entry, "title", item.title)
        _add(entry, "updated", _moment(item.changed_at))
        _add(entry, "link", href=item.address, rel="alternate", type="text/html")
        _add(entry, "category", term=item.tag)
        _add(entry, "summary", item.summary)
        _add(entry, "content", item.text, type="text")
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def write_json(address: str, items: Sequence[Item]) -> bytes:
    """The feed of the list at that address."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": TITLE,
        "home_page_url": address,
        "feed_url": _feed_of(address, "json"),
        "language": "vi",
        "authors": [{"name": _AUTHOR}],
        "items": [
            {
                "id": item.id,
                "url": item.address,
                "title": item.title,
                "summary": item.summary,
                "content_text": item.text,
                "date_modified": _moment(item.changed_at),
                "tags": [item.tag],
            }
            for item in items
        ],
    }
    return json.dumps(feed, ensure_ascii=False).encode()


def _add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    element = SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    element.text = text
    return element


def _feed_of(address: str, kind: str) -> str:
    path, _, query = address.partition("?")
    return f"{path}/feed.{kind}{f'?{query}' if query else ''}"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
