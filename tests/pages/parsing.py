"""What is wrong with a page's HTML: everything that a strict parser and a few questions find without a browser."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as ERRORS

_UNLABELLED = frozenset({"hidden", "submit", "button", "reset", "image"})
_FIELDS = frozenset({"input", "select", "textarea"})
_NAMES = ("aria-label", "aria-labelledby")


@lru_cache(maxsize=512)
def faults_of_page(text: str) -> tuple[str, ...]:
    """What is wrong with this HTML document, in words; nothing where it is sound."""
    parser: Any = html5lib.HTMLParser(namespaceHTMLElements=False)
    root: Element = parser.parse(text)
    return (
        *(f"line {line}: {ERRORS[code] % values}" for (line, _), code, values in parser.errors),
        *_faults_of_frame(root),
        *_repeated_ids(root),
        *_fields_without_label(root),
    )


def check_page(text: str, where: str) -> None:
    """Pass when the HTML document is sound.

    Raises:
        AssertionError: It is not; the message names the address and each fault.
    """
    faults = faults_of_page(text)
    assert not faults, f"{where} is no sound page:\n" + "\n".join(faults)


def _faults_of_frame(root: Element) -> Iterator[str]:
    if not root.get("lang"):
        yield "<html> has no lang"
    titles = ["".join(each.itertext()).strip() for each in root.iter("title")]
    if not titles or not titles[0]:
        yield "no title"
    headings = ["".join(each.itertext()).strip() for each in root.iter("h1")]
    if len(headings) != 1 or not headings[0]:
        yield f"one h1 is expected, found {headings}"


def _repeated_ids(root: Element) -> Iterator[str]:
    counts = Counter(each.attrib["id"] for each in _elements(root) if "id" in each.attrib)
    yield from (f"the id {name} stands {count} times" for name, count in counts.items() if count > 1)


def _fields_without_label(root: Element) -> Iterator[str]:
    labels = list(root.iter("label"))
    labelled = {each.get("for") for each in labels}
    inside = {field for label in labels for field in label.iter()}
    for field in _elements(root):
        if field.tag not in _FIELDS or (field.tag == "input" and field.get("type") in _UNLABELLED):
            continue
        if field not in inside and field.get("id", "") not in labelled and not any(map(field.get, _NAMES)):
            yield f"<{field.tag} name={field.get('name')!r}> has no label"


def _elements(root: Element) -> Iterator[Element]:
    # Comments have a function for a tag.
    return (each for each in root.iter() if isinstance(each.tag, str))
