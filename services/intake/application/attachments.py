"""Files that go with dossiers: uploading them, showing them to whom they concern, removing what was never handed in."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from services.intake.application.ports import Clock
from services.intake.domain.attachments import (
    Quota,
    StoredFile,
    Usage,
    attachment_problems,
    attachments_in,
    fill_attachments,
    missing_file,
)
from services.intake.domain.dossier import Submission
from shared.identity.viewer import Role, Viewer
from shared.refusals import FieldProblem, InvalidError, NotAllowedError, TooLargeError
from shared.rules.rule_set import RuleSet

KEPT_UNUSED = timedelta(days=30)
# From the last check of a dossier to its insertion; nobody removes its files meanwhile.
_HELD = timedelta(minutes=10)
_MEBIBYTE = 1024 * 1024


class Attachments(Protocol):
    """All uploaded files. Everything here raises `UnavailableError` when the database is away."""

    async def store(
        self, unit: str, name: str, pieces: AsyncIterator[bytes], at: datetime, kept_until: datetime
    ) -> StoredFile:
        """Keep what comes in; the same content of the same unit is the file that is there already, renamed.

        Raises:
            UnsupportedError: The file came inside something else.
            InvalidError: The file is empty, of another kind, protected, or damaged; nothing is kept.
            ConflictError: The unit has no room left.
        """
        ...

    async def take(
        self, ids: Collection[UUID], units: AbstractSet[str], kept_until: datetime
    ) -> Mapping[UUID, StoredFile]:
        """Those of `ids` that are of these units, kept at least until then."""
        ...

    async def hold(self, ids: Collection[UUID], unit: str, until: datetime) -> frozenset[UUID]:
        """Those of `ids` that are there and that nobody removes before then."""
        ...

    async def unused(self, unit: str) -> Sequence[StoredFile]:
        """The unit's files that no nomination names, the newest first."""
        ...

    async def delete(self, attachment_id: UUID, unit: str, at: datetime) -> None:
        """Remove the unit's file; one that was deleted before stays so.

        Raises:
            NotFoundError: The unit has, and had, none of this id.
            ConflictError: It is handed in, or is being handed in.
        """
        ...

    async def get(self, attachment_id: UUID, viewer: Viewer) -> StoredFile:
        """The file.

        Raises:
            NotFoundError: There is none that this viewer may see.
        """
        ...

    def content(self, file: StoredFile, first: int, last: int) -> AsyncIterator[bytes]:
        """Its bytes from `first` to `last`, both included, piece by piece."""
        ...

    async def sweep(self, at: datetime) -> int:
        """Remove what was kept long enough and never handed in; how many went."""
        ...


@dataclass(frozen=True)
class UploadAttachment:
    """Takes a file in, to be named in a dossier before the time for which it is kept has run out."""

    attachments: Attachments
    max_bytes: int
    now: Clock
    kept: timedelta = KEPT_UNUSED

    async def __call__(
        self, viewer: Viewer, name: str, pieces: AsyncIterator[bytes], announced: int | None
    ) -> StoredFile:
        """The file as it is kept.

        Raises:
            NotAllowedError: The viewer does not submit for a unit.
            TooLargeError: It has, or is announced with, more bytes than a file may have.
            UnsupportedError: It came inside something else.
            InvalidError: It is empty, of another kind, protected, or damaged.
            ConflictError: The unit has no room left.
        """
        unit, at = _unit_of(viewer), self.now()
        self._refuse_above(announced or 0)
        return await self.attachments.store(unit, name, self._bounded(pieces), at, at + self.kept)

    async def _bounded(self, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        size = 0
        async for piece in pieces:
            size += len(piece)
            self._refuse_above(size)
            yield piece

    def _refuse_above(self, size: int) -> None:
        if size > self.max_bytes:
            limit = self.max_bytes / _MEBIBYTE
            raise TooLargeError(
                f"Tệp lớn hơn {limit:g} MiB. Giảm độ phân giải khi quét hoặc chia thành nhiều tệp rồi tải lên lại."
            )


@dataclass(frozen=True)
class OpenAttachment:
    """Shows a file to its unit, or to an authority on the slip of a nomination that it goes with."""

    attachments: Attachments

    async def __call__(self, viewer: Viewer, attachment_id: UUID) -> StoredFile:
        """The file.

        Raises:
            NotFoundError: There is none that this viewer may see.
        """
        return await self.attachments.get(attachment_id, viewer)

    def content(self, file: StoredFile, first: int, last: int) -> AsyncIterator[bytes]:
        """Its bytes from `first` to `last`, both included, piece by piece."""
        return self.attachments.content(file, first, last)


@dataclass(frozen=True)
class ListAttachments:
    """Shows a unit what it has uploaded and not handed in."""

    attachments: Attachments
    quota: Quota

    async def __call__(self, viewer: Viewer) -> tuple[Sequence[StoredFile], Usage]:
        """The files, the newest first, and what they take of the quota.

        Raises:
            NotAllowedError: The viewer does not submit for a unit.
        """
        files = await self.attachments.unused(_unit_of(viewer))
        return files, Usage(len(files), sum(file.size for file in files))


@dataclass(frozen=True)
class DeleteAttachment:
    """Removes a file of the viewer's unit that was not handed in."""

    attachments: Attachments
    now: Clock

    async def __call__(self, viewer: Viewer, attachment_id: UUID) -> None:
        """Remove it; a second time changes nothing.

        Raises:
            NotAllowedError: The viewer does not submit for a unit.
            NotFoundError: The unit has, and had, none of this id.
            ConflictError: It is handed in, or is being handed in.
        """
        try:
            unit = _unit_of(viewer)
        except NotAllowedError:
            # What is not there for somebody is not there before it could be forbidden.
            await self.attachments.get(attachment_id, viewer)
            raise
        await self.attachments.delete(attachment_id, unit, self.now())


@dataclass(frozen=True)
class SweepAttachments:
    """Removes what was uploaded and not handed in in time, and what broken uploads left."""

    attachments: Attachments
    now: Clock

    async def __call__(self) -> int:
        """How many went."""
        return await self.attachments.sweep(self.now())


@dataclass(frozen=True)
class FillAttachments:
    """Fills in what a dossier says of its files; `requires_petition` is the deployment's word beside the rules'."""

    attachments: Attachments
    requires_petition: bool
    now: Clock
    kept: timedelta = KEPT_UNUSED

    async def __call__(
        self, submission: Submission, units: AbstractSet[str], rule_set: RuleSet, *, is_new: bool = True
    ) -> tuple[Submission, tuple[FieldProblem, ...]]:
        """The submission with its files described, or as it was with what is wrong with them."""
        limits = rule_set.attachments
        ids = {attachment.id for _, attachment in attachments_in(submission)}
        stored = await self.attachments.take(ids, units, self.now() + self.kept) if ids else {}
        problems = tuple(
            attachment_problems(
                submission,
                stored,
                limit=limits.per_dossier,
                needs_petition=is_new and self.requires_petition and limits.signed_petition_required,
                kept_days=self.kept.days,
            )
        )
        return (submission, problems) if problems else (fill_attachments(submission, stored), ())

    async def hold(self, submission: Submission, unit: str) -> None:
        """Keep its files from being removed until it is stored: the last act before that.

        Raises:
            InvalidError: One was removed since they were described.
        """
        places = list(attachments_in(submission))
        if not places:
            return
        held = await self.attachments.hold({attachment.id for _, attachment in places}, unit, self.now() + _HELD)
        problems = [missing_file(path, self.kept.days) for path, attachment in places if attachment.id not in held]
        if problems:
            raise InvalidError(problems)


def _unit_of(viewer: Viewer) -> str:
    viewer.require(Role.SUBMITTER)
    if viewer.unit is None:
        raise NotAllowedError("Tài khoản chưa gắn với đơn vị nào. Liên hệ quản trị viên của tỉnh (Sở Nội vụ).")
    return viewer.unit
