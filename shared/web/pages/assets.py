"""Style sheet, script and fonts of all pages, served by every service under addresses that name their content.

What an address leads to never changes, so that a browser keeps it for a year; a changed file has another address.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response

from shared.refusals import NotFoundError

PREFIX = "/tai-nguyen"
_FOLDER = Path(__file__).parents[1] / "static"
_TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_REFERENCE = re.compile(r'url\("([^"]+)"\)')
_HASH_CHARS = 12
_KEPT = "public, max-age=31536000, immutable"

assets_router = APIRouter(prefix=PREFIX, include_in_schema=False)


@dataclass(frozen=True)
class Asset:
    """One file as it is served: its address, its bytes and their type."""

    address: str
    content: bytes
    media_type: str


@cache
def assets() -> Mapping[str, Asset]:
    """Every asset by its name below `shared/web/static`, such as `kieu-dang.css` or `fonts/….woff2`."""
    names = [path.relative_to(_FOLDER).as_posix() for path in sorted(_FOLDER.rglob("*")) if path.suffix in _TYPES]
    plain = {name: _asset(name, (_FOLDER / name).read_bytes()) for name in names if not name.endswith(".css")}
    sheets = {name: _asset(name, _with_addresses(name, plain)) for name in names if name.endswith(".css")}
    return {**plain, **sheets}


def address_of(name: str) -> str:
    """The address of an asset, for templates.

    Raises:
        KeyError: There is no such file.
    """
    return assets()[name].address


@assets_router.get("/{digest}/{name:path}")
async def serve_asset(digest: str, name: str) -> Response:
    """The asset, to keep for a year."""
    asset = assets().get(name)
    if asset is None or asset.address != f"{PREFIX}/{digest}/{name}":
        raise NotFoundError("Không có tệp này. Mở lại trang để tải bản mới.")
    return Response(asset.content, media_type=asset.media_type, headers={"Cache-Control": _KEPT})


def _asset(name: str, content: bytes) -> Asset:
    digest = sha256(content).hexdigest()[:_HASH_CHARS]
    return Asset(f"{PREFIX}/{digest}/{name}", content, _TYPES[Path(name).suffix])


def _with_addresses(name: str, plain: Mapping[str, Asset]) -> bytes:
    sheet = (_FOLDER / name).read_text(encoding="utf-8")
    return _REFERENCE.sub(lambda found: f'url("{plain[found[1]].address}")', sheet).encode()
