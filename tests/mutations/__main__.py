"""`python -m tests.mutations [NAME…]`: break a copy of the tree in each way, and see that the suite turns red."""

import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from tests.mutations.accounts import ACCOUNT_MAILS
from tests.mutations.amending import AMENDING
from tests.mutations.bulk import BULK
from tests.mutations.copying import copied_tree
from tests.mutations.delivery import DELIVERY
from tests.mutations.digests import DIGESTS
from tests.mutations.domain import DOMAIN
from tests.mutations.finding import FINDING
from tests.mutations.mutation import HEAVY, Mutation
from tests.mutations.order import ORDER
from tests.mutations.people import AT_WORK
from tests.mutations.signing import SIGNING
from tests.mutations.tracing import TRACING
from tests.mutations.trying import Result, Run, run_mutated, run_tests

ALL = (*DELIVERY, *ORDER, *DOMAIN, *BULK, *AT_WORK, *DIGESTS, *TRACING, *FINDING, *AMENDING, *SIGNING, *ACCOUNT_MAILS)
_TAIL = 25


def main(names: Sequence[str]) -> int:
    """Try the named mutations, or all; 0 when each was caught, 1 when one was not, 2 when nothing could be said."""
    unknown = set(names) - {one.name for one in ALL}
    if unknown:
        _say(f"No mutation {', '.join(sorted(unknown))}. There are: {', '.join(one.name for one in ALL)}.")
        return 2
    chosen = sorted((one for one in ALL if not names or one.name in names), key=lambda one: one.is_heavy)
    with copied_tree() as tree:
        if not _is_sound(tree, chosen):
            return 2
        runs = [(one, _tried(tree, one)) for one in chosen]
    _tell(runs)
    return 0 if all(run.result is Result.RED for _, run in runs) else 1


def _is_sound(tree: Path, chosen: Iterable[Mutation]) -> bool:
    tests = sorted({test for one in chosen for test in one.caught_by}, key=lambda test: (test.startswith(HEAVY), test))
    for is_heavy, some in groupby(tests, key=lambda test: test.startswith(HEAVY)):
        _say(f"unbroken, {'with' if is_heavy else 'without'} servers … ", end="")
        run = run_tests(tree, list(some))
        _say(f"{run.result.value}, {run.seconds:.0f} s")
        if run.result is not Result.GREEN:
            _say("\n".join(run.output.splitlines()[-_TAIL:]))
            return False
    return True


def _tried(tree: Path, mutation: Mutation) -> Run:
    _say(f"{mutation.name} … ", end="")
    run = run_mutated(tree, mutation)
    _say(f"{'caught' if run.result is Result.RED else run.result.value.upper()}, {run.seconds:.0f} s")
    if run.result is Result.BROKEN:
        _say("\n".join(run.output.splitlines()[-_TAIL:]))
    return run


def _tell(runs: Sequence[tuple[Mutation, Run]]) -> None:
    _say(f"\n{'mutation':40} {'':8} {'s':>5}  first test to notice")
    for mutation, run in runs:
        word = {Result.RED: "caught", Result.GREEN: "SURVIVED", Result.BROKEN: "BROKEN"}[run.result]
        _say(f"{mutation.name:40} {word:8} {run.seconds:5.1f}  {run.failed.rpartition('/')[2]}")
    caught = sum(run.result is Result.RED for _, run in runs)
    _say(f"\n{caught} of {len(runs)} caught.")


def _say(text: str, *, end: str = "\n") -> None:
    print(text, end=end, flush=True)  # noqa: T201  a command speaks to people by printing


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
