"""The frozen events: one file each, with JSON Schema, an example, and the key that it travels under.

A file changes by hand and with thought: what a queue holds was written to yesterday's schema. After an additive change
(a new optional field) `python -m tests.contract.frozen <type>` writes that type's schema anew; its example stays, so
that the new class is shown to read yesterday's message. Anything else is a `.v2` beside it, with a file of its own.
After a new file, the command without a type writes anew the examples that the description of the wire shows.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from shared.events.envelope import EVENTS
from shared.messaging.topology.describing import EXAMPLES

FOLDER = Path(__file__).parent / "events"


@dataclass(frozen=True)
class Frozen:
    """One event as it was promised."""

    type: str
    exchange: str
    source: str
    key: str
    schema: dict[str, object]
    example: dict[str, object]

    @property
    def body(self) -> bytes:
        """The example as a message carries it."""
        return json.dumps(self.example, ensure_ascii=False).encode()


def frozen(event_type: str) -> Frozen:
    """What was promised of this type."""
    return Frozen(**json.loads((FOLDER / f"{event_type}.json").read_text(encoding="utf-8")))


def all_frozen() -> list[Frozen]:
    """Everything that was promised."""
    return [frozen(path.stem) for path in sorted(FOLDER.glob("*.json"))]


def refreeze(event_type: str) -> None:
    """Write the schema of one type anew."""
    path = FOLDER / f"{event_type}.json"
    promised = json.loads(path.read_text(encoding="utf-8"))
    promised["schema"] = EVENTS[event_type].model_json_schema(mode="serialization")
    path.write_text(json.dumps(promised, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def show_examples() -> None:
    """Write anew the examples that the AsyncAPI document shows."""
    examples = {one.type: one.example for one in all_frozen()}
    EXAMPLES.write_text(json.dumps(examples, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        refreeze(name)
    show_examples()
