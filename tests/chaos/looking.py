"""What the services tell of themselves while something is broken: health and figures, by their own addresses."""

import asyncio
import os
from collections.abc import Mapping, Sequence

import httpx

from ops.demo.people import Shown
from ops.demo.waiting import until
from tests.running import System

# How long what a row calls long lasts; `THIDUA_FAULT_SECONDS=10 make matrix` for a quicker look.
LONG_SECONDS = float(os.environ.get("THIDUA_FAULT_SECONDS", "60"))
_CLIENT_SECONDS = 5.0


class _Health(Shown):
    parts: Mapping[str, bool]


async def parts(system: System, instance: str) -> Mapping[str, bool]:
    """The parts of an instance and whether each is ready; none while it does not answer."""
    try:
        async with httpx.AsyncClient(timeout=_CLIENT_SECONDS, trust_env=False) as http:
            response = await http.get(f"{system.stack.address_of(instance)}/health/ready")
    except httpx.TransportError:
        return {}
    return _Health.model_validate_json(response.content).parts


async def figure(system: System, name: str, *, instances: Sequence[str] = ()) -> float:
    """The sum of a figure over instances, without any named over all, and labels; `name` may go on with labels."""
    total = 0.0
    async with httpx.AsyncClient(timeout=_CLIENT_SECONDS, trust_env=False) as http:
        for instance in instances or system.stack.instances.names:
            text = (await http.get(f"{system.stack.address_of(instance)}/metrics")).raise_for_status().text
            total += sum(float(line.rpartition(" ")[2]) for line in text.splitlines() if line.startswith(name))
    return total


async def all_ready(system: System, *, seconds: float) -> float:
    """Return once every instance is ready; the seconds that it took.

    Raises:
        NotInTimeError: One was not in that time.
    """
    return await _all(system, seconds, wanted=True)


async def none_ready(system: System, *, seconds: float) -> float:
    """Return once every instance tells that it is not ready; the seconds that it took.

    Raises:
        NotInTimeError: One did not in that time.
    """
    return await _all(system, seconds, wanted=False)


async def _all(system: System, seconds: float, *, wanted: bool) -> float:
    loop = asyncio.get_running_loop()
    began = loop.time()

    async def look() -> bool | None:
        told = await asyncio.gather(*(parts(system, name) for name in system.stack.instances.names))
        return True if all(bool(each) and all(each.values()) is wanted for each in told) else None

    await until(look, what=f"all services {'' if wanted else 'not '}ready", seconds=seconds)
    return loop.time() - began
