"""Mutations of what becomes of a decision: an annulment that nobody is told of, a correction that is done twice."""

from tests.mutations.mutation import Edit, Mutation

AMENDING = (
    Mutation(
        "annulment-not-told",
        "unit and submitter are told that an award was annulled",
        (
            Edit(
                "services/intake/domain/announcements.py",
                "        Fact.AWARD_ANNULLED,\n",
                "",
            ),
        ),
        ("tests/unit/intake/test_amendments.py",),
    ),
    Mutation(
        "correction-done-twice",
        "a case is brought in line with a correction once, whoever finishes it",
        (
            Edit(
                "services/appraisal/domain/consequence.py",
                "    return case.award is not None and case.award.amended >= latest.version\n",
                "    return False\n",
            ),
        ),
        ("tests/unit/appraisal/test_amendments.py",),
    ),
)
