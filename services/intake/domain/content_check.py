"""What must be said of an achievement, a gift and earlier awards: each broken rule with the sentence that mends it."""

from collections.abc import Iterator
from datetime import date, timedelta

from services.intake.domain.nominee_check import nominee_problems, place_problems
from services.intake.domain.vocabulary import Vocabulary
from shared.events.content import Achievement, EarlierAward, Gift, NominationContent
from shared.refusals import FieldProblem
from shared.text.exact import EARLIEST
from shared.text.formats import show_count
from shared.text.seen import has_word

MAX_EARLIER_AWARDS = 20
MAX_CRITERIA = 20
# A bound that no gift reaches and every database number holds: one million billion đồng.
MAX_VND = 10**15


def content_problems(
    content: NominationContent, path: str, vocabulary: Vocabulary, *, today: date
) -> Iterator[FieldProblem]:
    """Every broken rule of one nomination; `path` is where it stands in the body."""
    yield from nominee_problems(content.nominee, f"{path}.nominee", today=today)
    time = (content.achievement.began_on, today)
    yield from place_problems(content.nominee.place, f"{path}.nominee.place", vocabulary, time)
    yield from _achievement(content.achievement, f"{path}.achievement", vocabulary, today)
    yield from _life(content, path, today)
    yield from _codes(content, path, vocabulary)
    if content.gift is not None:
        yield from _gift(content.gift, f"{path}.gift", today)
    yield from _earlier(content.earlier_awards, f"{path}.earlier_awards", today)
    if content.consent and content.confidential:
        yield FieldProblem(
            f"{path}.confidential", "Chọn một trong hai: đồng ý công khai (consent) hoặc giữ kín (confidential)."
        )


def _achievement(achievement: Achievement, path: str, vocabulary: Vocabulary, today: date) -> Iterator[FieldProblem]:
    limit = vocabulary.achievement_chars
    if not has_word(achievement.summary):
        yield FieldProblem(f"{path}.summary", "Viết tóm tắt thành tích.")
    if len(achievement.summary) > limit:
        most, actual = show_count(limit), show_count(len(achievement.summary))
        yield FieldProblem(f"{path}.summary", f"Tóm tắt thành tích dài {actual} ký tự. Rút gọn còn tối đa {most}.")
    for name, day in (("began_on", achievement.began_on), ("ended_on", achievement.ended_on)):
        yield from _too_early(day, f"{path}.{name}")
    if achievement.began_on > today:
        yield FieldProblem(f"{path}.began_on", "Ngày bắt đầu ở tương lai. Nhập ngày đã lập thành tích.")
    if achievement.ended_on > today:
        yield FieldProblem(f"{path}.ended_on", "Ngày kết thúc ở tương lai. Nhập ngày đã lập thành tích.")
    if achievement.ended_on < achievement.began_on:
        yield FieldProblem(f"{path}.ended_on", "Ngày kết thúc trước ngày bắt đầu. Kiểm tra lại hai ngày.")
    yield from place_problems(achievement.place, f"{path}.place", vocabulary, (achievement.began_on, today))


def _too_early(day: date, field: str) -> Iterator[FieldProblem]:
    if day < EARLIEST:
        yield FieldProblem(field, f"Ngày này trước năm {EARLIEST.year}. Kiểm tra lại năm.")


def _life(content: NominationContent, path: str, today: date) -> Iterator[FieldProblem]:
    nominee = content.nominee
    if nominee.birth_date is not None and nominee.birth_date <= today:
        field, label, first = "birth_date", "ngày sinh", nominee.birth_date + timedelta(days=1)
    elif nominee.birth_date is None and nominee.birth_year is not None and EARLIEST.year <= nominee.birth_year:
        # Of whoever gives the year alone, only a year that is too late can be said to be wrong.
        field, label, first = "birth_year", "năm sinh", date(min(nominee.birth_year, today.year), 1, 1)
    else:
        return
    if content.achievement.began_on < first:
        message = f"{label.capitalize()} không trước ngày bắt đầu lập thành tích. Kiểm tra lại hai mục."
        yield FieldProblem(f"{path}.nominee.{field}", message)
    if content.gift is not None and content.gift.given_on < first:
        message = f"Ngày đóng góp không sau {label} của người được đề nghị. Kiểm tra lại hai mục."
        yield FieldProblem(f"{path}.gift.given_on", message)
    for place, award in enumerate(content.earlier_awards):
        if award.decided_on is not None and award.decided_on < first:
            message = f"Ngày quyết định không sau {label} của người được đề nghị. Kiểm tra lại hai mục."
            yield FieldProblem(f"{path}.earlier_awards[{place}].decided_on", message)


def _codes(content: NominationContent, path: str, vocabulary: Vocabulary) -> Iterator[FieldProblem]:
    listed = (
        ("award_form", content.award_form, vocabulary.award_forms, "hình thức khen thưởng"),
        ("ground", content.ground, vocabulary.grounds, "lý do đề nghị"),
        ("target_group", content.target_group, vocabulary.target_groups, "nhóm đối tượng"),
    )
    for name, code, known, label in listed:
        if code not in known:
            yield FieldProblem(f"{path}.{name}", f"Chọn {label} trong danh mục: {', '.join(sorted(known))}.")
    for place, code in enumerate(content.criteria):
        if code not in vocabulary.criteria:
            yield FieldProblem(
                f"{path}.criteria[{place}]",
                f"Chọn tiêu chí trong danh mục: {', '.join(sorted(vocabulary.criteria))}.",
            )
    if len(content.criteria) > MAX_CRITERIA:
        yield FieldProblem(f"{path}.criteria", f"Chọn tối đa {MAX_CRITERIA} tiêu chí.")
    for place, code in enumerate(content.emulation_contents):
        if code not in vocabulary.emulation_contents:
            codes = ", ".join(sorted(vocabulary.emulation_contents)) or "phong trào này không có"
            yield FieldProblem(f"{path}.emulation_contents[{place}]", f"Chọn nội dung thi đua trong danh mục: {codes}.")
    if len(set(content.emulation_contents)) < len(content.emulation_contents):
        yield FieldProblem(f"{path}.emulation_contents", "Mỗi nội dung thi đua chỉ ghi một lần.")
    if len(set(content.priority_marks)) < len(content.priority_marks):
        yield FieldProblem(f"{path}.priority_marks", "Mỗi diện ưu tiên chỉ ghi một lần.")


def _gift(gift: Gift, path: str, today: date) -> Iterator[FieldProblem]:
    if gift.total_vnd == 0:
        yield FieldProblem(path, "Ghi số tiền (money_vnd) hoặc trị giá hiện vật (goods_vnd), hoặc bỏ mục đóng góp.")
    for name, amount in (("money_vnd", gift.money_vnd), ("goods_vnd", gift.goods_vnd)):
        if amount > MAX_VND:
            yield FieldProblem(f"{path}.{name}", "Số tiền quá lớn. Nhập theo đồng, không nhân thêm.")
    if gift.goods_vnd and not has_word(gift.goods):
        yield FieldProblem(f"{path}.goods", "Kể tên hiện vật đã đóng góp.")
    if gift.goods and not gift.goods_vnd:
        yield FieldProblem(f"{path}.goods_vnd", "Ghi trị giá hiện vật bằng đồng.")
    yield from _too_early(gift.given_on, f"{path}.given_on")
    if gift.given_on > today:
        yield FieldProblem(f"{path}.given_on", "Ngày đóng góp ở tương lai. Nhập ngày đã trao.")
    if not has_word(gift.receiver):
        yield FieldProblem(f"{path}.receiver", "Ghi nơi tiếp nhận đóng góp.")


def _earlier(awards: tuple[EarlierAward, ...], path: str, today: date) -> Iterator[FieldProblem]:
    if len(awards) > MAX_EARLIER_AWARDS:
        yield FieldProblem(path, f"Ghi tối đa {MAX_EARLIER_AWARDS} lần khen thưởng gần nhất.")
    for place, award in enumerate(awards):
        if not has_word(award.form):
            yield FieldProblem(f"{path}[{place}].form", "Ghi hình thức đã được khen thưởng.")
        if award.decided_on is not None:
            yield from _too_early(award.decided_on, f"{path}[{place}].decided_on")
        if award.decided_on is not None and award.decided_on > today:
            yield FieldProblem(
                f"{path}[{place}].decided_on", "Ngày quyết định ở tương lai. Nhập ngày ghi trên quyết định."
            )
