"""Names under which a file can be stored on every desktop, and is what it looks like."""

import re
import unicodedata
from urllib.parse import quote

from shared.files.verdicts import EXTENSIONS, MediaType
from shared.text.folding import fold
from shared.text.seen import compose_line

# What Linux, macOS and Windows alike store.
MOST_BYTES = 255
_NAMELESS = "tep"
_UNFIT = frozenset(':*?"<>|')
# Windows takes these for devices, with any ending; superscript digits count as digits.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|clock\$|conin\$|conout\$|(?:com|lpt)[0-9])", re.IGNORECASE)
_PLAIN = re.compile(r"[^A-Za-z0-9._ -]")


def file_name(given: str, media_type: MediaType) -> str:
    """The name in composed form: one line, no path, nothing invisible, short, with the extension of its content.

    What turns the direction of reading is left out, so that no ending can be shown as another. A name that Windows
    takes for a device gets a low line.
    """
    last = compose_line(given).replace("\\", "/").rstrip("/ ").rpartition("/")[2]
    stem = compose_line("".join(" " if char in _UNFIT or not char.isprintable() else char for char in last))
    ending = next((each for each in EXTENSIONS[media_type] if stem.casefold().endswith(each)), "")
    stem = stem[: len(stem) - len(ending)].strip(" .") or _NAMELESS
    ending = ending or EXTENSIONS[media_type][0]
    return f"{_cut(_undeviced(stem), MOST_BYTES - len(ending))}{ending}"


def disposition(name: str, media_type: MediaType, *, is_looked_at: bool = False) -> str:
    """`Content-Disposition` by RFC 6266: the name in full for browsers of today, without accents for those of old.

    The file is to be kept, or, where it `is_looked_at`, to be shown by the browser itself.
    """
    safe = file_name(name, media_type)
    plain = file_name(_PLAIN.sub("_", fold(safe)), media_type)
    kind = "inline" if is_looked_at else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"


def _undeviced(stem: str) -> str:
    first, dot, rest = stem.partition(".")
    first = first.rstrip()
    is_device = _DEVICE.fullmatch(unicodedata.normalize("NFKC", first)) is not None
    return f"{first}{'_' if is_device else ''}{dot}{rest}"


def _cut(stem: str, room: int) -> str:
    """As much of it as fits into that many bytes, without cutting a letter from its marks."""
    kept = len(stem.encode()[:room].decode(errors="ignore"))
    while 0 < kept < len(stem) and unicodedata.category(stem[kept]).startswith("M"):
        kept -= 1
    return stem[:kept].rstrip(" .")
