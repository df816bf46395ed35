"""Files of other kinds: what each is, and what its owner does to send it."""

import re
from typing import BinaryIO

from shared.files.office import ARCHIVE, SLIDES
from shared.files.reading import found_in
from shared.files.verdicts import PROTECTED, Fault, MediaType, RefusedError

FOREIGN = "Tệp phải là PDF, DOCX, XLSX, JPEG hoặc PNG. Mở tệp, lưu thành một trong các dạng đó rồi tải lên lại."
_TELEPHONE = (
    "Ảnh ở dạng HEIC của điện thoại. Trên iPhone: Cài đặt → Camera → Định dạng → Tương thích nhất rồi chụp lại; "
    "hoặc mở ảnh, chia sẻ hay lưu thành JPEG rồi tải lên."
)
_PICTURE = "Ảnh ở dạng {kind}. Mở ảnh, lưu thành JPEG hoặc PNG (bản quét nhiều trang: PDF) rồi tải lên."
_FILM = "Tệp là phim hoặc âm thanh. Chỉ gửi tài liệu và ảnh: PDF, DOCX, XLSX, JPEG hoặc PNG."
_PAGE = "Tệp là trang web (HTML), thường là trang báo lỗi được lưu nhầm. Tải lại tệp gốc, mở thử rồi tải lên."
_SIGNATURE = "Tệp là chữ ký số rời (.p7s, .p7m). Tải lên tệp PDF đã ký số."
_RICH_TEXT = "Tệp ở dạng RTF. Mở tệp bằng Word, chọn Lưu thành (Save As) dạng .docx hoặc PDF rồi tải lên."
_SHORTCUT = "Tệp là lối tắt đến một tệp khác. Tìm tệp gốc rồi tải lên."
_MARKUP = "Tệp ở dạng XML. Mở tệp bằng chương trình đã tạo ra nó, lưu thành .docx, .xlsx hoặc PDF rồi tải lên."
_PRINTOUT = "Tệp là lệnh in (PostScript). Mở tệp, in thành PDF rồi tải lên."
_PROGRAM = "Tệp là chương trình. Chỉ gửi tài liệu và ảnh: PDF, DOCX, XLSX, JPEG hoặc PNG."
_HALF_COPY = "Tệp là phần phụ do máy Mac tạo ra. Tải lên tệp chính cùng tên, không có “._” ở đầu."
_LATE_PDF = "Trước phần đầu của PDF (%PDF) còn nội dung khác. Tải lại tệp gốc, hoặc xuất lại PDF rồi tải lên."
_LETTER = "Tệp là thư (.msg, .eml). Lưu tệp đính kèm trong thư ra máy rồi tải tệp đó lên."
_TABLE = "Tệp là chữ thường hoặc bảng CSV. Mở bằng Excel hoặc Word, lưu thành .xlsx, .docx hoặc PDF rồi tải lên."

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"RIFF....WEBP", _PICTURE.format(kind="WebP")),
    (b"RIFF", _FILM),
    (b"GIF8", _PICTURE.format(kind="GIF")),
    (rb"BM.{4}\x00\x00\x00\x00", _PICTURE.format(kind="BMP")),
    (rb"II[*+]\x00|MM\x00[*+]", _PICTURE.format(kind="TIFF")),
    (rb"\x00\x00\x00\x0cJXL |\xff\x0a", _PICTURE.format(kind="JPEG XL")),
    (rb"\x00\x00\x00\x0cjP  ", _PICTURE.format(kind="JPEG 2000")),
    (b"AT&TFORM", _PICTURE.format(kind="DjVu")),
    (b"8BPS", _PICTURE.format(kind="Photoshop")),
    (b"....ftyp(?:avif|avis)", _PICTURE.format(kind="AVIF")),
    (b"....ftyp(?:hei|hev|mif1|msf1)", _TELEPHONE),
    (b"....ftyp|ID3|OggS|\\x1aE\\xdf\\xa3|fLaC", _FILM),
    (rb"Rar!|7z\xbc\xaf|\x1f\x8b|\xfd7zXZ|BZh|\x28\xb5\x2f\xfd|PK", ARCHIVE),
    (rb"\{\\rtf", _RICH_TEXT),
    (b"%!PS", _PRINTOUT),
    (rb"L\x00\x00\x00\x01\x14\x02|\[InternetShortcut\]", _SHORTCUT),
    (rb"\x00\x05\x16\x07", _HALF_COPY),
    (rb"MZ|\x7fELF|#!|\xcf\xfa\xed\xfe", _PROGRAM),
    (rb"\x30[\x80-\x83].{0,5}\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02|-----BEGIN (?:PKCS7|CMS)", _SIGNATURE),
)
# White space and a byte order mark may stand before these.
_WORDS: tuple[tuple[bytes, str], ...] = (
    (rb"<\?xml[^>]*>\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html)", _PAGE),
    (rb"<\?xml|<svg|<[a-z]+:", _MARKUP),
    (rb"<(?:!doctype|!--|[a-z][a-z0-9]*[\s/>])", _PAGE),
    (rb"(?:from|to|date|subject|received|return-path|delivered-to|mime-version|message-id|x-[\w-]+): ", _LETTER),
)
_SENTENCES = [
    *((re.compile(start, re.DOTALL), sentence) for start, sentence in _STARTS),
    *((re.compile(rb"(?:\xef\xbb\xbf)?\s*" + word, re.DOTALL | re.IGNORECASE), sentence) for word, sentence in _WORDS),
]
_TEXT = re.compile(rb"[^\x00-\x08\x0e-\x1f\x7f]+")

_OLD = "Tệp Word, Excel đời cũ (.doc, .xls). Mở tệp, chọn Lưu thành (Save As) dạng .docx, .xlsx hoặc PDF rồi tải lên."
# The names of streams in the container of old, by which the kind of its content is known.
_STREAMS: tuple[tuple[str, str], ...] = (
    ("WordDocument", _OLD),
    ("Workbook", _OLD),
    ("Book", _OLD),
    ("PowerPoint Document", SLIDES),
    ("__substg1.0_", _LETTER),
)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def foreign_sentence(head: bytes) -> str:
    """What to do with a file that begins so and is none of those that are taken."""
    for start, sentence in _SENTENCES:
        if start.match(head):
            return sentence
    if b"%PDF-" in head:
        return _LATE_PDF
    return _TABLE if _TEXT.fullmatch(head) else FOREIGN


def look_at_container(file: BinaryIO) -> MediaType:
    """Nothing of what comes in Microsoft's container of old is taken.

    Raises:
        RefusedError: Always: Office keeps protected DOCX and XLSX in it, the rest is of old.
    """
    words = {name: name.encode("utf-16-le") for name, _ in _STREAMS}
    found = found_in(file, [_ENCRYPTED, *words.values()])
    if _ENCRYPTED in found:
        raise RefusedError(Fault.PROTECTED, PROTECTED)
    sentence = next((sentence for name, sentence in _STREAMS if words[name] in found), FOREIGN)
    raise RefusedError(Fault.FOREIGN, sentence)
