"""Reading a list of nominees from a file; nothing of it is kept before it is confirmed."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from services.intake.application.places import PlaceLine, Places
from services.intake.application.ports import Clock
from services.intake.domain.lists.award_forms import AwardForms
from services.intake.domain.lists.confirming import Confirmed, ListAnswers, RowAnswer, RowKey, confirm
from services.intake.domain.lists.places import Commune, Communes
from services.intake.domain.lists.preview import ListPreview
from services.intake.domain.lists.reading import Progress, read_list
from services.intake.domain.lists.rows import Codes
from services.intake.domain.vocabulary import Vocabulary
from shared.clock.days import day_of
from shared.events.words import Level
from shared.files.sheets import Book
from shared.rules.loading import RuleSets
from shared.rules.rule_set import RuleSet


class Books(Protocol):
    """Where files are opened: a place apart, with bounds."""

    async def read(self, file: BinaryIO) -> Book:
        """The sheets of a file on the disk.

        Raises:
            InvalidError: There are none: the sentence names the kind of file and how to save it.
            UnavailableError: It could not be opened now.
        """
        ...


@dataclass(frozen=True)
class ReadList:
    """Reads a list by the rule set of its movement and the province's communes of today."""

    books: Books
    places: Places
    rule_sets: RuleSets
    now: Clock

    async def __call__(self, file: BinaryIO, movement: str, progress: Progress | None = None) -> ListPreview:
        """The list as it was read, with everything that is asked, refused or noticed at its cell.

        `progress` is told from a thread how many of how many lines are read.

        Raises:
            InvalidError: The file is no list, or has more rows than one may have.
            UnavailableError: The file could not be opened, or the directory is away; nothing was kept.
        """
        today = day_of(self.now())
        rules = self.rule_sets.in_force(movement, today)
        codes = await codes_of(self.places, rules)
        book = await self.books.read(file)
        # A list of thousands takes a second of reckoning: others are answered meanwhile.
        return await asyncio.to_thread(read_list, book, codes, today, progress)


@dataclass(frozen=True)
class ConfirmList:
    """Turns a list that was read into the bodies of nominations, by the answers of whoever confirms it."""

    rule_sets: RuleSets
    now: Clock

    async def __call__(
        self, preview: ListPreview, movement: str, answers: ListAnswers, rows: Mapping[RowKey, RowAnswer]
    ) -> Confirmed:
        """The rows that come in, with what is still to be mended in each, and the rows that wait for an answer."""
        today = day_of(self.now())
        vocabulary = vocabulary_of(self.rule_sets.in_force(movement, today))
        return await asyncio.to_thread(confirm, preview, answers, rows, vocabulary, today)


async def codes_of(places: Places, rules: RuleSet) -> Codes:
    """The lists that rows are held against."""
    communes = Communes(communes_of(await places.places()))
    return Codes(AwardForms(rules.award_forms), communes, rules.grounds, rules.target_groups)


def communes_of(listed: Sequence[PlaceLine]) -> tuple[Commune, ...]:
    """The communes among the places, each with the name of its district."""
    districts = {place.code: place.name for place in listed if place.level is Level.DISTRICT}
    return tuple(
        Commune(place.code, place.name, districts.get(place.district or "", ""))
        for place in listed
        if place.level is Level.COMMUNE
    )


def vocabulary_of(rules: RuleSet) -> Vocabulary:
    """The codes of the rule set; communes were looked up when the list was read."""
    return Vocabulary(
        award_forms=frozenset(rules.award_forms_by_code),
        grounds=frozenset(one.code for one in rules.grounds),
        target_groups=frozenset(one.code for one in rules.target_groups),
        criteria=frozenset(one.code for one in rules.criteria),
        emulation_contents=frozenset(one.code for one in rules.emulation_contents),
        achievement_chars=rules.limits.achievement_characters,
    )
