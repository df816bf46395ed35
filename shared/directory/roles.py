"""What an account may be, and how each role is called in a sentence."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What an account is for its unit or its authorities."""

    SUBMITTER = "submitter"
    OFFICER = "officer"
    HEAD = "head"
    DEPUTY = "deputy"
    CLERK = "clerk"
    COUNCIL_MEMBER = "council_member"
    COUNCIL_SECRETARY = "council_secretary"
    PRESS_EDITOR = "press_editor"
    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"


ROLE_NAMES: Mapping[Role, str] = {
    Role.SUBMITTER: "người nộp hồ sơ của đơn vị",
    Role.OFFICER: "chuyên viên",
    Role.HEAD: "thủ trưởng",
    Role.DEPUTY: "cấp phó được ủy quyền",
    Role.CLERK: "văn thư",
    Role.COUNCIL_MEMBER: "thành viên Hội đồng",
    Role.COUNCIL_SECRETARY: "thư ký Hội đồng",
    Role.PRESS_EDITOR: "biên tập viên gương điển hình",
    Role.ADMINISTRATOR: "quản trị viên của tỉnh",
    Role.OPERATOR: "người vận hành hệ thống",
}


def role_name(role: Role, *, is_authorised: bool) -> str:
    """The role in a sentence: a deputy is called authorised only while a paper says so."""
    return "cấp phó không có ủy quyền còn hiệu lực" if role is Role.DEPUTY and not is_authorised else ROLE_NAMES[role]


# What a body's people do where they do another body's work: they prepare and record, and never decide in its place.
LENT = frozenset({Role.OFFICER, Role.CLERK, Role.COUNCIL_SECRETARY})
OF_UNITS = frozenset({Role.SUBMITTER})
WORKERS = frozenset({Role.OFFICER, Role.HEAD, Role.DEPUTY})
OF_AUTHORITIES = frozenset(
    {Role.OFFICER, Role.HEAD, Role.DEPUTY, Role.CLERK, Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY}
)
