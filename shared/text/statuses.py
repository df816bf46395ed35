"""Where a nomination stands, in the words that its submitter reads on pages and in mails."""

from collections.abc import Mapping

from shared.events.words import PublicStatus

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
