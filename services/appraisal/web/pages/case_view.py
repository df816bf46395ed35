"""The values that the templates of a case name, from its overview."""

from uuid import uuid4

from services.appraisal.application.offers import Act
from services.appraisal.application.overview import Overview
from services.appraisal.application.showing import council_share
from services.appraisal.domain.duties import warning
from services.appraisal.domain.lapses import LAPSE_NAMES
from services.appraisal.web.pages import case_acts, case_words
from services.appraisal.web.pages import case_values as values
from shared.directory.roles import ROLE_NAMES, Role
from shared.identity.viewer import Viewer
from shared.rules.loading import RuleSets
from shared.text.formats import show_day


def case_values(overview: Overview, viewer: Viewer, rule_sets: RuleSets) -> dict[str, object]:
    """What the templates show of the case to the viewer."""
    case = overview.case
    supplement = case.supplements[-1] if case.supplements else None
    form_name = rule_sets.award_form_name(case.dossier.rule_set, case.content.award_form)
    return {
        "overview": overview,
        "case": case,
        "days_left": overview.shown.days_left,
        "offers": {act.value: why for act, why in overview.offers.items()},
        "title": case_words.nominee_title(case),
        "state": case_words.state_tag(case),
        "priority": case_words.priority_tag(case),
        "role": role_of(viewer, overview),
        "claim": case.claim_at(overview.at),
        "is_held_by_me": not overview.offers[Act.RELEASE],
        "lapse": "" if overview.lapse is None else LAPSE_NAMES[overview.lapse],
        "form_name": form_name,
        "form_names": lambda code: rule_sets.award_form_name(case.dossier.rule_set, code),
        "rows": values.nomination_rows(overview, form_name),
        "time": values.achievement_time(overview),
        "summary": values.mark_new(case.content.achievement.summary, supplement.summary_before if supplement else ""),
        "supplement": supplement,
        "changed": values.changed_parts(supplement.changed if supplement else ()),
        "files": values.shown_files(case),
        "steps": values.slip_steps(case),
        "entries": values.history_entries(overview),
        "chain": values.chain_state(overview.broken),
        "spell_basis": lambda basis: values.basis_of(overview, basis),
        "mode": case_acts.mode_of(overview),
        "why_no_form": case_acts.why_no_form(overview, viewer),
        "options": case_acts.outcome_options(overview),
        "asks_override": case_acts.asks_override(overview),
        "reasons": case_acts.decline_reasons(overview),
        "higher_forms": case_acts.higher_forms(overview),
        "reason_names": lambda code: overview.rules.reasons[code].text if overview.rules else code,
        "vote_basis": values.basis_of(overview, overview.rules.council.basis) if overview.rules else "",
        "new_key": lambda: str(uuid4()),
        "share": council_share(case, rule_sets),
        "is_voted_on": case_acts.is_voted_on(case),
        "officers": [(account.id, account.name) for account in overview.officers],
        "warnings": [(warning(pair), entry.at) for entry in case.history for pair in entry.combined],
    }


def role_of(viewer: Viewer, overview: Overview) -> str:
    """As what the viewer reads the case; a deputy with the paper that they decide by."""
    roles = [name for role, name in ROLE_NAMES.items() if role in viewer.roles and role is not Role.SUBMITTER]
    named = ", ".join(roles)
    if overview.mandate is None:
        return named
    paper = overview.mandate
    given = f" của {paper.given_by_name}" if paper.given_by_name else ""
    return f"{named} theo văn bản {paper.paper}{given}, đến hết {show_day(paper.ends_on)}"
