"""Keys of intake's signature, and what a level keeps of it, as tests use them."""

from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from shared.events.signature import IntakeSignature
from shared.signing.keys import GivenKeys, SigningKey

SIGNING_SECRET = "of intake, in tests of other things"
SIGNING_KEY = SigningKey(SIGNING_SECRET.encode())
OTHERS_KEY = SigningKey(b"of a commune that says it is intake")
PUBLIC_KEYS = GivenKeys({SIGNING_KEY.public.id: SIGNING_KEY.public})
# The key above, as a level reads it.
PUBLIC_KEYS_FILE = Path(__file__).with_name("public-keys")


@dataclass
class FakeSignatures:
    """What intake sent by itself."""

    held: dict[UUID, IntakeSignature] = field(default_factory=dict)

    async def known(self, nomination: UUID) -> IntakeSignature | None:
        return self.held.get(nomination)

    async def keep(self, nomination: UUID, signature: IntakeSignature) -> None:
        before = self.held.get(nomination)
        if before is None or (before.revision, before.signed_at) <= (signature.revision, signature.signed_at):
            self.held[nomination] = signature
