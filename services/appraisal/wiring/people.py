"""Builds who works at a level, and who may see its lists."""

from services.appraisal.application.lapses import EndClaimsOfLeavers
from services.appraisal.application.people import ListPeople, RefuseStrangers
from services.appraisal.web.api.people import PeopleUseCases
from services.appraisal.wiring.ports import LevelPorts


def people_use_cases(ports: LevelPorts) -> PeopleUseCases:
    """Seeing one's colleagues."""
    common = ports.common
    return PeopleUseCases(ListPeople(common.staff, common.authorisations), common.now)


def refuse_strangers(ports: LevelPorts) -> RefuseStrangers:
    """What keeps people of other levels from this level's lists."""
    return RefuseStrangers(ports.level, ports.common.authorities)


def end_claims_of_leavers(ports: LevelPorts) -> EndClaimsOfLeavers:
    """What lets go of the cases that people hold who left."""
    return EndClaimsOfLeavers(ports.stores.cases, ports.common.staff, ports.common.now)
