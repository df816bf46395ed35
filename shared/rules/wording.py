"""What people call the words of a rule set: levels, roles of steps, kinds of nominees, occasions, marks, documents."""

from collections.abc import Mapping

from shared.events.words import AttachmentKind, Duty, Level, NomineeKind, Occasion, PriorityMark, Sex, StepRole

OPEN = "chưa xác định"
"""Stands where law and plan say nothing and the province has not decided."""

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
DOCUMENTS: Mapping[AttachmentKind, str] = {
    AttachmentKind.PETITION: "Tờ trình đã ký",
    AttachmentKind.REPORT: "Báo cáo thành tích",
    AttachmentKind.MINUTES: "Biên bản họp xét",
    AttachmentKind.OTHER: "Tài liệu khác",
}


def name_next(authority: str, role: StepRole | None, *, is_same: bool) -> str:
    """Where a step hands over to, after “chuyển”: to the authority, or to its own next step where it is the same."""
    if not is_same:
        return f"đến {authority}"
    return f"sang bước {ROLES[role]} tại {authority}" if role else f"sang bước tiếp theo tại {authority}"
