"""The directory as intake asks it."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from services.intake.application.places import PlaceLine
from services.intake.domain.succession import PassingCommune, Succession
from shared.clock import utc_now
from shared.clock.days import day_of
from shared.directory.bodies import Authority, Commune
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
        units = await self._directory.units_on(day_of(utc_now()))
        if unit is None or not unit.active or units.is_over(code):
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

    async def succession(self, authorities: AbstractSet[str], communes: AbstractSet[str], today: date) -> Succession:
        """Which of these act no more today, each with who goes on, and which of the communes did not always exist."""
        acting = await self._directory.authorities_on(today)
        over: dict[str, AuthorityRef | None] = {}
        for code in authorities:
            if acting.is_over(code):
                heir = acting.heir(code)
                over[code] = None if acting.is_over(heir) else await self._directory.authority_ref(heir)
        passing = [
            commune for commune in [await self._known_commune(code) for code in sorted(communes)] if commune is not None
        ]
        return Succession(
            over,
            {commune.code: await self._passing(commune) for commune in passing if commune.begins_on or commune.ends_on},
        )

    async def _known_commune(self, code: str) -> Commune | None:
        try:
            return await self._directory.commune(code)
        except NotFoundError:
            return None

    async def _passing(self, commune: Commune) -> PassingCommune:
        heir = await self._known_commune(commune.successor) if commune.successor else None
        successor = f"{heir.name} ({heir.code})" if heir else ""
        return PassingCommune(commune.name, commune.begins_on, commune.ends_on, successor)

    async def authorities_of(self, codes: frozenset[str]) -> Sequence[Authority]:
        """Those of the codes that there are."""
        return await self._directory.authorities_of(codes)

    async def addressee(self, code: str) -> AuthorityRef | None:
        """The authority of that code, if there is one."""
        try:
            acting = await self._directory.authorities_on(day_of(utc_now()))
            return await self._directory.authority_ref(acting.heir(code))
        except NotFoundError:
            return None

    async def places(self) -> Sequence[PlaceLine]:
        """The districts, then the communes, each by code."""
        districts = await self._directory.authorities_at(Level.DISTRICT)
        return [
            *(
                PlaceLine(authority.code.rpartition(".")[2], authority.short_name, Level.DISTRICT, None, authority.code)
                for authority in districts
            ),
            *(
                PlaceLine(commune.code, commune.name, Level.COMMUNE, commune.district, commune.authority)
                for commune in await self._directory.communes()
            ),
        ]
