"""A deputy's authorisation, and viewers who have one."""

from dataclasses import replace
from datetime import UTC, date, datetime

from shared.directory.authorising import Authorisation, Paper
from shared.identity.viewer import Role, Viewer

BY_PAPER = Authorisation(
    id="4f8e1f0e-2b7c-5f0a-9a51-6d2f0e7a9c11",
    account="a-deputy",
    authorities=frozenset({"33.327.12079"}),
    begins_on=date(2021, 10, 1),
    ends_on=date(2099, 12, 31),
    paper=Paper("15/UQ-UBND", date(2021, 9, 30)),
    given_by="a-head",
    given_by_name="Lê Văn Chủ",
    given_at=datetime(2021, 9, 30, 3, 0, tzinfo=UTC),
)


def authorised(viewer: Viewer) -> Viewer:
    """The viewer, with an authorisation for all that they belong to where they are a deputy."""
    if Role.DEPUTY not in viewer.roles:
        return viewer
    given = replace(BY_PAPER, account=viewer.account, authorities=viewer.authorities)
    return replace(viewer, authorisations=(given,))
