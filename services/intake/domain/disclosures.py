"""Looking at an identity number whole: who may, for what reason, how often, and what is kept of it."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.intake.domain.nomination import Nomination
from services.intake.domain.step_states import reached_steps
from shared.events.content import AuthorityRef
from shared.identity.seeing import works_at
from shared.identity.viewer import Viewer
from shared.refusals import FieldProblem, InvalidError, NotAllowedError

# More than a day's work needs, and far fewer than whoever collects numbers wants.
MOST_LOOKS = 30
PERIOD = timedelta(hours=1)
LONGEST_REASON = 500
_LEAST_WORDS = 3
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Disclosure:
    """Somebody at an authority looked at the number, and said why."""

    id: UUID
    nomination_id: UUID
    authority: AuthorityRef
    account: str
    reason: str
    at: datetime


def disclosing_authority(nomination: Nomination, viewer: Viewer) -> AuthorityRef:
    """The authority for which the viewer works on the nomination.

    Raises:
        NotAllowedError: They do not, or its step has not come.
    """
    if nomination.dossier.unit.code in viewer.units:
        raise NotAllowedError("Đơn vị nộp xem cả số giấy tờ trong nội dung đề nghị, không cần nêu lý do.")
    reached = reached_steps(nomination)
    for step in nomination.slip:
        if step.step in reached and works_at(viewer, step.authority.code, step.role):
            return step.authority
    raise NotAllowedError(
        "Chỉ người xử lý đề nghị tại cơ quan đã nhận việc xem được cả số giấy tờ. Chờ đề nghị đến bước của cơ quan, "
        "hoặc chuyển cho người xử lý."
    )


def check_reason(reason: str) -> None:
    """Nothing, when the reason says something.

    Raises:
        InvalidError: It has fewer than three different words.
    """
    if len({word.casefold() for word in _WORD.findall(reason)}) < _LEAST_WORDS:
        message = "Nêu lý do cụ thể, ít nhất ba từ, ví dụ: đối chiếu với căn cước bản gốc."
        raise InvalidError([FieldProblem("reason", message)])
