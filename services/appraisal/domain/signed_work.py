"""Whether intake says what some work carries: by its signature, with its findings, and nothing newer being known.

A level is believed about its own outcome, not about the nomination: what it hands over is what intake signed, on the
slip that intake signed, gone on with only where a step referred it to a higher form, as the rules then say.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.appraisal.domain.case import Case
from shared.events.content import DossierRef, Finding, KeyedIdentity, NominationContent, Slip
from shared.events.signature import IntakeSignature
from shared.events.work import WorkHandedOver, WorkSupplemented
from shared.refusals import MalformedMessageError, NotYetError
from shared.rules.rule_set import RuleSet
from shared.rules.slip import SlipRefusedError, refer, step_at
from shared.signing.keys import PublicKeys
from shared.signing.statement import VERSION, Statement


class UnsignedError(NotYetError):
    """Intake has not signed this, as far as is known here: it signs by itself all that was under way before it did."""


class ForgedError(MalformedMessageError):
    """Intake did not say this; it is never applied."""


class SupersededError(ForgedError):
    """Intake said this once, and has said something else since."""


@dataclass(frozen=True)
class CarriedWork:
    """What some work says of a nomination, and the signature that came with it."""

    nomination: UUID
    number: str
    dossier: DossierRef
    slip: Slip
    content: NominationContent
    identity: KeyedIdentity | None
    findings: Sequence[Finding]
    signature: IntakeSignature | None


def read_hand_over(work: WorkHandedOver) -> CarriedWork:
    """What a hand-over says."""
    return CarriedWork(
        work.nomination_id,
        work.number,
        work.dossier,
        work.slip,
        work.content,
        work.identity,
        work.findings,
        work.signature,
    )


def read_supplement(case: Case, work: WorkSupplemented) -> CarriedWork:
    """What a supplement makes of a case."""
    findings = (*case.findings, *(work.findings or ()))
    return CarriedWork(
        case.key.nomination,
        case.number,
        case.dossier,
        case.slip,
        work.content,
        work.identity,
        findings,
        work.signature,
    )


def require_signed(
    carried: CarriedWork, known: IntakeSignature | None, keys: PublicKeys, rules: Callable[[], RuleSet]
) -> IntakeSignature:
    """The signature that the work is taken by: the one it came with or `known`, the latest that intake sent itself.

    Raises:
        UnsignedError: It came without one, and none is known.
        SupersededError: It is from before the latest that is known.
        ForgedError: It is not what intake signed.
    """
    offered = [signature for signature in (carried.signature, known) if signature is not None]
    if not offered:
        raise UnsignedError("not signed by intake")
    refusals = []
    for signature in offered:
        try:
            _check(carried, signature, known, keys, rules)
        except ForgedError as refusal:
            refusals.append(refusal)
        else:
            return signature
    raise refusals[0]


def _check(
    carried: CarriedWork,
    signature: IntakeSignature,
    known: IntakeSignature | None,
    keys: PublicKeys,
    rules: Callable[[], RuleSet],
) -> None:
    if signature.version != VERSION:
        raise ForgedError(f"signed in a way that is not known here ({signature.version})")
    key = keys.find(signature.key)
    if key is None:
        raise ForgedError(f"signed with a key that is not one of intake's: {signature.key}")
    if signature.steps > len(carried.slip):
        raise ForgedError(f"signed with a slip of {signature.steps} steps, of which it has {len(carried.slip)}")
    if not key.has_signed(_statement(carried, signature).to_bytes(), signature.value):
        raise ForgedError("intake's signature is not over what this carries")
    if known is not None and signature.revision < known.revision:
        raise SupersededError(f"revision {signature.revision}, but intake has said since what is {known.revision}")
    lost = [finding.code for finding in signature.findings if finding not in carried.findings]
    if lost:
        raise ForgedError(f"without findings of intake, or with other words: {', '.join(lost)}")
    _require_lawful_end(carried, signature.steps, rules)


def _statement(carried: CarriedWork, signature: IntakeSignature) -> Statement:
    return Statement(
        nomination=carried.nomination,
        number=carried.number,
        dossier=carried.dossier,
        slip=carried.slip[: signature.steps],
        content=carried.content,
        identity=carried.identity,
        findings=signature.findings,
        revision=signature.revision,
        signed_at=signature.signed_at,
    )


def _require_lawful_end(carried: CarriedWork, steps: int, rules: Callable[[], RuleSet]) -> None:
    slip = carried.slip[:steps]
    while len(slip) < len(carried.slip):
        longer = _refer(carried, slip, carried.slip[len(slip)].after, rules)
        if _without_dates(longer) != _without_dates(carried.slip[: len(longer)]):
            raise ForgedError(f"after step {len(slip)} its slip goes on otherwise than the rules say")
        slip = longer


def _refer(carried: CarriedWork, slip: Slip, from_step: int, rules: Callable[[], RuleSet]) -> Slip:
    dossier, form = carried.dossier, carried.slip[len(slip)].award_form
    if step_at(slip, from_step) is None:
        raise ForgedError(f"its slip goes on from step {from_step}, which it lacks")
    content = carried.content.model_copy(update={"award_form": form})
    occasion = dossier.petition.occasion
    try:
        return refer(rules(), dossier.unit, content, occasion, slip, from_step, dossier.submitted_on)
    except SlipRefusedError:
        raise ForgedError(f"from step {from_step} nobody may refer it to {form!r}") from None


def _without_dates(slip: Slip) -> Slip:
    # The dates of a referral count from its day.
    return tuple(step.model_copy(update={"expected_on": None}) for step in slip)
