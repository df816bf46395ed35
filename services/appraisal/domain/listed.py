"""A case as a line of a decision's list: what the decision says of it now, and whether it still holds."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.appraisal.domain.amendment import keys_of
from services.appraisal.domain.case import Award, Case, CaseKey
from services.appraisal.domain.decision import Decision
from shared.events.content import NominationContent
from shared.events.words import CorrectedField, NomineeKind


@dataclass(frozen=True)
class ListedCase:
    """A line of the list; `award` is what the case was awarded by, also where that is another decision."""

    key: CaseKey
    number: str
    kind: NomineeKind
    name: str
    position: str
    workplace: str
    award_form: str
    unit: str
    is_confidential: bool
    is_in_force: bool
    award: Award | None

    @property
    def work(self) -> str:
        """What they do, and where."""
        return ", ".join(filter(None, (self.position, self.workplace)))


def print_words(content: NominationContent, award_form: str) -> Mapping[CorrectedField, str]:
    """What a decision says of the nominee unless it was corrected; `award_form` is the form's name."""
    nominee = content.nominee
    return {
        CorrectedField.NOMINEE_NAME: nominee.name,
        CorrectedField.NOMINEE_POSITION: nominee.position,
        CorrectedField.NOMINEE_WORKPLACE: nominee.workplace,
        CorrectedField.AWARD_FORM: award_form,
    }


def list_case(case: Case, shown: NominationContent, award_form: str, decision: Decision | None) -> ListedCase:
    """The line; `shown` is as much of the content as the reader may see. Without a decision nothing is in force."""
    words = dict(print_words(shown, award_form))
    if decision is not None:
        words = {field: decision.read(field, text, case.key) for field, text in words.items()}
    return ListedCase(
        key=case.key,
        number=case.number,
        kind=shown.nominee.kind,
        name=words[CorrectedField.NOMINEE_NAME],
        position=words[CorrectedField.NOMINEE_POSITION],
        workplace=words[CorrectedField.NOMINEE_WORKPLACE],
        award_form=words[CorrectedField.AWARD_FORM],
        unit=case.dossier.unit.name,
        is_confidential=case.content.confidential,
        is_in_force=decision is not None and case.key in keys_of(decision.in_force),
        award=case.award,
    )
