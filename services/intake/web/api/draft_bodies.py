"""What is sent to and shown of drafts: bodies that may be half filled in, and what is said about them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi.openapi.models import Example
from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, JsonValue
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from services.intake.web.api.submissions import NURSE
from shared.events.content import MOST_NOMINATIONS
from shared.events.words import AttachmentKind
from shared.text.exact import Flag
from shared.text.lists import AtMost
from shared.web.api.described import described
from shared.web.api.examples import PAPER


class _AnyObject:
    """Any JSON object."""

    def __get_pydantic_core_schema__(self, _source: object, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.is_instance_schema(dict)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "object"}


# Whatever is there so far: the reader of JSON bounds it, and the check says what does not fit yet.
Partial = Annotated[dict[str, Any], _AnyObject()]
PETITION: dict[str, JsonValue] = {"number": "12/TTr-ĐTN", "occasion": "dot-xuat", "movement": "covid-19"}
STARTS = {"moi": Example(summary="Bản nháp với những gì đã biết", value={"petition": PETITION})}
PETITIONS = {"to-trinh": Example(summary="Tờ trình chưa có ngày ký", value={"petition": PETITION})}
FILES = {"tep": Example(summary="Tờ trình đã ký", value={"attachments": [{"id": PAPER, "kind": "to-trinh"}]})}
DECLARATIONS = {"cam-doan": Example(summary="Cam đoan", value={"declared": True})}
ENTRIES = {"doi-tuong": Example(summary="Thêm một đối tượng", value={"nominations": [NURSE]})}
ENTRY = {"doi-tuong": Example(summary="Nội dung của một đối tượng", value={"nomination": NURSE})}
SUBMISSIONS = {"nop": Example(summary="Nộp bản nháp", value={"confirm_repeat": False})}


class StartRequest(BaseModel):
    """What is known of a new draft."""

    model_config = ConfigDict(json_schema_extra=described("Những gì đã biết của bản nháp mới."))

    petition: Partial = Field(default_factory=dict, description="Tờ trình, đủ hay chưa, theo mẫu của POST /dossiers")


class PetitionRequest(BaseModel):
    """The Tờ trình so far."""

    model_config = ConfigDict(json_schema_extra=described("Tờ trình đến lúc này."))

    petition: Partial = Field(description="Tờ trình, đủ hay chưa, theo mẫu của POST /dossiers")


class ChosenFile(BaseModel):
    """A file that was uploaded before."""

    model_config = ConfigDict(json_schema_extra=described("Một tệp đã tải lên trước."))

    id: UUID = Field(description="Mã tệp đã tải lên")
    kind: AttachmentKind = Field(description="Loại giấy tờ của tệp")


class FilesRequest(BaseModel):
    """All files that go with the Tờ trình."""

    model_config = ConfigDict(json_schema_extra=described("Tất cả các tệp đi cùng Tờ trình."))

    attachments: Annotated[tuple[ChosenFile, ...], AtMost(100)] = Field(description="Các tệp đi cùng Tờ trình")


class DeclarationRequest(BaseModel):
    """That all of the draft is true."""

    model_config = ConfigDict(json_schema_extra=described("Lời cam đoan cho toàn bộ bản nháp."))

    declared: Literal[True] = Field(description="`true`: người gửi cam đoan nội dung bản nháp là đúng sự thật")


class EntriesRequest(BaseModel):
    """Nominees to add."""

    model_config = ConfigDict(json_schema_extra=described("Các đối tượng thêm vào bản nháp."))

    nominations: Annotated[tuple[Partial, ...], AtMost(MOST_NOMINATIONS, least=1)] = Field(
        description="Các đề nghị, đủ hay chưa, theo mẫu của POST /dossiers"
    )


class EntryRequest(BaseModel):
    """A nominee as it is typed now."""

    model_config = ConfigDict(json_schema_extra=described("Nội dung của một đối tượng đến lúc này."))

    nomination: Partial = Field(description="Đề nghị, đủ hay chưa, theo mẫu của POST /dossiers")


class DraftSubmissionRequest(BaseModel):
    """That the draft is to be handed in."""

    model_config = ConfigDict(json_schema_extra=described("Yêu cầu nộp bản nháp."))

    confirm_repeat: Flag = Field(
        default=False, description="`true` khi đơn vị đã biết Tờ trình cùng số, cùng ngày đã nộp và vẫn cần nộp thêm"
    )
