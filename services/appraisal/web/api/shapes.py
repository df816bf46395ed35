"""The parts that requests and answers of all nouns are made of."""

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.appraisal.domain.case import CaseKey
from shared.refusals import FieldProblem, InvalidError, NotFoundError
from shared.web.api.described import described
from shared.web.api.empties import leave_out_empty


class Body(BaseModel):
    """A request: what it does not know is named rather than ignored, what is empty may be left out."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _leave_out_empty(cls, value: object) -> object:
        return leave_out_empty(value, cls)


class View(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class Named(View):
    """A code for programs and a name for people."""

    model_config = ConfigDict(json_schema_extra=described("Mã cho phần mềm và tên cho người đọc."))

    code: str = Field(description="Mã cho phần mềm")
    name: str = Field(description="Tên cho người đọc")


class PersonView(View):
    """Who did something."""

    model_config = ConfigDict(json_schema_extra=described("Người đã làm việc đó."))

    account: str = Field(description="Mã tài khoản của người đó")
    name: str = Field(description="Họ và tên của người đó")


def read_case_key(field: str, text: str) -> CaseKey:
    """The case that the field names.

    Raises:
        InvalidError: It cannot name a case.
    """
    try:
        return CaseKey.parse(text)
    except NotFoundError as error:
        raise InvalidError([FieldProblem(field, error.message)]) from None
