"""What renders the pages of the levels."""

from pathlib import Path

from services.appraisal.web.pages.case_words import OUTCOMES
from shared.web.pages.frame import PageFrame

_TEMPLATES = Path(__file__).parents[1] / "templates"


def page_frame(public_url: str) -> PageFrame:
    """The frame for pages that people open at that address."""
    return PageFrame(
        _TEMPLATES, is_https=public_url.startswith("https:"), values={"is_dense": True, "outcomes": OUTCOMES}
    )
