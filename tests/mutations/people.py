"""Mutations of who acts for whom: deputies' papers and days, whose work a case is, who reads which message."""

from tests.mutations.mutation import Edit, Mutation

_ENTITLEMENT = "services/appraisal/domain/entitlement.py"
_HOLDS = "if authority in held.authorities and held.holds(at):"
_DAYS = "tests/unit/directory/test_authorising.py"
_DEPUTIES = "tests/unit/appraisal/test_deputies.py"
_PAPERS = "tests/unit/identity/test_authorising.py"
_OWN_WORK = "tests/unit/appraisal/test_own_work.py"
_ACCOUNTS = "services/appraisal/domain/duties.py"
_ASSIGNING = "tests/unit/appraisal/test_assignments.py"


def _one(name: str, breaks: str, edit: Edit, *caught_by: str) -> Mutation:
    return Mutation(name, breaks, (edit,), caught_by)


AT_WORK = (
    _one(
        "authorisation-outlives-its-end",
        "a head ends an authorisation before its last day",
        Edit("shared/directory/authorising.py", "and (self.ended_at is None or at < self.ended_at)", ""),
        _DAYS,
    ),
    _one(
        "deputy-decides-on-any-day",
        "a deputy decides on the days of the paper only, by the clock of the outcome",
        Edit(_ENTITLEMENT, _HOLDS, "if authority in held.authorities:"),
        _DEPUTIES,
    ),
    _one(
        "deputy-decides-for-any-authority",
        "a paper of one authority serves for no other",
        Edit(_ENTITLEMENT, _HOLDS, "if held.holds(at):"),
        _DEPUTIES,
    ),
    _one(
        "mandate-outside-the-chain",
        "by whose authorisation an outcome was given cannot be changed unseen",
        Edit("services/appraisal/domain/history.py", "[self.mandate] if self.mandate else []", "[]"),
        _DEPUTIES,
    ),
    _one(
        "helper-decides",
        "whoever does another body's work prepares and records there, and never decides",
        Edit("shared/identity/viewer.py", "if authority in self.lent and not", "if not"),
        "tests/unit/appraisal/test_lent_work.py",
        "tests/unit/identity/test_viewer.py",
    ),
    _one(
        "own-proposal-confirmed",
        "nobody decides what the same account submitted or proposed",
        Edit(
            _ACCOUNTS,
            "if pair in NEVER or settings.get(pair) is Setting.REFUSE:",
            "if settings.get(pair) is Setting.REFUSE:",
        ),
        _OWN_WORK,
    ),
    _one(
        "duties-forgotten-at-the-next-step",
        "a hand-over says who had which duty",
        Edit("services/appraisal/domain/facts.py", "        done=duties_of(case),\n", ""),
        _OWN_WORK,
    ),
    _one(
        "warning-without-record",
        "the case's history says that one account had several duties",
        Edit("services/appraisal/domain/transitions.py", "mandate=sealed_as, combined=combined", "mandate=sealed_as"),
        _OWN_WORK,
    ),
    _one(
        "anybody-authorises",
        "only the head authorises a deputy",
        Edit(
            "services/identity/application/authorising.py",
            'viewer.require(Role.HEAD)\n        identity = str(uuid5(_NAMESPACE, f"{viewer.account}/{key}"))',
            'identity = str(uuid5(_NAMESPACE, f"{viewer.account}/{key}"))',
        ),
        _PAPERS,
    ),
    _one(
        "anybody-is-assigned",
        "a case is given to an officer of its authority",
        Edit("services/appraisal/application/assignments.py", "Role.OFFICER in account.roles and ", ""),
        _ASSIGNING,
    ),
    _one(
        "assignment-without-version",
        "a case is assigned as it was seen",
        Edit(
            "services/appraisal/application/assignments.py",
            "        refuse_outdated(case, version)\n        decided = assign(",
            "        decided = assign(",
        ),
        _ASSIGNING,
    ),
    _one(
        "assignment-takes-the-claim-away",
        "a claim that is taken while a case is being assigned stands",
        Edit(
            "services/appraisal/adapters/cases.py",
            'leaving=("claim", "take_overs", *_unchanged_fields(decided))',
            "leaving=_unchanged_fields(decided)",
        ),
        "tests/integration/appraisal/test_storage.py",
    ),
    _one(
        "message-read-by-another-authority",
        "an authority reads its own conversation only",
        Edit(
            "services/intake/application/correspondence.py",
            "[note for note in found if _may_see(nomination, viewer, note)]",
            "list(found)",
        ),
        "tests/unit/intake/test_correspondence.py",
    ),
    _one(
        "message-about-anybodys-step",
        "an authority writes about its own step only",
        Edit(
            "services/intake/domain/competence.py",
            "if (step.level, step.authority.code) != (level, authority.code):",
            "if step.step != number:",
        ),
        "tests/unit/intake/test_correspondence.py",
    ),
    _one(
        "message-beside-a-decided-case",
        "nothing more is asked about what has its outcome",
        Edit("services/appraisal/domain/correspondence.py", "if case.state not in UNDECIDED:", "if not UNDECIDED:"),
        "tests/unit/appraisal/test_correspondence.py",
    ),
    _one(
        "status-waits-for-a-message",
        "a mail about a change of status never waits for one about a message",
        Edit("services/notifier/domain/mails.py", "of_messages=isinstance(self.facts[0], MessageFact)", ""),
        "tests/integration/notifier/test_ledger.py",
    ),
)
