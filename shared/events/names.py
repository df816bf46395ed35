"""What the glossary's words are called in Vietnamese, on pages, in mails and in answers alike; keys are the codes."""

from collections.abc import Mapping
from datetime import date

from shared.events.words import (
    AnnulmentKind,
    AttachmentKind,
    CorrectedField,
    CorrectionKind,
    Duty,
    Level,
    NomineeKind,
    Occasion,
    PaperKind,
    PriorityMark,
    PublicStatus,
    Sex,
    StepRole,
)
from shared.text.formats import show_day

LEVELS: Mapping[Level, str] = {
    Level.COMMUNE: "cấp xã",
    Level.DISTRICT: "cấp huyện",
    Level.DEPARTMENT: "cấp sở, ban, ngành, đoàn thể tỉnh",
    Level.PROVINCE: "cấp tỉnh",
    Level.STATE: "cấp Nhà nước",
}
ROLES: Mapping[StepRole, str] = {
    StepRole.ENDORSE: "xác nhận",
    StepRole.COMPILE: "tổng hợp",
    StepRole.APPRAISE: "thẩm định",
    StepRole.VOTE: "Hội đồng xét",
    StepRole.DECIDE: "quyết định",
}
OCCASIONS: Mapping[Occasion, str] = {
    Occasion.SPONTANEOUS: "khen đột xuất",
    Occasion.INTERIM_REVIEW: "sơ kết phong trào",
    Occasion.FINAL_REVIEW: "tổng kết phong trào",
}
KINDS: Mapping[NomineeKind, str] = {
    NomineeKind.INDIVIDUAL: "cá nhân",
    NomineeKind.COLLECTIVE: "tập thể",
    NomineeKind.HOUSEHOLD: "hộ gia đình",
    NomineeKind.ENTERPRISE: "doanh nghiệp",
    NomineeKind.FOREIGNER: "người nước ngoài",
}
SEXES: Mapping[Sex, str] = {Sex.FEMALE: "nữ", Sex.MALE: "nam"}
DUTIES: Mapping[Duty, str] = {Duty.LEADER: "lãnh đạo, quản lý", Duty.DIRECT: "trực tiếp"}
MARKS: Mapping[PriorityMark, str] = {
    PriorityMark.FRONTLINE: "lực lượng tuyến đầu",
    PriorityMark.SACRIFICE: "hi sinh, quên mình vì cộng đồng",
    PriorityMark.VOLUNTEER: "tình nguyện, thiện nguyện",
}
ATTACHMENTS: Mapping[AttachmentKind, str] = {
    AttachmentKind.PETITION: "Tờ trình đã ký",
    AttachmentKind.REPORT: "Báo cáo thành tích",
    AttachmentKind.MINUTES: "Biên bản họp xét",
    AttachmentKind.OTHER: "Tài liệu khác",
}
PAPER_NAMES: Mapping[PaperKind, str] = {
    PaperKind.CITIZEN_CARD: "số căn cước công dân",
    PaperKind.OLD_IDENTITY_CARD: "số chứng minh nhân dân",
    PaperKind.PASSPORT: "số hộ chiếu",
    PaperKind.ENTERPRISE_CODE: "mã số doanh nghiệp",
    PaperKind.OTHER: "số giấy tờ",
}
STATUS_TEXTS: Mapping[PublicStatus, str] = {
    PublicStatus.IN_REVIEW: "đang xét",
    PublicStatus.RETURNED: "chờ bổ sung",
    PublicStatus.WITHDRAWING: "đang rút",
    PublicStatus.APPROVED: "đã duyệt, chờ quyết định",
    PublicStatus.AWARDED: "đã khen thưởng",
    PublicStatus.DECLINED: "không được khen thưởng",
    PublicStatus.WITHDRAWN: "đã rút",
    PublicStatus.ANNULLED: "đã thu hồi quyết định khen thưởng",
}
FIELD_NAMES: Mapping[str, str] = {
    CorrectedField.NUMBER: "số quyết định",
    CorrectedField.ISSUED_ON: "ngày quyết định",
    CorrectedField.SIGNATORY_NAME: "họ và tên người ký",
    CorrectedField.SIGNATORY_POSITION: "chức vụ người ký",
    CorrectedField.NOMINEE_NAME: "tên đối tượng ghi trong quyết định",
    CorrectedField.NOMINEE_POSITION: "chức vụ của đối tượng ghi trong quyết định",
    CorrectedField.NOMINEE_WORKPLACE: "nơi làm việc của đối tượng ghi trong quyết định",
    CorrectedField.AWARD_FORM: "hình thức khen thưởng ghi trong quyết định",
    CorrectedField.IN_FORCE: "hiệu lực của quyết định đối với đối tượng",
    CorrectedField.AMENDING_NUMBER: "số văn bản đính chính hoặc thu hồi",
    CorrectedField.AMENDING_DATE: "ngày văn bản đính chính hoặc thu hồi",
}
CORRECTION_NAMES: Mapping[str, str] = {
    CorrectionKind.PAPER: "đính chính văn bản",
    CorrectionKind.RECORD: "sửa nội dung đã ghi sai trên hệ thống",
}
ANNULMENT_NAMES: Mapping[str, str] = {
    AnnulmentKind.REVOKED: "thu hồi quyết định khen thưởng",
    AnnulmentKind.REISSUED: "hủy bỏ để ban hành quyết định khác",
    AnnulmentKind.MISTAKEN: "hủy bỏ lần ghi nhầm trên hệ thống",
}
NO_LONGER_IN_FORCE = "đã thu hồi"
IN_FORCE = "có hiệu lực"
DATES: frozenset[str] = frozenset({CorrectedField.ISSUED_ON, CorrectedField.AMENDING_DATE})


def show_value(field: str, value: str) -> str:
    """The value as people read it: dates as `02/03/2026`, nothing as “(để trống)”."""
    if field in DATES:
        return f"{show_day(date.fromisoformat(value))}"
    return value or "(để trống)"
