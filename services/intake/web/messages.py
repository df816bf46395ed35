"""Messages about a nomination: the unit reads what authorities write, and answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field

from services.intake.application.corresponding import AnswerMessage, ListMessages
from services.intake.domain.messages import MAX_CHARACTERS, Message
from services.intake.web.api import NominationReference, read_reference
from services.intake.web.examples import ANSWER
from shared.events.content import AuthorityRef, Ordinal
from shared.text.fields import lines
from shared.web.api.as_written import as_written
from shared.web.api.headers import IdempotencyKey
from shared.web.api.json_route import JsonRoute
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import CurrentViewer


@dataclass(frozen=True)
class MessageUseCases:
    """What the routes call."""

    list_messages: ListMessages
    answer_message: AnswerMessage


class AnswerRequest(BaseModel):
    """The unit's answer, as plain text; without a step it goes to the authority that wrote last."""

    text: Annotated[str, lines(MAX_CHARACTERS, is_required=True)] = Field(description="Lời đáp của đơn vị gửi cơ quan")
    step: Ordinal | None = Field(default=None, description="Bước của cơ quan được trả lời")


class MessageView(BaseModel):
    """One message of the conversation between the unit and the authority at a step."""

    id: UUID = Field(description="Mã tin nhắn")
    step: int = Field(description="Số thứ tự của bước mà cuộc trao đổi gắn với")
    authority: AuthorityRef = Field(description="Cơ quan trong cuộc trao đổi")
    sender: Literal["authority", "unit"] = Field(description="Ai viết: authority là cơ quan, unit là đơn vị")
    written_by: str = Field(description="Họ tên người viết tin")
    text: str = Field(description="Lời nhắn, chữ thường không định dạng")
    at: datetime = Field(description="Lúc tin được viết")


class MessagesView(BaseModel):
    """The conversations, oldest message first."""

    items: list[MessageView] = Field(description="Các tin của cuộc trao đổi, cũ nhất đứng trước")


def messages_router(use_cases: MessageUseCases) -> APIRouter:
    """The routes under `/api/v1/nominations/{reference}/messages`."""
    router = APIRouter(route_class=JsonRoute, prefix="/api/v1/nominations/{reference}/messages", tags=["messages"])

    @router.get("", responses=problem_responses(401, 404, 503))
    async def list_messages(viewer: CurrentViewer, reference: NominationReference) -> MessagesView:
        """Tin nhắn về một đề nghị: đơn vị xem tất cả, mỗi cơ quan chỉ xem phần trao đổi của mình."""
        found = await use_cases.list_messages(viewer, read_reference(reference))
        return MessagesView(items=[_shown(one) for one in found])

    @router.post("", status_code=201, responses=problem_responses(401, 403, 404, 409, 422, 503))
    async def answer_message(
        viewer: CurrentViewer,
        reference: NominationReference,
        key: IdempotencyKey,
        request: Annotated[AnswerRequest, as_written(AnswerRequest), Body(openapi_examples=ANSWER)],
    ) -> MessageView:
        """Đơn vị trả lời cơ quan đã nhắn; trạng thái của đề nghị không đổi."""
        return _shown(
            await use_cases.answer_message(viewer, read_reference(reference), key, request.text, request.step)
        )

    return router


def _shown(message: Message) -> MessageView:
    return MessageView(
        id=message.id,
        step=message.step,
        authority=message.authority,
        sender="unit" if message.is_from_unit else "authority",
        written_by=message.written_by.name,
        text=message.text,
        at=message.at,
    )
