"""Mutations of what law and plan say, and of who may do what: of our own choosing."""

from tests.mutations.mutation import Edit, Mutation

_ACCESS = "tests/integration/appraisal/test_access.py"
_MODEL = "tests/model/test_system.py"
_RULING = "services/appraisal/domain/ruling.py"


def _one(name: str, breaks: str, edit: Edit, *caught_by: str) -> Mutation:
    return Mutation(name, breaks, (edit,), caught_by)


ROUTES = (
    _one(
        "refer-asks-endorsers-again",
        "who refers has endorsed: neither they nor those below are on the appended slip",
        Edit(
            "shared/rules/slip.py",
            "endorsed = set(codes[: codes.index(origin.authority.code) + 1]) if",
            "endorsed = set(codes[:0]) if",
        ),
        "tests/unit/rules/test_slip.py",
    ),
    _one(
        "refer-renumbers",
        "a step's number is never used again",
        Edit("shared/rules/slip.py", "first_step=max(step.step for step in slip) + 1", "first_step=from_step + 1"),
        "tests/unit/rules/test_slip.py",
        _MODEL,
    ),
    _one(
        "refer-hands-to-the-last",
        "a referral hands over to the first of the appended steps",
        Edit(_RULING, "return after[len(before)]", "return after[-1]"),
        "tests/unit/appraisal/test_ruling.py",
        _MODEL,
    ),
    _one(
        "donor-below-fifty-million",
        "the donors' slip is open from fifty million đồng",
        Edit(
            "shared/rules/eligibility.py",
            "elif content.gift.total_vnd < least:",
            "elif content.gift.total_vnd < least * 4 // 5:",
        ),
        "tests/unit/rules/test_slip.py",
    ),
    _one(
        "saturday-counts",
        "time limits count working days",
        Edit("shared/calendar/working_days.py", "_SATURDAY = 5", "_SATURDAY = 6"),
        "tests/unit/rules",
        "tests/unit/appraisal/test_opening.py",
    ),
    _one(
        "clock-runs-while-returned",
        "a limit moves by the working days that the unit took",
        Edit(
            "services/appraisal/domain/opening.py",
            "due_on=calendar.add(case.due_on, max(paused, 0))",
            "due_on=calendar.add(case.due_on, 0)",
        ),
        "tests/unit/appraisal/test_opening.py",
    ),
)

OUTCOMES = (
    _one(
        "returned-twice",
        "a unit is asked once per step",
        Edit(_RULING, "asked >= rules.limits.supplements_per_step", "asked > rules.limits.supplements_per_step"),
        "tests/unit/appraisal/test_ruling.py",
        _MODEL,
    ),
    _one(
        "forwarded-case-is-decided-again",
        "nothing leads out of a final outcome",
        Edit(
            "services/appraisal/domain/transitions.py",
            "    (CaseState.OPEN, CaseAction.DECLINE): CaseState.DECLINED,\n",
            "    (CaseState.OPEN, CaseAction.DECLINE): CaseState.DECLINED,\n"
            "    (CaseState.FORWARDED, CaseAction.DECLINE): CaseState.DECLINED,\n",
        ),
        "tests/unit/appraisal/test_transitions.py",
    ),
    Mutation(
        "withdrawal-ignores-an-approval",
        "a withdrawal takes no outcome away",
        (
            Edit(
                "services/appraisal/domain/transitions.py",
                "    (CaseState.OPEN, CaseAction.WITHDRAW): CaseState.WITHDRAWN,\n",
                "    (CaseState.OPEN, CaseAction.WITHDRAW): CaseState.WITHDRAWN,\n"
                "    (CaseState.APPROVED, CaseAction.WITHDRAW): CaseState.WITHDRAWN,\n",
            ),
            Edit(
                "services/appraisal/domain/opening.py",
                "dict.fromkeys((CaseState.APPROVED, CaseState.AWARDED",
                "dict.fromkeys((CaseState.AWARDED",
            ),
        ),
        ("tests/unit/appraisal/test_opening.py", _MODEL),
    ),
    _one(
        "withdrawal-marker-overlooked",
        "a withdrawal that came before its case withdraws it",
        Edit(
            "services/appraisal/domain/opening.py",
            "    if marker is None:\n        return Decided(None, case",
            "    if marker is None or marker.key == case.key:\n        return Decided(None, case",
        ),
        "tests/unit/appraisal/test_use_cases.py",
        _MODEL,
    ),
    _one(
        "blocking-finding-passes",
        "a blocking finding stops a forward unless the province's appraisal sets it aside",
        Edit(
            _RULING,
            "if blocking and not (verdict.override and may_override(case)):",
            "if blocking and not verdict.override:",
        ),
        "tests/unit/appraisal/test_ruling.py",
    ),
    _one(
        "same-nominee-unnoticed",
        "one achievement has one award: the same nominee elsewhere is found",
        Edit(
            "services/appraisal/domain/duplicates.py",
            "same = match(mine, other.traits)",
            "same = match(mine, other.traits) if mine == other.traits else None",
        ),
        "tests/unit/appraisal/test_entitlement.py",
    ),
    _one(
        "decision-without-its-reservations",
        "a decision awards only what it has reserved, whole or not at all",
        Edit(
            "services/appraisal/application/decisions.py",
            "if len(mine) < len(decision.draft.cases):",
            "if not mine:",
        ),
        "tests/unit/appraisal/test_recording.py",
    ),
    _one(
        "withdrawn-under-a-decision",
        "a withdrawal waits while a decision is recorded over the case",
        Edit(
            "services/appraisal/domain/opening.py",
            "if case.reservation is not None and case.state is CaseState.APPROVED:",
            "if case.reservation is None and case.state is CaseState.APPROVED and case.award is not None:",
        ),
        "tests/unit/appraisal/test_opening.py",
    ),
)

STATUS = (
    _one(
        "late-fact-moves-status-back",
        "a late fact enters the history and leaves the status",
        Edit(
            "services/intake/domain/incoming_facts.py",
            "if report.fact is Fact.WITHDRAWAL_REFUSED or report.position <= nomination.position:",
            "if report.fact is Fact.WITHDRAWAL_REFUSED:",
        ),
        "tests/unit/intake/test_incoming_facts.py",
        _MODEL,
    ),
    _one(
        "awarded-without-decision",
        "only a numbered decision awards",
        Edit(
            "services/intake/domain/status.py",
            "    Fact.APPROVED: PublicStatus.APPROVED,\n",
            "    Fact.APPROVED: PublicStatus.AWARDED,\n",
        ),
        "tests/unit/intake/test_incoming_facts.py",
        _MODEL,
    ),
    _one(
        "new-levels-are-not-asked",
        "a withdrawal is asked of the steps that a referral appends",
        Edit(
            "services/intake/domain/incoming_facts.py",
            "return withdrawal_requests(after, after.slip[len(before.slip) :])",
            "return withdrawal_requests(after, after.slip[len(after.slip) :])",
        ),
        "tests/unit/intake",
        _MODEL,
    ),
    _one(
        "anybodys-word-counts",
        "a step is reported on by the authority that the slip names",
        Edit(
            "services/intake/domain/competence.py",
            "if (step.level, step.authority.code) != (level, authority.code):",
            "if step.level is not level and step.authority.code != authority.code:",
        ),
        "tests/unit/intake/test_competence.py",
    ),
    _one(
        "key-shared-between-units",
        "an Idempotency-Key is its unit's own",
        Edit(
            "services/intake/domain/dossier.py",
            'uuid5(_NAMESPACE, f"{unit}/{key}")',
            'uuid5(_NAMESPACE, f"{unit[:2]}/{key}")',
        ),
        "tests/unit/intake/test_submission_check.py",
        _MODEL,
    ),
    _one(
        "key-used-for-another-body",
        "the same key with another body is refused",
        Edit(
            "services/intake/application/submissions.py",
            "if stored.digest != digest_of(submission):",
            "if not stored.digest:",
        ),
        _MODEL,
    ),
)

PEOPLE = (
    Mutation(
        "officer-decides",
        "an officer proposes, the head or an authorised deputy decides",
        (
            Edit(
                "services/appraisal/domain/entitlement.py",
                "DECIDERS = (Role.HEAD, Role.DEPUTY)",
                "DECIDERS = (Role.HEAD, Role.DEPUTY, Role.OFFICER)",
            ),
            # Who is no head needs a paper as well.
            Edit("services/appraisal/domain/entitlement.py", "if viewer.has(Role.HEAD):", "if viewer.has(*DECIDERS):"),
        ),
        ("tests/unit/appraisal/test_use_cases.py",),
    ),
    _one(
        "deputy-shut-out",
        "an authorised deputy decides like the head",
        Edit(
            "services/appraisal/domain/entitlement.py",
            "DECIDERS = (Role.HEAD, Role.DEPUTY)",
            "DECIDERS = (Role.HEAD,)",
        ),
        "tests/unit/appraisal/test_use_cases.py",
        _MODEL,
    ),
    _one(
        "deputy-for-ever",
        "a deputy's authorisation ends by itself",
        Edit(
            "shared/directory/authorising.py",
            "return self.begins_on <= day_of(at) <= self.ends_on and",
            "return self.begins_on <= day_of(at) and",
        ),
        "tests/unit/directory/test_authorising.py",
    ),
    _one(
        "nominee-acts-in-their-own-case",
        "nobody acts in a nomination about themselves",
        Edit(
            "services/appraisal/domain/entitlement.py",
            "    if is_named(viewer.name, case):\n        raise InterestedError(",
            "    if is_named(viewer.account, case):\n        raise InterestedError(",
        ),
        "tests/unit/appraisal/test_entitlement.py",
    ),
    _one(
        "case-of-another-authority",
        "who asks is part of the query for a case",
        Edit(
            "services/appraisal/adapters/cases.py",
            'theirs = {"_id": str(key), "authority": {"$in": sorted(authorities)}}',
            'theirs = {"_id": str(key), "authority": {"$nin": sorted(authorities - authorities)}}',
        ),
        f"{_ACCESS}::test_each_door_opens_to_its_roles_for_what_is_theirs",
    ),
    _one(
        "worklist-of-another-authority",
        "who asks is part of every question to the worklist",
        Edit(
            "services/appraisal/adapters/case_queries.py",
            'conditions: list[Document] = [{"authority": {"$in": sorted(query.authorities)}}]',
            "conditions: list[Document] = [{}]",
        ),
        _ACCESS,
    ),
    _one(
        "nomination-of-another-unit",
        "nobody else learns that a nomination exists",
        Edit(
            "services/intake/adapters/visibility.py",
            'return {"unit": {"$in": sorted(viewer.units)}}',
            'return {"unit": {"$ne": None}}',
        ),
        "tests/integration/intake/test_showing.py::test_nobody_else_learns_that_it_exists",
    ),
)

DOMAIN = (*ROUTES, *OUTCOMES, *STATUS, *PEOPLE)
