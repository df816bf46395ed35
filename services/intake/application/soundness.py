"""Holding a submission to the rules of its day: codes, routes, addressee; every broken rule is named at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.intake.application.ports import Registry, Windows
from services.intake.domain.dossier import Submission
from services.intake.domain.submission_check import submission_problems
from services.intake.domain.succession import Succession
from services.intake.domain.vocabulary import Vocabulary, communes_named, own_words
from shared.events.content import AuthorityRef, NominationContent, Slip, UnitRef
from shared.refusals import FieldProblem, InvalidError
from shared.rules.rule_set import RuleSet
from shared.rules.slip import SlipRefusedError, check_addressee, make_slip
from shared.rules.succeeding import with_heirs


@dataclass(frozen=True)
class SoundSubmission:
    """A submission without faults: who hands it in under which rules, and the slip of each nomination."""

    unit: UnitRef
    rule_set: RuleSet
    slips: tuple[Slip, ...]


async def check_submission(
    registry: Registry,
    windows: Windows,
    rule_set: RuleSet,
    unit: UnitRef,
    submission: Submission,
    today: date,
    found: Sequence[FieldProblem] = (),
) -> SoundSubmission:
    """The submission with its routes; what was `found` before is named with the rest.

    Raises:
        InvalidError: It breaks rules; all of them are named.
    """
    petition = submission.petition
    succession = await registry.succession(_bodies(rule_set, unit), frozenset(), today)
    rules = with_heirs(rule_set, succession.heirs)
    vocabulary = await vocabulary_for(registry, rules, submission, today)
    problems = list(submission_problems(submission, vocabulary, today=today))
    problems += await _outside_windows(windows, rules, submission, today)
    problems += found
    addressee = await registry.addressee(petition.addressed_to) if petition.addressed_to is not None else None
    if petition.addressed_to is not None and addressee is None:
        problems.append(
            FieldProblem(
                "petition.addressed_to", "Không có cơ quan mang mã này. Chọn mã trong danh mục hoặc bỏ mục nơi nhận."
            )
        )
    routing = _Routing(rules, unit, submission, today, addressee, succession)
    routing.run(skipping=_unroutable(problems))
    problems += routing.problems
    if problems:
        refusal = InvalidError(problems)
        if routing.alternatives:
            refusal.details["alternatives"] = routing.alternatives
        raise refusal
    return SoundSubmission(unit=unit, rule_set=rule_set, slips=tuple(routing.slips))


async def vocabulary_for(registry: Registry, rule_set: RuleSet, submission: Submission, today: date) -> Vocabulary:
    """The codes and limits that hold for this submission."""
    communes = communes_named(submission)
    succession = await registry.succession(frozenset(), communes, today)
    return Vocabulary(
        award_forms=rule_set.award_forms_by_code.keys(),
        grounds=frozenset(entry.code for entry in rule_set.grounds),
        target_groups=frozenset(entry.code for entry in rule_set.target_groups),
        criteria=frozenset(entry.code for entry in rule_set.criteria),
        emulation_contents=frozenset(entry.code for entry in rule_set.emulation_contents),
        unknown_communes=await registry.unknown_communes(communes),
        passing_communes=succession.passing,
        max_nominations=rule_set.limits.nominations_per_dossier,
        achievement_chars=rule_set.limits.achievement_characters,
    )


async def problems_without_rules(registry: Registry, submission: Submission, today: date) -> tuple[FieldProblem, ...]:
    """What is wrong with a submission whose movement has no rules: all that can be told without them."""
    unknown = await registry.unknown_communes(communes_named(submission))
    return submission_problems(submission, own_words(submission, unknown_communes=unknown), today=today)


async def _outside_windows(
    windows: Windows, rule_set: RuleSet, submission: Submission, today: date
) -> tuple[FieldProblem, ...]:
    # KH V.2.2: sơ kết and tổng kết are awarded only "khi có chỉ đạo của Chính phủ và của UBND tỉnh".
    occasion, rules = submission.petition.occasion, rule_set.windows
    if occasion not in rules.occasions or await windows.is_open(rule_set.movement, occasion, today):
        return ()
    message = (
        f"Hôm nay ngoài các đợt sơ kết, tổng kết: theo {rules.basis}, hồ sơ chỉ nhận trong đợt do "
        f"{rule_set.bodies[rules.opened_by]} mở. Gửi lại khi có thông báo mở đợt, hoặc chọn loại khen đột xuất."
    )
    return (FieldProblem("petition.occasion", message),)


class _Routing:
    """Works out the slips of all nominations, gathering refusals instead of stopping at the first."""

    def __init__(
        self,
        rule_set: RuleSet,
        unit: UnitRef,
        submission: Submission,
        today: date,
        addressee: AuthorityRef | None,
        succession: Succession,
    ) -> None:
        self._standing = succession
        self._rule_set = rule_set
        self._unit = unit
        self._submission = submission
        self._today = today
        self._addressee = addressee
        self.slips: list[Slip] = []
        self.problems: list[FieldProblem] = []
        self.alternatives: object = None

    def run(self, *, skipping: frozenset[int]) -> None:
        limit = self._rule_set.limits.nominations_per_dossier
        for index, content in enumerate(self._submission.nominations[:limit]):
            if index not in skipping:
                self._one(index, content)

    def _one(self, index: int, content: NominationContent) -> None:
        try:
            slip = make_slip(self._rule_set, self._unit, content, self._submission.petition.occasion, self._today)
            self._refuse_over(slip)
            if self._addressee is not None:
                check_addressee(self._rule_set, slip, self._addressee)
        except SlipRefusedError as refusal:
            self._refused(index, refusal)
        else:
            self.slips.append(slip)

    def _refuse_over(self, slip: Slip) -> None:
        for step in slip:
            if step.authority.code in self._standing.over:
                message = (
                    f"Đề nghị này phải qua {step.authority.name}, đã kết thúc hoạt động và chưa có cơ quan kế thừa. "
                    "Liên hệ quản trị viên của tỉnh (Sở Nội vụ) để ghi cơ quan kế thừa rồi nộp lại."
                )
                raise SlipRefusedError("award_form", message)

    def _refused(self, index: int, refusal: SlipRefusedError) -> None:
        of_petition = refusal.field.startswith("petition.")
        problem = FieldProblem(
            refusal.field if of_petition else f"nominations[{index}].{refusal.field}", refusal.message
        )
        if problem not in self.problems:
            self.problems.append(problem)
        self.alternatives = self.alternatives or refusal.details.get("alternatives")


def _bodies(rule_set: RuleSet, unit: UnitRef) -> frozenset[str]:
    return frozenset(rule_set.bodies) | {authority.code for authority in unit.chain}


def _unroutable(problems: Sequence[FieldProblem]) -> frozenset[int]:
    # An unknown form has been named already; the engine would name it again in other words.
    return frozenset(
        int(problem.field[len("nominations[") : problem.field.index("]")])
        for problem in problems
        if problem.field.startswith("nominations[") and problem.field.endswith(".award_form")
    )
