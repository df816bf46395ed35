"""Opening, closing and listing the windows for sơ kết and tổng kết; intake follows by the facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
class PreviewWindow:
    """The window as it would be opened at this moment; nothing is stored."""

    level: Level
    rule_sets: RuleSets
    now: Clock

    async def __call__(self, viewer: Viewer, plan: Plan) -> Window:
        """The window; refusals are those of opening."""
        at = self.now()
        return self.decide(viewer, plan, self.admit(viewer, plan, at), uuid5(_NAMESPACE, viewer.account), at).after

    def movements(self, viewer: Viewer) -> Sequence[RuleSet]:
        """The rules of each movement whose windows the viewer opens.

        Raises:
            NotAllowedError: There is none; the message says who opens them.
        """
        viewer.require(*entitlement.DECIDERS)
        known = self.rule_sets.all_in_force(day_of(self.now()))
        theirs = [rules for rules in known if self.level is Level.PROVINCE and viewer.acts_for(rules.windows.opened_by)]
        for rules in known if not theirs else ():
            _require_opener(viewer, rules, self.level)
        return theirs

    def admit(self, viewer: Viewer, plan: Plan, at: datetime) -> RuleSet:
        """The rules that the window goes by, once the viewer is known to open it."""
        viewer.require(*entitlement.DECIDERS)
        rules = self._rules(plan.movement, day_of(at))
        _require_opener(viewer, rules, self.level)
        entitlement.mandate_of(viewer, rules.windows.opened_by, at=at)
        return rules

    def decide(self, viewer: Viewer, plan: Plan, rules: RuleSet, identity: UUID, at: datetime) -> Decided[Window]:
        """The window, opened."""
        code = rules.windows.opened_by
        authority = AuthorityRef(code=code, name=rules.bodies[code], level=self.level)
        return open_window(identity, plan, authority, entitlement.by(viewer), rules=rules, at=at)

    def _rules(self, movement: str, day: date) -> RuleSet:
        try:
            return self.rule_sets.in_force(movement, day)
        except InvalidError as refusal:  # it speaks of a dossier's Tờ trình; here the movement stands by itself
            problems = [FieldProblem("movement", problem.message) for problem in refusal.problems]
            raise InvalidError(problems) from None


@dataclass(frozen=True)
class OpenWindow:
    """The head of the authority that the rule set names opens a window."""

    windows: Windows
    preview: PreviewWindow

    async def __call__(self, viewer: Viewer, plan: Plan, key: str) -> Window:
        """The window; the same key and content give the same one again.

        Raises:
            NotAllowedError: The viewer does not decide for that authority.
            InvalidError: Something must be mended, or the key was used for another window.
        """
        at = self.preview.now()
        rules = self.preview.admit(viewer, plan, at)
        identity = uuid5(_NAMESPACE, f"{viewer.account}/{key}")
        standing = await self.windows.find(identity)
        if standing is not None:
            return _same(standing, plan)
        decided = self.preview.decide(viewer, plan, rules, identity, at)
        try:
            await self.windows.insert(decided)
        except AlreadyThereError:
            return await self(viewer, plan, key)
        return decided.after


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
        self.require(viewer, window)
        decided = close_window(window, entitlement.by(viewer), at=self.now())
        try:
            await self.windows.save(decided)
        except StaleError:
            return await self(viewer, identity)
        return decided.after

    def require(self, viewer: Viewer, window: Window) -> None:
        """Pass when the viewer may close the window.

        Raises:
            NotAllowedError: It is another authority's, or they do not decide for it at this moment.
        """
        viewer.require(*entitlement.DECIDERS)
        if not viewer.acts_for(window.authority.code):
            raise NotAllowedError(f"Đợt xét này do {window.authority.name} đóng. Hãy liên hệ cơ quan đó.")
        entitlement.mandate_of(viewer, window.authority.code, at=self.now())


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
