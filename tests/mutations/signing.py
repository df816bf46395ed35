"""Mutations of what intake signs and levels check: what nobody signed must not look like work."""

from tests.mutations.mutation import Edit, Mutation

_LEVEL = "services/appraisal/domain/signed_work.py"
_OPENING = "services/appraisal/application/incoming_work.py"
_STATEMENT = "shared/signing/statement.py"
_TESTS = "tests/unit/appraisal/test_signed_work.py"
_FORGED = f"{_TESTS}::test_what_intake_did_not_sign_opens_nothing"
_ALTERED = "tests/unit/signing/test_statement.py::test_whatever_else_is_altered_it_is_not_what_was_signed"

SIGNING = (
    Mutation(
        "any-signature-will-do",
        "a level takes only what intake signed",
        (
            Edit(
                "shared/signing/keys.py",
                "            return False\n        return True",
                "            return True\n        return True",
            ),
        ),
        (_FORGED, "tests/unit/signing/test_keys.py"),
    ),
    Mutation(
        "unsigned-work-is-taken",
        "work without a signature waits for intake's",
        (
            Edit(
                _OPENING,
                "                return\n            raise\n",
                "                return\n            signature = work.signature  # type: ignore[assignment]\n",
            ),
        ),
        (f"{_TESTS}::test_unsigned_work_waits_until_intake_has_signed_it",),
    ),
    Mutation(
        "old-revision-is-taken",
        "what intake has said otherwise since is taken no more",
        (Edit(_LEVEL, "signature.revision < known.revision", "signature.revision < 0"),),
        (f"{_TESTS}::test_a_later_signature_supersedes_the_work",),
    ),
    Mutation(
        "findings-may-be-lost",
        "intake's findings come to every level",
        (Edit(_LEVEL, "    if lost:", "    if lost and not carried.slip:"),),
        (_FORGED,),
    ),
    Mutation(
        "slip-goes-on-anyhow",
        "a slip that goes on beyond what intake signed goes on as the rules say",
        (Edit(_LEVEL, "if _without_dates(longer) != _without_dates(carried.slip[: len(longer)]):", "if not longer:"),),
        (f"{_TESTS}::test_an_extension_that_the_rules_do_not_give_opens_nothing",),
    ),
    Mutation(
        "content-unsigned",
        "the content is part of what is signed",
        (Edit(_STATEMENT, '"content": _plain(self.content, without={"award_form"}),', '"content": None,'),),
        (_FORGED, _ALTERED),
    ),
    Mutation(
        "slip-unsigned",
        "the slip is part of what is signed",
        (Edit(_STATEMENT, '[_plain(step, without={"expected_on"}) for step in self.slip]', "len(self.slip)"),),
        (_FORGED, _ALTERED),
    ),
    Mutation(
        "supplement-under-the-old-signature",
        "a supplement is signed anew",
        (
            Edit(
                "services/intake/domain/supplement.py",
                "signed = sign(after, key, at, identity=identity, found=(*lasting_findings(nomination), *found))",
                "signed = after if key else sign(after, key, at, identity=identity, found=found)",
            ),
        ),
        ("tests/unit/intake/test_signature.py",),
    ),
    Mutation(
        "feed-believes-anybody",
        "the example client takes facts of their own level alone",
        (Edit("docs/examples/authority.py", 'user != f"appraisal-{source}"', "not source"),),
        ("tests/unit/examples/test_authority.py::test_a_fact_from_anybody_else_is_not_taken",),
    ),
)
