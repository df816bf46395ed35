"""What exactly intake signs: these bytes, the same for whoever works them out from what a message carries.

    thidua:nomination:1<line feed><JSON>

The JSON is one object, in UTF-8, its keys in the order of their code points at every depth, without blanks:

- `nomination`, `number`: the nomination's id and number; `dossier`, `dossier_number`: its dossier's;
- `submitter`: the id of the account that handed it in; `revision`, `signed_at`: as the signature has them, in UTC;
- `slip`: the first steps of the slip, whole but for `expected_on`, which moves while the nomination is under way;
- `content`: the SHA-256, in hexadecimal digits, of the same kind of JSON of what levels are shown: `content` without
  `award_form` (each level reads the form of its own step from the slip), `identity` without `covered` (how much of a
  number is shown may change), `findings` of intake, and `dossier` with the Tờ trình and the digests of all files.

A value is written by its type, not as it came: a date as `2021-10-05`, a moment in UTC, and a field that has its
default is left out. So the bytes do not change when a level stores the work and writes it anew, nor when a later
version adds a field that has a default. A default once published therefore never changes.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from shared.events.content import DossierRef, Finding, Frozen, KeyedIdentity, NominationContent, Slip
from shared.events.signature import IntakeSignature
from shared.signing.keys import SigningKey

VERSION = 1
_HEAD = b"thidua:nomination:1\n"


@dataclass(frozen=True)
class Statement:
    """What intake says of one nomination; `content` is as levels are shown it."""

    nomination: UUID
    number: str
    dossier: DossierRef
    slip: Slip
    content: NominationContent
    identity: KeyedIdentity | None
    findings: Sequence[Finding]
    revision: int
    signed_at: datetime

    def to_bytes(self) -> bytes:
        """What is signed."""
        shown = {
            "content": _plain(self.content, without={"award_form"}),
            "dossier": _plain(self.dossier),
            "identity": None if self.identity is None else _plain(self.identity, without={"covered"}),
            "findings": [_plain(finding) for finding in self.findings],
        }
        fields = {
            "nomination": str(self.nomination),
            "number": self.number,
            "dossier": str(self.dossier.dossier_id),
            "dossier_number": self.dossier.number,
            "submitter": self.dossier.submitter,
            "revision": self.revision,
            "signed_at": self.signed_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "slip": [_plain(step, without={"expected_on"}) for step in self.slip],
            "content": hashlib.sha256(_written(shown)).hexdigest(),
        }
        return _HEAD + _written(fields)

    def signed(self, key: SigningKey) -> IntakeSignature:
        """The signature as it travels with the work."""
        return IntakeSignature(
            version=VERSION,
            key=key.public.id,
            revision=self.revision,
            steps=len(self.slip),
            findings=tuple(self.findings),
            signed_at=self.signed_at,
            value=key.sign(self.to_bytes()),
        )


def _plain(value: Frozen, *, without: set[str] | None = None) -> dict[str, object]:
    plain: dict[str, object] = value.model_dump(mode="json", exclude_defaults=True, exclude=without)
    return plain


def _written(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
