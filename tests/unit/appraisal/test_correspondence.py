"""The authority writes to the unit beside an undecided case, once per key; the unit's answers are kept once."""

from uuid import UUID, uuid4

import pytest

from services.appraisal.application.correspondence import ApplyAnswer, ReadCorrespondence, WriteNote
from services.appraisal.domain.case import UNDECIDED, CaseKey, CaseState
from services.appraisal.domain.correspondence import Note
from services.appraisal.domain.entitlement import InterestedError
from services.appraisal.domain.transitions import ActionNotAllowedError
from services.appraisal.messaging.subscribers import subscribers
from shared.events.correspondence import WorkMessageAnswered, Writer
from shared.events.decided import Decided
from shared.events.envelope import Incoming, event_id
from shared.events.words import Level
from shared.identity.viewer import Role, Viewer
from shared.refusals import InvalidError, MalformedMessageError, NotAllowedError, NotFoundError, NotYetError
from tests.unit.appraisal.fake_correspondence import FakeCorrespondence
from tests.unit.appraisal.fakes import Clock, FakeCases
from tests.unit.appraisal.samples import CONTENT, HEAD, NOMINATION, NOW, OFFICER, SO_Y_TE, YEN_PHU, in_state, opened
from tests.unit.directory.samples import authorised

KEY = CaseKey(NOMINATION, 1)
TEXT = "Đề nghị đơn vị cho biết tên chốt đã trực."
ANSWER = WorkMessageAnswered(
    message_id=UUID(int=77),
    nomination_id=NOMINATION,
    authority=YEN_PHU,
    to_level=Level.COMMUNE,
    step=1,
    written_by=Writer(account="acc-1", name="Trần Văn Đức"),
    text="Chốt số 3.",
    at=NOW,
)
WORKERS = {Role.OFFICER, Role.HEAD, Role.DEPUTY}
READERS = WORKERS | {Role.CLERK, Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY}


class Desk:
    """A commune's correspondence beside one open case."""

    def __init__(self, messages: FakeCorrespondence | None = None) -> None:
        self.cases, self.messages = FakeCases(), messages or FakeCorrespondence()
        self.cases.put(opened())
        self.write = WriteNote(self.cases, self.messages, Clock())
        self.read = ReadCorrespondence(self.cases, self.messages)
        self.answered = ApplyAnswer(self.cases, self.messages)


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_a_note_is_stored_once_and_leaves_the_case_alone(desk: Desk) -> None:
    before = desk.cases.case(KEY)

    first = await desk.write(OFFICER, KEY, TEXT, "khoa-0001")
    again = await desk.write(OFFICER, KEY, TEXT, "khoa-0001")

    [event] = desk.messages.events
    assert first == again
    assert (event.message_id, event.text, event.step) == (first.id, TEXT, 1)
    assert (event.authority, event.written_by.account) == (YEN_PHU, OFFICER.account)
    assert desk.cases.case(KEY) == before
    assert desk.cases.events == []


async def test_a_key_belongs_to_one_note_of_one_account(desk: Desk) -> None:
    await desk.write(OFFICER, KEY, TEXT, "khoa-0001")

    with pytest.raises(InvalidError) as refusal:
        await desk.write(OFFICER, KEY, "Khác.", "khoa-0001")
    await desk.write(HEAD, KEY, "Khác.", "khoa-0001")

    assert [problem.field for problem in refusal.value.problems] == ["Idempotency-Key"]
    assert len(desk.messages.held) == 2


async def test_of_the_same_message_sent_twice_at_once_one_is_told() -> None:
    class Raced(FakeCorrespondence):
        async def add(self, decided: Decided[Note]) -> bool:
            if not self.held:
                await super().add(decided)
            return await super().add(decided)

    messages = Raced()

    written = await Desk(messages).write(OFFICER, KEY, TEXT, "khoa-0001")

    assert list(messages.held) == [written.id]
    assert len(messages.events) == 1


@pytest.mark.parametrize("state", CaseState)
async def test_notes_need_a_case_without_a_final_outcome(desk: Desk, state: CaseState) -> None:
    case = in_state(state)
    desk.cases.put(case)

    if state in UNDECIDED:
        assert (await desk.write(OFFICER, case.key, TEXT, "khoa-0001")).text == TEXT
        return
    with pytest.raises(ActionNotAllowedError):
        await desk.write(OFFICER, case.key, TEXT, "khoa-0001")
    assert desk.messages.held == {}


@pytest.mark.parametrize("role", Role)
async def test_who_works_on_cases_writes_and_who_reads_cases_reads(desk: Desk, role: Role) -> None:
    somebody = authorised(Viewer("x", "Ai Đó", frozenset({role}), authorities=HEAD.authorities))

    for act, allowed in (
        (desk.write(somebody, KEY, TEXT, "khoa-0001"), WORKERS),
        (desk.read(somebody, KEY), READERS),
    ):
        if role in allowed:
            await act
        else:
            with pytest.raises(NotAllowedError):
                await act


async def test_strangers_and_the_nominee_write_nothing(desk: Desk) -> None:
    stranger = Viewer("x", "Ai Đó", OFFICER.roles, authorities=frozenset({"33.327.99999"}))
    nominee = Viewer("y", CONTENT.nominee.name, OFFICER.roles, authorities=OFFICER.authorities)

    with pytest.raises(NotFoundError):
        await desk.write(stranger, KEY, TEXT, "khoa-0001")
    with pytest.raises(NotFoundError):
        await desk.read(stranger, KEY)
    with pytest.raises(InterestedError):
        await desk.write(nominee, KEY, TEXT, "khoa-0001")


async def test_an_answer_that_comes_twice_is_stored_once(desk: Desk) -> None:
    desk.cases.put(in_state(CaseState.FORWARDED))

    await desk.answered(ANSWER)
    await desk.answered(ANSWER)

    [kept] = await desk.read(OFFICER, KEY)
    assert (kept.id, kept.is_from_unit, kept.text) == (ANSWER.message_id, True, "Chốt số 3.")
    assert desk.messages.events == []


async def test_an_answer_needs_its_case_and_its_authority(desk: Desk) -> None:
    with pytest.raises(NotYetError):
        await desk.answered(ANSWER.model_copy(update={"nomination_id": uuid4()}))
    with pytest.raises(MalformedMessageError):
        await desk.answered(ANSWER.model_copy(update={"authority": SO_Y_TE}))

    assert desk.messages.held == {}


@pytest.mark.parametrize(
    ("sender", "to_level"),
    [("appraisal-district", Level.COMMUNE), ("notifier", Level.COMMUNE), ("intake", Level.STATE)],
)
async def test_an_answer_is_taken_from_intake_alone_and_for_this_level(sender: str, to_level: Level) -> None:
    class Never:
        async def __call__(self, *_: object) -> None:
            raise AssertionError("handed on")

    never = Never()
    event = ANSWER.model_copy(update={"to_level": to_level})
    incoming = Incoming(str(event_id(event)), event.type, sender, sender, event.model_dump_json().encode())

    with pytest.raises(MalformedMessageError):
        await subscribers(Level.COMMUNE, *(never,) * 6)[WorkMessageAnswered](event, incoming)
