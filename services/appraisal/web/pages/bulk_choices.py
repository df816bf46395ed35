"""What can be done to many cases at once, as buttons and in words, by who does it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.appraisal.domain.bulk import ENTITLED, BulkKind
from shared.events.words import Outcome
from shared.identity.viewer import Viewer


@dataclass(frozen=True)
class BulkChoice:
    """An act: its name in the address, on its button, and what the check page and the act's page say of cases."""

    name: str
    label: str
    kind: BulkKind
    outcome: Outcome | None
    to_do: str
    done: str
    tells_unit: bool = False
    verb: str = ""

    @property
    def act(self) -> str:
        """What is about to be done, within a sentence."""
        return self.verb or self.label[:1].lower() + self.label[1:]


CHOICES: Mapping[str, BulkChoice] = {
    choice.name: choice
    for choice in (
        BulkChoice(
            "xac-nhan", "Xác nhận theo đề xuất", BulkKind.OUTCOME, None,
            "được xác nhận theo đề xuất", "Đã xác nhận theo đề xuất", tells_unit=True,
        ),
        BulkChoice(
            "chuyen", "Chuyển bước tiếp theo", BulkKind.OUTCOME, Outcome.FORWARD,
            "được chuyển bước tiếp theo", "Đã chuyển bước tiếp theo", tells_unit=True,
        ),
        BulkChoice(
            "duyet", "Duyệt khen thưởng", BulkKind.OUTCOME, Outcome.APPROVE,
            "được duyệt khen thưởng", "Đã duyệt khen thưởng", tells_unit=True,
        ),
        BulkChoice(
            "bo-sung", "Yêu cầu bổ sung", BulkKind.OUTCOME, Outcome.RETURN,
            "được trả để đơn vị bổ sung", "Đã yêu cầu bổ sung", tells_unit=True,
        ),
        BulkChoice(
            "khong-khen", "Không khen thưởng", BulkKind.OUTCOME, Outcome.DECLINE,
            "được kết luận là không khen thưởng", "Đã kết luận không khen thưởng", tells_unit=True,
            verb="kết luận không khen thưởng",
        ),
        BulkChoice(
            "giao", "Giao chuyên viên", BulkKind.ASSIGNMENT, None,
            "được giao", "Đã giao",
        ),
        BulkChoice(
            "de-xuat-chuyen", "Đề xuất chuyển", BulkKind.PROPOSAL, Outcome.FORWARD,
            "được đề xuất chuyển bước tiếp theo", "Đã đề xuất chuyển bước tiếp theo",
        ),
        BulkChoice(
            "de-xuat-duyet", "Đề xuất duyệt", BulkKind.PROPOSAL, Outcome.APPROVE,
            "được đề xuất duyệt khen thưởng", "Đã đề xuất duyệt khen thưởng",
        ),
        BulkChoice(
            "de-xuat-bo-sung", "Đề xuất yêu cầu bổ sung", BulkKind.PROPOSAL, Outcome.RETURN,
            "được đề xuất yêu cầu bổ sung", "Đã đề xuất yêu cầu bổ sung",
        ),
        BulkChoice(
            "de-xuat-khong", "Đề xuất không khen", BulkKind.PROPOSAL, Outcome.DECLINE,
            "được đề xuất không khen thưởng", "Đã đề xuất không khen thưởng",
        ),
    )
}  # fmt: skip


def acts_for(viewer: Viewer) -> Sequence[BulkChoice]:
    """What the viewer's roles let them do."""
    return [choice for choice in CHOICES.values() if viewer.has(*ENTITLED[choice.kind])]


def choice_of(kind: BulkKind, outcome: Outcome | None) -> BulkChoice:
    """The choice that an act was made by."""
    return next(
        (choice for choice in CHOICES.values() if (choice.kind, choice.outcome) == (kind, outcome)),
        # By the API alone: another outcome for all.
        BulkChoice("", "Xử lý", kind, outcome, "được xử lý", "Đã xử lý"),
    )
