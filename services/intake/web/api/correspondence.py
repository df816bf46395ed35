"""Correspondence about a nomination: the unit reads what authorities write, and answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Body
from fastapi.openapi.models import Example
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from services.intake.application.correspondence import AnswerNote, ReadCorrespondence
from services.intake.domain.correspondence import MAX_CHARACTERS, Note
from services.intake.web.api.references import NominationReference, read_reference
from shared.events.content import AuthorityRef, Ordinal
from shared.text.fields import lines
from shared.web.api.as_written import as_written
from shared.web.api.described import described
from shared.web.api.headers import IdempotencyKey
from shared.web.api.json_route import JsonRoute
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import CurrentViewer
from shared.web.http.use_cases import use

_NOTE: dict[str, JsonValue] = {
    "id": "6d2f4c1e-8d6f-4f0e-9b1a-3f5c2d7e9a10",
    "step": 1,
    "authority": {"code": "33.so-y-te", "name": "Sở Y tế", "level": "department"},
    "sender": "authority",
    "written_by": "Phạm Thị Mẫu",
    "text": "Đơn vị cho biết số điện thoại của người phụ trách khu cách ly.",
    "at": "2021-10-06T03:00:00Z",
}
ANSWERS: dict[str, Example] = {
    "tra-loi": Example(
        summary="Trả lời cơ quan nhắn gần nhất",
        value={"text": "Đơn vị xác nhận thời gian trực chốt từ ngày 01/7 đến hết ngày 31/8/2021."},
    )
}


@dataclass(frozen=True)
class CorrespondenceUseCases:
    """What the routes call."""

    read_correspondence: ReadCorrespondence
    answer_note: AnswerNote


class AnswerRequest(BaseModel):
    """The unit's answer, as plain text; without a step it goes to the authority that wrote last."""

    model_config = ConfigDict(
        json_schema_extra=described(
            "Lời đáp của đơn vị, chữ thường không định dạng; không nêu bước thì gửi cơ quan đã hỏi sau cùng."
        )
    )

    text: Annotated[str, lines(MAX_CHARACTERS, is_required=True)] = Field(description="Lời đáp của đơn vị gửi cơ quan")
    step: Ordinal | None = Field(default=None, description="Bước của cơ quan được trả lời")


class NoteView(BaseModel):
    """One message of the conversation between the unit and the authority at a step."""

    model_config = ConfigDict(json_schema_extra=described("Một tin trong cuộc trao đổi.", _NOTE))

    id: UUID = Field(description="Mã tin nhắn")
    step: int = Field(description="Số thứ tự của bước mà cuộc trao đổi gắn với")
    authority: AuthorityRef = Field(description="Cơ quan trong cuộc trao đổi")
    sender: Literal["authority", "unit"] = Field(description="Ai viết: authority là cơ quan, unit là đơn vị")
    written_by: str = Field(description="Họ tên người viết tin")
    text: str = Field(description="Lời nhắn, chữ thường không định dạng")
    at: datetime = Field(description="Lúc tin được viết")


class NotesView(BaseModel):
    """The conversations, oldest message first."""

    model_config = ConfigDict(json_schema_extra=described("Cuộc trao đổi, tin cũ đứng trước.", {"items": [_NOTE]}))

    items: list[NoteView] = Field(description="Các tin của cuộc trao đổi, cũ nhất đứng trước")


Correspondence = Annotated[CorrespondenceUseCases, use(CorrespondenceUseCases)]
router = APIRouter(route_class=JsonRoute, prefix="/api/v1/nominations/{reference}/messages", tags=["messages"])


@router.get("", responses=problem_responses(401, 404, 503))
async def list_correspondence(
    use_cases: Correspondence, viewer: CurrentViewer, reference: NominationReference
) -> NotesView:
    """Tin nhắn về một đề nghị: đơn vị xem tất cả, mỗi cơ quan chỉ xem phần trao đổi của mình."""
    found = await use_cases.read_correspondence(viewer, read_reference(reference))
    return NotesView(items=[_show(note) for note in found])


@router.post("", status_code=201, responses=problem_responses(401, 403, 404, 409, 422, 503))
async def answer_authority(
    use_cases: Correspondence,
    viewer: CurrentViewer,
    reference: NominationReference,
    key: IdempotencyKey,
    request: Annotated[AnswerRequest, as_written(AnswerRequest), Body(openapi_examples=ANSWERS)],
) -> NoteView:
    """Đơn vị trả lời cơ quan đã nhắn; trạng thái của đề nghị không đổi."""
    return _show(await use_cases.answer_note(viewer, read_reference(reference), key, request.text, request.step))


def _show(note: Note) -> NoteView:
    return NoteView(
        id=note.id,
        step=note.step,
        authority=note.authority,
        sender="unit" if note.is_from_unit else "authority",
        written_by=note.written_by.name,
        text=note.text,
        at=note.at,
    )
