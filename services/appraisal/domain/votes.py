"""What the council's vote means for a nomination: the count decides the outcome, nobody else does."""

from collections.abc import Iterator

from services.appraisal.domain.case import Case, Tally, Verdict
from shared.events.words import Outcome, StepRole
from shared.refusals import ConflictError, FieldProblem, InvalidError
from shared.rules.rule_set import RuleSet

_WHOLE = 100


class ShareOpenError(ConflictError):
    """Neither law nor province says how many votes are needed: the vote waits until the province has."""


def verdict_of(case: Case, tally: Tally, rules: RuleSet) -> Verdict:
    """The outcome that the count leads to, worded with count and threshold.

    The share is of all members, present or not (NĐ 91/2017 Điều 45; the share itself is the rule set's).

    Raises:
        ShareOpenError: The rule set gives no share.
        InvalidError: No vote is taken at this step, or the count cannot be right; all is named.
    """
    if case.step.role is not StepRole.VOTE:
        message = "Bước này không lấy phiếu của Hội đồng. Ghi kết quả xử lý của thủ trưởng cơ quan."
        raise InvalidError([FieldProblem("approving", message)])
    problems = list(_faults(tally))
    if problems:
        raise InvalidError(problems)
    share = rules.council.share_percent
    if share is None:
        raise ShareOpenError(
            "Tỷ lệ phiếu cần có của Hội đồng: chưa xác định. Luật không quy định tỷ lệ cho hình thức này; đề nghị tỉnh "
            "quy định, rồi quản trị viên ghi vào mục [council] của tệp quy định."
        )
    counted = (
        f"Hội đồng có {tally.members} thành viên, {tally.present} người dự họp, {tally.approving} phiếu đồng ý "
        f"(cần {_votes_needed(tally.members, share)}, là {share}% tổng số thành viên); biên bản {tally.minutes}."
    )
    if tally.approving >= _votes_needed(tally.members, share):
        return Verdict(Outcome.FORWARD, text=counted, tally=tally)
    return Verdict(Outcome.DECLINE, rules.council.decline_reason, counted, tally=tally)


def _votes_needed(members: int, share: int) -> int:
    return -(-members * share // _WHOLE)


def _faults(tally: Tally) -> Iterator[FieldProblem]:
    if not tally.minutes:
        yield FieldProblem("minutes", "Nhập số và ngày của biên bản họp Hội đồng.")
    if tally.present > tally.members:
        yield FieldProblem("present", f"Số người dự họp vượt quá {tally.members} thành viên. Kiểm tra lại biên bản.")
    if tally.approving > tally.present:
        message = f"Số phiếu đồng ý vượt quá {tally.present} người dự họp. Kiểm tra lại biên bản."
        yield FieldProblem("approving", message)
