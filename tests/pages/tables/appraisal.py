"""The doors of appraisal."""

from collections.abc import Sequence

from tests.pages.doors import Door
from tests.pages.tables.cases import DOORS as CASES
from tests.pages.tables.decisions import DOORS as DECISIONS
from tests.pages.tables.operations import doors_of
from tests.pages.tables.people import OF_LEVELS as PEOPLE
from tests.pages.tables.register import DOORS as REGISTER
from tests.pages.tables.windows import DOORS as WINDOWS
from tests.pages.tables.worklist import DOORS as WORKLIST
from tests.pages.visitors import EVERYBODY

DOORS: Sequence[Door] = (
    Door("/cap/{level}", EVERYBODY, success=(303,), is_pictured=False),
    *WORKLIST,
    *CASES,
    *PEOPLE,
    *DECISIONS,
    *REGISTER,
    *doors_of("/cap/{level}/van-hanh"),
    *WINDOWS,
)
