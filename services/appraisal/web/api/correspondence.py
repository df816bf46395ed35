"""Correspondence beside a case: the authority writes to the unit and reads its answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from services.appraisal.application.correspondence import ReadCorrespondence, WriteNote
from services.appraisal.domain.case import CaseKey
from services.appraisal.domain.correspondence import MAX_CHARACTERS, Note
from services.appraisal.web.api.level import ACTING, READING, CaseId, use_at_level
from services.appraisal.web.api.sample_case import CLERK, COMMUNE, OPENED_AT, Example
from services.appraisal.web.api.shapes import Body, PersonView, View
from shared.events.content import AuthorityRef
from shared.text.fields import lines
from shared.web.api.described import described
from shared.web.api.headers import IdempotencyKey
from shared.web.api.json_route import JsonRoute
from shared.web.api.viewer import CurrentViewer

NOTE: Example = {"text": "Đề nghị đơn vị cho biết tên chốt kiểm soát mà ông/bà đã trực trong tháng 8/2021."}
_WRITTEN: Example = {
    "id": "6d2f4c1e-8d6f-4f0e-9b1a-3f5c2d7e9a10",
    "sender": "authority",
    "authority": COMMUNE,
    "written_by": CLERK,
    "text": "Đơn vị cho biết thời gian trực chốt của từng tháng.",
    "at": OPENED_AT,
}


class NoteBody(Body):
    """What the unit is told, as plain text."""

    model_config = ConfigDict(json_schema_extra=described("Lời gửi cho đơn vị, chữ thường không định dạng.", NOTE))

    text: Annotated[str, lines(MAX_CHARACTERS, is_required=True)] = Field(description="Lời gửi đơn vị")


class NoteView(View):
    """A note of the correspondence."""

    model_config = ConfigDict(json_schema_extra=described("Một tin trong cuộc trao đổi.", _WRITTEN))

    id: UUID = Field(description="Mã tin nhắn")
    sender: Literal["authority", "unit"] = Field(description="Ai viết: authority là cơ quan, unit là đơn vị")
    authority: AuthorityRef = Field(description="Cơ quan trong cuộc trao đổi")
    written_by: PersonView = Field(description="Người viết tin")
    text: str = Field(description="Lời nhắn, chữ thường không định dạng")
    at: datetime = Field(description="Lúc tin được viết")


class NotesView(View):
    """The correspondence, oldest note first."""

    model_config = ConfigDict(json_schema_extra=described("Cuộc trao đổi, tin cũ đứng trước.", {"items": [_WRITTEN]}))

    items: list[NoteView] = Field(description="Các tin của cuộc trao đổi, cũ nhất đứng trước")


@dataclass(frozen=True)
class CorrespondenceUseCases:
    """What the routes call."""

    read: ReadCorrespondence
    write: WriteNote


Correspondence = Annotated[CorrespondenceUseCases, use_at_level(CorrespondenceUseCases)]
router = APIRouter(route_class=JsonRoute, prefix="/api/v1/levels/{level}/cases/{case_id}/messages", tags=["messages"])


@router.get("", responses=READING)
async def read_correspondence(use_cases: Correspondence, viewer: CurrentViewer, case_id: CaseId) -> NotesView:
    """Tin nhắn về một việc: cơ quan đã nhắn gì cho đơn vị và đơn vị trả lời gì."""
    found = await use_cases.read(viewer, CaseKey.parse(case_id))
    return NotesView(items=[_view(note) for note in found])


@router.post("", status_code=201, responses=ACTING)
async def write_note(
    use_cases: Correspondence, viewer: CurrentViewer, case_id: CaseId, body: NoteBody, key: IdempotencyKey
) -> NoteView:
    """Nhắn đơn vị khi việc chưa có kết luận; đơn vị và người nộp nhận tin qua thư điện tử.

    Việc không thay đổi. Gửi lại cùng mã chống gửi trùng và cùng nội dung thì nhận lại cùng câu trả lời.
    """
    return _view(await use_cases.write(viewer, CaseKey.parse(case_id), body.text, key))


def _view(note: Note) -> NoteView:
    return NoteView(
        id=note.id,
        sender="unit" if note.is_from_unit else "authority",
        authority=note.authority,
        written_by=PersonView.model_validate(note.written_by),
        text=note.text,
        at=note.at,
    )
