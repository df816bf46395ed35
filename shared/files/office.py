"""DOCX and XLSX by the parts of their package; what else comes as one, by what people have to do with it."""

import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import BinaryIO
from urllib.parse import unquote
from xml.parsers import expat

from shared.files.reading import Bounded, TooMuchError
from shared.files.verdicts import DAMAGED, PROTECTED, Fault, MediaType, RefusedError

# The longest reports have some dozens of pictures: each bound is far beyond what anybody writes by hand.
_MOST_PARTS = 5_000
_MOST_AT_ONCE = 1024 * 1024
_MOST_UNPACKED = 256 * 1024 * 1024
# Sheets of blank cells shrink a hundredfold, bombs a thousandfold; what is small anyway may shrink as it likes.
_MOST_RATIO, _RATIO_FROM = 250, 32 * 1024 * 1024
_PIECE = 64 * 1024
_TYPES, _OPEN_DOCUMENT_MARK = "[content_types].xml", "mimetype"
# The others are read by no office program, and bzip2 and LZMA unpack as much at once as they like.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_IS_PROTECTED = 1
_MAIN: Mapping[str, MediaType] = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": MediaType.DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": MediaType.XLSX,
}
SLIDES = "Tệp là bài trình chiếu (PowerPoint). Mở tệp, chọn Lưu thành (Save As) dạng PDF rồi tải lên."
# By a word in the name of the main part's type; the first that is found says what it is.
_SENTENCES: tuple[tuple[str, str], ...] = (
    ("powerpoint", SLIDES),
    ("presentationml", SLIDES),
    ("sheet.binary", "Tệp là bảng tính nhị phân (.xlsb). Mở tệp, chọn Lưu thành (Save As) dạng .xlsx rồi tải lên."),
    ("macroenabled", "Tệp có macro (.docm, .xlsm). Mở tệp, chọn Lưu thành (Save As) dạng .docx, .xlsx rồi tải lên."),
    ("template.main", "Tệp là tệp mẫu (.dotx, .xltx). Mở tệp, chọn Lưu thành (Save As) .docx, .xlsx rồi tải lên."),
)
_OPEN_DOCUMENT = "Tệp là OpenDocument (.odt, .ods). Mở tệp, chọn Lưu thành dạng .docx, .xlsx hoặc PDF rồi tải lên."
_APPLE = "Tệp là tài liệu của máy Apple (Pages, Numbers, Keynote). Mở tệp, xuất thành PDF hoặc Word rồi tải lên."
ARCHIVE = "Tệp là tệp nén. Giải nén rồi tải lên từng tệp PDF, DOCX, XLSX, JPEG hoặc PNG bên trong."
_OTHER = "Tệp này không phải tài liệu Word hay bảng tính Excel. Mở tệp, xuất thành PDF rồi tải lên."
_TOO_MUCH = "Tệp có quá nhiều phần hoặc bung ra quá lớn. Mở tệp, chọn Lưu thành (Save As) dạng PDF rồi tải lên."
_ODD = "Tệp được đóng gói theo cách mà Word, Excel không mở được. Mở tệp gốc, lưu lại dạng .docx, .xlsx rồi tải lên."


def look_at_package(file: BinaryIO) -> MediaType:
    """DOCX or XLSX, transitional or strict, with whatever slashes its packer wrote.

    Raises:
        RefusedError: It is another kind of package, is protected or damaged, or unpacks to more than people write.
    """
    try:
        # The list of parts is read at once: its length is bounded before it is.
        with zipfile.ZipFile(Bounded(file, _MOST_AT_ONCE)) as package:
            return _package(package)
    except TooMuchError:
        raise RefusedError(Fault.TOO_MUCH, _TOO_MUCH) from None
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, OSError, ValueError, NotImplementedError):
        raise RefusedError(Fault.DAMAGED, DAMAGED) from None


def look_at_parts(package: zipfile.ZipFile) -> frozenset[str]:
    """The content types of a package that unpacks to no more than people write; none where it has no list of them.

    Raises:
        RefusedError: It is protected or damaged, or unpacks to more.
    """
    parts = package.infolist()
    if any(part.flag_bits & _IS_PROTECTED for part in parts):
        raise RefusedError(Fault.PROTECTED, PROTECTED)
    if any(part.compress_type not in _METHODS for part in parts):
        raise RefusedError(Fault.DAMAGED, _ODD)
    named = {_part_name(part.filename): part for part in parts}
    types = named.get(_TYPES)
    if len(parts) > _MOST_PARTS or (types is not None and types.file_size > _MOST_AT_ONCE) or _is_bomb(parts):
        raise RefusedError(Fault.TOO_MUCH, _TOO_MUCH)
    found = frozenset(kind for _, kind in _types(package.read(types))) if types is not None else frozenset()
    _unpack(package, parts)
    return found


def _package(package: zipfile.ZipFile) -> MediaType:
    parts = package.infolist()
    if any(part.flag_bits & _IS_PROTECTED for part in parts):
        raise RefusedError(Fault.PROTECTED, PROTECTED)
    named = {_part_name(part.filename): part for part in parts}
    if _TYPES not in named:
        raise RefusedError(Fault.FOREIGN, _other_package(package, named))
    if any(part.compress_type not in _METHODS for part in parts):
        raise RefusedError(Fault.DAMAGED, _ODD)
    if len(parts) > _MOST_PARTS or named[_TYPES].file_size > _MOST_AT_ONCE or _is_bomb(parts):
        raise RefusedError(Fault.TOO_MUCH, _TOO_MUCH)
    kind = _main_part(_types(package.read(named[_TYPES])), named)
    _unpack(package, parts)
    return kind


def _part_name(name: str) -> str:
    # Some packers on Windows write backslashes, which Word and LibreOffice read as they were meant; names of parts
    # differ by more than case.
    return unquote(name).replace("\\", "/").lstrip("/").casefold()


def _is_bomb(parts: Sequence[zipfile.ZipInfo]) -> bool:
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    return unpacked > _MOST_UNPACKED or (unpacked > _RATIO_FROM and unpacked > _MOST_RATIO * packed)


def _main_part(types: Sequence[tuple[str, str]], named: Mapping[str, zipfile.ZipInfo]) -> MediaType:
    for name, kind in types:
        found = _MAIN.get(kind)
        if found is None:
            continue
        # Said of one part, or of all whose names end so.
        if name in named or any(each.endswith(f".{name}") for each in named):
            return found
        raise RefusedError(Fault.DAMAGED, DAMAGED)
    for word, sentence in _SENTENCES:
        if any(word in kind for _, kind in types):
            raise RefusedError(Fault.FOREIGN, sentence)
    raise RefusedError(Fault.FOREIGN, _OTHER)


def _types(content: bytes) -> Sequence[tuple[str, str]]:
    """Which part, or which ending of parts, has which type."""
    found: list[tuple[str, str]] = []

    def see(_tag: str, values: Mapping[str, str]) -> None:
        name = values.get("PartName") or values.get("Extension", "")
        found.append((_part_name(name), values.get("ContentType", "").strip().casefold()))

    def refuse(*_: object) -> None:
        raise RefusedError(Fault.DAMAGED, DAMAGED)

    parser = expat.ParserCreate()
    # No office program writes one, and entities, which grow without end, are declared nowhere else.
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = see
    parser.Parse(content, True)  # noqa: FBT003 - expat takes it by place only
    return found


def _unpack(package: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> None:
    # Reading to the end compares the checksums; the library stops at the size that was added up.
    for part in parts:
        with package.open(part) as content:
            while content.read(_PIECE):
                pass


def _other_package(package: zipfile.ZipFile, named: Mapping[str, zipfile.ZipInfo]) -> str:
    mark = named.get(_OPEN_DOCUMENT_MARK)
    if mark is not None and mark.compress_type == zipfile.ZIP_STORED and mark.file_size < _PIECE:
        with package.open(mark) as content:
            if b"opendocument" in content.read(_PIECE):
                return _OPEN_DOCUMENT
    is_of_apple = any(name.endswith(".iwa") or name == "index.zip" for name in named)
    return _APPLE if is_of_apple else ARCHIVE
