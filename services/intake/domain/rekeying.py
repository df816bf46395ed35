"""Telling the levels what stands for an identity number that they got before there were keys, or under another key."""

from services.intake.domain.nomination import Nomination
from shared.events.work import IdentityKeyed
from shared.nominees.keyed import IdentityKeys


def announce_identity(nomination: Nomination, identity_keys: IdentityKeys) -> tuple[IdentityKeyed, ...]:
    """What each level on the nomination's way is told, once for each key; nothing where there is no number.

    The nomination is signed already, with what stands for the number from now on.
    """
    identity = identity_keys.keyed(nomination.content.nominee)
    if identity is None:
        return ()
    levels = dict.fromkeys(step.level for step in nomination.slip)
    return tuple(
        IdentityKeyed(
            nomination_id=nomination.id,
            version=nomination.version,
            to_level=level,
            identity=identity,
            signature=nomination.signature,
        )
        for level in levels
    )
