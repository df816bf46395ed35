"""Who acts in the model: two units, four levels with a head, a deputy, an officer and a clerk for each authority."""

from services.appraisal.domain.case import Case
from services.intake.domain.dossier import Submission
from shared.events.content import UnitRef
from shared.events.words import Level
from shared.identity.viewer import Role, Viewer
from tests.unit.appraisal.samples import OF_COMMUNE, OF_HEALTH
from tests.unit.directory.samples import authorised
from tests.unit.intake.samples import CONTENT, PETITION

LEVELS = (Level.COMMUNE, Level.DISTRICT, Level.DEPARTMENT, Level.PROVINCE)
UNITS = (OF_COMMUNE, OF_HEALTH)
FORMS = {OF_COMMUNE.code: "giay-khen-xa", OF_HEALTH.code: "bang-khen-tinh"}
HEAD, DEPUTY, OFFICER, CLERK = range(4)
_STAFF = ((Role.HEAD, "Lê Văn Chủ"), (Role.DEPUTY, "Hoàng Thị Phó"), (Role.OFFICER, "Phạm Thị Chuyên"))
_CLERK = (Role.CLERK, "Đỗ Văn Thư")
_NAMES = ("Ánh", "Bình", "Cúc", "Dung", "Én", "Giang", "Hà", "Khuê", "Lan", "Mận", "Nga", "Oanh")


def staff(authority: str, which: int) -> Viewer:
    """One of an authority's people."""
    role, name = (*_STAFF, _CLERK)[which]
    authorities = frozenset({authority})
    return authorised(Viewer(f"{authority}/{role.value}", f"{name} {authority}", frozenset({role}), None, authorities))


def deciders(case: Case) -> frozenset[str]:
    """The accounts that may give a case its outcome."""
    return frozenset(staff(case.authority.code, which).account for which in (HEAD, DEPUTY))


def submitter(unit: UnitRef) -> Viewer:
    """Who submits for a unit."""
    return Viewer(f"{unit.code}/nop", "Đỗ Thị Nộp", frozenset({Role.SUBMITTER}), unit.code)


def submission(unit: UnitRef, key: int, size: int) -> Submission:
    """A dossier of that many nominations; the nominees are this key's own."""
    named = [
        CONTENT.nominee.model_copy(
            update={
                "name": f"Nguyễn Thị {_NAMES[(key * 3 + place) % len(_NAMES)]}",
                "identity_number": f"0331900{UNITS.index(unit)}{key}{place:03d}",
            }
        )
        for place in range(size)
    ]
    contents = [CONTENT.model_copy(update={"nominee": one, "award_form": FORMS[unit.code]}) for one in named]
    petition = PETITION.model_copy(update={"number": f"{key}/TTr"})
    return Submission(petition=petition, nominations=tuple(contents))
