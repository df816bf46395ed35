"""The parts of the site that stand in the head of every page, by what the viewer is; and those at its foot."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.directory.roles import OF_AUTHORITIES, OF_UNITS, Role
from shared.events.words import Level
from shared.identity.viewer import Viewer


@dataclass(frozen=True)
class Link:
    """An address with the text that leads to it."""

    address: str
    label: str
    is_current: bool = False


@dataclass(frozen=True)
class Part:
    """A part of the site and whom it is for; for everybody where no role is named. `prefixes` belong to it, too.

    `levels` are those at which it stands; all where none is named.
    """

    address: str
    label: str
    roles: frozenset[Role] = frozenset()
    prefixes: tuple[str, ...] = ()
    levels: frozenset[Level] = frozenset()


PARTS: Sequence[Part] = (
    Part("/ho-so", "Hồ sơ", OF_UNITS, prefixes=("/ban-nhap", "/de-nghi")),
    Part("/viec", "Việc", OF_AUTHORITIES),
    Part("/quan-tri", "Quản trị", frozenset({Role.ADMINISTRATOR, Role.HEAD})),
    Part("/van-hanh", "Vận hành", frozenset({Role.OPERATOR})),
    Part("/so-vang", "Sổ vàng"),
    Part("/tro-giup", "Trợ giúp"),
)
# Below `/cap/{level}`, in the place of “Việc”: each level's process shows its own.
LEVEL_PARTS: Sequence[Part] = (
    Part("/viec", "Việc", OF_AUTHORITIES, prefixes=("/cach-xem", "/hang-loat")),
    Part("/quyet-dinh", "Quyết định", OF_AUTHORITIES),
    Part("/so", "Sổ và số liệu", OF_AUTHORITIES, prefixes=("/so-lieu",)),
    Part("/dot-xet", "Đợt xét", OF_AUTHORITIES, levels=frozenset({Level.PROVINCE})),
    Part("/phan-cong", "Phân công", OF_AUTHORITIES),
)
_LEVEL_START = re.compile(r"/cap/([a-z]+)(?=/|$)")
FOOT: Sequence[Part] = (
    Part("/tro-giup", "Trợ giúp"),
    Part("/so-vang", "Sổ vàng"),
    Part("/tro-giup/kha-nang-tiep-can", "Khả năng tiếp cận"),
    Part("/tro-giup/du-lieu-ca-nhan", "Dữ liệu cá nhân"),
)


def links_for(viewer: Viewer | None, path: str, parts: Sequence[Part] | None = None) -> list[Link]:
    """The parts that the viewer has, the one with the page at `path` marked."""
    if parts is None:
        parts = _parts_on(path)
    return [
        Link(part.address, part.label, _leads_to(part, path))
        for part in parts
        if not part.roles or (viewer is not None and viewer.has(*part.roles))
    ]


def _parts_on(path: str) -> Sequence[Part]:
    found = _LEVEL_START.match(path)
    if found is None:
        return PARTS
    start = found[0]
    of_level = [
        replace(part, address=f"{start}{part.address}", prefixes=tuple(f"{start}{each}" for each in part.prefixes))
        for part in LEVEL_PARTS
    ]
    here = [part for part in LEVEL_PARTS if not part.levels or found[1] in part.levels]
    of_level = [replace(part, address=f"{found[0]}{part.address}") for part in here]
    return [one for part in PARTS for one in (of_level if part.address == "/viec" else [part])]


def _leads_to(part: Part, path: str) -> bool:
    # What stands for all levels at once, as operations do, goes on below each of them.
    paths = (path, _LEVEL_START.sub("", path, count=1))
    starts = (part.address, *part.prefixes)
    return any(at == start or at.startswith(f"{start}/") for at in paths for start in starts)
