"""Every named crash point and the services that pass through it, which a test kills there on the whole system."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

PROJECT = Path(__file__).parents[2]
_SOURCES = ("services", "shared")

INTAKE, NOTIFIER = "intake", "notifier"
# The state's authorities have no accounts in the demo, so no load gets there; the program is that of the other levels.
APPRAISAL = ("appraisal-commune", "appraisal-district", "appraisal-department", "appraisal-province")
ISSUING = ("appraisal-commune", "appraisal-district", "appraisal-province")
ALL = (INTAKE, *APPRAISAL, NOTIFIER)

TABLE: Mapping[str, Sequence[str]] = {
    "intake.before_insert": (INTAKE,),
    "intake.inserted": (INTAKE,),
    "intake.applied": (INTAKE,),
    "intake.decision_part_applied": (INTAKE,),
    "intake.decision_applied": (INTAKE,),
    "intake.mail_attached": (INTAKE,),
    "intake.roll_entered": (INTAKE,),
    "relay.before_publish": ALL,
    "relay.frame_written": ALL,
    "relay.confirmed": ALL,
    "relay.dropped": ALL,
    "relay.swept": ALL,
    "consumer.delivered": ALL,
    "consumer.applied": ALL,
    "consumer.acked": ALL,
    "consumer.retry_published": ALL,
    "case.inserted": APPRAISAL,
    "case.decided": APPRAISAL,
    "decision.reserved": ISSUING,
    "decision.issued": ISSUING,
    "decision.awarded": ISSUING,
    "notifier.ledger_inserted": (NOTIFIER,),
    "notifier.claimed": (NOTIFIER,),
    "notifier.rcpt": (NOTIFIER,),
    "notifier.data": (NOTIFIER,),
    "notifier.dot": (NOTIFIER,),
    "notifier.recorded": (NOTIFIER,),
}
# Two clerks at one authority would be needed to get there from outside, or a morning; the load sends no files, acts on
# one case, and takes back no decision.
ELSEWHERE: Mapping[str, Path] = (
    {
        "decision.abandoned": PROJECT / "tests/unit/appraisal/test_recording.py",
        "decision.amended": PROJECT / "tests/integration/appraisal/test_dying.py",
        "decision.followed": PROJECT / "tests/integration/appraisal/test_dying.py",
        "bulk.recorded": PROJECT / "tests/unit/appraisal/test_bulk.py",
        "bulk.noted": PROJECT / "tests/unit/appraisal/test_bulk.py",
        "digest.stored": PROJECT / "tests/integration/appraisal/test_digests.py",
    }
    | {
        f"intake.attachment_{point}": PROJECT / "tests/integration/intake/test_dying.py"
        for point in ("half_written", "written", "entered")
    }
    | {
        f"intake.draft_{point}": PROJECT / "tests/integration/intake/test_draft_crashes.py"
        for point in ("checked", "begun", "part", "done")
    }
    | {
        f"identity.{point}": PROJECT / "tests/integration/identity/test_account_mails.py"
        for point in ("taken", "addressed", "begun", "taken_by_server", "recorded")
    }
    | {
        f"keeper.{point}": PROJECT / "tests/integration/messaging/test_keeper_crashes.py"
        for point in ("taken", "put_back", "acked", "done", "reported")
    }
)


def named_in_source() -> frozenset[str]:
    """Every name that some `checkpoint(…)` in the source is called with."""
    return frozenset(
        name
        for folder in _SOURCES
        for path in (PROJECT / folder).rglob("*.py")
        for name in _names(ast.parse(path.read_text(encoding="utf-8")))
    )


def _names(module: ast.Module) -> Iterator[str]:
    constants = {
        target.id: node.value.value
        for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(module):
        # One without a name is that of the event loop.
        if isinstance(node, ast.Call) and _called(node.func) == "checkpoint" and node.args:
            [argument] = node.args
            yield str(argument.value if isinstance(argument, ast.Constant) else constants[ast.unparse(argument)])


def _called(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
