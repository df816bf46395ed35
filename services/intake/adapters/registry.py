"""The directory as intake asks it."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from services.intake.application.places import PlaceLine
from shared.events.content import AuthorityRef, UnitRef
from shared.events.words import Level
from shared.mongo.directory import Directory
from shared.refusals import NotAllowedError, NotFoundError


class DirectoryRegistry:
    """Units, communes and addressees out of the shared directory."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def unit(self, code: str) -> UnitRef:
        """The unit and who is above it, if it may submit."""
        try:
            unit = await self._directory.unit(code)
            reference = await self._directory.unit_ref(code)
        except NotFoundError:
            unit = None
        if unit is None or not unit.active:
            raise NotAllowedError(
                "Đơn vị của tài khoản không còn nộp hồ sơ. Liên hệ quản trị viên của tỉnh (Sở Nội vụ) để chuyển tài"
                " khoản sang đơn vị kế thừa."
            )
        return reference

    async def unknown_communes(self, codes: AbstractSet[str]) -> frozenset[str]:
        """Those of `codes` that name no commune of the province."""
        unknown = set()
        for code in codes:
            try:
                await self._directory.commune(code)
            except NotFoundError:
                unknown.add(code)
        return frozenset(unknown)

    async def addressee(self, code: str) -> AuthorityRef | None:
        """The authority of that code, if there is one."""
        try:
            return await self._directory.authority_ref(code)
        except NotFoundError:
            return None

    async def places(self) -> Sequence[PlaceLine]:
        """The districts, then the communes, each by code."""
        districts = await self._directory.authorities_at(Level.DISTRICT)
        return [
            *(
                PlaceLine(one.code.rpartition(".")[2], one.short_name, Level.DISTRICT, None, one.code)
                for one in districts
            ),
            *(
                PlaceLine(one.code, one.name, Level.COMMUNE, one.district, one.authority)
                for one in await self._directory.communes()
            ),
        ]
