"""Which versions are at work: this program's own, its rule sets', and those of the servers that it speaks with."""

from collections.abc import Sequence

from shared.observability.metrics import VERSION

PROGRAM = "0.1.0"  # as in pyproject.toml, which the image does not hold
OF_PROGRAM, OF_RULES, OF_BROKER, OF_DATABASE = "thidua", "rules", "rabbitmq", "mongodb"
_in_use: dict[str, tuple[str, ...]] = {}


def tell_version(of: str, *versions: str) -> None:
    """Have `/metrics` name these, and no longer those that were named of the same before."""
    if _in_use.get(of) == versions:
        return
    for version in _in_use.get(of, ()):
        VERSION.remove(of, version)
    for version in versions:
        VERSION.labels(of, version).set(1)
    _in_use[of] = versions


def versions_in_use() -> Sequence[tuple[str, str]]:
    """What was told in this process: of what, and which."""
    return [(of, version) for of, versions in _in_use.items() for version in versions]


tell_version(OF_PROGRAM, PROGRAM)
