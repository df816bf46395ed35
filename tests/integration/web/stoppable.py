"""A service to be stopped: `python stoppable.py PORT [hang]`; it writes a line at each stage of its end."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from shared.web.http.application import create_app
from shared.web.http.serving import serve

router = APIRouter()
stopping = asyncio.Event()


def tell(stage: str) -> None:
    """Write the stage at once."""
    sys.stdout.write(f"{stage}\n")
    sys.stdout.flush()


@router.get("/slow")
async def slow() -> str:
    """Answer once the stop has begun."""
    tell("asked")
    await stopping.wait()
    return "answered"


async def cancel_consumers() -> None:
    """The hook."""
    tell("hook")
    stopping.set()
    if "hang" in sys.argv:
        await asyncio.Event().wait()


async def broken() -> None:
    """A hook that fails."""
    raise OSError


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Say when it begins and ends."""
    app.state.before_shutdown += [broken, cancel_consumers]
    tell("started")
    yield
    tell("ended")


async def ready() -> Mapping[str, bool]:
    """Always."""
    return {}


if __name__ == "__main__":
    serve(create_app("thử", [router], lifespan, readiness=ready), "127.0.0.1", int(sys.argv[1]))
