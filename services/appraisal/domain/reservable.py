"""Which cases a decision may take, and the sentence for each that it may not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.appraisal.domain.case import CaseKey, CaseState
from shared.refusals import ConflictError


class NotReservableError(ConflictError):
    """Some cases cannot be in this decision, so none is; `details` name each and where it stands."""


@dataclass(frozen=True)
class CaseTrial:
    """What recording would do to one case of the list: award it, or the sentence that says why not.

    `combined` are the pairs of duties of which whoever records would be warned.
    """

    key: CaseKey
    refusal: str = ""
    combined: tuple[str, ...] = ()


def refuse_unreservable(wanted: Sequence[CaseKey], found: Iterable[tuple[CaseKey, CaseState, bool]]) -> None:
    """Nothing, when every case is approved and free: `found` tells state and whether another decision holds it.

    Raises:
        NotReservableError: It names each of the others.
    """
    standing = {key: (state, is_taken) for key, state, is_taken in found}
    refused = [
        {"case_id": str(key), "reason": why_not(standing.get(key))}
        for key in wanted
        if standing.get(key) != (CaseState.APPROVED, False)
    ]
    if refused:
        raise NotReservableError(
            f"{len(refused)} việc không đưa vào quyết định này được, nên chưa ban hành gì. Bỏ các việc đó rồi ghi lại.",
            details={"not_reservable": refused},
        )


def why_not(standing: tuple[CaseState, bool] | None) -> str:
    """Why a case that stands so cannot be in a decision; absent is one that the authority does not have."""
    if standing is None:
        return "không có trong các việc của cơ quan"
    state, is_taken = standing
    if state is CaseState.AWARDED:
        return "đã có quyết định khen thưởng"
    if state is CaseState.ANNULLED:
        return "đã bị thu hồi quyết định khen thưởng"
    if state is CaseState.APPROVED and is_taken:
        return "đang nằm trong một quyết định khác"
    return "chưa được duyệt"
