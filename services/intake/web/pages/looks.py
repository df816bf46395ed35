"""How the states of nominations look: the tag of each, beside its words."""

from collections.abc import Mapping

from shared.events.words import PublicStatus

STATUS_LOOKS: Mapping[PublicStatus, str] = {
    PublicStatus.IN_REVIEW: "xet",
    PublicStatus.RETURNED: "cho",
    PublicStatus.APPROVED: "dat",
    PublicStatus.AWARDED: "khen",
    PublicStatus.DECLINED: "khong",
    PublicStatus.WITHDRAWING: "cho",
    PublicStatus.WITHDRAWN: "khong",
    PublicStatus.ANNULLED: "khong",
}
