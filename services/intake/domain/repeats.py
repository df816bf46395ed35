"""One Tờ trình handed in twice: told before it happens, and to whoever appraises what was handed in again."""

from services.intake.domain.dossier import Dossier, Earlier
from shared.events.content import Finding, Petition
from shared.refusals import ConflictError
from shared.text.formats import show_day, show_moment

CODE = "to-trinh-nop-lai"


class RepeatedPetitionError(ConflictError):
    """The unit has handed in this Tờ trình before; `details` name that dossier and how to go on."""

    def __init__(self, petition: Petition, earlier: Earlier) -> None:
        super().__init__(
            f"Tờ trình số {petition.number} ngày {show_day(petition.signed_on)} của đơn vị đã nộp: hồ sơ"
            f" {earlier.number}, lúc {show_moment(earlier.submitted_at)}. Mở hồ sơ đó để theo dõi; nếu vẫn cần nộp"
            " thêm một hồ sơ cho Tờ trình này, gửi lại với confirm_repeat: true.",
            details={
                "dossier_id": str(earlier.id),
                "dossier_number": earlier.number,
                "submitted_at": earlier.submitted_at.isoformat(),
                "confirm_with": "confirm_repeat",
            },
        )


def repeat_findings(dossier: Dossier) -> tuple[Finding, ...]:
    """What an appraiser is told of a dossier that its unit confirmed to be a second one."""
    petition, earlier = dossier.petition, dossier.repeats
    if earlier is None:
        return ()
    message = (
        f"Tờ trình số {petition.number} ngày {show_day(petition.signed_on)} đã nộp trước trong hồ sơ {earlier.number},"
        f" lúc {show_moment(earlier.submitted_at)}; đơn vị xác nhận nộp thêm hồ sơ này. Đối chiếu hai hồ sơ trước"
        " khi xét."
    )
    return (Finding(code=CODE, message=message, basis="Yêu cầu nghiệp vụ"),)
