"""Builds who works at a level, and who may see its lists."""

from services.appraisal.application.assigning import FreeClaim
from services.appraisal.application.claims import ClaimCase, ReleaseCase
from services.appraisal.application.lapses import EndClaimsOfLeavers
from services.appraisal.application.people import ListPeople, RefuseStrangers
from services.appraisal.application.staffing import ShowStaffing
from services.appraisal.web.api.people import PeopleUseCases
from services.appraisal.web.pages.people import StaffPageUseCases
from services.appraisal.wiring.cases import find_lapses
from services.appraisal.wiring.digests import read_digest
from services.appraisal.wiring.ports import LevelPorts


def people_use_cases(ports: LevelPorts) -> PeopleUseCases:
    """Seeing one's colleagues."""
    common = ports.common
    return PeopleUseCases(ListPeople(common.staff, common.authorisations), common.now)


def staff_page_use_cases(ports: LevelPorts) -> StaffPageUseCases:
    """The pages of the people of a level."""
    common, cases = ports.common, ports.stores.cases
    people = ListPeople(common.staff, common.authorisations)
    show = ShowStaffing(people, common.staff, cases.worklist, find_lapses(ports), common.now)
    free = FreeClaim(cases, ClaimCase(cases, common.now), ReleaseCase(cases, common.now), common.now)
    return StaffPageUseCases(show, free, read_digest(ports))


def refuse_strangers(ports: LevelPorts) -> RefuseStrangers:
    """What keeps people of other levels from this level's lists."""
    return RefuseStrangers(ports.level, ports.common.authorities)


def end_claims_of_leavers(ports: LevelPorts) -> EndClaimsOfLeavers:
    """What lets go of the cases that people hold who left."""
    return EndClaimsOfLeavers(ports.stores.cases, ports.common.staff, ports.common.now)
