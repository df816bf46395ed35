"""What an appraiser sees of an identity number: the paper and its last characters, to be held against the original."""

from pydantic import BaseModel, ConfigDict, Field

from services.appraisal.domain.case import Case
from shared.events.content import NominationContent
from shared.events.names import PAPER_NAMES
from shared.events.words import PaperKind
from shared.nominees.shown import FieldClass, Sight, sees, show_content
from shared.web.api.described import described


class IdentityView(BaseModel):
    """What is shown of an identity number: the paper, and the number with all but its last characters covered."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra=described("Số giấy tờ đã che: loại giấy tờ và vài ký tự cuối để đối chiếu với bản giấy."),
    )

    kind: PaperKind = Field(description="Loại giấy tờ, theo mã")
    kind_name: str = Field(description="Loại giấy tờ, bằng chữ")
    covered: str = Field(
        description="Số đã che, còn vài ký tự cuối để đối chiếu với bản giấy. Số đầy đủ chỉ nơi tiếp nhận hồ sơ giữ."
    )


def show_identity(case: Case, sight: Sight) -> IdentityView | None:
    """What is shown of the number that the unit gave; nothing when it gave none, or to whom none is shown."""
    known = case.known_identity
    if known is None or not sees(case.content, sight, FieldClass.IDENTITY):
        return None
    return IdentityView(kind=known.kind, kind_name=PAPER_NAMES[known.kind], covered=known.covered)


def cover_content(case: Case, sight: Sight) -> NominationContent:
    """The content as it may be told, with the covered number in the number's place.

    Nothing at a level needs the number itself: it stays with intake, and what it says of the nominee comes as findings.
    """
    identity, shown = show_identity(case, sight), show_content(case.content, sight)
    nominee = shown.nominee.model_copy(update={"identity_number": identity.covered if identity else None})
    return shown.model_copy(update={"nominee": nominee})
