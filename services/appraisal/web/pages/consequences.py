"""What an outcome brings about, in sentences: read on the check page before it is given."""

from collections.abc import Iterator, Sequence

from services.appraisal.domain.case import Case
from shared.events.content import Step
from shared.events.names import ROLES
from shared.events.words import Outcome
from shared.rules.explaining import name_next
from shared.rules.slip import step_after
from shared.text.formats import show_day

_FINAL = "Kết quả đã ghi thì không lấy lại được."


def consequences_of(before: Case, after: Case) -> Sequence[str]:
    """What will be true once the case has the outcome that `after` has."""
    return list(_consequences(before, after))


def following_step(before: Case, after: Case) -> Step | None:
    """Where the case goes on to by this outcome; nowhere where it ends here or waits."""
    match after.rulings[-1].verdict.outcome:
        case Outcome.FORWARD:
            return step_after(after.slip, after.key.step, after.step.award_form)
        case Outcome.REFER:
            return after.slip[len(before.slip)]
        case _:
            return None


def _consequences(before: Case, after: Case) -> Iterator[str]:
    verdict = after.rulings[-1].verdict
    following = following_step(before, after)
    if following is not None:
        until = f", dự kiến đến hết {show_day(following.expected_on)}" if following.expected_on else ""
        is_same = following.authority.code == before.authority.code
        onward = name_next(following.authority.name, following.role, is_same=is_same)
        purpose = "" if is_same else f" để {ROLES[following.role]}"
        yield f"Đề nghị chuyển {onward}{purpose}{until}."
    match verdict.outcome:
        case Outcome.REFER:
            yield "Từ đây đề nghị được xét theo hình thức cao hơn; hình thức đang xét dừng lại."
        case Outcome.APPROVE:
            yield "Việc chờ văn thư ghi số, ngày của quyết định khen thưởng."
        case Outcome.DECLINE:
            yield "Việc kết thúc ở đây; đơn vị được báo lý do, căn cứ và cách kiến nghị."
        case Outcome.RETURN:
            yield f"Đơn vị được yêu cầu bổ sung {len(verdict.missing)} nội dung, gửi lại một lần."
            yield "Thời hạn tạm dừng từ hôm nay cho đến khi nhận được bổ sung."
            yield "Bước này không yêu cầu bổ sung lần nữa được: kiểm tra đã đủ các nội dung còn thiếu."
        case Outcome.FORWARD:
            pass
    if verdict.override:
        yield "Các kết quả kiểm tra phải xử lý được cho qua, kèm lý do, và đi theo đề nghị."
    if verdict.outcome is not Outcome.RETURN:
        yield _FINAL
