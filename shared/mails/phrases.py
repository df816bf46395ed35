"""What a letter can say of a fact: the parts that `wording` fills and `letter_layout` puts into place."""

from dataclasses import dataclass
from enum import Enum

from shared.mails.page import Details, Section


class Group(Enum):
    """What a letter about many nominations puts together, the weightiest first: results, then what waits for the unit.

    The value counts them in a subject: “12 được khen thưởng”.
    """

    ANNULLED = "bị thu hồi quyết định khen thưởng"
    UNDONE = "trở lại chờ quyết định"
    AWARDED = "được khen thưởng"
    CORRECTED = "được sửa nội dung quyết định"
    DECLINED = "không được khen thưởng"
    NOT_WITHDRAWN = "không rút được, giữ nguyên kết luận"
    RETURNED = "cần bổ sung"
    WITHDRAWN = "đã rút"
    REFERRED = "được đề xuất hình thức cao hơn"
    DELAYED = "hẹn lại ngày trả kết quả"
    APPROVED = "đã được duyệt, chờ quyết định"
    FORWARDED = "được chuyển xét tiếp"


@dataclass(frozen=True)
class Words:
    """One fact in words. `brief` stands in subjects and above the nominations that it is true of.

    `group` is where a change stands among others, `needs_room` when `brief` cannot say it all; `notes` hold for all of
    a group and stand once beneath it.
    """

    brief: str
    heading: str
    sentence: str
    details: Details = ()
    sections: tuple[Section, ...] = ()
    group: Group | None = None
    needs_room: bool = False
    notes: tuple[Section, ...] = ()


def capitalize(name: str) -> str:
    """The name as a sentence begins with it."""
    return name[:1].upper() + name[1:]
