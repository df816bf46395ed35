"""Warnings that one account has several duties with a nomination, as the API tells them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from services.appraisal.domain.case import Case
from services.appraisal.domain.duties import warning
from shared.web.api.described import described


class DutyWarningView(BaseModel):
    """A pair of duties that one account has with a nomination, allowed and recorded."""

    model_config = ConfigDict(
        frozen=True,
        from_attributes=True,
        json_schema_extra=described(
            "Một tài khoản làm hai phần việc với cùng một đề nghị: được phép, và được ghi lại."
        ),
    )

    code: str = Field(description="Mã của hai phần việc, ví dụ submit-propose")
    message: str = Field(description="Lời cảnh báo cho người đọc")


class NotedWarningView(DutyWarningView):
    """The same with the entry of the history that it stands in."""

    model_config = ConfigDict(json_schema_extra=described("Một lần kiêm nhiệm, với mục nhật ký ghi lần ấy."))

    version: int = Field(description="Phiên bản của việc ở mục nhật ký có kiêm nhiệm")
    at: datetime = Field(description="Lúc kiêm nhiệm")


class ListedWarningView(DutyWarningView):
    """The same of one case of a list."""

    model_config = ConfigDict(json_schema_extra=described("Một lần kiêm nhiệm ở một việc của danh sách."))

    case_id: str = Field(description="Mã việc có kiêm nhiệm")


def view_warnings(pairs: Iterable[str]) -> tuple[DutyWarningView, ...]:
    """The warnings of pairs of duties."""
    return tuple(DutyWarningView(code=pair, message=warning(pair)) for pair in pairs)


def list_warnings(combined: Mapping[str, Sequence[str]]) -> tuple[ListedWarningView, ...]:
    """The warnings of a list, by case."""
    return tuple(
        ListedWarningView(case_id=case, code=pair, message=warning(pair))
        for case, pairs in sorted(combined.items())
        for pair in pairs
    )


def warnings_in(case: Case) -> tuple[NotedWarningView, ...]:
    """The warnings that stand in the history of a case, oldest first."""
    return tuple(
        NotedWarningView(code=pair, message=warning(pair), version=entry.version, at=entry.at)
        for entry in case.history
        for pair in entry.combined
    )
