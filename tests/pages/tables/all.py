"""The tables of all services."""

from collections.abc import Mapping, Sequence

from tests.pages.doors import Door
from tests.pages.tables import appraisal, identity, intake, notifier

TABLES: Mapping[str, Sequence[Door]] = {
    "appraisal": appraisal.DOORS,
    "identity": identity.DOORS,
    "intake": intake.DOORS,
    "notifier": notifier.DOORS,
}
DOORS: Sequence[Door] = [door for table in TABLES.values() for door in table]
