"""Work: what is handed to a level, with everything it needs to do it."""

from typing import ClassVar, Literal

from pydantic import AwareDatetime

from shared.events.content import Count, DossierRef, DutyDone, Finding, KeyedIdentity, NominationContent, Slip
from shared.events.event import Event, Exchange, NominationEvent
from shared.events.signature import IntakeSignature
from shared.events.words import Level


class _Work(NominationEvent):
    exchange: ClassVar[Exchange] = "thidua.work"
    to_level: Level

    @property
    def target(self) -> str:
        """The level that shall do the work."""
        return self.to_level.value

    def routing_key(self, source: str) -> str:
        """`<from>.<to level>`."""
        return f"{source}.{self.to_level.value}"


class WorkHandedOver(_Work):
    """A nomination arrives at a step: open the case `<nomination>:<step>`. `version` is the sender's.

    `identity` stands for the identity number, which older messages have in `content`. `done` says who had which duty
    at the steps before, beside who submitted the dossier. `signature` is intake's, and goes on unchanged. Older
    messages have neither.
    """

    type: Literal["work.handed_over.v1"] = "work.handed_over.v1"
    number: str
    dossier: DossierRef
    content: NominationContent
    identity: KeyedIdentity | None = None
    slip: Slip
    step: Count
    findings: tuple[Finding, ...] = ()
    done: tuple[DutyDone, ...] = ()
    handed_over_at: AwareDatetime
    signature: IntakeSignature | None = None

    @property
    def target(self) -> str:
        """Level and step: one level may own two steps in a row."""
        return f"{self.to_level.value}/{self.step}"


class WorkSupplemented(_Work):
    """The unit answered what a returned case asked for; the clock runs again, as round 2.

    `findings` are what intake finds in the new content, instead of what it found before; older messages have none.
    `supplied_by` is the account that answered; older messages leave it empty.
    """

    type: Literal["work.supplemented.v1"] = "work.supplemented.v1"
    step: Count
    content: NominationContent
    identity: KeyedIdentity | None = None
    findings: tuple[Finding, ...] | None = None
    note: str
    supplied_by: str = ""
    supplemented_at: AwareDatetime
    signature: IntakeSignature | None = None


class WithdrawalRequested(_Work):
    """The unit wants it back: an open case is withdrawn, a missing one leaves a marker, a final one stands."""

    type: Literal["work.withdrawal_requested.v1"] = "work.withdrawal_requested.v1"
    steps: tuple[Count, ...]
    reason: str
    requested_at: AwareDatetime


class IdentityKeyed(_Work):
    """What stands for an identity number from now on, at every step of the level; nobody is told of it.

    It takes the place of a number that came before there were keys, or of hashes under an earlier key. `signature` is
    what intake then says of the whole nomination; older messages have none.
    """

    type: Literal["work.identity_keyed.v1"] = "work.identity_keyed.v1"
    identity: KeyedIdentity
    signature: IntakeSignature | None = None

    @property
    def target(self) -> str:
        """Level and key: the same is sent once for each."""
        return f"{self.to_level.value}/{self.identity.hashes[0].partition(':')[0]}"


class WorkSigned(_Work):
    """What intake says of a nomination from now on, to each level that it may still come to; nobody is told of it.

    A level takes nothing older from then on, and takes by it what comes without a signature or under an earlier key.
    """

    type: Literal["work.signed.v1"] = "work.signed.v1"
    signature: IntakeSignature

    @property
    def target(self) -> str:
        """Level and key: the same is sent once for each."""
        return f"{self.to_level.value}/{self.signature.key}"


WORK: tuple[type[Event], ...] = (WorkHandedOver, WorkSupplemented, WithdrawalRequested, IdentityKeyed, WorkSigned)
