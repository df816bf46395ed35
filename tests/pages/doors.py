"""The table of doors: which page opens to whom. Each service has one in `tests/pages/tables`."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from tests.pages.visitors import EVERYBODY, Visitor

_SIGN_IN, _FORBIDDEN = 401, 403


@dataclass(frozen=True)
class Door:
    """A route that answers with a page, and who may pass.

    `path` is written as the service declares it, with `{names}`; `things` says what a name is filled with where the
    thing is called otherwise (`tests/pages/things.py`), `query` is what follows the path. `refusal` is the status for
    whoever is signed in and may not, 403 in any case for those who are `forbidden`; `unsigned` is for
    whoever is not signed in, who gets the form for signing in unless the page is for everybody. `fields` are what a
    POST sends beside the form's token; whoever may is answered with `success`, where several are possible with one of
    them. `is_html` is false for what is no page (a style sheet, a download), `is_pictured` for what is no picture of
    its own. `ends_session` says that the session is over afterwards. `tried_by` names fewer than everybody where
    trying costs something: a wrong password is counted.
    """

    path: str
    may: AbstractSet[Visitor]
    method: str = "GET"
    refusal: int = 404
    forbidden: AbstractSet[Visitor] = frozenset()
    unsigned: int = _SIGN_IN
    success: tuple[int, ...] = (200,)
    query: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    things: Mapping[str, str] = field(default_factory=dict)
    is_html: bool = True
    is_pictured: bool = True
    ends_session: bool = False
    tried_by: AbstractSet[Visitor] = EVERYBODY

    @property
    def name(self) -> str:
        """The route."""
        return f"{self.method} {self.path}"

    @property
    def first_visitor(self) -> Visitor:
        """Of those who may, the one whom the list of visitors names first."""
        return next(visitor for visitor in Visitor if visitor in self.may)

    def expects(self, visitor: Visitor) -> tuple[int, ...]:
        """The statuses with which that visitor may be answered."""
        if visitor in self.may:
            return self.success
        if visitor in self.forbidden:
            return (_FORBIDDEN,)
        return (self.unsigned if visitor is Visitor.NOBODY else self.refusal,)
