"""Whether a submission is sound beyond its shape: every broken rule at once, each at its field with its remedy."""

from collections.abc import Iterator, Sequence
from datetime import date

from services.intake.domain.content_check import content_problems
from services.intake.domain.dossier import TOO_MANY, Submission
from services.intake.domain.vocabulary import Vocabulary
from shared.events.content import NominationContent, Nominee, Petition, Signer
from shared.events.words import NomineeKind
from shared.refusals import FieldProblem
from shared.text.exact import EARLIEST
from shared.text.folding import fold
from shared.text.formats import show_day
from shared.text.seen import has_word


def submission_problems(
    submission: Submission, vocabulary: Vocabulary, *, today: date, is_new: bool = True
) -> tuple[FieldProblem, ...]:
    """Every broken rule of the Tờ trình and its nominations, in the order of the body.

    Of a Tờ trình that was taken in before nothing can be mended: it is not asked after again.
    """
    of_petition = (
        (*_petition(submission.petition, today), *_order(submission), *_kept_apart(submission)) if is_new else ()
    )
    return (*of_petition, *_problems(submission, vocabulary, today))


def is_self_nomination(signer: Signer, nominee: Nominee) -> bool:
    """The signer is the nominee: same name, and no position that tells two namesakes apart."""
    if nominee.kind is not NomineeKind.INDIVIDUAL or fold(signer.name) != fold(nominee.name):
        return False
    theirs, own = fold(nominee.position), fold(signer.position)
    return not theirs or theirs in own or own in theirs


def _problems(submission: Submission, vocabulary: Vocabulary, today: date) -> Iterator[FieldProblem]:
    petition = submission.petition
    count, limit = len(submission.nominations), vocabulary.max_nominations
    if count > limit:
        yield FieldProblem("nominations", TOO_MANY.format(count=count, most=limit))
    for index, content in enumerate(submission.nominations[:limit]):
        path = f"nominations[{index}]"
        yield from content_problems(content, path, vocabulary, today=today)
        if has_word(content.nominee.name) and is_self_nomination(petition.signer, content.nominee):
            yield FieldProblem(
                f"{path}.nominee.name",
                "Người ký Tờ trình không tự đề nghị khen thưởng mình. Để cấp phó hoặc người được ủy quyền ký; nếu là"
                " hai người trùng tên, ghi chức vụ của từng người.",
            )
    yield from _repeats(submission.nominations[:limit])


def _petition(petition: Petition, today: date) -> Iterator[FieldProblem]:
    if not has_word(petition.number):
        yield FieldProblem("petition.number", "Nhập số Tờ trình.")
    if petition.signed_on > today:
        yield FieldProblem("petition.signed_on", "Ngày ký Tờ trình ở tương lai. Nhập ngày đã ký.")
    if petition.signed_on < EARLIEST:
        yield FieldProblem(
            "petition.signed_on", f"Ngày ký Tờ trình trước năm {EARLIEST.year}. Nhập ngày ghi trên Tờ trình."
        )
    if not has_word(petition.signer.name):
        yield FieldProblem("petition.signer.name", "Nhập họ và tên người ký Tờ trình.")
    if not has_word(petition.signer.position):
        yield FieldProblem("petition.signer.position", "Nhập chức vụ người ký Tờ trình.")


def _order(submission: Submission) -> Iterator[FieldProblem]:
    signed_on, achievements = submission.petition.signed_on, [content.achievement for content in submission.nominations]
    if signed_on < EARLIEST:
        return
    for index, content in enumerate(submission.nominations):
        if content.gift is not None and signed_on < content.gift.given_on:
            yield FieldProblem(
                f"nominations[{index}].gift.given_on",
                f"Ngày đóng góp sau ngày ký Tờ trình ({show_day(signed_on)}). Tờ trình chỉ nêu khoản đã trao: kiểm tra"
                " lại hai ngày.",
            )
    if all(signed_on < achievement.began_on for achievement in achievements):
        message = (
            "Ngày ký Tờ trình trước khi lập thành tích. Nhập ngày ghi trên Tờ trình, hoặc sửa ngày lập thành tích."
        )
        yield FieldProblem("petition.signed_on", message)
        return
    for index, achievement in enumerate(achievements):
        if signed_on < achievement.ended_on:
            yield FieldProblem(
                f"nominations[{index}].achievement.ended_on",
                f"Ngày kết thúc thành tích sau ngày ký Tờ trình ({show_day(signed_on)}). Tờ trình chỉ nêu thành tích đã"
                " lập: kiểm tra lại hai ngày.",
            )


def _kept_apart(submission: Submission) -> Iterator[FieldProblem]:
    # The Tờ trình and its files name everybody in the dossier, to whoever works on any of them.
    if len(submission.nominations) == 1:
        return
    for index, content in enumerate(submission.nominations):
        if content.confidential:
            yield FieldProblem(
                f"nominations[{index}].confidential",
                "Nộp đề nghị giữ kín trong một hồ sơ riêng, với Tờ trình chỉ nêu đề nghị đó.",
            )


def repeated_nominations(nominations: Sequence[NominationContent]) -> Iterator[tuple[int, str]]:
    """The place of each nomination that says the same as one before it, with what to do about it."""
    seen: dict[tuple[object, ...], int] = {}
    for index, content in enumerate(nominations):
        nominee, achievement = content.nominee, content.achievement
        who = (nominee.kind, fold(nominee.name), nominee.birth_date, nominee.birth_year, nominee.identity_number)
        where = (fold(nominee.workplace), nominee.place)
        key = (*who, *where, content.award_form, achievement.began_on, achievement.ended_on)
        first = seen.setdefault(key, index)
        if first != index and nominee.name:
            message = f"Trùng với đề nghị thứ {first + 1}: cùng đối tượng, hình thức và thành tích. Bỏ một trong hai."
            yield index, message


def _repeats(nominations: Sequence[NominationContent]) -> Iterator[FieldProblem]:
    for index, message in repeated_nominations(nominations):
        yield FieldProblem(f"nominations[{index}].nominee.name", message)
