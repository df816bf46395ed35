"""Opening, closing and listing the windows for sơ kết and tổng kết; intake follows by the facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import NAMESPACE_URL, UUID, uuid5

from services.appraisal.application.ports import AlreadyThereError, Clock
from services.appraisal.domain import entitlement
from services.appraisal.domain.window import Plan, Window, close_window, open_window
from shared.clock.days import day_of
from shared.events.content import AuthorityRef
from shared.events.decided import Decided
from shared.events.words import Level
from shared.identity.viewer import Viewer
from shared.refusals import FieldProblem, InvalidError, KeyUsedError, NotAllowedError, StaleError
from shared.rules.loading import RuleSets
from shared.rules.rule_set import RuleSet

_NAMESPACE = uuid5(NAMESPACE_URL, "thidua:window")


class Windows(Protocol):
    """The windows of the province."""

    async def find(self, identity: UUID) -> Window | None:
        """The window."""

    async def get(self, identity: UUID) -> Window:
        """The window; `NotFoundError` when there is none."""

    async def insert(self, decided: Decided[Window]) -> None:
        """Store a new one with its fact; `AlreadyThereError` when it is there."""

    async def save(self, decided: Decided[Window]) -> None:
        """Store the change with its fact; `StaleError` when another came first."""

    async def latest(self, limit: int) -> Sequence[Window]:
        """The windows, latest first."""


@dataclass(frozen=True)
class OpenWindow:
    """The head of the authority that the rule set names opens a window."""

    level: Level
    windows: Windows
    rule_sets: RuleSets
    now: Clock

    async def __call__(self, viewer: Viewer, plan: Plan, key: str) -> Window:
        """The window; the same key and content give the same one again.

        Raises:
            NotAllowedError: The viewer does not decide for that authority.
            InvalidError: Something must be mended, or the key was used for another window.
        """
        viewer.require(*entitlement.DECIDERS)
        at = self.now()
        rules = self._rules(plan.movement, day_of(at))
        _require_opener(viewer, rules, self.level)
        entitlement.mandate_of(viewer, rules.windows.opened_by, at=at)
        identity = uuid5(_NAMESPACE, f"{viewer.account}/{key}")
        standing = await self.windows.find(identity)
        if standing is not None:
            return _same(standing, plan)
        code = rules.windows.opened_by
        authority = AuthorityRef(code=code, name=rules.bodies[code], level=self.level)
        decided = open_window(identity, plan, authority, entitlement.by(viewer), rules=rules, at=at)
        try:
            await self.windows.insert(decided)
        except AlreadyThereError:
            return await self(viewer, plan, key)
        return decided.after

    def _rules(self, movement: str, day: date) -> RuleSet:
        try:
            return self.rule_sets.in_force(movement, day)
        except InvalidError as refusal:  # it speaks of a dossier's Tờ trình; here the movement stands by itself
            problems = [FieldProblem("movement", problem.message) for problem in refusal.problems]
            raise InvalidError(problems) from None


@dataclass(frozen=True)
class CloseWindow:
    """The same authority closes it; what was taken in travels on."""

    windows: Windows
    now: Clock

    async def __call__(self, viewer: Viewer, identity: UUID) -> Window:
        """The window, closed.

        Raises:
            NotFoundError: There is none.
            NotAllowedError: It is another authority's.
            WindowClosedError: It is closed already.
        """
        viewer.require(*entitlement.DECIDERS)
        window = await self.windows.get(identity)
        if not viewer.acts_for(window.authority.code):
            raise NotAllowedError(f"Đợt xét này do {window.authority.name} đóng. Hãy liên hệ cơ quan đó.")
        at = self.now()
        entitlement.mandate_of(viewer, window.authority.code, at=at)
        decided = close_window(window, entitlement.by(viewer), at=at)
        try:
            await self.windows.save(decided)
        except StaleError:
            return await self(viewer, identity)
        return decided.after


@dataclass(frozen=True)
class ListWindows:
    """The windows, for everybody who works at the level: what is open is no secret."""

    windows: Windows

    async def __call__(self, viewer: Viewer) -> Sequence[Window]:
        """The latest hundred."""
        viewer.require(*entitlement.READERS)
        return await self.windows.latest(100)


def _require_opener(viewer: Viewer, rules: RuleSet, level: Level) -> None:
    opener = rules.windows.opened_by
    if level is not Level.PROVINCE or not viewer.acts_for(opener):
        raise NotAllowedError(f"Đợt sơ kết, tổng kết do {rules.bodies[opener]} mở ở cấp tỉnh. Hãy liên hệ cơ quan đó.")


def _same(standing: Window, plan: Plan) -> Window:
    if standing.plan != plan:
        raise KeyUsedError("một đợt khác", "đợt này")
    return standing
