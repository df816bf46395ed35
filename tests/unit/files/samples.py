"""Small files as offices and telephones make them: sound, odd, protected, damaged."""

import io
import zipfile
from collections.abc import AsyncIterator, Mapping

import pikepdf
from PIL import Image

from services.intake.domain.attachments import Quota

ROOMY = Quota(files=100, bytes=2**30)
_TYPES = "application/vnd.openxmlformats-officedocument."
DOCX_MAIN = f"{_TYPES}wordprocessingml.document.main+xml"
XLSX_MAIN = f"{_TYPES}spreadsheetml.sheet.main+xml"
PDF_TYPE, DOCX_TYPE = "application/pdf", f"{_TYPES}wordprocessingml.document"
_PIECE = bytes(range(256)) * 1024
_PAGES = (b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>")


def pdf(text: str = "To trinh", *, before: bytes = b"", shift: int = 0, table: bytes = b"xref") -> bytes:
    """A PDF of one page; `shift` is by how much its offsets are wrong."""
    content, places = before + b"%PDF-1.4\n", []
    for number, one in enumerate((f"<< /Type /Catalog /Pages 2 0 R /Title ({text}) >>".encode(), *_PAGES), start=1):
        places.append(len(content) + shift)
        content += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    lines = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(content) + shift
    content += b"%s\n0 4\n0000000000 65535 f \n%strailer\n<< /Size 4 /Root 1 0 R >>\n" % (table, lines)
    return content + b"startxref\n%d\n%%%%EOF\n" % start


def saved_pdf(**how: object) -> bytes:
    """The same, saved as `how` says: encrypted, linearised, with its objects in streams."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.save(made, **how)
    return made.getvalue()


def revised_pdf() -> bytes:
    """The same with something added behind its end."""
    first, added = pdf(), b"4 0 obj\n<< /Type /Sig >>\nendobj\n"
    table = b"xref\n4 1\n%010d 00000 n \ntrailer\n<< /Size 5 /Root 1 0 R /Prev %d >>\n" % (
        len(first),
        first.index(b"xref"),
    )
    return first + added + table + b"startxref\n%d\n%%%%EOF\n" % (len(first) + len(added))


def locked_pdf(user: str = "", *, strength: int = 6) -> bytes:
    """One with an owner's password, and perhaps one that opens it."""
    is_new = strength > 3
    how = pikepdf.Encryption(owner="chu", user=user, R=strength, aes=is_new, metadata=is_new)
    return saved_pdf(encryption=how)


def office(main: str = DOCX_MAIN, part: str = "word/document.xml", *, flag: int = 0, method: int = 0) -> bytes:
    """A DOCX or XLSX with as little as needed."""
    types = f'<Types><Override PartName="/{part}" ContentType="{main}"/></Types>'
    content = bytearray(packed({"[Content_Types].xml": types, part: "<w>noi dung cua van ban</w>"}, method))
    if flag:
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            content[content.index(mark) + offset] |= flag
    return bytes(content)


def packed(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """These parts in a package."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as package:
        for name, content in parts.items():
            # A part's name is kept as it is written.
            info = zipfile.ZipInfo("x")
            info.filename, info.compress_type = name, method
            package.writestr(info, content)
    return made.getvalue()


def container(*streams: str) -> bytes:
    """Microsoft's container of old, with streams of these names."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    return bytes(header) + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)


def picture(kind: str, size: tuple[int, int] = (32, 24), **how: object) -> bytes:
    """A picture of that kind."""
    made = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(made, kind, **how)
    return made.getvalue()


JPEG, PNG = picture("JPEG"), picture("PNG")
FILM = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42" + b"\0" * 2000

TAKEN: Mapping[str, tuple[bytes, str]] = {
    "pdf": (pdf(), PDF_TYPE),
    "pdf 1.7 with object streams": (saved_pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate), PDF_TYPE),
    "linearised pdf": (saved_pdf(linearize=True), PDF_TYPE),
    "pdf whose startxref has no line end": (pdf().replace(b"\n%%EOF", b"%%EOF"), PDF_TYPE),
    "pdf without its last line": (pdf().removesuffix(b"%%EOF\n"), PDF_TYPE),
    "pdf with wrong offsets": (pdf(shift=7), PDF_TYPE),
    "pdf whose table cannot be read": (pdf(table=b"xrfe"), PDF_TYPE),
    "pdf with a page after its end": (pdf() + b"<html>" + b" " * 5000 + b"</html>", PDF_TYPE),
    "pdf behind newlines, offsets from the file's start": (pdf(before=b"\n\r\n\n"), PDF_TYPE),
    "pdf behind newlines, offsets from its own start": (b"\n\r\n\n" + pdf(), PDF_TYPE),
    "pdf behind a byte order mark": (pdf(before=b"\xef\xbb\xbf"), PDF_TYPE),
    "pdf behind a mark of two bytes": (b"\xff\xfe" + pdf(), PDF_TYPE),
    "pdf behind null bytes and blanks": (b"\0" * 100 + b" \t" + pdf(), PDF_TYPE),
    "pdf with a later revision, as signing adds one": (revised_pdf(), PDF_TYPE),
    "pdf of a generator that marks it by letters": (
        pdf("Tờ trình về bằng khen").replace(b"%PDF-1.4\n", "%PDF-1.4\n%âãÏÓ\n".encode()),
        PDF_TYPE,
    ),
    "pdf of a generator that marks it by signs": (
        pdf().replace(b"%PDF-1.4\n", "%PDF-1.4\n%\ufffd\ufffd\ufffd\ufffd\n".encode()),
        PDF_TYPE,
    ),
    "pdf in Vietnamese": (pdf("Tờ trình về việc khen thưởng"), PDF_TYPE),
    "pdf with an owner's password": (locked_pdf(), PDF_TYPE),
    "pdf with an owner's password of old": (locked_pdf(strength=3), PDF_TYPE),
    "pdf that speaks of encryption": (pdf("/Encrypt 5 0 R"), PDF_TYPE),
    "docx": (office(), DOCX_TYPE),
    "docx, deflated": (office(method=zipfile.ZIP_DEFLATED), DOCX_TYPE),
    "docx with backslashes": (
        office().replace(b"word/document.xml", b"word\\document.xml").replace(b"/word\\", b"/word/"),
        DOCX_TYPE,
    ),
    "docx whose main part is in capitals": (office(part="WORD/Document.xml"), DOCX_TYPE),
    "docx by the ending of its main part": (
        packed(
            {
                "[Content_Types].xml": f'<Types><Default Extension="xml" ContentType="{DOCX_MAIN}"/></Types>',
                "van-ban.xml": "<w/>",
            }
        ),
        DOCX_TYPE,
    ),
    "docx in UTF-16": (
        packed(
            {
                "[Content_Types].xml": (
                    '<?xml version="1.0" encoding="utf-16"?>'
                    f'<Types><Override PartName="/w.xml" ContentType="{DOCX_MAIN}"/></Types>'
                ).encode("utf-16"),
                "w.xml": "<w/>",
            }
        ),
        DOCX_TYPE,
    ),
    "xlsx": (office(XLSX_MAIN, "xl/workbook.xml"), f"{_TYPES}spreadsheetml.sheet"),
    "jpeg": (JPEG, "image/jpeg"),
    "progressive jpeg": (picture("JPEG", progressive=True), "image/jpeg"),
    "jpeg with a film behind it": (JPEG + FILM, "image/jpeg"),
    "jpeg with a trailer": (JPEG + b"\x00\x00\x01\x0aImage_UTC_Data1633305600000SEFH" + b"\0" * 1500, "image/jpeg"),
    "jpeg with another behind it": (JPEG + JPEG[:-40], "image/jpeg"),
    "png": (PNG, "image/png"),
    "png with bytes behind it": (PNG + FILM, "image/png"),
}
REFUSED: Mapping[str, tuple[bytes, str]] = {
    "empty": (b"", "trống"),
    "blanks": (b"\xef\xbb\xbf \r\n", "trống"),
    "what a failed download left": (b"\0" * 5000, "trống"),
    "text": (b"xin chao", "bảng CSV"),
    "unknown bytes": (b"\x01\x02\x03\x04", "PDF, DOCX, XLSX"),
    "html": (b"<html><script>alert(1)</script>", "HTML"),
    "html behind blanks": (b"\xef\xbb\xbf \r\n<!DOCTYPE html>\n<title>502</title>", "HTML"),
    "piece of html": (b"<h1>502 Bad Gateway</h1>", "HTML"),
    "html behind a remark": (b"<!-- loi --><html>", "HTML"),
    "svg": (b'<svg xmlns="x"/>', "XML"),
    "word of 2003": (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:a/>', "XML"),
    "xhtml": (b'<?xml version="1.0"?>\n<html xmlns="x"/>', "HTML"),
    "pdf behind html": (b"<html>x</html>" + pdf(), "HTML"),
    "pdf behind headers": (b"Content-Type: application/pdf\r\n\r\n" + pdf(), "Trước phần đầu"),
    "other zip": (packed({"a.txt": "a"}), "Giải nén"),
    "rar": (b"Rar!\x1a\x07\x00" + b"\0" * 50, "Giải nén"),
    "package of another program": (office("text/plain"), "PDF"),
    "docm": (office("application/vnd.ms-word.document.macroEnabled.main+xml"), "macro"),
    "xlsm": (office("application/vnd.ms-excel.sheet.macroEnabled.main+xml", "xl/workbook.xml"), "macro"),
    "xlsb": (office("application/vnd.ms-excel.sheet.binary.macroEnabled.main", "xl/workbook.bin"), "nhị phân"),
    "dotx": (office(f"{_TYPES}wordprocessingml.template.main+xml"), "tệp mẫu"),
    "pptx": (office(f"{_TYPES}presentationml.presentation.main+xml", "ppt/presentation.xml"), "trình chiếu"),
    "odt": (packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""}), "OpenDocument"),
    "pages": (packed({"Index/Document.iwa": b"\0"}), "Apple"),
    "doc": (container("Root Entry", "WordDocument"), "đời cũ"),
    "xls": (container("Root Entry", "Workbook"), "đời cũ"),
    "ppt": (container("PowerPoint Document"), "trình chiếu"),
    "msg": (container("__substg1.0_0037001F"), "thư"),
    "letter": (b"From: a@b.example\r\nSubject: x\r\n\r\n", "thư"),
    "rtf": (rb"{\rtf1\ansi}", "RTF"),
    "heic": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "Tương thích nhất"),
    "heif": (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", "Tương thích nhất"),
    "avif": (b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avif", "AVIF"),
    "film": (FILM, "phim"),
    "webp": (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "WebP"),
    "gif": (picture("GIF"), "GIF"),
    "bmp": (picture("BMP"), "BMP"),
    "tiff": (picture("TIFF"), "TIFF"),
    "signature by itself": (b"\x30\x82\x10\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", "chữ ký số rời"),
    "shortcut": (b"L\x00\x00\x00\x01\x14\x02\x00", "lối tắt"),
    "protected pdf": (locked_pdf("mo"), "mật khẩu"),
    "protected pdf of old": (locked_pdf("mo", strength=3), "mật khẩu"),
    "pdf for the holder of a certificate": (
        pdf().replace(b"/Size 4", b"/Encrypt << /Filter /Adobe.PubSec /V 4 >> /ID [(a) (a)] /Size 4"),
        "mật khẩu",
    ),
    "protected docx": (container("Root Entry", *["x"] * 100, "EncryptedPackage"), "mật khẩu"),
    "protected zip": (office(flag=1), "mật khẩu"),
    "half a pdf": (pdf()[:60], "hỏng"),
    "pdf without a page": (pdf().replace(b"/Kids [3 0 R] /Count 1", b"/Kids [     ] /Count 0"), "không có trang"),
    "half a docx": (office()[:-30], "hỏng"),
    "docx with a changed byte": (office().replace(b"noi dung", b"noi dunq"), "hỏng"),
    "docx without its main part": (office().replace(b'"/word/', b'"/wort/'), "hỏng"),
    "docx with a DTD": (
        packed({"[Content_Types].xml": '<!DOCTYPE a [<!ENTITY b "c">]><Types/>', "word/document.xml": ""}),
        "hỏng",
    ),
    "docx packed as no office does": (office(method=zipfile.ZIP_BZIP2), "đóng gói"),
    "half a jpeg": (JPEG[: len(JPEG) // 2], "hỏng"),
    "jpeg without its end": (JPEG[:-2], "hỏng"),
    "jpeg of which the rest was never sent": (JPEG[:400].ljust(len(JPEG), b"\0"), "hỏng"),
    "half a png": (PNG[:-6], "hỏng"),
    "png with a changed byte": (PNG.replace(PNG[60:62], b"\0\0", 1), "hỏng"),
}
WRAPPED: Mapping[str, bytes] = {
    "form": b'--x-1\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + pdf() + b"\r\n--x-1--",
    "form whose type comes first": b"--x\r\nContent-Type: application/pdf\r\ncontent-disposition: form-data\r\n\r\n",
    "form with its own head": b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n" + pdf(),
    "field": b"file=%PDF-1.4\n" + pdf(),
    "name in a field": b"file=@to-trinh.pdf",
    "name": b"@to-trinh.pdf",
    "written for an address": b"%25PDF-1.4%0A1%200%20obj",
    "pdf read as letters": saved_pdf(linearize=True).decode(errors="replace").encode(),
    "pdf read as letters of one byte": pdf()
    .replace(b"%PDF-1.4\n", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n%" + bytes(range(0xA0, 0xFF)) + b"\n")
    .decode("latin-1")
    .encode(),
    "jpeg read as letters": JPEG.decode(errors="replace").encode(),
    "jpeg read as letters of one byte": JPEG.decode("latin-1").encode(),
    "png read as letters": PNG.decode(errors="replace").encode(),
    "base64": b"JVBERi0xLjQKMSAwIG9iago8PCAvVHlwZSAvQ2F0YWxvZyA+Pg==",
    "base64 in lines": b"JVBERi0xLjQK\r\nMSAwIG9iago8PCAvVHlwZSAvQ2F0YWxvZyA+Pg==",
    "base64 address": b"data:image/jpeg;base64,/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwc",
    "base64 in quotes": b'"UEsDBBQAAAAIAAAAIQAAAAAAAAAAAAAAAAAAAAAA"',
    "json": b'{"name": "a.pdf", "content": "JVBERi0xLjQK"}',
}


async def large_pdf(size: int) -> AsyncIterator[bytes]:
    """A PDF of about that size, in pieces: a page, and a stream of everything."""
    pieces = -(-size // len(_PIECE))
    begin = b"%%PDF-1.4\n4 0 obj\n<< /Length %d >>\nstream\n" % (pieces * len(_PIECE))
    yield begin
    for _ in range(pieces):
        yield _PIECE
    place = len(begin) + pieces * len(_PIECE)
    end, places = b"\nendstream\nendobj\n", []
    for number, one in enumerate((b"<< /Type /Catalog /Pages 2 0 R >>", *_PAGES), start=1):
        places.append(place + len(end))
        end += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    lines = b"".join(b"%010d 00000 n \n" % each for each in (*places, 9))
    start = place + len(end)
    end += b"xref\n0 5\n0000000000 65535 f \n%strailer\n<< /Size 5 /Root 1 0 R >>\n" % lines
    yield end + b"startxref\n%d\n%%%%EOF\n" % start
