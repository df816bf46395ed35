"""What looking at a file finds: the kind that it is, or the sentence that says why it is not taken and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class MediaType(StrEnum):
    """The files that are taken."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    JPEG = "image/jpeg"
    PNG = "image/png"


EXTENSIONS: Mapping[MediaType, tuple[str, ...]] = {
    MediaType.PDF: (".pdf",),
    MediaType.DOCX: (".docx",),
    MediaType.XLSX: (".xlsx",),
    MediaType.JPEG: (".jpg", ".jpeg"),
    MediaType.PNG: (".png",),
}


class Fault(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    FOREIGN = "foreign"
    PROTECTED = "protected"
    DAMAGED = "damaged"
    TOO_MUCH = "too-much"
    # Looking at it ended without a finding: it takes more than one file may, or harms what opens it.
    HEAVY = "heavy"
    # The file lies in something else: what was sent is not what was meant.
    WRAPPED = "wrapped"


@dataclass(frozen=True)
class Taken:
    """A sound file of this kind."""

    media_type: MediaType


@dataclass(frozen=True)
class Refused:
    """A file that is not taken, with the sentence for whoever sent it."""

    fault: Fault
    sentence: str


Verdict = Taken | Refused


class RefusedError(Exception):
    """Ends the looking from within."""

    def __init__(self, fault: Fault, sentence: str) -> None:
        super().__init__(sentence)
        self.verdict = Refused(fault, sentence)


EMPTY = Refused(Fault.EMPTY, "Tệp trống. Chọn tệp có nội dung rồi tải lên lại.")
HEAVY = Refused(
    Fault.HEAVY,
    "Tệp này nặng hoặc phức tạp quá mức để xem được. Mở tệp, lưu lại hoặc in thành PDF (ảnh: giảm kích thước) rồi tải"
    " lên lại.",
)
PROTECTED = "Tệp có mật khẩu hoặc bị khóa. Gỡ mật khẩu rồi tải lên lại."
DAMAGED = "Tệp bị hỏng hoặc thiếu phần cuối, không mở ra được. Lấy lại tệp gốc hoặc quét lại rồi tải lên."
