"""What an appraiser sees of an identity number: the paper and its last characters, to be held against the original."""

from pydantic import BaseModel, ConfigDict, Field

from shared.events.content import KeyedIdentity
from shared.events.names import PAPER_NAMES
from shared.events.words import PaperKind
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


def view_identity(known: KeyedIdentity | None) -> IdentityView | None:
    """What is shown of an identity number, where anything is."""
    if known is None:
        return None
    return IdentityView(kind=known.kind, kind_name=PAPER_NAMES[known.kind], covered=known.covered)
