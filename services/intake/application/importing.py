"""Lists that were read and wait to be confirmed into a draft: kept for a day, by their unit, and gone afterwards."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Protocol
from uuid import UUID, uuid4

from services.intake.application.ports import Clock
from services.intake.application.reading_lists import ReadList
from services.intake.domain.lists.preview import ListPreview
from services.intake.domain.lists.reading import Progress
from shared.identity.viewer import Role, Viewer
from shared.observability.logs import get_logger
from shared.refusals import NotAllowedError, NotFoundError
from shared.text.seen import compose_line

# As long as somebody may need to ask colleagues about what the list leaves open.
KEPT = timedelta(hours=24)
_LONGEST_NAME = 200
_GONE = "Danh sách này không còn: đã nhập xong, đã bỏ, hoặc quá 24 giờ. Chọn tệp lại."
_log = get_logger(__name__)


@dataclass(frozen=True)
class Import:
    """A list that was read for a draft. Nothing of it is a nominee before it is confirmed.

    Its id is the key under which its rows are added to the draft: confirmed twice, they are there once.
    """

    id: UUID
    unit: str
    draft: UUID
    account: str
    movement: str
    file_name: str
    preview: ListPreview
    read_at: datetime
    ends_at: datetime


class Imports(Protocol):
    """All lists that wait. Everything here raises `UnavailableError` when the database is away."""

    async def add(self, started: Import) -> None:
        """Keep it until it ends; an earlier one of the same draft and account is gone."""
        ...

    async def find(self, import_id: UUID, unit: str, at: datetime) -> Import | None:
        """The unit's own, if it has not ended."""
        ...

    async def remove(self, import_id: UUID, unit: str) -> None:
        """Forget it; a second time changes nothing."""
        ...


@dataclass(frozen=True)
class StartImport:
    """Reads a file for a draft and keeps what was read, so that it can be shown and confirmed page by page."""

    read: ReadList
    imports: Imports
    now: Clock

    async def __call__(
        self,
        viewer: Viewer,
        draft_id: UUID,
        movement: str,
        file: BinaryIO,
        file_name: str,
        progress: Progress | None = None,
    ) -> Import:
        """The list that waits. Whether the draft is the viewer's is the draft's to say, when it is confirmed.

        Raises:
            NotAllowedError: The viewer hands nothing in.
            InvalidError: The file is no list, or has more rows than one may have.
            UnavailableError: The file could not be opened, or nothing could be kept.
        """
        unit = _unit_of(viewer)
        preview = await self.read(file, movement, progress)
        at = self.now()
        name = compose_line(file_name)[:_LONGEST_NAME]
        started = Import(uuid4(), unit, draft_id, viewer.account, movement, name, preview, at, at + KEPT)
        await self.imports.add(started)
        _log.info("intake.list_read", account=viewer.account, unit=unit, rows=len(preview.rows))
        return started


@dataclass(frozen=True)
class ShowImport:
    """Shows a list that waits."""

    imports: Imports
    now: Clock

    async def __call__(self, viewer: Viewer, import_id: UUID) -> Import:
        """The list.

        Raises:
            NotAllowedError: The viewer hands nothing in.
            NotFoundError: There is none of the viewer's unit, or it has ended.
        """
        found = await self.imports.find(import_id, _unit_of(viewer), self.now())
        if found is None:
            raise NotFoundError(_GONE)
        return found


@dataclass(frozen=True)
class EndImport:
    """Forgets a list: its rows are in the draft, or nobody wants them."""

    imports: Imports

    async def __call__(self, viewer: Viewer, import_id: UUID) -> None:
        """Forget it; a second time changes nothing.

        Raises:
            NotAllowedError: The viewer hands nothing in.
        """
        await self.imports.remove(import_id, _unit_of(viewer))


def _unit_of(viewer: Viewer) -> str:
    viewer.require(Role.SUBMITTER)
    if viewer.unit is None:
        raise NotAllowedError("Tài khoản chưa gắn với đơn vị nào. Liên hệ quản trị viên của tỉnh (Sở Nội vụ).")
    return viewer.unit
