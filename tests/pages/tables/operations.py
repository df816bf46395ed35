"""The doors of operations, which every owner of a queue has."""

from collections.abc import Iterator

from tests.pages.doors import Door
from tests.pages.visitors import Visitor

_OPERATOR = frozenset({Visitor.OPERATOR})


def doors_of(start: str) -> Iterator[Door]:
    """The rows of the pages below `start`; what is parked for real is looked at in `test_operations`."""
    yield Door(start, _OPERATOR, refusal=403)
    # Nothing is parked under that name: the operator is told so, everybody else that they may not ask.
    yield Door(
        f"{start}/thong-diep/{{ref}}",
        _OPERATOR,
        refusal=403,
        success=(404,),
        things={"ref": "strange_token"},
        is_pictured=False,
    )
    for act in ("xu-ly-lai", "bo"):
        yield Door(f"{start}/{act}", _OPERATOR, refusal=403, query="tat-ca=co")
        yield Door(f"{start}/{act}", _OPERATOR, method="POST", refusal=403, success=(422,))
