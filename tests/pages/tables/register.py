"""The doors of the register and its figures: of the commune's officials; others are sent to their own."""

from collections.abc import Sequence

from tests.pages.doors import Door
from tests.pages.visitors import AUTHORITY, OUTSIDE_AUTHORITIES

DOORS: Sequence[Door] = (
    Door("/cap/{level}/so", AUTHORITY, forbidden=OUTSIDE_AUTHORITIES),
    Door("/cap/{level}/so-lieu", AUTHORITY, forbidden=OUTSIDE_AUTHORITIES),
    *(
        Door(
            f"/cap/{{level}}/so/xuat.{ending}",
            AUTHORITY,
            forbidden=OUTSIDE_AUTHORITIES,
            is_html=False,
            is_pictured=False,
        )
        for ending in ("xlsx", "csv")
    ),
)
