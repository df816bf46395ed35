"""What renders identity's pages, and the words that several of them name."""

from pathlib import Path

from services.identity.domain.accounts import STATE_NAMES
from services.identity.web.pages.areas import areas_for
from shared.directory.roles import ROLE_NAMES, Role
from shared.web.pages.frame import PageFrame

_TEMPLATES = Path(__file__).parents[1] / "templates"


def page_frame(public_url: str) -> PageFrame:
    """The frame for pages that people open at that address."""
    return PageFrame(
        _TEMPLATES,
        is_https=public_url.startswith("https:"),
        filters={"capital": capital},
        values={
            "areas_for": areas_for,
            "role_choices": [(role.value, capital(ROLE_NAMES[role])) for role in Role],
            "state_choices": [(state.value, name) for state, name in STATE_NAMES.items()],
        },
    )


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
