"""What intake signs of a nomination, when it is received and whenever what it says of it changes."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from services.intake.domain.examination import content_for_levels
from services.intake.domain.nomination import Nomination
from shared.events.content import Finding, KeyedIdentity
from shared.events.words import Level
from shared.events.work import WorkSigned
from shared.nominees.findings import OF_INTAKE
from shared.signing.keys import SigningKey
from shared.signing.statement import Statement


def sign(
    nomination: Nomination,
    key: SigningKey,
    at: datetime,
    *,
    identity: KeyedIdentity | None,
    found: Sequence[Finding],
    revision: int | None = None,
) -> Nomination:
    """The nomination, signed as it is now; `found` is what intake finds in it, `revision` its version if not given."""
    statement = Statement(
        nomination=nomination.id,
        number=nomination.number,
        dossier=nomination.dossier,
        slip=nomination.slip,
        content=content_for_levels(nomination.content),
        identity=identity,
        findings=tuple(found),
        revision=nomination.version if revision is None else revision,
        signed_at=at,
    )
    return replace(nomination, signature=statement.signed(key))


def sign_anew(nomination: Nomination, key: SigningKey, at: datetime, identity: KeyedIdentity | None) -> Nomination:
    """The nomination signed once more under the key in use; what was said of it before stands.

    What was received before there were signatures is signed without findings: intake does not keep them.
    """
    before = nomination.signature
    if before is None:
        return sign(nomination, key, at, identity=identity, found=())
    return sign(nomination, key, at, identity=identity, found=before.findings, revision=before.revision)


def lasting_findings(nomination: Nomination) -> tuple[Finding, ...]:
    """What intake found at receipt that no supplement changes: that the Tờ trình was handed in before."""
    signed = nomination.signature.findings if nomination.signature else ()
    return tuple(finding for finding in signed if finding.code not in OF_INTAKE)


def announce_signature(nomination: Nomination, levels: Iterable[Level]) -> tuple[WorkSigned, ...]:
    """What each of these levels is told of the nomination's signature."""
    if nomination.signature is None:
        return ()
    return tuple(
        WorkSigned(
            nomination_id=nomination.id, version=nomination.version, to_level=level, signature=nomination.signature
        )
        for level in dict.fromkeys(levels)
    )


def levels_ahead(nomination: Nomination) -> tuple[Level, ...]:
    """The levels from the step that has it on, each once."""
    at = nomination.current_step.step
    return tuple(dict.fromkeys(step.level for step in nomination.slip if step.step >= at))
