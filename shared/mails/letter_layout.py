"""What stands where in a letter: results before progress, and all of one nomination together. Pure; templates draw it.

Nothing lies side by side: a telephone shows 360 px, a terminal 72 columns.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from shared.events.digests import DigestDue, DigestLine
from shared.events.drafts import DraftEnding
from shared.events.nominations import DossierReceived, ReceivedLine
from shared.mails.facts import Fact, MessageFact, NominationChange
from shared.mails.law import Law
from shared.mails.page import Card, CardGroup, Details, Page
from shared.mails.phrases import Group, Words
from shared.mails.stories import Story, count_results, describe_story, gather_stories, rank
from shared.mails.wording import describe
from shared.text.formats import show_day, show_moment

# Mail programs cut a letter off at some 100 kB: beyond so many, nominations are named in one line each.
IN_FULL = 40


@dataclass(frozen=True)
class LetterLayout:
    """Lays letters out, with links that begin with the public address of the installation.

    `end_of_digest` is the link by which an account ends its digest, or nothing.
    """

    public_url: str
    law: Law
    end_of_digest: Callable[[str], str]

    def __call__(self, facts: Sequence[Fact], *, greeted: str) -> Page:
        """The letter about these facts, which are in reading order."""
        first = facts[0]
        if isinstance(first, DigestDue):
            return self._digest(first, greeted)
        if isinstance(first, DraftEnding):
            return self._draft(first, greeted)
        if isinstance(first, DossierReceived):
            return self._receipt(first, greeted)
        if isinstance(first, MessageFact):
            return self._page(first, describe(first, self.law), greeted, call="Xem đề nghị")
        stories = gather_stories(facts)
        if len(stories) > 1:
            return self._gathered(stories, greeted)
        return self._story(stories[0], greeted)

    def _story(self, story: Story, greeted: str) -> Page:
        words = describe_story(story, self.law)
        call = "Xem đề nghị và bổ sung" if words.group is Group.RETURNED else "Xem đề nghị"
        return replace(self._page(story.latest, words, greeted, call=call), earlier=self._earlier(story))

    def _page(self, fact: NominationChange | MessageFact, words: Words, greeted: str, *, call: str) -> Page:
        return Page(
            heading=words.heading,
            greeted=greeted,
            sentence=words.sentence,
            link=self._page_of_nomination(fact.number),
            call=call,
            details=(*_identify(fact), *words.details),
            sections=words.sections,
            notes=words.notes,
        )

    def _gathered(self, stories: Sequence[Story], greeted: str) -> Page:
        number = stories[0].latest.dossier_number
        result = count_results(stories, self.law)
        return Page(
            heading="Kết quả và thay đổi của hồ sơ",
            greeted=greeted,
            sentence=f"Trong hồ sơ đề nghị khen thưởng của đơn vị: {result}.",
            link=self._page_of_dossier(number),
            call="Xem hồ sơ",
            details=(("Số hồ sơ", number),),
            groups=tuple(self._groups(stories)),
        )

    def _groups(self, stories: Sequence[Story]) -> Iterable[CardGroup]:
        by_brief: dict[str, list[tuple[Story, Words]]] = {}
        described = [(story, describe_story(story, self.law)) for story in stories]
        for story, words in sorted(described, key=lambda each: rank(each[1].group)):
            by_brief.setdefault(words.brief, []).append((story, words))
        in_full = _choose_cards([member for members in by_brief.values() for member in members])
        for brief, members in by_brief.items():
            shown = [(story, words) for story, words in members if story.latest.number in in_full]
            yield CardGroup(
                heading=f"{brief[:1].upper()}{brief[1:]} ({len(members)})",
                cards=tuple(self._card(story, words) for story, words in shown),
                rest=tuple(self._line(story) for story, _ in members if story.latest.number not in in_full),
                notes=tuple(dict.fromkeys(note for _, words in members for note in words.notes)),
            )

    def _card(self, story: Story, words: Words) -> Card:
        change = story.latest
        return Card(
            title=change.nominee,
            number=change.number,
            link=self._page_of_nomination(change.number),
            details=(
                ("Hình thức khen thưởng", change.award_form),
                *(words.details if words.needs_room else (("Thời điểm", show_moment(change.at)),)),
            ),
            sentence=words.sentence if words.needs_room else "",
            sections=words.sections,
            earlier=self._earlier(story),
        )

    def _line(self, story: Story) -> str:
        earlier = "".join(f"; trước đó {describe(change, self.law).brief}" for change in story.earlier)
        return f"{story.latest.number} – {story.latest.nominee}{earlier}"

    def _earlier(self, story: Story) -> tuple[str, ...]:
        return tuple(describe(change, self.law).brief for change in story.earlier)

    def _receipt(self, fact: DossierReceived, greeted: str) -> Page:
        words = describe(fact, self.law)
        alike: dict[tuple[str, Details], list[ReceivedLine]] = {}
        for line in fact.lines:
            alike.setdefault((line.award_form, _expectations(line)), []).append(line)
        left = fact.total - len(fact.lines)
        return Page(
            heading=words.heading,
            greeted=greeted,
            sentence=words.sentence,
            link=self._page_of_dossier(fact.number),
            call="Theo dõi hồ sơ",
            details=words.details,
            groups=tuple(
                CardGroup(f"{form} ({len(lines)})", tuple(map(self._received, lines)), details=details)
                for (form, details), lines in alike.items()
            ),
            remark=f"Thư nêu {len(fact.lines)} đề nghị đầu tiên; {left} đề nghị còn lại xem trên trang của hồ sơ."
            if left > 0
            else "",
        )

    def _received(self, line: ReceivedLine) -> Card:
        return Card(line.nominee, line.number, self._page_of_nomination(line.number))

    def _draft(self, fact: DraftEnding, greeted: str) -> Page:
        words = describe(fact, self.law)
        return Page(
            heading=words.heading,
            greeted=greeted,
            sentence=words.sentence,
            link=f"{self.public_url.rstrip('/')}/ban-nhap/{fact.draft_id}",
            call="Mở bản nháp",
            details=words.details,
        )

    def _digest(self, fact: DigestDue, greeted: str) -> Page:
        words = describe(fact, self.law)
        overdue = [line for line in fact.lines if line.due_on < fact.on]
        due_soon = [line for line in fact.lines if line.due_on >= fact.on]
        groups = (("Quá hạn", overdue, fact.overdue), ("Sắp hết hạn", due_soon, fact.due_soon))
        others = fact.overdue + fact.due_soon - len(fact.lines)
        return Page(
            heading=words.heading,
            greeted=greeted,
            sentence=words.sentence,
            link="",
            call="",
            details=words.details,
            groups=tuple(
                CardGroup(f"{name} ({total})", tuple(map(self._pressing, lines)))
                for name, lines, total in groups
                if lines
            ),
            remark=f"Thư nêu {len(fact.lines)} việc gấp nhất; còn {others} việc quá hạn hoặc sắp hết hạn khác."
            if others > 0
            else "",
            ending=self.end_of_digest(fact.account) or f"{self.public_url.rstrip('/')}/thu-tom-tat",
        )

    def _pressing(self, line: DigestLine) -> Card:
        whose = (("Giao cho", "người nhận thư"),) if line.is_theirs else ()
        details = (("Hình thức khen thưởng", line.award_form), ("Hạn xét", show_day(line.due_on)), *whose)
        return Card(line.nominee, line.number, self._page_of_nomination(line.number), details)

    def _page_of_nomination(self, number: str) -> str:
        return f"{self.public_url.rstrip('/')}/de-nghi/{number}"

    def _page_of_dossier(self, number: str) -> str:
        return f"{self.public_url.rstrip('/')}/ho-so/{number}"


def _choose_cards(described: Sequence[tuple[Story, Words]]) -> frozenset[str]:
    """Whose card the letter has room for, by number: first all of which the heading does not say enough."""
    in_order = sorted(described, key=lambda each: not each[1].needs_room)
    return frozenset(story.latest.number for story, _ in in_order[:IN_FULL])


def _identify(fact: NominationChange | MessageFact) -> Details:
    return (
        ("Số đề nghị", fact.number),
        ("Đối tượng", fact.nominee),
        ("Hình thức khen thưởng", fact.award_form),
        ("Thuộc hồ sơ", fact.dossier_number),
    )


def _expectations(line: ReceivedLine) -> Details:
    expected = show_day(line.expected_on) if line.expected_on else "chưa xác định"
    return (("Cơ quan xét đầu tiên", line.first_authority), ("Hẹn trả kết quả", expected))
