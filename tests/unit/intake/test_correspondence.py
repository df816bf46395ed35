"""What an authority wrote is kept and mailed once, in any order of arrival; the unit answers whoever wrote."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest

from services.intake.application.correspondence import AnswerNote, ApplyNote, ReadCorrespondence
from services.intake.domain.correspondence import NothingToAnswerError
from services.intake.domain.nomination import Nomination
from services.intake.messaging.subscribers import subscribers
from shared.events.correspondence import (
    CaseMessageWritten,
    NominationMessageAnswered,
    NominationMessageWritten,
    WorkMessageAnswered,
    Writer,
)
from shared.events.envelope import EVENTS, Incoming, event_id
from shared.events.words import Level
from shared.identity.viewer import Role, Viewer
from shared.refusals import InvalidError, MalformedMessageError, NotAllowedError, NotFoundError, NotYetError
from shared.rules.loading import load_rule_sets
from tests.unit.intake.fakes import FakeCorrespondence
from tests.unit.intake.samples import LONGER_SLIP, NOW, SO_Y_TE, UNIT, YEN_PHU, a_nomination

SUBMITTER = Viewer("acc-1", "Trần Văn Đức", frozenset({Role.SUBMITTER}), unit=UNIT.code)
COMMUNE = Viewer("acc-3", "Chuyên viên", frozenset({Role.OFFICER}), authorities=frozenset({YEN_PHU.code}))
HEALTH = Viewer("acc-4", "Chuyên viên", frozenset({Role.OFFICER}), authorities=frozenset({SO_Y_TE.code}))
RULE_SETS = load_rule_sets()
TEXT = "Đề nghị đơn vị cho biết tên chốt đã trực."


@dataclass
class FakeNominations:
    """As much of the port as correspondence needs."""

    held: dict[UUID, Nomination] = field(default_factory=dict)

    async def find(self, ids: Collection[UUID]) -> Mapping[UUID, Nomination]:
        return {identity: self.held[identity] for identity in ids if identity in self.held}

    async def get(self, reference: UUID | str, viewer: Viewer) -> Nomination:
        for one in self.held.values():
            sees = viewer.unit == one.dossier.unit.code or not viewer.authorities.isdisjoint(one.visible_to)
            if one.id == reference and sees:
                return one
        raise NotFoundError("Không có.")


class Office:
    """Intake's correspondence about one nomination."""

    def __init__(self) -> None:
        self.nomination = a_nomination()
        self.nominations, self.messages = FakeNominations({self.nomination.id: self.nomination}), FakeCorrespondence()
        self.apply = ApplyNote(self.nominations, self.messages, RULE_SETS, lambda: NOW)
        self.answer = AnswerNote(self.nominations, self.messages, RULE_SETS, lambda: NOW + timedelta(days=1))
        self.read = ReadCorrespondence(self.nominations, self.messages)

    def written(self, number: int, step: int = 1, text: str = TEXT) -> CaseMessageWritten:
        known = {one.step: one for one in LONGER_SLIP}[step]
        return CaseMessageWritten(
            message_id=UUID(int=number),
            nomination_id=self.nomination.id,
            authority=known.authority,
            level=known.level,
            step=step,
            written_by=Writer(account=f"officer-{number}", name="Phạm Thị Chuyên"),
            text=text,
            at=NOW + timedelta(hours=number),
        )

    def refer(self) -> None:
        longer = a_nomination(LONGER_SLIP)
        self.nominations.held = {longer.id: longer}

    @property
    def told(self) -> list[object]:
        return [EVENTS[one.type].model_validate_json(one.body) for one in self.messages.sent]


@pytest.fixture
def office() -> Office:
    return Office()


async def test_a_repeated_note_is_kept_and_mailed_once(
    office: Office,
) -> None:
    await office.apply(office.written(1))
    await office.apply(office.written(1))

    [told] = office.told
    assert isinstance(told, NominationMessageWritten)
    assert (told.message_id, told.text, told.unit, told.submitter) == (UUID(int=1), TEXT, UNIT.code, "acc-1")
    assert (told.number, told.award_form) == (
        office.nomination.number,
        "Giấy khen của Chủ tịch Ủy ban nhân dân xã, phường, thị trấn",
    )
    assert office.nominations.held == {office.nomination.id: office.nomination}


async def test_notes_in_another_order_are_read_as_written(office: Office) -> None:
    for number in (3, 1, 2):
        await office.apply(office.written(number))

    assert [one.id.int for one in await office.read(SUBMITTER, office.nomination.id)] == [1, 2, 3]


async def test_a_message_before_its_nomination_or_its_referral_waits(office: Office) -> None:
    early = office.written(1, step=3)
    with pytest.raises(NotYetError):
        await office.apply(early)
    with pytest.raises(NotYetError):
        await office.apply(early.model_copy(update={"nomination_id": UUID(int=9)}))

    office.refer()
    await office.apply(early)

    assert len(office.told) == 1


@pytest.mark.parametrize("update", [{"authority": SO_Y_TE}, {"level": Level.DISTRICT}])
async def test_a_message_about_another_authoritys_step_is_refused(office: Office, update: dict[str, object]) -> None:
    with pytest.raises(MalformedMessageError):
        await office.apply(office.written(1).model_copy(update=update))

    assert office.messages.held == {}


async def test_the_answer_goes_to_the_level_and_the_last_writer(office: Office) -> None:
    await office.apply(office.written(1))
    await office.apply(office.written(2))

    first = await office.answer(SUBMITTER, office.nomination.id, "k1", "Chốt số 3.", None)
    again = await office.answer(SUBMITTER, office.nomination.id, "k1", "Chốt số 3.", None)

    work, mail = office.told[2:]
    assert first == again
    assert isinstance(work, WorkMessageAnswered)
    assert (work.to_level, work.step, work.text, work.message_id) == (Level.COMMUNE, 1, "Chốt số 3.", first.id)
    assert isinstance(mail, NominationMessageAnswered)
    assert (mail.authority, mail.officer, mail.unit_name) == (YEN_PHU, "officer-2", UNIT.name)
    assert [one.is_from_unit for one in await office.read(SUBMITTER, office.nomination.id)] == [False, False, True]


async def test_the_unit_chooses_the_step_that_it_answers(office: Office) -> None:
    office.refer()
    identity = office.nomination.id
    await office.apply(office.written(1, step=1))
    await office.apply(office.written(2, step=3, text="Chỉ Sở Y tế đọc."))

    to_commune = await office.answer(SUBMITTER, identity, "k1", "Gửi xã.", 1)
    to_health = await office.answer(SUBMITTER, identity, "k2", "Gửi sở.", None)

    assert (to_commune.authority, to_health.authority) == (YEN_PHU, SO_Y_TE)
    assert [one.text for one in await office.read(COMMUNE, identity)] == [TEXT, "Gửi xã."]
    assert [one.text for one in await office.read(HEALTH, identity)] == ["Chỉ Sở Y tế đọc.", "Gửi sở."]
    assert len(await office.read(SUBMITTER, identity)) == 4


@pytest.mark.parametrize("step", [None, 2])
async def test_where_nobody_wrote_there_is_nothing_to_answer(office: Office, step: int | None) -> None:
    if step is not None:
        await office.apply(office.written(1))

    with pytest.raises(NothingToAnswerError, match="Chờ tin nhắn"):
        await office.answer(SUBMITTER, office.nomination.id, "k1", "Chốt số 3.", step)


@pytest.mark.parametrize(("text", "step"), [("Khác.", None), ("Chốt số 3.", 2)])
async def test_a_key_used_for_another_message_is_refused(office: Office, text: str, step: int | None) -> None:
    await office.apply(office.written(1))
    await office.answer(SUBMITTER, office.nomination.id, "k1", "Chốt số 3.", 1)

    with pytest.raises(InvalidError) as refusal:
        await office.answer(SUBMITTER, office.nomination.id, "k1", text, step)

    assert [problem.field for problem in refusal.value.problems] == ["Idempotency-Key"]


async def test_only_the_unit_answers(office: Office) -> None:
    await office.apply(office.written(1))
    stranger = Viewer("acc-2", "Người khác", frozenset({Role.SUBMITTER}), unit="33.khac")

    with pytest.raises(NotFoundError):
        await office.answer(stranger, office.nomination.id, "k1", "Chốt số 3.", None)
    with pytest.raises(NotFoundError):
        await office.read(stranger, office.nomination.id)
    with pytest.raises(NotAllowedError):
        await office.answer(COMMUNE, office.nomination.id, "k1", "Chốt số 3.", None)


@pytest.mark.parametrize("sender", ["appraisal-district", "intake", "notifier", ""])
async def test_a_message_is_taken_from_its_own_level_alone(office: Office, sender: str) -> None:
    event = office.written(1)
    incoming = Incoming(str(event_id(event)), event.type, sender, sender, event.model_dump_json().encode())
    handlers = subscribers(*(office.apply,) * 5)

    with pytest.raises(MalformedMessageError):
        await handlers[CaseMessageWritten](event, incoming)

    assert office.messages.held == {}
