"""Files from which no list can be read: what each is, and how its owner saves it as one that can."""

import re
from collections.abc import Iterable

_SAVE = "chọn Lưu thành (Save As) “Excel Workbook (.xlsx)” rồi chọn tệp lại"
EMPTY_LIST = "Tệp trống. Chọn tệp có danh sách."
DAMAGED_LIST = f"Tệp thiếu phần cuối hoặc không mở ra được. Mở tệp gốc bằng Excel, {_SAVE}."
PROTECTED_LIST = (
    "Tệp có mật khẩu mở. Mở bằng Excel, bỏ mật khẩu (Tệp › Thông tin › Bảo vệ sổ làm việc › Mã hóa bằng mật khẩu, xóa"
    " mật khẩu), lưu lại rồi chọn tệp lại."
)
TOO_MUCH_LIST = (
    "Tệp quá lớn hoặc bung ra quá lớn so với một danh sách. Mở bằng Excel, chép riêng danh sách sang tệp mới, bỏ ảnh và"
    f" các dòng trống có định dạng, {_SAVE}."
)
HEAVY_LIST = (
    "Tệp nặng hoặc phức tạp quá mức để đọc được. Chép riêng danh sách sang tệp Excel mới (dán giá trị), bỏ ảnh và định"
    f" dạng thừa, {_SAVE}."
)
_DOCUMENT = "Tệp là văn bản Word. Chép bảng danh sách sang Excel, " + _SAVE + "."
_OLD_DOCUMENT = (
    "Tệp là văn bản Word đời cũ (.doc) hoặc tệp khác của Office. Chép bảng danh sách sang Excel, " + _SAVE + "."
)
_ARCHIVE = "Tệp là tệp nén. Giải nén, rồi chọn tệp danh sách (.xlsx, .xls hoặc .csv) bên trong."
_PDF = (
    "Tệp là PDF: không đọc danh sách từ PDF được. Mở tệp Excel gốc, " + _SAVE + "; bản PDF thì tải lên ở mục tài liệu."
)
_PICTURE = "Tệp là ảnh: không đọc danh sách từ ảnh được. Nhập danh sách vào Excel, " + _SAVE + "."
_PAGE = "Tệp là trang web (HTML), thường do phần mềm xuất ra với đuôi .xls. Mở bằng Excel, " + _SAVE + "."
_MARKUP = "Tệp là bảng tính dạng XML. Mở bằng Excel, " + _SAVE + "."
_RICH_TEXT = "Tệp ở dạng RTF. Chép bảng danh sách sang Excel, " + _SAVE + "."
_PROGRAM = "Tệp là chương trình. Chọn tệp danh sách (.xlsx, .xls hoặc .csv)."
_STARTS = tuple(
    (re.compile(start, re.DOTALL | re.IGNORECASE), sentence)
    for start, sentence in (
        (rb"%PDF", _PDF),
        (rb"\xff\xd8\xff|\x89PNG|GIF8|RIFF....WEBP|BM.{4}\x00\x00|II[*+]\x00|MM\x00[*+]|....ftyp", _PICTURE),
        (rb"Rar!|7z\xbc\xaf|\x1f\x8b|\xfd7zXZ|BZh|PK", _ARCHIVE),
        (rb"\{\\rtf", _RICH_TEXT),
        (rb"MZ|\x7fELF|#!", _PROGRAM),
        (rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*>\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html)", _PAGE),
        (rb"(?:\xef\xbb\xbf)?\s*<\?xml", _MARKUP),
        (rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|!--|html|head|meta|table|body|style)", _PAGE),
        # In UTF-16, as some programs write their pages.
        (rb"\xff\xfe<\x00(?:!\x00|h\x00|t\x00|\?\x00)", _PAGE),
    )
)


def foreign_list(head: bytes, types: Iterable[str] = ()) -> str:
    """What to do with a file that begins so and holds parts of these types; nothing where it may be text."""
    if any("wordprocessingml" in kind for kind in types):
        return _DOCUMENT
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _OLD_DOCUMENT
    return next((sentence for start, sentence in _STARTS if start.match(head)), "")
