"""What the page of a case shows, worked out from its overview: facts in words, in the order in which they are read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from services.appraisal.application.overview import Overview
from services.appraisal.domain.case import Case, CaseState
from services.appraisal.web.pages.case_words import PARTS, entry_sentence
from shared.audit.chain import Break, Difference
from shared.events.content import Attachment, EarlierAward, NominationContent, Place, Slip, Step
from shared.events.names import ATTACHMENTS, DUTIES, KINDS, MARKS, OCCASIONS, PAPER_NAMES, ROLES, SEXES
from shared.events.words import StepRole
from shared.files.verdicts import MediaType
from shared.rules.explaining import spell_basis
from shared.rules.rule_set import Coded, RuleSet
from shared.text.formats import show_count, show_day, show_money

Row = tuple[str, str]
_BROKEN: Mapping[Difference, str] = {
    Difference.NUMBER: "số thứ tự không liền với mục trước",
    Difference.PREVIOUS: "không nối với mục trước",
    Difference.CONTENT: "nội dung đã bị thay đổi sau khi ghi",
    Difference.MISSING: "mục này không còn",
}
_BEHIND: Mapping[StepRole, str] = {
    StepRole.ENDORSE: "đã xác nhận",
    StepRole.COMPILE: "đã tổng hợp",
    StepRole.APPRAISE: "đã thẩm định",
    StepRole.VOTE: "Hội đồng đã xét",
    StepRole.DECIDE: "đã quyết định",
}
_PREVIEWED = frozenset({MediaType.PDF, MediaType.JPEG, MediaType.PNG})
_KIBIBYTE = 1024
_SENTENCE = re.compile(r"[^.;!?\n]+[.;!?\n]*\s*")


@dataclass(frozen=True)
class SlipStep:
    """A step as the slip line draws it."""

    name: str
    state: str
    text: str
    day: str


@dataclass(frozen=True)
class ShownFile:
    """A file with where it is downloaded, and looked at where a browser shows it safely."""

    name: str
    kind: str
    note: str
    address: str
    preview: str


@dataclass(frozen=True)
class ShownEntry:
    """An entry of the history in words; `is_broken` where the chain breaks at it."""

    at: datetime
    text: str
    is_broken: bool


def nomination_rows(overview: Overview, form_name: str) -> Sequence[Row]:
    """What the nomination says beside the achievement."""
    return list(_nomination_rows(overview, form_name))


def _texts_of(rules: RuleSet | None) -> Mapping[str, Coded]:
    if rules is None:
        return {}
    listed = (*rules.grounds, *rules.target_groups, *rules.criteria, *rules.emulation_contents)
    return {each.code: each for each in listed}


def _plan_rows(content: NominationContent, rules: RuleSet | None) -> Iterator[Row]:
    """What of the plan the nomination names: group, criteria, content, and the criterion that all keep."""
    coded = _texts_of(rules)
    named = (
        ("Nhóm đối tượng", (content.target_group,)),
        ("Tiêu chí", content.criteria),
        ("Nội dung thi đua", content.emulation_contents),
    )
    for label, codes in named:
        if codes:
            yield label, "\n".join(coded[code].text if code in coded else code for code in codes)
    if rules and rules.common_criterion:
        confirmed = "Đơn vị đã xác nhận" if content.common_criterion_met else "Đơn vị chưa xác nhận"
        yield "Tiêu chí chung", f"{rules.common_criterion.text}. {confirmed}."


def _nomination_rows(overview: Overview, form_name: str) -> Iterator[Row]:
    case, rules = overview.case, overview.rules
    content, petition = case.content, case.dossier.petition
    nominee = content.nominee
    born = f"sinh {show_day(nominee.birth_date)}" if nominee.birth_date else ""
    born = born or (f"sinh năm {nominee.birth_year}" if nominee.birth_year else "")
    about = [KINDS[nominee.kind], SEXES[nominee.sex] if nominee.sex else "", born]
    about.append("truy tặng" if nominee.posthumous else "")
    kind = ", ".join(filter(None, about))
    yield "Đối tượng", f"{kind[:1].upper()}{kind[1:]}"
    duty = f"({DUTIES[nominee.duty]})" if nominee.duty else ""
    work = ", ".join(filter(None, (nominee.position, nominee.workplace)))
    if work or duty:
        yield "Chức vụ, đơn vị", f"{work} {duty}".strip()
    if place := _place(nominee.place, overview.communes):
        yield "Nơi ở, nơi đóng", place
    if overview.shown.identity:
        known = overview.shown.identity
        name = PAPER_NAMES[known.kind]
        yield f"{name[:1].upper()}{name[1:]}", known.covered
    yield "Hình thức", form_name
    coded = _texts_of(rules)
    ground = coded.get(content.ground)
    occasion = OCCASIONS[petition.occasion]
    text = f"{ground.text} ({ground.basis})" if ground else content.ground
    yield "Loại khen, căn cứ", f"{occasion[:1].upper()}{occasion[1:]}; {text[:1].lower()}{text[1:]}"
    yield from _plan_rows(content, rules)
    if content.priority_marks:
        yield "Diện ưu tiên", ", ".join(MARKS[mark] for mark in content.priority_marks)
    if gift := content.gift:
        goods = f", hiện vật {gift.goods}" if gift.goods else ""
        yield "Đóng góp", f"{show_money(gift.total_vnd)}{goods}, trao {show_day(gift.given_on)} cho {gift.receiver}"
    if content.earlier_awards:
        yield "Khen thưởng đã có", "\n".join(map(_earlier, content.earlier_awards))
    signer = petition.signer
    head = f"{petition.number} ngày {show_day(petition.signed_on)}, {case.dossier.unit.name}"
    yield "Tờ trình", f"{head}; {signer.name}, {signer.position} ký"
    yield "Công khai", _consent(case)


def _consent(case: Case) -> str:
    if case.content.confidential:
        return "Đơn vị đề nghị giữ kín"
    return "Đối tượng đồng ý công khai" if case.content.consent else "Chưa có đồng ý của đối tượng"


def _earlier(award: EarlierAward) -> str:
    return f"{award.form}, Quyết định số {award.decision_number}" if award.decision_number else award.form


def _place(place: Place, communes: Mapping[str, str]) -> str:
    return ", ".join(filter(None, (place.text, communes.get(place.commune or "", ""))))


def achievement_time(overview: Overview) -> str:
    """When, and as far as it is told where, the achievement was made."""
    achievement = overview.case.content.achievement
    time = f"{show_day(achievement.began_on)} – {show_day(achievement.ended_on)}"
    return ", ".join(filter(None, (time, _place(achievement.place, overview.communes))))


def mark_new(text: str, before: str) -> Sequence[tuple[str, bool]]:
    """The text in pieces, each with whether it is new since `before`; all of it as it is where there was nothing."""
    if not before:
        return [(text, False)]
    old, new = _SENTENCE.findall(before), _SENTENCE.findall(text)
    matcher = SequenceMatcher(None, [each.strip() for each in old], [each.strip() for each in new], autojunk=False)
    return [
        ("".join(new[begin:end]), kind != "equal") for kind, _, _, begin, end in matcher.get_opcodes() if begin < end
    ]


def changed_parts(changed: Sequence[str]) -> str:
    """The parts that a supplement changed, in words."""
    return ", ".join(PARTS[name] for name in changed if name in PARTS)


def shown_files(case: Case) -> Sequence[ShownFile]:
    """The files of the Tờ trình and of this nomination, served by intake to whoever may see them."""
    return [_file(each) for each in (*case.dossier.petition.attachments, *case.content.attachments)]


def _file(attachment: Attachment) -> ShownFile:
    address, kind = f"/tai-lieu/{attachment.id}", ATTACHMENTS[attachment.kind]
    size = f"{show_count(-(-attachment.size // _KIBIBYTE))} KB" if attachment.size else ""
    ending = attachment.name.rpartition(".")[2].upper() if "." in attachment.name else ""
    is_previewed = attachment.media_type in _PREVIEWED
    return ShownFile(
        name=attachment.name or kind,
        kind=kind,
        note=", ".join(filter(None, (kind if attachment.name else "", ending, size))),
        address=address,
        preview=f"{address}?xem=1" if is_previewed else "",
    )


def slip_steps(case: Case) -> Sequence[SlipStep]:
    """The nomination's way: what lies behind this step, the step itself, and what may follow."""
    behind, ahead = _behind(case.slip, case.step.after), _ahead(case.slip, case.key.step)
    return [_slip_step(case, step, behind, ahead) for step in case.slip]


def _behind(slip: Slip, number: int) -> set[int]:
    by_number = {step.step: step for step in slip}
    found: set[int] = set()
    while number in by_number and number not in found:
        found.add(number)
        number = by_number[number].after
    return found


def _ahead(slip: Slip, number: int) -> set[int]:
    found: set[int] = set()
    for step in slip:
        if step.after == number or step.after in found:
            found.add(step.step)
    return found


def _slip_step(case: Case, step: Step, behind: set[int], ahead: set[int]) -> SlipStep:
    role = ROLES[step.role]
    if step.step == case.key.step:
        return _own_step(case, step, role)
    if step.step in behind:
        return SlipStep(step.authority.name, "xong", _BEHIND[step.role], "")
    if step.step not in ahead:
        return SlipStep(step.authority.name, "khong-qua", f"{role}; không đi qua bước này", "")
    day = f"dự kiến đến hết {show_day(step.expected_on)}" if step.expected_on else ""
    return SlipStep(step.authority.name, "", role, day)


def _own_step(case: Case, step: Step, role: str) -> SlipStep:
    round_text = f", lần {case.round}" if case.round > 1 else ""
    match case.state:
        case CaseState.OPEN:
            return SlipStep(step.authority.name, "dang", f"đang {role}{round_text}", f"đến hết {show_day(case.due_on)}")
        case CaseState.RETURNED:
            return SlipStep(step.authority.name, "dang", f"{role}{round_text}, đang chờ đơn vị bổ sung", "")
        case CaseState.DECLINED | CaseState.WITHDRAWN | CaseState.ANNULLED:
            return SlipStep(step.authority.name, "khong-qua", role, "")
        case _:
            return SlipStep(step.authority.name, "xong", role, "")


def history_entries(overview: Overview) -> Sequence[ShownEntry]:
    """The history, newest first."""
    broken = overview.broken.entry if overview.broken else 0
    entries = enumerate(overview.case.history, start=1)
    shown = [ShownEntry(entry.at, entry_sentence(entry, overview.names), n == broken) for n, entry in entries]
    return shown[::-1]


def changes_since(overview: Overview, version: int) -> Sequence[ShownEntry]:
    """What was done after that version, newest first."""
    return history_entries(overview)[: max(overview.case.version - version, 0)]


def chain_state(broken: Break | None) -> str:
    """Whether the history is as it was written, in words."""
    if broken is None:
        return "Chuỗi nhật ký nguyên vẹn"
    return f"Chuỗi nhật ký hỏng ở mục {broken.entry}: {_BROKEN[broken.difference]}"


def basis_of(overview: Overview, basis: str) -> str:
    """The basis with its laws by name."""
    return spell_basis(overview.rules, basis) if overview.rules else basis
