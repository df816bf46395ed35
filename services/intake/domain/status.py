"""The one transition table: where each fact takes a nomination, in the words that its submitter sees."""

from collections.abc import Mapping
from enum import StrEnum

from shared.events.names import STATUS_TEXTS
from shared.events.words import PublicStatus
from shared.refusals import ConflictError


class Fact(StrEnum):
    """What can happen to a nomination, as its history names it."""

    RECEIVED = "received"
    OPENED = "opened"
    FORWARDED = "forwarded"
    RETURNED = "returned"
    SUPPLEMENTED = "supplemented"
    REOPENED = "reopened"
    DELAYED = "delayed"
    DECLINED = "declined"
    REFERRED = "referred"
    APPROVED = "approved"
    AWARDED = "awarded"
    AWARD_CORRECTED = "award_corrected"
    AWARD_ANNULLED = "award_annulled"
    AWARD_UNDONE = "award_undone"
    AWARD_RESTORED = "award_restored"
    WITHDRAWAL_REQUESTED = "withdrawal_requested"
    WITHDRAWAL_REFUSED = "withdrawal_refused"
    WITHDRAWN = "withdrawn"


_OF_A_STEP: Mapping[Fact, PublicStatus] = {
    Fact.OPENED: PublicStatus.IN_REVIEW,
    Fact.FORWARDED: PublicStatus.IN_REVIEW,
    Fact.RETURNED: PublicStatus.RETURNED,
    Fact.REOPENED: PublicStatus.IN_REVIEW,
    Fact.DELAYED: PublicStatus.IN_REVIEW,
    Fact.DECLINED: PublicStatus.DECLINED,
    Fact.REFERRED: PublicStatus.IN_REVIEW,
    Fact.APPROVED: PublicStatus.APPROVED,
    Fact.AWARDED: PublicStatus.AWARDED,
    Fact.WITHDRAWN: PublicStatus.WITHDRAWN,
}
# What was annulled for good stays so; where another decision may follow, the nomination waits for it again.
_OF_AN_AWARD: Mapping[Fact, PublicStatus] = {
    Fact.AWARDED: PublicStatus.AWARDED,
    Fact.AWARD_CORRECTED: PublicStatus.AWARDED,
    Fact.AWARD_ANNULLED: PublicStatus.ANNULLED,
    Fact.AWARD_UNDONE: PublicStatus.APPROVED,
    Fact.AWARD_RESTORED: PublicStatus.AWARDED,
}
_MAY_BE_AWARDED = (
    PublicStatus.IN_REVIEW,
    PublicStatus.RETURNED,
    PublicStatus.APPROVED,
    PublicStatus.AWARDED,
    PublicStatus.ANNULLED,
)
# Facts overtake each other on the way, so an undecided nomination accepts any fact of a step, not only the one expected
# next. A declined one does so too, but only from a later step: that is a reconsideration.
TRANSITIONS: Mapping[tuple[PublicStatus, Fact], PublicStatus] = {
    **{(PublicStatus.IN_REVIEW, fact): status for fact, status in _OF_A_STEP.items()},
    **{(PublicStatus.RETURNED, fact): status for fact, status in _OF_A_STEP.items()},
    **{(PublicStatus.DECLINED, fact): status for fact, status in _OF_A_STEP.items()},
    (PublicStatus.RETURNED, Fact.SUPPLEMENTED): PublicStatus.IN_REVIEW,
    (PublicStatus.IN_REVIEW, Fact.WITHDRAWAL_REQUESTED): PublicStatus.IN_REVIEW,
    (PublicStatus.RETURNED, Fact.WITHDRAWAL_REQUESTED): PublicStatus.RETURNED,
    **{(status, fact): reached for status in _MAY_BE_AWARDED for fact, reached in _OF_AN_AWARD.items()},
    (PublicStatus.ANNULLED, Fact.AWARD_CORRECTED): PublicStatus.ANNULLED,
    **{(status, Fact.WITHDRAWAL_REFUSED): status for status in PublicStatus if status is not PublicStatus.WITHDRAWING},
}
UNDECIDED = frozenset({PublicStatus.IN_REVIEW, PublicStatus.RETURNED})
TEXTS = STATUS_TEXTS


def status_after(status: PublicStatus, fact: Fact, *, at_a_later_step: bool) -> PublicStatus:
    """Where `fact` takes a nomination that stands at `status`.

    Raises:
        ConflictError: The table does not allow it: appraisal said something that cannot be.
    """
    reached = TRANSITIONS.get((status, fact))
    asks_again = status is PublicStatus.DECLINED and fact is not Fact.WITHDRAWAL_REFUSED
    if reached is None or (asks_again and not at_a_later_step):
        raise ConflictError(
            f"Đề nghị {TEXTS[status]}, không chuyển tiếp được theo “{fact}”.",
            details={"nomination_status": status.value},
        )
    return reached
