"""What a check of a deployment found."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How it is: right, to be mended before use, to be known, or not to be seen from here."""

    RIGHT = "right"
    MEND = "mend"
    KNOW = "know"
    UNSEEN = "unseen"


STATE_NAMES = {
    State.RIGHT: "đúng",
    State.MEND: "cần sửa",
    State.KNOW: "lưu ý",
    State.UNSEEN: "chưa kiểm tra được",
}


@dataclass(frozen=True)
class Finding:
    """One check: its name, how it is, and in a sentence or two what is so and what to do."""

    check: str
    state: State
    says: str
