"""A mutation that no longer fits the code proves nothing: each must fit, change something, name tests that exist."""

from pathlib import Path

import pytest

from tests.mutations.__main__ import ALL
from tests.mutations.copying import ROOT
from tests.mutations.mutation import Edit, Mutation, StaleMutationError


@pytest.mark.parametrize("mutation", ALL, ids=lambda one: one.name)
def test_a_mutation_fits_the_tree_and_leaves_it_readable(mutation: Mutation) -> None:
    texts = mutation.texts(ROOT)

    for name, text in texts.items():
        assert text != (ROOT / name).read_text(encoding="utf-8")
        compile(text, name, "exec")


@pytest.mark.parametrize("mutation", ALL, ids=lambda one: one.name)
def test_a_mutation_names_tests_that_exist(mutation: Mutation) -> None:
    for test in mutation.caught_by:
        file, _, function = test.partition("::")
        path = ROOT / file

        assert path.exists()
        assert not function or f"def {function}(" in path.read_text(encoding="utf-8")


def test_no_two_mutations_share_a_name() -> None:
    names = [mutation.name for mutation in ALL]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("text", ["", "a = 1\na = 1\n"])
def test_an_edit_whose_text_is_not_there_exactly_once_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text(text, encoding="utf-8")
    mutation = Mutation("one", "something", (Edit("code.py", "a = 1", "a = 2"),), ("tests",))

    with pytest.raises(StaleMutationError, match=r"code\.py"):
        mutation.texts(tmp_path)
