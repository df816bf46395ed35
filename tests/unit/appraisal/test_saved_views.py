"""Saved views: one's own, by name, so many and no more."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from services.appraisal.application.saved_views import ListViews, RemoveView, SaveView
from services.appraisal.domain.saved_view import MOST_CHARACTERS, MOST_VIEWS, SavedView
from shared.identity.viewer import Role, Viewer
from shared.refusals import InvalidError, NotAllowedError
from tests.unit.appraisal.fakes import Clock
from tests.unit.appraisal.samples import HEAD, OFFICER


@dataclass
class FakeViews:
    """The port `SavedViews` in memory."""

    held: dict[UUID, SavedView] = field(default_factory=dict)

    async def of(self, account: str) -> Sequence[SavedView]:
        return [view for view in self.held.values() if view.account == account]

    async def put(self, view: SavedView) -> None:
        self.held[view.id] = view

    async def remove(self, account: str, identity: UUID) -> None:
        if identity in self.held and self.held[identity].account == account:
            del self.held[identity]


async def test_a_view_is_its_owners_alone() -> None:
    views = FakeViews()
    view = await SaveView(views, Clock())(OFFICER, " Của  tôi ", "ngan=qua-han")

    await RemoveView(views)(HEAD, view.id)

    assert [each.name for each in await ListViews(views)(OFFICER)] == ["Của tôi"]
    assert await ListViews(views)(HEAD) == []


async def test_the_same_name_is_the_same_view() -> None:
    views = FakeViews()
    save = SaveView(views, Clock())
    await save(OFFICER, "Quá hạn", "ngan=qua-han")

    await save(OFFICER, "qua han", "ngan=qua-han&nguoi=toi")

    assert [view.query for view in await ListViews(views)(OFFICER)] == ["ngan=qua-han&nguoi=toi"]


@pytest.mark.parametrize("name", ["", "  ", "…", "a" * (MOST_CHARACTERS + 1)])
async def test_a_name_says_something_short(name: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        await SaveView(FakeViews(), Clock())(OFFICER, name, "")

    assert [problem.field for problem in refusal.value.problems] == ["ten"]


async def test_one_more_than_the_most_is_refused_a_change_is_not() -> None:
    views = FakeViews()
    save = SaveView(views, Clock())
    for number in range(MOST_VIEWS):
        await save(OFFICER, f"Cách {number}", "")

    with pytest.raises(InvalidError):
        await save(OFFICER, "Thêm nữa", "")
    await save(OFFICER, "Cách 0", "ngan=qua-han")
    await save(HEAD, "Của tôi", "")

    assert len(views.held) == MOST_VIEWS + 1


async def test_who_has_no_work_at_authorities_saves_nothing() -> None:
    submitter = Viewer("u", "Người Mẫu", frozenset({Role.SUBMITTER}))

    with pytest.raises(NotAllowedError):
        await SaveView(FakeViews(), Clock())(submitter, "Của tôi", "")
