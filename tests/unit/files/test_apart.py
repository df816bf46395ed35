"""A file is looked at in a process apart: with bounds, without reach, and harming nothing but itself."""

import os
import resource
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from shared.files.apart import Apart, AwayError, Bounds, Looked
from shared.files.looking import look
from shared.files.verdicts import HEAVY, MediaType, Refused, Taken
from tests.unit.files.samples import REFUSED, TAKEN, WRAPPED
from tests.unit.files.test_looking import BOMBS

MIB = 1024 * 1024
SAMPLES = {
    **{kind: content for kind, (content, _) in TAKEN.items()},
    **{kind: content for kind, (content, _) in REFUSED.items()},
    **WRAPPED,
}
PATIENT = Bounds(memory_bytes=64 * MIB, cpu_seconds=1, seconds=20)
BRIEF = replace(PATIENT, seconds=2)
Begin = Callable[[str], Apart]


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    """The process as it is used."""
    one = Apart()
    yield one
    one.close()


@pytest.fixture
def begin() -> Iterator[Begin]:
    """Processes for looks that do harm."""
    begun: list[Apart] = []

    def one(name: str) -> Apart:
        begun.append(Apart(f"tests.unit.files.hostile.{name}", BRIEF if name.startswith("wait") else PATIENT))
        return begun[-1]

    yield one
    for each in begun:
        each.close()


def looked(apart: Apart, content: bytes = b"x") -> Looked:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        return apart.look(file)


def descriptors_of_all() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def words(apart: Apart, content: bytes = b"x") -> str:
    found = looked(apart, content)
    assert isinstance(found.verdict, Refused), found
    return found.verdict.sentence


def test_the_verdict_is_the_same_as_in_this_process(apart: Apart) -> None:
    for kind, content in SAMPLES.items():
        with tempfile.TemporaryFile() as file:
            file.write(content)
            file.flush()
            expected = look(file)

            assert apart.look(file).verdict == expected, kind


def test_no_bomb_takes_more_than_its_bounds_here_or_there(apart: Apart) -> None:
    looked(apart)
    found = {}

    for kind, make in BOMBS.items():
        content = make()
        here = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        one = looked(apart, content)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - here
        found[kind] = (isinstance(one.verdict, Taken), one.most_bytes // MIB, grown // 1024)

    assert [kind for kind, (is_taken, _, _) in found.items() if is_taken] == []
    assert max(there for _, there, _ in found.values()) < 220, found
    assert max(here for _, _, here in found.values()) < 16, found


@pytest.mark.parametrize(
    ("harm", "ended"),
    [
        ("take_memory", "MemoryError"),
        ("compute", "killed"),
        ("wait", "killed"),
        ("read_nowhere", "killed"),
        ("die", "killed"),
        ("raise_error", "ZeroDivisionError"),
        ("say_too_much", "unreadable"),
    ],
)
def test_a_look_without_a_finding_is_a_refusal_in_words(begin: Begin, harm: str, ended: str) -> None:
    began = time.monotonic()

    one = looked(begin(harm), b"Nguyen Mau")

    assert (one.verdict, one.ended) == (HEAVY, ended)
    assert time.monotonic() - began < 20


def test_a_look_within_its_bounds_of_memory_goes_through(begin: Begin) -> None:
    assert words(begin("take_some_memory")) == str(32 * MIB)


def test_a_look_that_is_deaf_to_its_deadline_is_killed(begin: Begin) -> None:
    deaf = begin("wait_deaf")

    assert looked(deaf).ended == "deadline"
    assert deaf.begin() in {True, False}


def test_looks_go_on_after_one_that_died(begin: Begin) -> None:
    dying = begin("die")

    assert [looked(dying).ended for _ in range(3)] == ["killed"] * 3


def test_the_file_is_not_blamed_where_the_process_of_all_ends(begin: Begin) -> None:
    killing = begin("kill_its_parent")

    for _ in range(2):
        with pytest.raises(AwayError):
            looked(killing)


def test_the_process_is_begun_anew_when_it_is_gone(apart: Apart) -> None:
    looked(apart)
    apart.close()

    content, media_type = TAKEN["pdf"]
    assert looked(apart, content).verdict == Taken(MediaType(media_type))


def test_it_has_no_environment(begin: Begin) -> None:
    assert os.environ
    assert words(begin("tell_environment")) == "[{}, '/']"


def test_it_has_nothing_open_but_the_file_and_the_way_back(begin: Begin) -> None:
    with socket.socket() as ours, tempfile.TemporaryFile() as other:
        assert ours.fileno() > 2
        assert other.fileno() > 2
        assert words(begin("tell_descriptors")) == "['pipe']"


@pytest.mark.parametrize("harm", ["change_file", "write_file", "open_many"])
def test_it_can_change_nothing(begin: Begin, harm: str) -> None:
    assert words(begin(harm)).startswith("refused: ")


def test_it_cannot_raise_its_limits(begin: Begin) -> None:
    raising = begin("raise_limits")

    # Root may, unless it is root of a namespace of its own only.
    is_free = os.geteuid() == 0 and not raising.begin()
    assert words(raising).startswith("refused: ") != is_free


def test_its_limits_are_in_force(begin: Begin) -> None:
    expected = {"CORE": (0, 0), "FSIZE": (0, 0), "NOFILE": (16, 16), "NPROC": (0, 0), "CPU": (1, 1)}

    assert words(begin("tell_limits")) == str(expected)


def test_it_reaches_no_network_where_it_says_so(begin: Begin) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        connecting = begin("connect")
        is_apart = connecting.begin()

        told = words(connecting, str(port).encode())

        socket.create_connection(("127.0.0.1", port), 5).close()
    assert (told != "done") == is_apart


def test_many_look_at_once(apart: Apart) -> None:
    content, media_type = TAKEN["pdf"]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: looked(apart, content), range(24)))

    assert {one.verdict for one in found} == {Taken(MediaType(media_type))}


def test_nothing_stays_behind(apart: Apart) -> None:
    looked(apart)
    descriptors, threads = descriptors_of_all(), threading.active_count()

    for _ in range(5):
        looked(apart, TAKEN["png"][0])

    assert (descriptors_of_all(), threading.active_count()) == (descriptors, threads)


@pytest.mark.parametrize("python", ["/nowhere/python", "/bin/false"])
def test_whoever_cannot_begin_it_is_told(python: str) -> None:
    with pytest.raises(AwayError):
        Apart(python=python).begin()
