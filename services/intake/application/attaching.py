"""Files that go with dossiers: uploading them, showing them to whom they concern, removing what was never handed in."""

from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from services.intake.application.ports import Clock
from services.intake.domain.attached import (
    StoredFile,
    attached,
    attachment_problems,
    described,
)
from services.intake.domain.dossier import Submission
from shared.identity.viewer import Role, Viewer
from shared.refusals import FieldProblem, NotAllowedError, TooLargeError
from shared.rules.rule_set import RuleSet

KEPT_UNREFERENCED = timedelta(days=1)
_MEBIBYTE = 1024 * 1024


class Attachments(Protocol):
    """All uploaded files. Everything here raises `UnavailableError` when the database is away."""

    async def store(self, unit: str, name: str, pieces: AsyncIterator[bytes], at: datetime) -> StoredFile:
        """Keep what comes in; the same content of the same unit is the file that is there already.

        Raises:
            InvalidError: The file is empty, of another kind, protected, or damaged; nothing is kept.
        """
        ...

    async def take(self, ids: Collection[UUID], unit: str, at: datetime) -> Mapping[UUID, StoredFile]:
        """Those of `ids` that are the unit's, kept for another day from `at` on."""
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

    async def sweep(self, before: datetime, at: datetime) -> int:
        """Remove what was uploaded before then and never handed in; how many went."""
        ...


@dataclass(frozen=True)
class UploadAttachment:
    """Takes a file in, to be named in a dossier within a day."""

    attachments: Attachments
    max_bytes: int
    now: Clock

    async def __call__(
        self, viewer: Viewer, name: str, pieces: AsyncIterator[bytes], announced: int | None
    ) -> StoredFile:
        """The file as it is kept.

        Raises:
            NotAllowedError: The viewer does not submit for a unit.
            TooLargeError: It has, or is announced with, more bytes than a file may have.
            InvalidError: It is empty, of another kind, protected, or damaged.
        """
        viewer.require(Role.SUBMITTER)
        if viewer.unit is None:
            raise NotAllowedError("Tài khoản chưa gắn với đơn vị nào. Liên hệ quản trị viên của tỉnh (Sở Nội vụ).")
        self._refuse_above(announced or 0)
        return await self.attachments.store(viewer.unit, name, self._bounded(pieces), self.now())

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
class SweepAttachments:
    """Removes what was uploaded and not handed in within a day, and what broken uploads left."""

    attachments: Attachments
    now: Clock

    async def __call__(self) -> int:
        """How many went."""
        at = self.now()
        return await self.attachments.sweep(at - KEPT_UNREFERENCED, at)


@dataclass(frozen=True)
class Attaching:
    """Fills in what a dossier says of its files; `requires_petition` is the deployment's word beside the rules'."""

    attachments: Attachments
    requires_petition: bool
    now: Clock

    async def __call__(
        self, submission: Submission, unit: str, rule_set: RuleSet, *, is_new: bool = True
    ) -> tuple[Submission, tuple[FieldProblem, ...]]:
        """The submission with its files described, or as it was with what is wrong with them."""
        limits = rule_set.attachments
        ids = {one.id for _, one in attached(submission)}
        stored = await self.attachments.take(ids, unit, self.now()) if ids else {}
        problems = tuple(
            attachment_problems(
                submission,
                stored,
                limit=limits.per_dossier,
                needs_petition=is_new and self.requires_petition and limits.signed_petition_required,
            )
        )
        return (submission, problems) if problems else (described(submission, stored), ())
