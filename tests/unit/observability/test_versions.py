"""The versions that figures name."""

import tomllib

from ops.stack.mail import PROJECT
from shared.observability.metrics import exposition
from shared.observability.versions import OF_PROGRAM, PROGRAM, tell_version, versions_in_use


def test_the_program_names_the_projects_version() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["version"] == PROGRAM
    assert (OF_PROGRAM, PROGRAM) in versions_in_use()


def test_a_version_takes_the_place_of_the_one_before() -> None:
    tell_version("tried", "1", "2")
    tell_version("tried", "3")

    told = exposition()[0].decode()
    assert 'thidua_version{of="tried",version="3"} 1.0' in told
    assert 'version="1"' not in told
