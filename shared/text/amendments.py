"""What can be corrected in a decision, and how values are written, in Vietnamese; keys are the codes on the wire."""

from collections.abc import Mapping
from datetime import date

from shared.text.formats import show_day

FIELD_NAMES: Mapping[str, str] = {
    "so-quyet-dinh": "số quyết định",
    "ngay-quyet-dinh": "ngày quyết định",
    "ten-nguoi-ky": "họ và tên người ký",
    "chuc-vu-nguoi-ky": "chức vụ người ký",
    "ten-doi-tuong": "tên đối tượng ghi trong quyết định",
    "chuc-vu-doi-tuong": "chức vụ của đối tượng ghi trong quyết định",
    "noi-lam-viec": "nơi làm việc của đối tượng ghi trong quyết định",
    "hinh-thuc": "hình thức khen thưởng ghi trong quyết định",
    "hieu-luc": "hiệu lực của quyết định đối với đối tượng",
    "so-van-ban": "số văn bản đính chính hoặc thu hồi",
    "ngay-van-ban": "ngày văn bản đính chính hoặc thu hồi",
}
CORRECTION_NAMES: Mapping[str, str] = {
    "dinh-chinh": "đính chính văn bản",
    "ghi-sai": "sửa nội dung đã ghi sai trên hệ thống",
}
ANNULMENT_NAMES: Mapping[str, str] = {
    "thu-hoi": "thu hồi quyết định khen thưởng",
    "ban-hanh-lai": "hủy bỏ để ban hành quyết định khác",
    "ghi-nham": "hủy bỏ lần ghi nhầm trên hệ thống",
}
NO_LONGER_IN_FORCE = "đã thu hồi"
IN_FORCE = "có hiệu lực"
DATES = frozenset({"ngay-quyet-dinh", "ngay-van-ban"})


def show_value(field: str, value: str) -> str:
    """The value as people read it: dates as `02/03/2026`, nothing as “(để trống)”."""
    if field in DATES:
        return f"{show_day(date.fromisoformat(value))}"
    return value or "(để trống)"
