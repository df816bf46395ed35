"""A slice of the full demo on the running system: it comes as far as planned, and a second run changes nothing."""

from collections import Counter
from dataclasses import replace

from ops.demo.dossiers import today
from ops.demo.full.filling import Filling
from ops.demo.full.limits import set_back
from ops.demo.full.plan import Stage, make_plan
from ops.demo.full.ways import WAYS
from ops.demo.people import Office
from shared.messaging.topology.queues import level_user
from tests.running import System

COMMUNE_WAYS = [replace(way, nominations=14) for way in WAYS if way.award_form == "giay-khen-xa"][:2]


async def test_it_comes_as_far_as_planned_and_is_done_once(system: System, office: Office) -> None:
    plan = make_plan(today(), ways=COMMUNE_WAYS, drafts=2)
    move = set_back(lambda level: system.stack.mongo_url(level_user(level)))
    told: list[str] = []

    stages = await Filling(office, told.append)(plan, move)
    again = await Filling(office, told.append)(plan, move)

    assert stages == again == Counter(nomination.stage for nomination in plan.nominations)
    assert stages[Stage.DECIDED]
    first, second = (line for line in told if "Quyết định đã ghi" in line)
    assert not first.startswith("✓ 0 ")
    assert second.startswith("✓ 0 ")
    head = await office.person("lanh-dao.xa-yen-phu")
    counts = (await head.do("/api/v1/levels/commune/cases/counts", method="GET")).json()
    late = next(tab["count"] for tab in counts["tabs"] if tab["tab"] == "qua-han")
    assert late >= stages[Stage.OVERDUE]
