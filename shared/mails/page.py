"""The parts of a letter. Nothing lies side by side: a telephone shows 360 px, a terminal 72 columns."""

from dataclasses import dataclass

Details = tuple[tuple[str, str], ...]
_FOOTER = (
    "Thư này được gửi tự động, thư trả lời không có người đọc. Để trao đổi về đề nghị, liên hệ cơ quan nêu trong thư."
)


@dataclass(frozen=True)
class Section:
    """A heading and what stands beneath it: a list, such as all that is missing there, or paragraphs."""

    name: str
    items: tuple[str, ...]
    is_list: bool = True


@dataclass(frozen=True)
class Card:
    """One nomination: who, its number, which is the link to its page, and what is to be said of it alone."""

    title: str
    number: str
    link: str
    details: Details = ()
    sentence: str = ""
    sections: tuple[Section, ...] = ()
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True)
class CardGroup:
    """Nominations of which one thing is true; `rest` are those for which no card is left, a line each."""

    heading: str
    cards: tuple[Card, ...]
    details: Details = ()
    rest: tuple[str, ...] = ()
    notes: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Page:
    """One letter; one about many pages has no `link`, a digest a link for `ending` it. `footer` says whom to ask."""

    heading: str
    greeted: str
    sentence: str
    link: str
    call: str
    details: Details = ()
    sections: tuple[Section, ...] = ()
    earlier: tuple[str, ...] = ()
    groups: tuple[CardGroup, ...] = ()
    remark: str = ""
    notes: tuple[Section, ...] = ()
    ending: str = ""
    footer: str = _FOOTER
