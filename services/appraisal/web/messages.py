"""Messages beside a case: the authority writes to the unit and reads its answers."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from services.appraisal.domain.case import CaseKey
from services.appraisal.domain.messages import MAX_CHARACTERS, Message
from services.appraisal.web.bodies import Body
from services.appraisal.web.desk import CaseId, CurrentDesk
from services.appraisal.web.examples import MESSAGE
from services.appraisal.web.views import PersonView, View
from shared.events.content import AuthorityRef
from shared.text.fields import lines
from shared.web.api.headers import IdempotencyKey
from shared.web.api.json_route import JsonRoute
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import CurrentViewer

messages = APIRouter(route_class=JsonRoute, prefix="/api/v1/levels/{level}/cases/{case_id}/messages", tags=["messages"])
_READING = problem_responses(401, 403, 404, 422, 503)
_WRITING = problem_responses(401, 403, 404, 409, 422, 503)


class MessageBody(Body):
    """What the unit is told, as plain text."""

    model_config = ConfigDict(json_schema_extra={"examples": [MESSAGE]})

    text: Annotated[str, lines(MAX_CHARACTERS, is_required=True)] = Field(description="Lời gửi đơn vị")


class MessageView(View):
    """One message of the conversation."""

    id: UUID = Field(description="Mã tin nhắn")
    sender: Literal["authority", "unit"] = Field(description="Ai viết: authority là cơ quan, unit là đơn vị")
    authority: AuthorityRef = Field(description="Cơ quan trong cuộc trao đổi")
    written_by: PersonView = Field(description="Người viết tin")
    text: str = Field(description="Lời nhắn, chữ thường không định dạng")
    at: datetime = Field(description="Lúc tin được viết")


class MessagesView(View):
    """The conversation, oldest message first."""

    items: list[MessageView] = Field(description="Các tin của cuộc trao đổi, cũ nhất đứng trước")


@messages.get("", responses=_READING)
async def list_messages(desk: CurrentDesk, viewer: CurrentViewer, case_id: CaseId) -> MessagesView:
    """Tin nhắn về một việc: cơ quan đã nhắn gì cho đơn vị và đơn vị trả lời gì."""
    found = await desk.list_messages(viewer, CaseKey.parse(case_id))
    return MessagesView(items=[_shown(one) for one in found])


@messages.post("", status_code=201, responses=_WRITING)
async def write_message(
    desk: CurrentDesk, viewer: CurrentViewer, case_id: CaseId, body: MessageBody, key: IdempotencyKey
) -> MessageView:
    """Nhắn đơn vị khi việc chưa có kết luận; đơn vị và người nộp nhận tin qua thư điện tử.

    Việc không thay đổi. Gửi lại cùng mã chống gửi trùng và cùng nội dung thì nhận lại cùng câu trả lời.
    """
    return _shown(await desk.write_message(viewer, CaseKey.parse(case_id), body.text, key))


def _shown(message: Message) -> MessageView:
    return MessageView(
        id=message.id,
        sender="unit" if message.is_from_unit else "authority",
        authority=message.authority,
        written_by=PersonView.model_validate(message.written_by),
        text=message.text,
        at=message.at,
    )
