"""Mutations of the daily digest: once to each person, on working days, to nobody who may not see the work."""

from tests.mutations.mutation import Edit, Mutation

_DIGEST = "services/appraisal/domain/digest.py"
_RULES = "tests/unit/appraisal/test_digest.py"
_ONCE = "tests/integration/appraisal/test_digests.py"

DIGESTS = (
    Mutation(
        "digest-on-any-day",
        "digests are sent on working days only",
        (Edit(_DIGEST, " and calendar.is_working_day(day_of(at))", ""),),
        (_RULES,),
    ),
    Mutation(
        "digest-to-a-lapsed-deputy",
        "a deputy is told while an authorisation holds",
        (Edit(_DIGEST, " if authorisation.holds(at)}", "}"),),
        (_RULES,),
    ),
    Mutation(
        "digest-of-the-moment",
        "a digest has one id a day, whichever process writes it",
        (Edit(_DIGEST, "/{day.isoformat()}", "/{day.isoformat()}/{id(day)}"),),
        (_RULES,),
    ),
    Mutation(
        "digest-day-ended-first",
        "a process that dies half-way leaves the rest of the day's digests to the next",
        (
            Edit(
                "services/appraisal/application/digests.py",
                "        sent = 0\n        for authority in",
                "        sent = 0\n        await self.digests.end_day(day_of(at), at)\n        for authority in",
            ),
        ),
        (f"{_ONCE}::test_the_next_process_goes_on_and_repeats_nothing",),
    ),
)
