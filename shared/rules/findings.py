"""What can be checked without a person: completeness, who may receive what, and what the plan puts first."""

from collections.abc import Callable, Iterator

from shared.events.content import DossierRef, Finding, NominationContent, Slip
from shared.events.words import Level, NomineeKind, Occasion, PriorityMark
from shared.rules.rule_set import RuleSet
from shared.text.formats import show_day

_Check = Callable[[RuleSet, NominationContent, DossierRef, Slip], Iterator[Finding]]


def priority(rule_set: RuleSet, content: NominationContent) -> int:
    """How far in front a nomination comes, higher first, 0 without a mark (plan V.1)."""
    marks = set(content.priority_marks) | ({PriorityMark.SACRIFICE} if content.nominee.posthumous else set())
    return max((rule_set.priority.get(mark, 0) for mark in marks), default=0)


def findings(
    rule_set: RuleSet, content: NominationContent, dossier: DossierRef, slip: Slip, *, is_identified: bool
) -> tuple[Finding, ...]:
    """What an appraiser is shown before reading, each with its basis and what to do.

    `is_identified` says whether the unit gave an identity number, which the content that levels get does not show.
    """
    found = tuple(found for check in _CHECKS for found in check(rule_set, content, dossier, slip))
    return found if is_identified else (*found, *_identity_is_missing(content))


def _summary_is_short(rule_set: RuleSet, content: NominationContent, *_: object) -> Iterator[Finding]:
    advised = rule_set.limits.achievement_characters_advised
    if len(content.achievement.summary) < advised:
        message = f"Tóm tắt thành tích dưới {advised} ký tự. Đề nghị nêu rõ hành động, thành tích, công trạng."
        yield Finding(code="tom-tat-ngan", message=message, basis="NĐ 91/2017 Điều 55, Mẫu số 06")


def _consent_is_missing(_: RuleSet, content: NominationContent, *__: object) -> Iterator[Finding]:
    if not content.consent and not content.nominee.posthumous:
        message = "Chưa có xác nhận đồng ý của người được đề nghị. Hỏi đơn vị trước khi công khai."
        yield Finding(code="chua-dong-y", message=message, basis="NĐ 13/2023 Điều 11")


def _identity_is_missing(content: NominationContent) -> Iterator[Finding]:
    if content.nominee.kind is NomineeKind.INDIVIDUAL:
        message = "Chưa có số định danh; việc tìm trùng dựa vào họ tên và ngày, năm sinh. Đối chiếu với đơn vị."
        yield Finding(code="thieu-dinh-danh", message=message, basis="Yêu cầu nghiệp vụ")


def _place_is_elsewhere(_: RuleSet, content: NominationContent, __: DossierRef, slip: Slip) -> Iterator[Finding]:
    last = slip[-1].authority
    commune = content.nominee.place.commune
    if last.level is Level.COMMUNE and commune is not None and not last.code.endswith(f".{commune}"):
        message = f"Người được đề nghị ở ngoài địa bàn {last.name}. Kiểm tra thẩm quyền trước khi xét."
        yield Finding(code="ngoai-dia-ban", message=message, basis="Luật TĐKT Điều 80")


def _gift_is_missing(rule_set: RuleSet, content: NominationContent, *_: object) -> Iterator[Finding]:
    if content.ground in rule_set.donation_grounds and content.gift is None:
        message = "Căn cứ là đóng góp nhưng chưa nêu giá trị, ngày và bên nhận. Đề nghị đơn vị bổ sung."
        yield Finding(code="thieu-dong-gop", message=message, basis="KH V.2.2", blocking=True)


def _achievement_is_old(
    rule_set: RuleSet, content: NominationContent, dossier: DossierRef, __: Slip
) -> Iterator[Finding]:
    # By the day on which it came in, which nobody but the system writes: a Tờ trình may bear any date.
    days = (dossier.submitted_on - content.achievement.ended_on).days
    if dossier.petition.occasion is Occasion.SPONTANEOUS and days > rule_set.limits.prompt_days:
        message = (
            f"Hồ sơ nộp ngày {show_day(dossier.submitted_on)}, khi thành tích đã qua {days} ngày. Khen đột xuất phải"
            " kịp thời; xem xét loại khen phù hợp."
        )
        yield Finding(code="khong-kip-thoi", message=message, basis="KH V.2.2; NĐ 91/2017 Điều 3")


def _petition_is_old(rule_set: RuleSet, _: NominationContent, dossier: DossierRef, __: Slip) -> Iterator[Finding]:
    petition, limit = dossier.petition, rule_set.limits.petition_days
    days = (dossier.submitted_on - petition.signed_on).days
    if days > limit:
        message = (
            f"Tờ trình ký ngày {show_day(petition.signed_on)}, nộp ngày {show_day(dossier.submitted_on)}: cách nhau"
            f" {days} ngày, quá {limit} ngày. Hỏi đơn vị vì sao nộp muộn và đối chiếu ngày trên bản đã ký."
        )
        yield Finding(code="to-trinh-cu", message=message, basis="Yêu cầu nghiệp vụ")


def _days_are_unusual(
    rule_set: RuleSet, content: NominationContent, dossier: DossierRef, __: Slip
) -> Iterator[Finding]:
    began_on, gift, signed_on = content.achievement.began_on, content.gift, dossier.petition.signed_on
    if began_on < rule_set.began_on:
        message = (
            f"Thành tích bắt đầu ngày {show_day(began_on)}, trước thời gian của phong trào (từ "
            f"{show_day(rule_set.began_on)}). Hỏi lại đơn vị ngày lập thành tích."
        )
        yield Finding(code="thanh-tich-qua-som", message=message, basis="Yêu cầu nghiệp vụ")
    if gift is not None and not rule_set.began_on <= gift.given_on <= signed_on:
        message = (
            f"Khoản đóng góp ghi ngày {show_day(gift.given_on)}, ngoài thời gian từ khi có phong trào đến ngày ký Tờ "
            f"trình ({show_day(signed_on)}). Đối chiếu với giấy xác nhận của bên nhận."
        )
        yield Finding(code="ngay-dong-gop-la", message=message, basis="Yêu cầu nghiệp vụ")


_CHECKS: tuple[_Check, ...] = (
    _summary_is_short,
    _consent_is_missing,
    _place_is_elsewhere,
    _gift_is_missing,
    _achievement_is_old,
    _days_are_unusual,
    _petition_is_old,
)
