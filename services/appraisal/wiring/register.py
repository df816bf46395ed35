"""Builds the register and its figures."""

from services.appraisal.application.figures import CountFigures
from services.appraisal.application.register import ExportRegister, ListRegister, Turns
from services.appraisal.web.pages.figures import FiguresUseCases
from services.appraisal.web.pages.register import RegisterUseCases
from services.appraisal.wiring.cases import terms
from services.appraisal.wiring.ports import LevelPorts


def register_use_cases(ports: LevelPorts) -> RegisterUseCases:
    """Listing the register, and taking it away."""
    register, now = ports.stores.register, ports.common.now
    return RegisterUseCases(ListRegister(register, now), ExportRegister(register, now, Turns()), terms(ports))


def figures_use_cases(ports: LevelPorts) -> FiguresUseCases:
    """Counting what the register has."""
    common = ports.common
    return FiguresUseCases(CountFigures(ports.stores.figures, common.calendar, common.now), terms(ports))
