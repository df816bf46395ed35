"""The list of a decision, recorded or about to be: its cases in their order, as the viewer may be told of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.appraisal.application.decisions import chunks
from services.appraisal.application.ports import ReservableCases
from services.appraisal.domain import entitlement
from services.appraisal.domain.case import Case, CaseKey
from services.appraisal.domain.decision import Decision
from services.appraisal.domain.listed import ListedCase, list_case
from shared.identity.seeing import sight_at
from shared.identity.viewer import Viewer
from shared.nominees.shown import Purpose, show_content
from shared.rules.loading import RuleSets


@dataclass(frozen=True)
class ReadList:
    """The lines of a list of cases; those that are not the viewer's authorities' are left out."""

    cases: ReservableCases
    rule_sets: RuleSets

    async def __call__(
        self, viewer: Viewer, keys: Sequence[CaseKey], decision: Decision | None = None
    ) -> Sequence[ListedCase]:
        """The lines in the order of the keys, as the decision reads now where there is one."""
        viewer.require(*entitlement.READERS)
        loaded = [case for chunk in chunks(keys) for case in await self.cases.load(chunk, viewer.authorities)]
        found = {case.key: case for case in loaded}
        return [self._line(viewer, found[key], decision) for key in keys if key in found]

    def _line(self, viewer: Viewer, case: Case, decision: Decision | None) -> ListedCase:
        sight = sight_at(viewer, case.authority.code, case.step.role)
        shown = show_content(case.content, sight, Purpose.LIST)
        form = self.rule_sets.award_form_name(case.dossier.rule_set, case.content.award_form)
        return list_case(case, shown, form, decision)
