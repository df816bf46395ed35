"""A commune's own credential hands over what intake did not sign (S8): nothing opens, and it is put aside."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from ops.demo.waiting import until
from services.appraisal.domain.case import CaseKey
from shared.events.content import Finding, NominationContent, Slip
from shared.events.words import Level, StepRole
from shared.events.work import WorkHandedOver, WorkSigned
from shared.messaging.topology.queues import INTAKE, level_user, parked_queue, retry_queue, work_queue
from shared.signing.keys import SigningKey
from tests.integration.appraisal.process import AppraisalProcess, house_in, seed
from tests.servers.fresh import FreshBroker, FreshDatabases, fresh_broker, fresh_databases
from tests.servers.servers import Servers
from tests.unit.appraisal.samples import CONTENT, SO_NOI_VU, YEN_PHU, signed, work

COMMUNE, PROVINCE = Level.COMMUNE, Level.PROVINCE
WARNED = Finding(code="trung-dang-xet", message="Đối tượng còn ở một đề nghị khác.")
PARKED = parked_queue(work_queue(PROVINCE))


@pytest.fixture(scope="module")
async def ground(servers: Servers) -> AsyncIterator[tuple[FreshDatabases, FreshBroker]]:
    """Databases with a directory in them, and a virtual host."""
    with fresh_databases(servers) as databases, fresh_broker(servers) as amqp:
        await seed(databases)
        yield databases, amqp


@pytest.fixture(scope="module")
async def province(
    ground: tuple[FreshDatabases, FreshBroker], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[AppraisalProcess]:
    made = house_in(tmp_path_factory.mktemp("process"), *ground)
    await made.start(PROVINCE)
    yield made
    made.stop()
    await made.clear()


def commune_then_province() -> Slip:
    """Two steps, as a commune would like to have them."""
    first = work().slip[0]
    second = first.model_copy(
        update={"step": 2, "after": 1, "role": StepRole.APPRAISE, "level": PROVINCE, "authority": SO_NOI_VU}
    )
    return (first, second)


def handed_over(nomination: UUID, *, content: NominationContent = CONTENT, slip: Slip | None = None) -> WorkHandedOver:
    """What intake signed and the commune hands over."""
    given = {"slip": slip or commune_then_province(), "step": 2, "to_level": PROVINCE}
    made = work(content=content, nomination=nomination, findings=[WARNED]).model_copy(update=given)
    return signed(made, found=[WARNED])


def altered(change: str, genuine: WorkHandedOver) -> WorkHandedOver:
    """What a commune could make of it."""
    summary = genuine.content.achievement.model_copy(update={"summary": "Thành tích bịa đặt. " * 20})
    other = handed_over(uuid4())
    changes: dict[str, dict[str, object]] = {
        "invented": {"signature": signed(genuine, key=SigningKey(b"of a commune that says it is intake")).signature},
        "changed content": {"content": genuine.content.model_copy(update={"achievement": summary})},
        "changed petition": {"dossier": genuine.dossier.model_copy(update={"submitter": "a-nobody"})},
        "changed slip": {"slip": (genuine.slip[0], genuine.slip[1].model_copy(update={"authority": YEN_PHU}))},
        "longer slip": {"slip": (*genuine.slip, genuine.slip[1].model_copy(update={"step": 3, "after": 1})), "step": 3},
        "another's signature": {"signature": other.signature},
        "findings removed": {"findings": ()},
    }
    return genuine.model_copy(update=changes[change])


async def test_what_intake_signed_opens_a_case(province: AppraisalProcess) -> None:
    genuine = handed_over(uuid4())

    await province.send(genuine, source="commune", user=level_user(COMMUNE))

    assert await province.await_case(CaseKey(genuine.nomination_id, 2), PROVINCE)


@pytest.mark.parametrize(
    "change",
    [
        *("invented", "changed content", "changed petition", "changed slip", "longer slip"),
        *("another's signature", "findings removed"),
    ],
)
async def test_what_a_commune_makes_up_opens_no_case(province: AppraisalProcess, change: str) -> None:
    await refused(province, altered(change, handed_over(uuid4())))


async def test_what_intake_has_said_otherwise_since_opens_no_case(province: AppraisalProcess) -> None:
    old = handed_over(uuid4())
    content = CONTENT.model_copy(update={"consent": False})
    later = signed(old.model_copy(update={"content": content}), 5).signature
    assert later is not None
    work_signed = WorkSigned(nomination_id=old.nomination_id, version=5, to_level=PROVINCE, signature=later)
    await province.send(work_signed, source=INTAKE, user=INTAKE)

    async def is_kept() -> bool | None:
        return await province.cases(PROVINCE).signatures.known(old.nomination_id) and True

    await until(is_kept, what="what intake said since", seconds=30)
    await refused(province, old)


async def test_unsigned_work_opens_no_case_and_waits_for_intake(province: AppraisalProcess) -> None:
    genuine = handed_over(uuid4())
    unsigned = genuine.model_copy(update={"signature": None})
    retried = retry_queue(work_queue(PROVINCE), "5s")

    await province.send(unsigned, source="commune", user=level_user(COMMUNE))

    async def is_put_off() -> bool | None:
        return True if await province.waiting(retried) else None

    await until(is_put_off, what="the unsigned hand-over in a retry queue", seconds=30)
    assert await province.case(CaseKey(genuine.nomination_id, 2), PROVINCE) is None


async def refused(province: AppraisalProcess, forged: WorkHandedOver) -> None:
    """Send it as the commune; it is put aside, and no case comes of it."""
    before = await province.waiting(PARKED)
    opened = await province.database(PROVINCE)["cases"].count_documents({})

    await province.send(forged, source="commune", user=level_user(COMMUNE))

    async def judged() -> bool | None:
        is_parked = await province.waiting(PARKED) > before
        has_case = await province.database(PROVINCE)["cases"].count_documents({}) > opened
        return True if is_parked or has_case else None

    await until(judged, what="the end of the forged hand-over", seconds=30)
    assert await province.database(PROVINCE)["cases"].count_documents({}) == opened
