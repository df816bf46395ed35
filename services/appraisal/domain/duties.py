"""Which duties an account has had with a nomination, and which it may not take on beside them."""

from collections.abc import Iterable, Mapping

from services.appraisal.domain.case import Case
from services.appraisal.domain.entitlement import InterestedError
from services.appraisal.domain.people import By
from services.appraisal.domain.transitions import ACTION_OF, CaseAction
from shared.events.content import DutyDone
from shared.events.words import CaseDuty, StepRole
from shared.refusals import FieldProblem, InvalidError
from shared.rules.duties import NAMES, NEVER, Setting, pair_of
from shared.text.folding import fold

Settings = Mapping[str, Setting]
Pairs = tuple[str, ...]
"""Pairs of duties as `pair_of` names them."""

_OF_AWARDS = (
    CaseAction.AWARD,
    CaseAction.CORRECT_AWARD,
    CaseAction.ANNUL_AWARD,
    CaseAction.UNDO_AWARD,
    CaseAction.RESTORE_AWARD,
)
_DUTY_OF: Mapping[str, CaseDuty] = {
    CaseAction.PROPOSE: CaseDuty.PROPOSE,
    **dict.fromkeys(ACTION_OF.values(), CaseDuty.DECIDE),
    **dict.fromkeys(_OF_AWARDS, CaseDuty.RECORD),
}
_OTHERS: Mapping[CaseDuty, str] = {
    CaseDuty.SUBMIT: "người nộp hồ sơ",
    CaseDuty.PROPOSE: "chuyên viên",
    CaseDuty.VOTE: "thư ký Hội đồng",
    CaseDuty.DECIDE: "thủ trưởng hoặc cấp phó được ủy quyền",
    CaseDuty.RECORD: "văn thư",
}


def duties_of(case: Case) -> tuple[DutyDone, ...]:
    """Who had which duty with the nomination until now, at this step and at those before, each once.

    Who was overruled or asked again counts, too: a proposal that no longer stands was still made.
    """
    submitters = [case.dossier.submitter, *(supplement.by for supplement in case.supplements if supplement.by)]
    done = {(duty_done.duty, duty_done.account) for duty_done in case.done}
    done |= {(CaseDuty.SUBMIT, account) for account in submitters}
    done |= {(_duty_of(entry.action, case), entry.by) for entry in case.history if entry.action in _DUTY_OF}
    return tuple(DutyDone(duty=duty, account=account) for duty, account in sorted(done))


def take_on(case: Case, account: str, duty: CaseDuty, settings: Settings, *, besides: Iterable[CaseDuty] = ()) -> Pairs:
    """The pairs of duties that the account has with this one, to be warned of and recorded.

    `besides` are duties that it has otherwise, as whoever records a decision that they signed.

    Raises:
        InterestedError: It would decide what it submitted or proposed, or the province refuses the pair.
    """
    earlier = sorted(_had_by(case, account) | set(besides), key=list(CaseDuty).index)
    for had in earlier:
        pair = pair_of(had, duty)
        if pair in NEVER or settings.get(pair) is Setting.REFUSE:
            raise InterestedError(
                f"Tài khoản này đã {NAMES[had]}, nên không được {NAMES[duty]} với đề nghị {case.number}. Chuyển cho "
                f"{_OTHERS[duty]} khác của {case.authority.name}; chưa có thì đề nghị quản trị viên của tỉnh thêm "
                "tài khoản."
            )
    return _to_warn_of([pair_of(had, duty) for had in earlier], settings)


def record(case: Case, by: By, signatory: str, settings: Settings) -> Pairs:
    """The pairs of duties that whoever records a decision with this signatory has with the case.

    Whoever bears the signatory's name, as far as that can be known, has decided, too.

    Raises:
        InvalidError: They sign what the same account submitted or proposed.
        InterestedError: The province refuses a pair.
    """
    if fold(by.name) != fold(signatory):
        return take_on(case, by.account, CaseDuty.RECORD, settings)
    for had in sorted(_had_by(case, by.account)):
        if pair_of(had, CaseDuty.DECIDE) in NEVER:
            message = (
                f"Người ký mang tên của tài khoản đang ghi, là tài khoản đã {NAMES[had]} với đề nghị {case.number}; "
                "không ai quyết định việc của chính mình. Ghi đúng người đã ký, hoặc chuyển việc đó sang quyết định "
                "do người khác có thẩm quyền ký."
            )
            raise InvalidError([FieldProblem("signatory.name", message)])
    return take_on(case, by.account, CaseDuty.RECORD, settings, besides=[CaseDuty.DECIDE])


def note(case: Case, account: str, duty: CaseDuty, settings: Settings) -> Pairs:
    """The same of a duty that was had already and can only be recorded; what is refused elsewhere is recorded here."""
    pairs = [pair_of(had, duty) for had in sorted(_had_by(case, account), key=list(CaseDuty).index)]
    return tuple(pair for pair in pairs if pair in NEVER or settings.get(pair, Setting.ALLOW) is not Setting.ALLOW)


def warning(pair: str) -> str:
    """What whoever sees the case reads of a pair of duties."""
    first, second = (NAMES[CaseDuty(duty)] for duty in pair.split("-"))
    return (
        f"Cùng một tài khoản vừa {first} vừa {second} với đề nghị này. Việc kiêm nhiệm được ghi vào nhật ký; nên "
        "giao cho hai người khác nhau."
    )


def _had_by(case: Case, account: str) -> set[CaseDuty]:
    return {duty_done.duty for duty_done in duties_of(case) if duty_done.account == account}


def _duty_of(action: str, case: Case) -> CaseDuty:
    # The count decides where a vote is taken; whoever enters it records that.
    is_count = case.step.role is StepRole.VOTE and _DUTY_OF[action] is CaseDuty.DECIDE
    return CaseDuty.VOTE if is_count else _DUTY_OF[action]


def _to_warn_of(pairs: Iterable[str], settings: Settings) -> Pairs:
    return tuple(pair for pair in pairs if settings.get(pair) is Setting.WARN)
