"""Attached files."""

from services.intake.application.attachments import DeleteAttachment, ListAttachments, OpenAttachment, UploadAttachment
from services.intake.web.api.attachments import AttachmentUseCases
from services.intake.wiring.ports import Ports


def attachments(ports: Ports) -> AttachmentUseCases:
    """The use cases."""
    return AttachmentUseCases(
        UploadAttachment(ports.attachments, ports.settings.attachment_max_bytes, ports.now, ports.unused_kept),
        OpenAttachment(ports.attachments),
        ListAttachments(ports.attachments, ports.quota),
        DeleteAttachment(ports.attachments, ports.now),
    )
