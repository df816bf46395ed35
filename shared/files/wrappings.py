"""A file that came in something else: a form, a text of letters and digits, a JSON object."""

import base64
import binascii
import codecs
import json
import re

COMMAND = "curl --data-binary @tep.pdf"
IN_A_FORM = (
    "Nội dung gửi lên là biểu mẫu (multipart/form-data) bọc quanh tệp. Gửi chính nội dung tệp làm thân yêu cầu, "
    f"ví dụ {COMMAND} thay cho curl -F file=@tep.pdf."
)
AS_TEXT = (
    f"Nội dung gửi lên đã bị bỏ các ký tự xuống dòng, như khi dùng curl -d. Gửi nguyên nội dung tệp, ví dụ {COMMAND}."
)
PACKED = f"Nội dung gửi lên được nén khi truyền (Content-Encoding). Gửi nguyên nội dung tệp, ví dụ {COMMAND}."
_IN_JSON = f"Nội dung gửi lên là JSON. Gửi chính nội dung tệp làm thân yêu cầu, ví dụ {COMMAND}."
_IN_LETTERS = f"Nội dung gửi lên là chữ base64. Giải mã rồi gửi chính nội dung tệp, ví dụ {COMMAND}."
_IN_A_FIELD = (
    "Nội dung gửi lên là một ô của biểu mẫu (ten=…) hay tên tệp, không phải nội dung tệp. Gửi chính nội dung tệp, "
    f"ví dụ {COMMAND}."
)
_AS_LETTERS = (
    f"Nội dung tệp đã bị đổi vì được đọc hoặc gửi như chữ (UTF-8). Gửi nguyên từng byte của tệp, ví dụ {COMMAND}."
)
_FIELD = re.compile(rb"\s*(?:[A-Za-z_]\w{0,40}=(?:@|%|JVBERi|/9j/)|%25PDF|@\S{1,200}\s*$)")
# Bytes that were no letters became the sign for that, or letters of two bytes.
_NO_LETTER, _FEWEST_SIGNS = b"\xef\xbf\xbd", 8
_PAIR, _FEWEST_PAIRS = re.compile(rb"[\xc2\xc3][\x80-\xbf]"), 16
_TWICE = re.compile(rb"(?:%PDF-\S{1,8}\s+%)?(?:[\xc2\xc3][\x80-\xbf]){2}")
_FORM = re.compile(
    rb"\s*(?:content-type:\s*multipart/|--[^\r\n]{1,200}\r?\n(?:[^\r\n]*\r?\n){0,5}?content-disposition:)",
    re.IGNORECASE,
)
_LETTERS = re.compile(rb"(?:data:[\w.+/;=-]*;base64,)?\s*[\"']?([A-Za-z0-9+/_-][A-Za-z0-9+/_\s-]{15,}={0,2})")
_STARTS = (b"%PDF", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG", b"\xd0\xcf\x11\xe0")


def wrapping_sentence(head: bytes) -> str:
    """What to do about what is around the file that begins so, or nothing where it comes by itself."""
    if _FORM.match(head):
        return IN_A_FORM
    if _FIELD.match(head):
        return _IN_A_FIELD
    if _is_in_letters(head):
        return _IN_LETTERS
    return _IN_JSON if _is_json(head) else ""


def mangling_sentence(head: bytes) -> str:
    """What to do about a file that was read as text on its way, or nothing where its bytes are as they were."""
    try:
        # The last letter may be cut.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return ""
    # A few are some generator's own; what was packed has letters of two bytes in every line.
    is_twice = _TWICE.match(head) is not None and len(_PAIR.findall(head)) >= _FEWEST_PAIRS
    return _AS_LETTERS if is_twice or head.count(_NO_LETTER) >= _FEWEST_SIGNS else ""


def _is_in_letters(head: bytes) -> bool:
    found = _LETTERS.match(head)
    if found is None:
        return False
    letters = b"".join(found[1].split()).translate(bytes.maketrans(b"-_", b"+/"))[:16]
    try:
        return base64.b64decode(letters).startswith(_STARTS)
    except binascii.Error:
        return False


def _is_json(head: bytes) -> bool:
    text = head.removeprefix(b"\xef\xbb\xbf").strip()
    if re.match(rb"\{\s*\"|\[\s*[\{\"\[]", text):
        return True
    return text.startswith(b'"') and _parses(text)


def _parses(text: bytes) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
