"""The doors of appraisal."""

from collections.abc import Sequence

from tests.pages.doors import Door

DOORS: Sequence[Door] = ()
