"""The changes of one letter by nomination: what each has come to, and what went before."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from shared.events.digests import DigestDue
from shared.events.drafts import DraftEnding
from shared.events.nominations import DossierReceived
from shared.mails.facts import Alone, Fact, NominationChange
from shared.mails.law import Law
from shared.mails.phrases import Group, Words
from shared.mails.wording import describe
from shared.text.formats import show_day

_PARTS = 4
_OTHERS = len(Group)
_RESULTS = frozenset({Group.AWARDED, Group.DECLINED})


@dataclass(frozen=True)
class Story:
    """All that a letter tells of one nomination."""

    latest: NominationChange
    earlier: tuple[NominationChange, ...] = ()


def gather_stories(facts: Iterable[Fact]) -> tuple[Story, ...]:
    """One story for each nomination, from changes that are in reading order."""
    changes: dict[UUID, list[NominationChange]] = {}
    for fact in facts:
        if not isinstance(fact, Alone):
            changes.setdefault(fact.nomination_id, []).append(fact)
    return tuple(Story(latest, tuple(earlier)) for *earlier, latest in changes.values())


def describe_story(story: Story, law: Law) -> Words:
    """The latest change in words; a refused withdrawal with all that is to be said of the result which it leaves.

    Where one mail tells both, nothing else tells why it was refused, and how to object.
    """
    words = describe(story.latest, law)
    results = [each for each in (describe(fact, law) for fact in story.earlier) if each.group in _RESULTS]
    if words.group is not Group.NOT_WITHDRAWN or not results:
        return words
    return replace(words, details=(*words.details, *results[-1].details), notes=results[-1].notes)


def rank(group: Group | None) -> int:
    """Where a group stands in a letter, results first."""
    return list(Group).index(group) if group else _OTHERS


def write_subject(facts: Sequence[Fact], law: Law) -> str:
    """The subject line: the result and the number, no name of a person."""
    first = facts[0]
    if isinstance(first, DigestDue):
        return f"Việc tại {first.authority.name} ngày {show_day(first.on)}: {describe(first, law).brief}"
    if isinstance(first, DraftEnding):
        named = f"Bản nháp Tờ trình {first.petition_number}" if first.petition_number else "Bản nháp"
        return f"{named} {describe(first, law).brief}"
    if isinstance(first, DossierReceived):
        return f"Hồ sơ {first.number}: đã tiếp nhận, hẹn trả kết quả"
    stories = gather_stories(facts)
    if len(stories) > 1:
        return f"{count_results(stories, law)} – hồ sơ {first.dossier_number}"
    latest = stories[0].latest if stories else first
    return f"Đề nghị {first.number}: {describe(latest, law).brief}"


def count_results(stories: Sequence[Story], law: Law) -> str:
    """How many nominations have come to what, the weightiest first: “12 được khen thưởng, 2 cần bổ sung”."""
    counts = Counter(describe(story.latest, law).group for story in stories)
    parts = [(count, group.value if group else "thay đổi khác") for group, count in counts.items()]
    parts = [part for _, part in sorted(zip(map(rank, counts), parts, strict=True))]
    if len(parts) > _PARTS:
        rest = sum(count for count, _ in parts[_PARTS - 1 :])
        parts = [*parts[: _PARTS - 1], (rest, "đề nghị khác có thay đổi")]
    return ", ".join(f"{count} {what}" for count, what in parts)
