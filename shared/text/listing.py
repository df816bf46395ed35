"""Lists as people say them."""

from collections.abc import Sequence


def either(names: Sequence[str]) -> str:
    """“a, b hoặc c”."""
    return " hoặc ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
