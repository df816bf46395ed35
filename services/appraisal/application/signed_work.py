"""Finding out whether intake says what some work carries, and telling the operator where it does not."""

from collections.abc import Callable
from dataclasses import dataclass

from services.appraisal.application.ports import Signatures
from services.appraisal.domain.signed_work import CarriedWork, ForgedError, UnsignedError, require_signed
from shared.events.signature import IntakeSignature
from shared.events.work import WorkSigned
from shared.observability.logs import get_logger
from shared.observability.metrics import count_forged
from shared.rules.rule_set import RuleSet
from shared.signing.keys import PublicKeys

_log = get_logger(__name__)


@dataclass(frozen=True)
class CheckSignature:
    """Looks whether work is what intake signed."""

    keys: PublicKeys
    signatures: Signatures

    async def __call__(
        self, carried: CarriedWork, step: int, sender: str, rules: Callable[[], RuleSet]
    ) -> IntakeSignature:
        """The signature that the work is taken by; `rules` are those of its dossier, where a step referred it.

        Raises:
            UnsignedError: It came without one, and intake has sent none by itself so far.
            ForgedError: It is not what intake signed, or no longer.
        """
        known = await self.signatures.known(carried.nomination)
        try:
            return require_signed(carried, known, self.keys, rules)
        except (ForgedError, UnsignedError) as refusal:
            count_forged(sender)
            _log.error(
                "work.not_signed",
                nomination=str(carried.nomination),
                step=step,
                sender=sender,
                reason=refusal.message,
            )
            raise


@dataclass(frozen=True)
class KeepSignature:
    """Takes in what intake says of a nomination from now on."""

    signatures: Signatures

    async def __call__(self, work: WorkSigned) -> None:
        """Have it, unless a later one is there."""
        await self.signatures.keep(work.nomination_id, work.signature)
