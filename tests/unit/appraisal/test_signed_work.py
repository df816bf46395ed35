"""A level takes what intake signed, as far as the rules let others go on with it, and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from services.appraisal.application.incoming_work import ApplyIdentity, ApplySupplement, OpenCase
from services.appraisal.application.signed_work import CheckSignature, KeepSignature
from services.appraisal.domain.case import Case, CaseKey, CaseState
from services.appraisal.domain.facts import handed_over
from services.appraisal.domain.opening import key_identity
from services.appraisal.domain.signed_work import ForgedError, SupersededError, UnsignedError
from shared.events.content import Finding
from shared.events.signature import IntakeSignature
from shared.events.words import Level, StepRole
from shared.events.work import IdentityKeyed, WorkHandedOver, WorkSigned
from shared.observability.metrics import REGISTRY
from shared.rules.slip import step_after
from tests.unit.appraisal.fakes import Clock, Crash, FakeCases
from tests.unit.appraisal.samples import (
    CALENDAR,
    CONTENT,
    FORWARD,
    NOMINATION,
    REFER,
    RETURN,
    RULE_SETS,
    YEN_PHU,
    opened,
    provincial_work,
    ruled,
    sender_of,
    signed,
    supplemented,
    work,
)
from tests.unit.nominees.samples import KEYS
from tests.unit.signing.samples import OTHERS_KEY, PUBLIC_KEYS, FakeSignatures

WARNED = Finding(code="trung-dang-xet", message="Đối tượng còn ở một đề nghị khác.")


class OpeningParts:
    """One level, and what it opens."""

    def __init__(self, level: Level = Level.COMMUNE) -> None:
        self.cases, self.signatures = FakeCases(), FakeSignatures()
        check = CheckSignature(PUBLIC_KEYS, self.signatures)
        self.open = OpenCase(level, self.cases, RULE_SETS, CALENDAR, Clock(), Crash(), check)
        self.supplement = ApplySupplement(self.cases, RULE_SETS, CALENDAR, Clock(), check)
        self.keep = KeepSignature(self.signatures)

    async def take(self, made: WorkHandedOver) -> Case:
        await self.open(made, sender_of(made))
        return self.cases.case(CaseKey(made.nomination_id, made.step))


def passed_on(first: WorkHandedOver | None = None) -> WorkHandedOver:
    """What a first level hands over after it agreed."""
    case = ruled(opened(first or provincial_work()), FORWARD).after
    following = step_after(case.slip, case.key.step, case.step.award_form)
    assert following is not None
    return handed_over(case, following, case.opened_at)


def referred() -> WorkHandedOver:
    [made] = [event for event in ruled(opened(), REFER).events if isinstance(event, WorkHandedOver)]
    return made


def forged_count() -> float:
    return REGISTRY.get_sample_value("thidua_work_not_signed_total", {"sender": "department"}) or 0.0


async def test_work_through_a_level_keeps_its_signature() -> None:
    made = passed_on(signed(provincial_work(findings=[WARNED]), found=[WARNED]))

    case = await OpeningParts(Level.PROVINCE).take(made)

    assert case.state is CaseState.OPEN
    assert case.signature == made.signature
    assert WARNED in case.findings


async def test_a_nomination_that_was_referred_is_taken() -> None:
    made = referred()
    assert len(made.slip) > made.signature.steps  # type: ignore[union-attr]  # it is there

    case = await OpeningParts(made.to_level).take(made)

    assert case.key.step == made.step


def without_signature(made: WorkHandedOver) -> WorkHandedOver:
    return made.model_copy(update={"signature": None})


def with_signature(**changes: object) -> Callable[[WorkHandedOver], WorkHandedOver]:
    def forge(made: WorkHandedOver) -> WorkHandedOver:
        assert made.signature is not None
        return made.model_copy(update={"signature": made.signature.model_copy(update=changes)})

    return forge


def with_nominee(made: WorkHandedOver) -> WorkHandedOver:
    nominee = made.content.nominee.model_copy(update={"name": "Người Khác"})
    return made.model_copy(update={"content": made.content.model_copy(update={"nominee": nominee})})


def with_slip(made: WorkHandedOver) -> WorkHandedOver:
    return made.model_copy(update={"slip": (*made.slip[:-1], made.slip[-1].model_copy(update={"authority": YEN_PHU}))})


def with_step(made: WorkHandedOver) -> WorkHandedOver:
    added = made.slip[1].model_copy(update={"step": 9, "after": 1, "role": StepRole.DECIDE})
    return made.model_copy(update={"slip": (*made.slip, added), "step": 9})


def with_step_after_none(made: WorkHandedOver) -> WorkHandedOver:
    added = made.slip[1].model_copy(update={"step": 9, "after": 8})
    return made.model_copy(update={"slip": (*made.slip, added)})


def swapped(made: WorkHandedOver) -> WorkHandedOver:
    other = signed(made.model_copy(update={"nomination_id": UUID(int=9)}), found=[WARNED])
    return made.model_copy(update={"signature": other.signature})


FORGED: dict[str, Callable[[WorkHandedOver], WorkHandedOver]] = {
    "by another key": lambda made: signed(made, key=OTHERS_KEY, found=[WARNED]),
    "another key's value": with_signature(value=OTHERS_KEY.sign(b"words")),
    "no base64": with_signature(value="?"),
    "another revision": with_signature(revision=7),
    "fewer steps": with_signature(steps=1),
    "more steps": with_signature(steps=99),
    "no findings": with_signature(findings=()),
    "findings removed": lambda made: made.model_copy(update={"findings": ()}),
    "findings in other words": lambda made: made.model_copy(
        update={"findings": (WARNED.model_copy(update={"message": "Không có gì."}),)}
    ),
    "another version": with_signature(version=2),
    "changed content": with_nominee,
    "changed identity": lambda made: made.model_copy(update={"identity": KEYS.keyed(CONTENT.nominee)}),
    "changed submitter": lambda made: made.model_copy(
        update={"dossier": made.dossier.model_copy(update={"submitter": "a-nobody"})}
    ),
    "changed slip": with_slip,
    "longer slip": with_step,
    "a step after none": with_step_after_none,
    "another's signature": swapped,
}


@pytest.mark.parametrize("name", FORGED)
async def test_what_intake_did_not_sign_opens_nothing(name: str) -> None:
    parts = OpeningParts(Level.PROVINCE)
    genuine = passed_on(signed(provincial_work(findings=[WARNED]), found=[WARNED]))
    before = forged_count()

    with pytest.raises(ForgedError):
        await parts.take(FORGED[name](genuine))

    assert parts.cases.held == {}
    assert forged_count() == before + 1
    assert await parts.take(genuine)


async def test_an_extension_that_the_rules_do_not_give_opens_nothing() -> None:
    made = referred()
    cut = made.model_copy(update={"slip": (*made.slip[:-1],)})
    dated = made.slip[-1].model_copy(update={"working_days": 10_000})

    for forged in (cut, made.model_copy(update={"slip": (*made.slip[:-1], dated)})):
        with pytest.raises(ForgedError, match="goes on otherwise than the rules say"):
            await OpeningParts(made.to_level).take(forged)


async def test_an_extension_to_a_form_that_is_not_higher_opens_nothing() -> None:
    made = referred()
    steps = tuple(step.model_copy(update={"award_form": "khong-co"}) for step in made.slip[2:])

    with pytest.raises(ForgedError, match="nobody may refer it"):
        await OpeningParts(made.to_level).take(made.model_copy(update={"slip": (*made.slip[:2], *steps)}))


async def test_unsigned_work_waits_until_intake_has_signed_it() -> None:
    parts, made = OpeningParts(Level.PROVINCE), passed_on()
    unsigned = without_signature(made)

    with pytest.raises(UnsignedError):
        await parts.take(unsigned)
    assert parts.cases.held == {}
    await parts.keep(signed_again(made.signature))

    assert (await parts.take(unsigned)).signature == made.signature


async def test_another_works_signature_does_not_pass() -> None:
    parts, made = OpeningParts(Level.PROVINCE), passed_on()
    await parts.keep(signed_again(made.signature))

    with pytest.raises(ForgedError):
        await parts.take(with_nominee(without_signature(made)))


async def test_after_a_key_is_gone_the_later_signature_counts() -> None:
    parts, made = OpeningParts(Level.PROVINCE), passed_on()
    earlier = signed(made, key=OTHERS_KEY)
    await parts.keep(signed_again(made.signature))

    case = await parts.take(earlier)

    assert case.signature == made.signature


async def test_a_later_signature_supersedes_the_work() -> None:
    parts, old = OpeningParts(Level.PROVINCE), passed_on()
    new = passed_on(signed(provincial_work().model_copy(update={"content": consenting()}), 5))
    await parts.keep(signed_again(new.signature))

    with pytest.raises(SupersededError, match="revision 1"):
        await parts.take(old)

    assert parts.cases.held == {}
    assert (await parts.take(new)).signature == new.signature


async def test_a_late_copy_of_what_opened_a_case_changes_nothing() -> None:
    parts, made = OpeningParts(), work()
    case = await parts.take(made)
    await parts.keep(signed_again(signed(made, 5).signature))

    assert await parts.take(made) == case
    assert await parts.take(without_signature(made)) == case


async def test_a_supplement_brings_its_own_signature() -> None:
    parts = OpeningParts()
    parts.cases.put(ruled(opened(), RETURN).after)
    answer = supplemented()

    await parts.supplement(answer)

    case = parts.cases.case(CaseKey(NOMINATION, 1))
    assert (case.state, case.signature) == (CaseState.OPEN, answer.signature)
    assert parts.signatures.held[NOMINATION] == answer.signature
    assert await OpeningParts(Level.COMMUNE).take(to_second(ruled(case, FORWARD).after))


async def test_a_supplement_that_intake_did_not_sign_is_not_taken() -> None:
    parts = OpeningParts()
    parts.cases.put(ruled(opened(), RETURN).after)
    forged = supplemented().model_copy(update={"content": CONTENT.model_copy(update={"consent": False})})

    with pytest.raises(ForgedError):
        await parts.supplement(forged)
    with pytest.raises(UnsignedError):
        await parts.supplement(supplemented().model_copy(update={"signature": None}))

    assert parts.cases.case(CaseKey(NOMINATION, 1)).state is CaseState.RETURNED


async def test_of_two_signatures_the_later_stays() -> None:
    parts, made = OpeningParts(), work()
    later, earlier = signed(made, 5).signature, signed(made, 2).signature

    await parts.keep(signed_again(later))
    await parts.keep(signed_again(earlier))

    assert parts.signatures.held[NOMINATION] == later


async def test_a_keyed_identity_comes_with_what_intake_signed_of_it() -> None:
    identity = KEYS.keyed(CONTENT.nominee)
    assert identity is not None
    nominee = CONTENT.nominee.model_copy(update={"identity_number": None})
    content = CONTENT.model_copy(update={"nominee": nominee})
    anew = signed(work(content=content).model_copy(update={"identity": identity})).signature
    kept = FakeSignatures()

    class Identities:
        async def apply(self, *_: object) -> None:
            pass

    await ApplyIdentity(Identities(), kept)(
        IdentityKeyed(nomination_id=NOMINATION, version=1, to_level=Level.COMMUNE, identity=identity, signature=anew)
    )
    keyed = key_identity(opened(), identity, anew)

    assert kept.held[NOMINATION] == anew
    assert await OpeningParts().take(to_second(ruled(keyed, FORWARD).after))


def test_an_identity_before_a_supplement_changes_nothing() -> None:
    identity = KEYS.keyed(CONTENT.nominee)
    assert identity is not None
    case = replace(opened(), signature=signed(work(), 5).signature)

    assert key_identity(case, identity, signed(work(), 1).signature) is case


def consenting() -> object:
    return provincial_work().content.model_copy(update={"consent": False})


def signed_again(signature: IntakeSignature | None) -> WorkSigned:
    assert signature is not None
    return WorkSigned(nomination_id=NOMINATION, version=1, to_level=Level.PROVINCE, signature=signature)


def to_second(case: Case) -> WorkHandedOver:
    return handed_over(case, case.slip[1], case.opened_at)
