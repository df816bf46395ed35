"""Lists read as people say them."""

import pytest

from shared.text.listing import either


@pytest.mark.parametrize(
    ("names", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a hoặc b"), (["a", "b", "c"], "a, b hoặc c")]
)
def test_the_last_of_a_choice_stands_behind_or(names: list[str], said: str) -> None:
    assert either(names) == said
