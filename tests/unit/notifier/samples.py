"""Facts of one dossier, as intake tells them; people and places are invented."""

from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from services.notifier.domain.mails import Mail, new_mail
from services.notifier.domain.schedule import Schedule
from shared.events.content import AuthorityRef, MissingItem, Person
from shared.events.correspondence import NominationMessageAnswered, NominationMessageWritten
from shared.events.digests import DigestDue, DigestLine
from shared.events.drafts import DraftEnding
from shared.events.nominations import (
    DossierReceived,
    NominationApproved,
    NominationAwardAnnulled,
    NominationAwardCorrected,
    NominationAwarded,
    NominationDeclined,
    NominationDelayed,
    NominationForwarded,
    NominationReferred,
    NominationReturned,
    NominationWithdrawalRefused,
    NominationWithdrawn,
    ReceivedLine,
)
from shared.events.words import Level, Outcome, PublicStatus
from shared.mails.facts import Fact
from shared.mails.law import Law
from shared.mails.recipients import Recipient
from shared.rules.loading import load_rule_sets
from shared.text.numbering import number_of
from tests.contract.frozen import frozen

LAW = Law(load_rule_sets())
AT = datetime(2021, 10, 4, 7, 5, tzinfo=UTC)
UNIT_CODE = "33.so-y-te.ttyt-yen-my"
SUBMITTER = "nop.ttyt-yen-my"
COMMUNE = AuthorityRef(code="33.327.12079", name="Ủy ban nhân dân xã Yên Phú", level=Level.COMMUNE)
HEALTH = AuthorityRef(code="33.so-y-te", name="Sở Y tế", level=Level.DEPARTMENT)
CHAIRMAN = AuthorityRef(code="33.chu-tich", name="Chủ tịch Ủy ban nhân dân tỉnh", level=Level.PROVINCE)
MAILBOX = Recipient(("unit",), "ttyt.yenmy@hungyen.example", "Trung tâm Y tế huyện Yên Mỹ")
PERSON = Recipient(("submitter",), "lan@hungyen.example", "Đỗ Thị Lan")


def uuid_of(name: str) -> UUID:
    """An id that a name always has."""
    return uuid5(NAMESPACE_URL, name)


DOSSIER = uuid_of("dossier")


def _about(name: str, version: int, authority: AuthorityRef, dossier: UUID) -> dict[str, object]:
    return {
        "nomination_id": uuid_of(name),
        "version": version,
        "number": number_of(uuid_of(name)),
        "dossier_id": dossier,
        "dossier_number": number_of(dossier),
        "unit": UNIT_CODE,
        "submitter": SUBMITTER,
        "nominee": name,
        "award_form": "Giấy khen của Chủ tịch Ủy ban nhân dân xã",
        "authority": authority,
        "at": AT + timedelta(minutes=version),
    }


def received(dossier: UUID = DOSSIER, *, total: int = 2) -> DossierReceived:
    """The dossier's receipt, with two of its nominations."""
    lines = [
        ReceivedLine(
            nomination_id=uuid_of(name),
            number=number_of(uuid_of(name)),
            nominee=name,
            award_form=form,
            first_authority=first.name,
            expected_on=expected,
        )
        for name, form, first, expected in (
            ("Đặng Thị Nguyệt Ấn", "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh", HEALTH, date(2021, 11, 15)),
            ("Tổ Covid cộng đồng thôn Mễ Hạ", "Giấy khen của Giám đốc Sở Y tế", HEALTH, None),
        )
    ]
    return DossierReceived(
        dossier_id=dossier,
        number=number_of(dossier),
        unit=UNIT_CODE,
        submitter=SUBMITTER,
        petition_number="15/TTr-TTYT",
        total=total,
        lines=tuple(lines),
        authority=HEALTH,
        at=AT,
    )


def forwarded(name: str = "Nguyễn Văn Đức", version: int = 2, dossier: UUID = DOSSIER) -> NominationForwarded:
    """Moved on to Sở Y tế."""
    about = _about(name, version, COMMUNE, dossier)
    return NominationForwarded.model_validate(about | {"next_authority": HEALTH, "expected_on": date(2021, 10, 18)})


def returned(name: str = "Nguyễn Văn Đức", version: int = 3, dossier: UUID = DOSSIER) -> NominationReturned:
    """Sent back with three things missing in two sections."""
    missing = (
        MissingItem(section="Thành tích", message="Nêu rõ thời gian và địa bàn trực chốt kiểm soát."),
        MissingItem(section="Tờ trình", message="Bổ sung bản có chữ ký & dấu của thủ trưởng đơn vị."),
        MissingItem(section="Thành tích", message="Nêu số ca đã được hỗ trợ <kèm nguồn số liệu>."),
    )
    note = "Gửi bổ sung qua hệ thống."
    return NominationReturned.model_validate(
        _about(name, version, HEALTH, dossier) | {"missing": missing, "note": note}
    )


def declined(name: str = "Nguyễn Văn Đức", version: int = 4, dossier: UUID = DOSSIER) -> NominationDeclined:
    """Not awarded."""
    why = {
        "reason_code": "khong-du-tieu-chuan",
        "reason": "Không đủ tiêu chuẩn",
        "basis": "KH V.1, V.2",
    }
    return NominationDeclined.model_validate(_about(name, version, HEALTH, dossier) | why)


def referred(name: str = "Nguyễn Văn Đức", version: int = 5, dossier: UUID = DOSSIER) -> NominationReferred:
    """Proposed for a higher form."""
    about = _about(name, version, COMMUNE, dossier)
    how = {
        "award_form": "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh",
        "earlier_form": "Giấy khen của Chủ tịch Ủy ban nhân dân xã",
        "reason": "Thành tích có phạm vi ảnh hưởng toàn huyện",
        "next_authority": HEALTH,
        "expected_on": date(2021, 10, 18),
    }
    return NominationReferred.model_validate(about | how)


def delayed(name: str = "Nguyễn Văn Đức", version: int = 5, dossier: UUID = DOSSIER) -> NominationDelayed:
    """The date was missed, and there is a new one."""
    dates = {"due_on": date(2021, 10, 12), "promised_on": date(2021, 10, 20)}
    return NominationDelayed.model_validate(_about(name, version, HEALTH, dossier) | dates)


def approved(name: str = "Nguyễn Văn Đức", version: int = 6, dossier: UUID = DOSSIER) -> NominationApproved:
    """Approved, without a decision yet."""
    return NominationApproved.model_validate(_about(name, version, CHAIRMAN, dossier))


def awarded(name: str = "Nguyễn Văn Đức", version: int = 7, dossier: UUID = DOSSIER) -> NominationAwarded:
    """Awarded by a numbered decision."""
    how = {
        "decision_id": uuid_of("decision"),
        "decision_number": "2486/QĐ-UBND",
        "issued_on": date(2021, 10, 20),
        "signatory": Person(name="Trần Văn Hòa", position="Chủ tịch"),
    }
    return NominationAwarded.model_validate(_about(name, version, CHAIRMAN, dossier) | how)


def withdrawn(name: str = "Nguyễn Văn Đức", version: int = 8, dossier: UUID = DOSSIER) -> NominationWithdrawn:
    """Taken back."""
    why = {"reason": "Đơn vị trình lại trong đợt sau"}
    return NominationWithdrawn.model_validate(_about(name, version, HEALTH, dossier) | why)


def withdrawal_refused(
    name: str = "Nguyễn Văn Đức", version: int = 9, dossier: UUID = DOSSIER
) -> NominationWithdrawalRefused:
    """Asked for too late: it is approved."""
    stands = {"standing": Outcome.APPROVE, "status": PublicStatus.APPROVED}
    return NominationWithdrawalRefused.model_validate(_about(name, version, CHAIRMAN, dossier) | stands)


def _message(name: str, number: int, text: str, dossier: UUID) -> dict[str, object]:
    about = {key: value for key, value in _about(name, number, COMMUNE, dossier).items() if key != "version"}
    return about | {"message_id": uuid_of(f"{name}/{number}"), "text": text}


def message_written(name: str = "Nguyễn Văn Đức", number: int = 1, dossier: UUID = DOSSIER) -> NominationMessageWritten:
    """What the commune asks the unit, in two lines."""
    text = "Đề nghị đơn vị cho biết tên chốt kiểm soát đã trực.\n\nNêu rõ từng tháng <7, 8/2021>."
    return NominationMessageWritten.model_validate(_message(name, number, text, dossier))


def message_answered(
    name: str = "Nguyễn Văn Đức", number: int = 2, dossier: UUID = DOSSIER
) -> NominationMessageAnswered:
    """What the unit answers."""
    whom = {"unit_name": MAILBOX.name, "officer": "chuyen-vien.xa-yen-phu"}
    text = "Chốt số 3, tháng 7 và tháng 8/2021."
    return NominationMessageAnswered.model_validate(_message(name, number, text, dossier) | whom)


def digest_due(account: str = "chuyen-vien.xa-yen-phu", *, overdue: int = 1) -> DigestDue:
    """What waits at the commune: so many overdue, one due soon and the reader's own, two approved."""
    lines = [
        DigestLine(
            number=number_of(uuid_of(name)),
            nominee=name,
            award_form="Giấy khen của Chủ tịch Ủy ban nhân dân xã",
            due_on=due_on,
            is_theirs=is_theirs,
        )
        for name, due_on, is_theirs in (
            ("Trần Thị <Ánh>", date(2021, 10, 6), True),
            ("Nguyễn Văn Đức", date(2021, 9, 30), False),
        )
    ]
    return DigestDue(
        digest_id=uuid_of(f"digest/{account}"),
        account=account,
        level=Level.COMMUNE,
        authority=COMMUNE,
        on=date(2021, 10, 4),
        soon_on=date(2021, 10, 6),
        open=overdue + 4,
        overdue=overdue,
        due_soon=1,
        theirs=1,
        returned=0,
        approved=2,
        lines=tuple(lines),
        at=AT,
    )


def award_corrected() -> NominationAwardCorrected:
    """A decision corrected by a paper, as its frozen example has it."""
    return NominationAwardCorrected.model_validate(frozen("nomination.award_corrected.v1").example)


def award_annulled() -> NominationAwardAnnulled:
    """An award taken back, as its frozen example has it."""
    return NominationAwardAnnulled.model_validate(frozen("nomination.award_annulled.v1").example)


def draft_ending() -> DraftEnding:
    """A draft about to end, as its frozen example has it."""
    return DraftEnding.model_validate(frozen("draft.ending.v1").example)


FACTS: dict[str, Fact] = {
    "received": received(),
    "forwarded": forwarded(),
    "returned": returned(),
    "delayed": delayed(),
    "declined": declined(),
    "referred": referred(),
    "approved": approved(),
    "awarded": awarded(),
    "withdrawn": withdrawn(),
    "withdrawal-refused": withdrawal_refused(),
    "message-written": message_written(),
    "message-answered": message_answered(),
    "digest-due": digest_due(),
    "draft-ending": draft_ending(),
}


def mail_of(fact: Fact, recipient: Recipient = MAILBOX, schedule: Schedule | None = None) -> Mail:
    """The new mail that tells of it."""
    return new_mail(fact, recipient, at=AT, schedule=schedule or Schedule())
