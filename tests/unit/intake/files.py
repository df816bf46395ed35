"""Small files as offices make them: sound, protected, damaged."""

import io
import zipfile
import zlib
from collections.abc import AsyncIterator, Mapping

_TYPES = "application/vnd.openxmlformats-officedocument."
DOCX_MAIN = f"{_TYPES}wordprocessingml.document.main+xml"
XLSX_MAIN = f"{_TYPES}spreadsheetml.sheet.main+xml"


def pdf(text: str = "To trinh", *, trailer: str = "") -> bytes:
    """A PDF of one object."""
    body = f"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Title ({text}) >>\nendobj\n".encode()
    table = f"xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer\n<< /Size 2 /Root 1 0 R {trailer}>>\n"
    return body + table.encode() + f"startxref\n{len(body)}\n%%EOF\n".encode()


def modern_pdf(*, encrypted: bool = False) -> bytes:
    """A PDF whose cross-references are a stream, as since 1.5."""
    head = b"%PDF-1.7\n"
    more = b" /Encrypt 4 0 R" if encrypted else b""
    table = b"3 0 obj\n<< /Type /XRef /Size 4 /Root 1 0 R%s /Length 4 >>\nstream\nabcd\nendstream\nendobj\n" % more
    return head + table + b"startxref\n%d\n%%%%EOF" % len(head)


PROTECTED_PDF = pdf(trailer="/Encrypt 5 0 R ")


def office(main: str = DOCX_MAIN, folder: str = "word/", *, flag: int = 0) -> bytes:
    """A DOCX or XLSX with as little as needed."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as package:
        package.writestr("[Content_Types].xml", f'<Types><Override PartName="/x" ContentType="{main}"/></Types>')
        package.writestr(f"{folder}document.xml", "<w>noi dung cua van ban</w>")
    content = bytearray(made.getvalue())
    if flag:
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            content[content.index(mark) + offset] |= flag
    return bytes(content)


def protected_office() -> bytes:
    """What Office writes for a DOCX with a password: the old container, with the encrypted package inside."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30] = 9
    return bytes(header) + "EncryptedPackage".encode("utf-16-le").ljust(512, b"\0")


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\0" * 40 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20 + b"\0\0\0\0IEND" + zlib.crc32(b"IEND").to_bytes(4, "big")

TAKEN: Mapping[str, tuple[bytes, str]] = {
    "pdf": (pdf(), "application/pdf"),
    "pdf 1.7": (modern_pdf(), "application/pdf"),
    "docx": (office(), f"{_TYPES}wordprocessingml.document"),
    "xlsx": (office(XLSX_MAIN, "xl/"), f"{_TYPES}spreadsheetml.sheet"),
    "jpeg": (JPEG, "image/jpeg"),
    "png": (PNG, "image/png"),
}
REFUSED: Mapping[str, tuple[bytes, str]] = {
    "empty": (b"", "trống"),
    "text": (b"xin chao", "PDF, DOCX, XLSX"),
    "html": (b"<html><script>alert(1)</script>", "PDF, DOCX, XLSX"),
    "other zip": (office("text/plain"), "PDF, DOCX, XLSX"),
    "macros": (office("application/vnd.ms-word.document.macroEnabled.main+xml"), "PDF, DOCX, XLSX"),
    "old doc": (protected_office()[:512] + b"\0" * 512, "PDF, DOCX, XLSX"),
    "protected pdf": (PROTECTED_PDF, "mật khẩu"),
    "protected pdf 1.7": (modern_pdf(encrypted=True), "mật khẩu"),
    "protected docx": (protected_office(), "mật khẩu"),
    "protected zip": (office(flag=1), "mật khẩu"),
    "half a pdf": (pdf()[:60], "hỏng"),
    "pdf without its table": (pdf().replace(b"xref\n0 2", b"text\n0 2"), "hỏng"),
    "half a docx": (office()[:-30], "hỏng"),
    "docx with a changed byte": (office().replace(b"noi dung", b"noi dunq"), "hỏng"),
    "half a jpeg": (JPEG[:-2], "hỏng"),
    "half a png": (PNG[:-6], "hỏng"),
}


async def large_pdf(size: int) -> AsyncIterator[bytes]:
    """A PDF of about that size, in pieces."""
    yield b"%PDF-1.4\n"
    length, piece = len(b"%PDF-1.4\n"), bytes(range(256)) * 1024
    while length < size:
        yield piece
        length += len(piece)
    yield b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 >>\nstartxref\n%d\n%%%%EOF\n" % length
