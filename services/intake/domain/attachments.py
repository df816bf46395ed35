"""Attachments: what a unit has uploaded, which kinds of file are taken, and what a dossier needs of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from services.intake.domain.dossier import Submission
from shared.events.content import Attachment, NominationContent
from shared.events.words import AttachmentKind
from shared.files.verdicts import MediaType
from shared.refusals import FieldProblem
from shared.text.formats import show_mebibytes

_EXAMPLES = uuid5(NAMESPACE_URL, "thidua:attachment")
_GONE = "Đơn vị không có tệp này, hoặc tệp đã quá {days} ngày chưa nộp hay đã bị xóa. Tải tệp lên lại."
_FULL = (
    "Đơn vị đang giữ {files} tệp chưa nộp, {used} MiB; thêm tệp này ({size} MiB) thì quá giới hạn {most_files} tệp, "
    "{most} MiB. Nộp hồ sơ dùng các tệp đó, hoặc xóa tệp không dùng (GET, DELETE /api/v1/attachments), rồi tải lên lại."
)


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
    # Until then it waits to be named in a dossier; whatever else comes to name it (a draft) puts this off.
    kept_until: datetime


def draw_id(_unit: str, _sha256: str) -> UUID:
    """An id that tells nothing of the file."""
    return uuid4()


def example_id_of(unit: str, sha256: str) -> UUID:
    """The id that follows from unit and content, where the examples of the descriptions are to stand as they are."""
    return uuid5(_EXAMPLES, f"{unit}/{sha256}")


@dataclass(frozen=True)
class Usage:
    """What a unit keeps here without having handed it in."""

    files: int
    bytes: int

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(self.files + other.files, self.bytes + other.bytes)


@dataclass(frozen=True)
class Quota:
    """How much of it there may be."""

    files: int
    bytes: int


def over_quota(used: Usage, size: int, quota: Quota) -> str:
    """What to do where another file of that size has no room, or nothing where it has."""
    if used.files < quota.files and used.bytes + size <= quota.bytes:
        return ""
    return _FULL.format(
        files=used.files,
        used=show_mebibytes(used.bytes),
        size=show_mebibytes(size),
        most_files=quota.files,
        most=show_mebibytes(quota.bytes),
    )


def attachments_in(submission: Submission) -> Iterator[tuple[str, Attachment]]:
    """Every attachment with its place in the body."""
    for index, attachment in enumerate(submission.petition.attachments):
        yield f"petition.attachments[{index}]", attachment
    for place, content in enumerate(submission.nominations):
        for index, attachment in enumerate(content.attachments):
            yield f"nominations[{place}].attachments[{index}]", attachment


def attachment_problems(
    submission: Submission,
    stored: Mapping[UUID, StoredFile],
    *,
    limit: int,
    needs_petition: bool,
    kept_days: int,
) -> Iterator[FieldProblem]:
    """What is wrong with the files of a dossier."""
    places = list(attachments_in(submission))
    count = len({attachment.id for _, attachment in places})
    if count > limit:
        yield FieldProblem("petition.attachments", f"Hồ sơ có {count} tệp. Gộp hoặc bỏ bớt để còn tối đa {limit} tệp.")
    for path, attachment in places:
        file = stored.get(attachment.id)
        if file is None:
            yield missing_file(path, kept_days)
        elif attachment.kind is AttachmentKind.PETITION and file.media_type is not MediaType.PDF:
            yield FieldProblem(f"{path}.id", "Tờ trình đã ký phải là tệp PDF. Quét bản đã ký thành PDF rồi tải lên.")
    if needs_petition and not any(
        attachment.kind is AttachmentKind.PETITION for attachment in submission.petition.attachments
    ):
        yield FieldProblem(
            "petition.attachments",
            "Đính kèm Tờ trình đã ký: tải tệp PDF lên trước, rồi ghi mã tệp với loại to-trinh.",
        )


def missing_file(path: str, kept_days: int) -> FieldProblem:
    """What to do where a dossier names a file that is not there, or not any more."""
    return FieldProblem(f"{path}.id", _GONE.format(days=kept_days))


def fill_attachments(submission: Submission, stored: Mapping[UUID, StoredFile]) -> Submission:
    """The submission whose attachments say what intake keeps."""
    if not stored:
        return submission
    petition = submission.petition
    return submission.model_copy(
        update={
            "petition": petition.model_copy(update={"attachments": _filled(petition.attachments, stored)}),
            "nominations": tuple(fill_content(content, stored) for content in submission.nominations),
        }
    )


def fill_content(content: NominationContent, stored: Mapping[UUID, StoredFile]) -> NominationContent:
    """The same for one nomination."""
    if not content.attachments:
        return content
    return content.model_copy(update={"attachments": _filled(content.attachments, stored)})


def _filled(attachments: tuple[Attachment, ...], stored: Mapping[UUID, StoredFile]) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(
            id=attachment.id,
            kind=attachment.kind,
            name=file.name,
            size=file.size,
            sha256=file.sha256,
            media_type=file.media_type.value,
        )
        for attachment in attachments
        for file in [stored[attachment.id]]
    )
