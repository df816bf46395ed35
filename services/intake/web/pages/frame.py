"""What renders intake's pages, and the words that several of them name."""

from pathlib import Path

from services.intake.domain.history_sentences import show_change
from services.intake.domain.status import TEXTS
from shared.events.names import KINDS, OCCASIONS, ROLES
from shared.web.pages.frame import PageFrame

TEMPLATES = Path(__file__).parents[1] / "templates"
_MAIL_STATES = {"sent": "đã gửi", "uncertain": "có thể đã gửi", "failed": "không gửi được"}
_RECIPIENTS = {"unit": "hộp thư đơn vị", "submitter": "người nộp"}


def make_frame(*, is_https: bool) -> PageFrame:
    """What renders intake's pages: its templates, with the words that several of them name."""
    return PageFrame(
        TEMPLATES,
        is_https=is_https,
        filters={"show_change": show_change},
        values={
            "mail_states": _MAIL_STATES,
            "recipients": _RECIPIENTS,
            "roles": ROLES,
            "occasions": OCCASIONS,
            "kinds": KINDS,
            "status_texts": TEXTS,
        },
    )
