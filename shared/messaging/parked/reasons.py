"""Why a message was put aside, in words for people: what a consumer noted, without what the message brought along."""

import re
from collections.abc import Mapping

from shared.observability.privacy import MASK, masked_text

DELIVERED_TOO_OFTEN = "Được giao quá nhiều lần mà không tiến trình nào xử lý xong."
_TYPE = r"\S+: "
_NOT_AS_SIGNED = "Nội dung không đúng với chữ ký của phần tiếp nhận. Không xử lý lại; tìm xem ai đã gửi."
_NOT_ON_SLIP = "Bước mà thông điệp nêu không khớp lộ trình của đề nghị."
_NOT_COME = "Thông điệp phải đến trước nó chưa đến, dù đã chờ hết các lần thử lại."
# The first that the note begins with tells; the words after it may be the message's own, and are left out.
_MEANINGS: Mapping[str, str] = {
    "unknown type ": "Không đọc được: không có loại thông điệp này, hoặc phần gửi mới hơn phần nhận.",
    rf"{_TYPE}nobody here handles it": "Phần này không xử lý loại thông điệp đó.",
    rf"{_TYPE}its id is not that of its content": "Không đọc được: mã không phải của nội dung.",
    rf"{_TYPE}sent by ": "Người gửi không được gửi loại thông điệp này.",
    rf"{_TYPE}meant for ": "Thông điệp dành cho cấp khác.",
    rf"{_TYPE}no mail tells of it": "Không có thư nào báo loại thông điệp này.",
    rf"{_TYPE}step ": _NOT_ON_SLIP,
    "step ": _NOT_ON_SLIP,
    "the slip of the referral ": _NOT_ON_SLIP,
    "not signed by intake": "Không có chữ ký của phần tiếp nhận. Phần tiếp nhận cũ hơn thì nâng cấp nó rồi xử lý lại.",
    "signed with a key that ": (
        "Ký bằng khóa không phải của phần tiếp nhận. Nếu vừa đổi khóa, chạy “thidua provision” rồi xử lý lại."
    ),
    "(signed |intake's signature |without findings |after step |its slip |from step )": _NOT_AS_SIGNED,
    "(supplement|answer) (for|beside) a case that is not here": "Việc mà thông điệp nhắc đến chưa có ở đây.",
    "supplement for a case ": "Việc không còn chờ bổ sung.",
    "no such nomination yet": "Đề nghị mà thông điệp nhắc đến chưa có ở đây.",
    "reserved by a decision ": "Một quyết định đang được ghi cho việc này.",
    r"(only what it follows |\d+ facts wait )": _NOT_COME,
}
_PATTERNS = tuple((re.compile(start), meaning) for start, meaning in _MEANINGS.items())
_KIND_OF_ERROR = re.compile(r"[A-Z]\w+Error: ")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”")


def explain_reason(note: str) -> str:
    """What stands on pages for the note of a consumer; where that is blank, the broker put the message aside."""
    if not note:
        return DELIVERED_TOO_OFTEN
    plain = _KIND_OF_ERROR.sub("", note, count=1)
    for pattern, meaning in _PATTERNS:
        if pattern.match(plain):
            return meaning
    return masked_text(_QUOTED.sub(MASK, plain))
