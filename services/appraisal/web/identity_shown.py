"""What an appraiser sees of an identity number: the paper and its last characters, to be held against the original."""

from pydantic import BaseModel, ConfigDict, Field

from services.appraisal.domain.case import Case
from shared.events.content import NominationContent
from shared.events.words import PaperKind
from shared.nominees.identifiers import PAPER_NAMES


class IdentityView(BaseModel):
    """What is shown of an identity number: the paper, and the number with all but its last characters covered."""

    model_config = ConfigDict(frozen=True)

    kind: PaperKind = Field(description="Loại giấy tờ, theo mã")
    kind_name: str = Field(description="Loại giấy tờ, bằng chữ")
    covered: str = Field(
        description="Số đã che, còn vài ký tự cuối để đối chiếu với bản giấy. Số đầy đủ chỉ nơi tiếp nhận hồ sơ giữ."
    )


def show_identity(case: Case) -> IdentityView | None:
    """What is shown of the number that the unit gave; nothing when it gave none."""
    known = case.known_identity
    if known is None:
        return None
    return IdentityView(kind=known.kind, kind_name=PAPER_NAMES[known.kind], covered=known.covered)


def cover_content(case: Case) -> NominationContent:
    """The content with the covered number in the number's place.

    Nothing at a level needs the number itself: it stays with intake, and what it says of the nominee comes as findings.
    """
    known = case.known_identity
    nominee = case.content.nominee.model_copy(update={"identity_number": known.covered if known else None})
    return case.content.model_copy(update={"nominee": nominee})
