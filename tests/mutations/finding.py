"""Mutations of how things are found: a search that finds nothing any more must not pass for one that keeps a secret."""

from tests.mutations.mutation import Edit, Mutation

_ISOLATION = "tests/attack/test_isolation.py::test_the_owner_and_the_authority_find_it_by_every_search"

FINDING = (
    Mutation(
        "search-of-cases-renamed",
        "a case is found by the parameter that the description names",
        (
            Edit(
                "services/appraisal/web/bodies.py",
                "    q: Annotated[str, line(200)]",
                "    tim: Annotated[str, line(200)]",
            ),
            Edit("services/appraisal/web/bodies.py", "text=self.q,", "text=self.tim,"),
        ),
        (_ISOLATION,),
    ),
    Mutation(
        "search-of-dossiers-renamed",
        "a dossier is found by the parameter that the description names",
        (
            Edit(
                "services/intake/web/api.py",
                "    text: Annotated[str, line(200)]",
                "    tim: Annotated[str, line(200)]",
            ),
            Edit("services/intake/web/api.py", "self.award_form, self.text,", "self.award_form, self.tim,"),
        ),
        (_ISOLATION,),
    ),
)
