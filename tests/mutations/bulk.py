"""Mutations of acts over many cases: each case by the version that was seen, once, and never in a dry run."""

from tests.mutations.mutation import Edit, Mutation

_APPLICATION = "services/appraisal/application/bulk.py"
_TESTS = "tests/unit/appraisal/test_bulk.py"

BULK = (
    Mutation(
        "bulk-ignores-the-version-seen",
        "each case of a list is decided at the version that the person saw",
        (
            Edit(
                _APPLICATION,
                "self.decide(viewer, line.key, order.verdict, line.version)",
                "self.decide(viewer, line.key, order.verdict, "
                "(await self.cases.get(line.key, viewer.authorities)).version)",
            ),
        ),
        (_TESTS,),
    ),
    Mutation(
        "bulk-forgets-what-it-did",
        "what a dead process did without noting it is known as done",
        (Edit(_APPLICATION, "return case if is_done_by(case, viewer, order, line.version) else None", "return None"),),
        (_TESTS,),
    ),
    Mutation(
        "bulk-dry-run-stores",
        "a dry run changes nothing",
        (
            Edit(
                _APPLICATION,
                '"""Nothing is stored."""',
                "await self.cases.save(decided, unheld_by_others=unheld_by_others)",
            ),
        ),
        (_TESTS,),
    ),
    Mutation(
        "bulk-refusal-hides-what-was-done",
        "a result `done` is not replaced by the refusal of a sibling that came later",
        (
            Edit(
                "services/appraisal/domain/bulk.py",
                "return {**self.refused, **self.done}",
                "return {**self.done, **self.refused}",
            ),
        ),
        ("tests/integration/appraisal/test_bulk_api.py",),
    ),
)
