"""RabbitMQ's modules are loaded together before it boots: a real Erlang with RabbitMQ's libraries, but not RabbitMQ."""

import os
import subprocess
from pathlib import Path

import pytest

from ops.stack.rabbitmq import RabbitMQ, find_rabbitmq
from ops.stack.secrets import Secrets

_LOADED = '[io:format("~p ", [code:is_loaded(M) =/= false]) || M <- [rabbit, ra, cowboy, compile]], halt().'


@pytest.mark.parametrize("libraries", ["plugins", "none"])
def test_rabbitmqs_libraries_are_loaded_before_it_boots(tmp_path: Path, libraries: str) -> None:
    plugins = find_rabbitmq().resolve().parent.parent / libraries
    program = RabbitMQ(1, 2, 3, 4, tmp_path / "rabbitmq", Secrets(tmp_path / "secrets")).program()
    environment = {
        "PATH": os.environ["PATH"],
        "ERL_AFLAGS": program.environment["ERL_AFLAGS"],
        "ERL_LIBS": str(plugins),
    }

    said = subprocess.run(  # noqa: S603 the command stands here
        ["erl", "-noinput", "-eval", _LOADED],  # noqa: S607 as RabbitMQ finds it
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert said.stdout.split() == (["true"] * 4 if plugins.is_dir() else ["false"] * 4)
