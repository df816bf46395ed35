"""Attachments: what a unit has uploaded, which kinds of file are taken, and what a dossier needs of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

from services.intake.domain.dossier import Submission
from shared.events.content import Attachment, NominationContent
from shared.events.words import AttachmentKind
from shared.refusals import FieldProblem
from shared.text.seen import compose_line

_NAMESPACE = uuid5(NAMESPACE_URL, "thidua:attachment")
_NAME_CHARACTERS = 150
_UNFIT = frozenset('/\\:*?"<>|')


class MediaType(StrEnum):
    """The files that are taken."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    JPEG = "image/jpeg"
    PNG = "image/png"


EXTENSIONS: Mapping[MediaType, tuple[str, ...]] = {
    MediaType.PDF: (".pdf",),
    MediaType.DOCX: (".docx",),
    MediaType.XLSX: (".xlsx",),
    MediaType.JPEG: (".jpg", ".jpeg"),
    MediaType.PNG: (".png",),
}


@dataclass(frozen=True)
class StoredFile:
    """An uploaded file: whose it is, what it holds, and under which key its bytes lie."""

    id: UUID
    bytes_id: UUID
    unit: str
    name: str
    size: int
    sha256: str
    media_type: MediaType
    uploaded_at: datetime


def attachment_id_of(unit: str, sha256: str) -> UUID:
    """The id that this content always has at this unit: uploading it twice changes nothing."""
    return uuid5(_NAMESPACE, f"{unit}/{sha256}")


def file_name(given: str, media_type: MediaType) -> str:
    """A name that every desktop can store: NFC, one line, no path, short, with the extension of its content."""
    last = compose_line(given).replace("\\", "/").rpartition("/")[2]
    plain = "".join(" " if one in _UNFIT or not one.isprintable() else one for one in last)
    stem, endings = " ".join(plain.split()).lstrip("."), EXTENSIONS[media_type]
    ending = next((each for each in endings if stem.casefold().endswith(each)), "")
    stem = stem[: len(stem) - len(ending)][:_NAME_CHARACTERS].strip(" .") or "tep"
    return f"{stem}{ending or endings[0]}"


def attached(submission: Submission) -> Iterator[tuple[str, Attachment]]:
    """Every attachment with its place in the body."""
    for index, one in enumerate(submission.petition.attachments):
        yield f"petition.attachments[{index}]", one
    for place, content in enumerate(submission.nominations):
        for index, one in enumerate(content.attachments):
            yield f"nominations[{place}].attachments[{index}]", one


def attachment_problems(
    submission: Submission, stored: Mapping[UUID, StoredFile], *, limit: int, needs_petition: bool
) -> Iterator[FieldProblem]:
    """What is wrong with the files of a dossier."""
    places = list(attached(submission))
    count = len({one.id for _, one in places})
    if count > limit:
        yield FieldProblem("petition.attachments", f"Hồ sơ có {count} tệp. Gộp hoặc bỏ bớt để còn tối đa {limit} tệp.")
    for path, one in places:
        file = stored.get(one.id)
        if file is None:
            yield FieldProblem(
                f"{path}.id", "Đơn vị không có tệp này, hoặc tệp đã quá một ngày chưa nộp. Tải tệp lên lại."
            )
        elif one.kind is AttachmentKind.PETITION and file.media_type is not MediaType.PDF:
            yield FieldProblem(f"{path}.id", "Tờ trình đã ký phải là tệp PDF. Quét bản đã ký thành PDF rồi tải lên.")
    if needs_petition and not any(one.kind is AttachmentKind.PETITION for one in submission.petition.attachments):
        yield FieldProblem(
            "petition.attachments",
            "Đính kèm Tờ trình đã ký: tải tệp PDF lên trước, rồi ghi mã tệp với loại to-trinh.",
        )


def described(submission: Submission, stored: Mapping[UUID, StoredFile]) -> Submission:
    """The submission whose attachments say what intake keeps."""
    if not stored:
        return submission
    petition = submission.petition
    return submission.model_copy(
        update={
            "petition": petition.model_copy(update={"attachments": _filled(petition.attachments, stored)}),
            "nominations": tuple(described_content(one, stored) for one in submission.nominations),
        }
    )


def described_content(content: NominationContent, stored: Mapping[UUID, StoredFile]) -> NominationContent:
    """The same for one nomination."""
    if not content.attachments:
        return content
    return content.model_copy(update={"attachments": _filled(content.attachments, stored)})


def _filled(attachments: tuple[Attachment, ...], stored: Mapping[UUID, StoredFile]) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(
            id=one.id,
            kind=one.kind,
            name=file.name,
            size=file.size,
            sha256=file.sha256,
            media_type=file.media_type.value,
        )
        for one in attachments
        for file in [stored[one.id]]
    )
