"""Mails about a dossier or a nomination, as its unit sees them."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from services.intake.domain.nomination import SentMail
from shared.web.api.described import described


class MailView(BaseModel):
    """A mail that was sent, or could not be."""

    model_config = ConfigDict(
        json_schema_extra=described("Một thư đã gửi hoặc không gửi được về hồ sơ hay đề nghị, như đơn vị thấy.")
    )

    id: str = Field(description="Mã thư")
    subject: str = Field(description="Tiêu đề của thư")
    recipient: str = Field(description="Gửi cho ai: unit là hộp thư đơn vị, submitter là người nộp")
    state: Literal["sent", "uncertain", "failed"] = Field(
        description="sent: đã gửi; uncertain: có thể đã gửi; failed: không gửi được"
    )
    at: datetime = Field(description="Lúc thư đến trạng thái này")


def show_mail(mail: SentMail) -> MailView:
    """The mail."""
    return MailView(id=mail.id, subject=mail.subject, recipient=mail.recipient, state=mail.state, at=mail.at)
