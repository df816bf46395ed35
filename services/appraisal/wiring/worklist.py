"""Builds the worklist."""

from services.appraisal.application.list_reading import FindNeighboursInList, ReadList
from services.appraisal.application.neighbours import FindNeighbours
from services.appraisal.application.people import NameAuthorities
from services.appraisal.application.saved_views import ListViews, RemoveView, SaveView
from services.appraisal.application.worklist import CountCases, ListCases
from services.appraisal.web.api.worklist import WorklistUseCases
from services.appraisal.web.pages.saved_views import SavedViewUseCases
from services.appraisal.web.pages.worklist import WorklistPageUseCases
from services.appraisal.wiring.cases import find_lapses, terms
from services.appraisal.wiring.ports import LevelPorts


def worklist_use_cases(ports: LevelPorts) -> WorklistUseCases:
    """Listing and counting cases."""
    common, worklist, lapses = ports.common, ports.stores.cases.worklist, find_lapses(ports)
    return WorklistUseCases(
        list=ListCases(worklist, common.calendar, common.rule_sets, lapses, common.now),
        count=CountCases(worklist, common.calendar, common.rule_sets, lapses, common.now),
        terms=terms(ports),
    )


def find_neighbours(ports: LevelPorts) -> FindNeighboursInList:
    """What finds the cases before and after one in the list that it was opened from."""
    common, worklist = ports.common, ports.stores.cases.worklist
    find = FindNeighbours(worklist, common.calendar, common.rule_sets, find_lapses(ports), common.now)
    return FindNeighboursInList(read_list(ports), find)


def read_list(ports: LevelPorts) -> ReadList:
    """What reads the address of a list."""
    common = ports.common
    return ReadList(ports.stores.cases.worklist, common.staff, common.rule_sets, common.calendar, common.now)


def worklist_page_use_cases(ports: LevelPorts) -> WorklistPageUseCases:
    """The list as a page, with the views that people save."""
    common, views = ports.common, ports.stores.saved_views
    listing = worklist_use_cases(ports)
    return WorklistPageUseCases(
        read=read_list(ports),
        list=listing.list,
        count=listing.count,
        list_views=ListViews(views),
        name_authorities=NameAuthorities(ports.level, common.authorities),
        rule_sets=common.rule_sets,
        calendar=common.calendar,
        now=common.now,
    )


def saved_view_use_cases(ports: LevelPorts) -> SavedViewUseCases:
    """Saving and removing views."""
    views = ports.stores.saved_views
    return SavedViewUseCases(read_list(ports), ListViews(views), SaveView(views, ports.common.now), RemoveView(views))
