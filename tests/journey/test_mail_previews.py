"""What is seen of a mail before an outcome or a decision is what the unit's two mailboxes get, to the letter."""

import base64
import email
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from email.policy import default
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import JsonValue, SecretStr

from ops.demo.desks import Desk, record_decision
from ops.demo.dossiers import today
from ops.demo.people import Office, Shown
from ops.demo.waiting import until
from ops.provisioning.databases import appraisal_database
from services.appraisal.domain.case import CaseKey, Verdict
from services.appraisal.domain.decision import Draft
from services.appraisal.settings import LevelSettings, Settings
from services.appraisal.wiring.cases import preview_mail
from services.appraisal.wiring.decisions import preview_award_mails
from services.appraisal.wiring.ports import LevelPorts, open_common, open_stores
from shared.clock import utc_now
from shared.directory.roles import Role
from shared.events.content import MissingItem, Person
from shared.events.words import Level, Outcome
from shared.identity.viewer import Viewer
from shared.mails.preview import MailPreview
from shared.messaging.topology.queues import level_user
from shared.mongo.client import connect
from shared.text.formats import show_moment
from tests.journey.acts import APPROVE, COMMUNE, FORWARD, decide, opened, submitted, told
from tests.running import System

HEAD = Viewer("a-head", "Lê Văn Chủ", frozenset({Role.HEAD}), authorities=frozenset({"33.327.12079"}))
CLERK = Viewer("a-clerk", "Đỗ Văn Thư", frozenset({Role.CLERK}), authorities=HEAD.authorities)
MISSING = (
    MissingItem(section="Thành tích", message="Nêu số hộ được giúp, có xác nhận của thôn và thời gian từng lần."),
    MissingItem(section="Thành tích", message="Kèm danh sách trực chốt."),
    MissingItem(section="Tờ trình", message="Ký lại Tờ trình."),
)
VERDICTS: Mapping[str, Verdict] = {
    "forward": Verdict(Outcome.FORWARD, text="Đồng ý chuyển."),
    "return": Verdict(Outcome.RETURN, text="Bổ sung trong tuần này.", missing=MISSING),
    "decline": Verdict(Outcome.DECLINE, reason_code="khong-du-tieu-chuan", text="Chưa nêu rõ kết quả."),
    "refer": Verdict(Outcome.REFER, text="Có ảnh hưởng trong toàn tỉnh.", award_form="bang-khen-tinh"),
    "approve": Verdict(Outcome.APPROVE, text="Đồng ý khen thưởng."),
}


class Ruling(Shown):
    """An outcome as the API shows it."""

    at: datetime


class Ruled(Shown):
    """A case with its outcomes."""

    version: int
    rulings: tuple[Ruling, ...]


@pytest.mark.parametrize("outcome", VERDICTS)
async def test_an_outcomes_mail_arrives_as_it_was_previewed(system: System, office: Office, outcome: str) -> None:
    verdict = VERDICTS[outcome]
    nomination = (await submitted(office)).nominations[0]
    step = 1
    if verdict.outcome is Outcome.APPROVE:
        await decide(office, COMMUNE, f"{nomination.id}:1", FORWARD)
        await told(system, nomination.number, ["forwarded"])
        step = 2
    case_id = f"{nomination.id}:{step}"
    version = await opened(office, COMMUNE, case_id)
    earlier = _mails(system.stack.mail.record, nomination.number)

    async with _level(system) as level:
        foreseen = await preview_mail(level)(HEAD, CaseKey.parse(case_id), verdict)
    assert await opened(office, COMMUNE, case_id) == version
    await decide(office, COMMUNE, case_id, _body(verdict))

    ruled = await _ruled(office, COMMUNE, case_id)
    arrived = await _arrived(system, nomination.number, beside=earlier)
    assert arrived == sorted(_as_sent(foreseen, ruled.rulings[-1].at))


async def test_a_decisions_mail_arrives_as_it_was_previewed(system: System, office: Office) -> None:
    nomination = (await submitted(office)).nominations[0]
    await decide(office, COMMUNE, f"{nomination.id}:1", FORWARD)
    await decide(office, COMMUNE, f"{nomination.id}:2", APPROVE)
    await told(system, nomination.number, ["forwarded", "approved"])
    earlier = _mails(system.stack.mail.record, nomination.number)
    number, signatory = f"{uuid4().hex[:6]}/QĐ-UBND", ("Lê Mẫu Ký", "Chủ tịch")
    person = Person(name=signatory[0], position=signatory[1])
    draft = Draft(number, today(), person, (CaseKey.parse(f"{nomination.id}:2"),))

    async with _level(system) as level:
        mails = await preview_award_mails(level)(CLERK, draft)
    await record_decision(office, COMMUNE, number, [f"{nomination.id}:2"], signatory)

    [foreseen] = mails.shown
    arrived = await _arrived(system, nomination.number, beside=earlier)
    assert arrived == sorted((foreseen.subject, copy.text) for copy in foreseen.copies)


def _as_sent(foreseen: MailPreview, at: datetime) -> Sequence[tuple[str, str]]:
    """Subject and text of each copy, with the moment of the outcome in the place of the preview's."""
    before, after = show_moment(foreseen.at), show_moment(at)
    return [(foreseen.subject, copy.text.replace(before, after)) for copy in foreseen.copies]


def _body(verdict: Verdict) -> dict[str, JsonValue]:
    return {
        "outcome": verdict.outcome.value,
        "text": verdict.text,
        "reason_code": verdict.reason_code,
        "award_form": verdict.award_form,
        "missing": [item.model_dump() for item in verdict.missing],
    }


async def _ruled(office: Office, desk: Desk, case_id: str) -> Ruled:
    head = await office.person(desk.head)
    return Ruled.model_validate_json((await head.do(f"{desk.cases}/{case_id}", method="GET")).content)


async def _arrived(
    system: System, number: str, *, beside: Sequence[tuple[str, str]], copies: int = 2
) -> Sequence[tuple[str, str]]:
    async def look() -> Sequence[tuple[str, str]] | None:
        found = [each for each in _mails(system.stack.mail.record, number) if each not in beside]
        return sorted(found) if len(found) >= copies else None

    return await until(look, what=f"mails on {number}", seconds=60)


def _mails(record: Path, number: str) -> Sequence[tuple[str, str]]:
    """Subject and text of each mail that names the nomination in its subject."""
    entries = map(json.loads, record.read_text(encoding="utf-8").splitlines())
    raw = [base64.b64decode(entry["raw"]) for entry in entries if entry["kind"] == "mail"]
    found = [email.message_from_bytes(each, policy=default) for each in raw]
    texts = [(str(mail["Subject"]), mail.get_body(("plain",))) for mail in found]
    return [
        (subject, str(text.get_content()).replace("\r\n", "\n"))
        for subject, text in texts
        if text and number in subject
    ]


@asynccontextmanager
async def _level(system: System) -> AsyncIterator[LevelPorts]:
    """What the commune's use cases are built from, with its own database user, beside the running one."""
    stack, user = system.stack, level_user(Level.COMMUNE)
    own = LevelSettings(
        mongo_url=SecretStr(stack.mongo_url(user)),
        database=appraisal_database(Level.COMMUNE),
        amqp_url=SecretStr(stack.amqp_url(user)),
    )
    settings = Settings(
        env="test",
        APPRAISAL_LEVELS=(Level.COMMUNE,),
        levels={Level.COMMUNE: own},
        public_keys_file=stack.public_keys,
        public_url=stack.address,
    )
    directory = connect(settings.directory_url.get_secret_value())
    stores = open_stores(Level.COMMUNE, own, utc_now)
    try:
        yield LevelPorts(Level.COMMUNE, open_common(settings, directory, utc_now), stores)
    finally:
        stores.client.close()
        directory.close()
