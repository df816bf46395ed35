"""Intake's signature over a nomination: it travels with the work, unchanged, from level to level."""

from pydantic import AwareDatetime, Field

from shared.events.content import Count, Finding, Frozen, Ordinal
from shared.text.fields import Code


class IntakeSignature(Frozen):
    """What intake says of a nomination, and its signature over that: `shared/signing/statement.py` has the bytes.

    `findings` are those of intake, which stay as they are at every level. `revision` is the nomination's version at
    which it says so: it rises with each supplement. The first `steps` of the slip are intake's own.
    """

    version: Count = Field(default=1, description="Cách ghi nội dung được ký; hiện chỉ có 1")
    key: Code = Field(description="Mã của khóa đã ký")
    revision: Count = Field(description="Phiên bản của đề nghị khi ký; lần bổ sung sau có số lớn hơn")
    steps: Ordinal = Field(description="Số bước đầu của lộ trình do nơi tiếp nhận lập")
    findings: tuple[Finding, ...] = Field(default=(), description="Kết quả kiểm tra của nơi tiếp nhận")
    signed_at: AwareDatetime = Field(description="Thời điểm ký")
    value: Code = Field(description="Chữ ký Ed25519, viết bằng base64")
