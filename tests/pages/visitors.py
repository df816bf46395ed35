"""Who comes to a page, seen from the unit that owns what the page shows."""

from enum import StrEnum


class Visitor(StrEnum):
    """A visitor, by the account of the demo; `NOBODY` is not signed in."""

    NOBODY = ""
    UNIT = "nop.doan-yen-phu"
    OTHER_UNIT = "nop.thcs-yen-phu"
    OFFICER = "chuyen-vien.xa-yen-phu"
    HEAD = "lanh-dao.xa-yen-phu"
    DEPUTY = "pho.xa-yen-phu"
    CLERK = "van-thu.xa-yen-phu"
    OTHER_OFFICER = "chuyen-vien.so-y-te"
    OTHER_HEAD = "lanh-dao.so-y-te"
    PROVINCE_HEAD = "lanh-dao.so-noi-vu"
    COUNCIL_SECRETARY = "thu-ky.hoi-dong"
    COUNCIL_MEMBER = "thanh-vien-1.hoi-dong"
    PRESS_EDITOR = "bien-tap"
    ADMINISTRATOR = "quan-tri"
    OPERATOR = "van-hanh"


EVERYBODY = frozenset(Visitor)
SIGNED_IN = EVERYBODY - {Visitor.NOBODY}
UNITS = frozenset({Visitor.UNIT, Visitor.OTHER_UNIT})
# What belongs to the unit is also seen by the authority on its route.
OWNER = frozenset({Visitor.UNIT})
AUTHORITY = frozenset({Visitor.OFFICER, Visitor.HEAD, Visitor.DEPUTY, Visitor.CLERK})
# Who works at no authority: the pages of levels are not for them.
OUTSIDE_AUTHORITIES = UNITS | {Visitor.PRESS_EDITOR, Visitor.ADMINISTRATOR, Visitor.OPERATOR}
