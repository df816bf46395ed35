"""The list of nominees to download and fill in."""

import asyncio
import io
from dataclasses import dataclass

from services.intake.application.places import Places
from services.intake.application.ports import Clock
from services.intake.application.reading_lists import communes_of
from services.intake.domain.lists.template import form_of
from shared.clock.days import day_of
from shared.files.forms import Form
from shared.rules.loading import RuleSets


@dataclass(frozen=True)
class MakeListTemplate:
    """Makes the form of a movement, with the codes of its rule set and the communes of today."""

    places: Places
    rule_sets: RuleSets
    now: Clock

    async def __call__(self, movement: str) -> bytes:
        """The workbook.

        Raises:
            InvalidError: There is no such movement, or it takes no dossiers today.
            UnavailableError: The directory is away.
        """
        rules = self.rule_sets.in_force(movement, day_of(self.now()))
        form = form_of(rules, communes_of(await self.places.places()))
        return await asyncio.to_thread(_saved, form)


def _saved(form: Form) -> bytes:
    # Loaded by whoever asks for the form: it brings a picture library along, which no service needs otherwise.
    from shared.files.form_writing import save_form  # noqa: PLC0415

    file = io.BytesIO()
    save_form(file, form)
    return file.getvalue()
