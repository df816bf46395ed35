"""Running a service: it stops taking work first, then stops answering, and a second signal ends it at once."""

import asyncio
import gc
import os
import resource
import socket
import sys
from types import FrameType

import uvicorn
from fastapi import FastAPI

from shared.observability.logs import get_logger

HOOK_SECONDS = 10.0
GRACEFUL_SECONDS = 10
# Longer than Caddy keeps an idle connection (two minutes): the side that sends requests is the one that closes.
KEEP_ALIVE_SECONDS = 130
# Motor asks MongoDB in threads: while the loop is busy they wait this long for each turn, by default ten times as long.
_SWITCH_SECONDS = 0.0005

log = get_logger(__name__)


def serve(app: FastAPI, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT: run `app.state.before_shutdown`, finish open requests, end the lifespan, return.

    A second signal ends the process at once, which is safe: nothing is acknowledged before it is stored.
    """
    _allow_many_connections()
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )
    # What was loaded lives as long as the process, and is not searched for cycles again.
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(_SWITCH_SECONDS)
    _Server(config, app).run()


def _allow_many_connections() -> None:
    """Take as many file descriptors as the machine gives: each open stream holds one, and the usual limit is 1,024."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - a signal handler's signature
        """Begin to stop, or on the second signal end at once."""
        if self.should_exit:
            sys.stdout.flush()
            os._exit(128 + sig)
        # Not uvicorn's own: it would send the signal once more after the orderly stop, which is then no clean exit.
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop taking work while requests are still answered, then stop answering."""
        self._app.state.stopping = True
        for hook in self._app.state.before_shutdown:
            try:
                async with asyncio.timeout(HOOK_SECONDS):
                    await hook()
            except Exception:
                log.exception("serving.hook_failed")
        await super().shutdown(sockets)
