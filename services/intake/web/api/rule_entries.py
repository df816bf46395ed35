"""Entries of a rule set's public lists: codes with names, reasons, marks, kinds of papers and limits."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field

from shared.events import names
from shared.events.words import AttachmentKind
from shared.rules.explaining import OPEN
from shared.rules.rule_set import Coded, Limits, RuleSet
from shared.web.api.described import described

BASIS = "Căn cứ pháp lý hoặc mục của kế hoạch; “chưa xác định” khi luật và kế hoạch để ngỏ"
Word = TypeVar("Word", bound=StrEnum)


class ChoiceView(BaseModel):
    """A code that is sent, and the name that people read."""

    model_config = ConfigDict(json_schema_extra=described("Một lựa chọn: mã để gửi và tên để đọc."))

    code: str = Field(description="Mã để gửi trong hồ sơ")
    name: str = Field(description="Tên để người đọc chọn")


class ReasonView(BaseModel):
    """An entry of an official list."""

    model_config = ConfigDict(json_schema_extra=described("Một mục của danh mục chính thức, kèm căn cứ."))

    code: str = Field(description="Mã của mục trong danh mục")
    text: str = Field(description="Nội dung của mục, như kế hoạch và văn bản ghi")
    basis: str = Field(description=BASIS)


class GroundView(ReasonView):
    """A ground for an award."""

    model_config = ConfigDict(json_schema_extra=described("Một căn cứ khen thưởng; có căn cứ phải kèm khoản đóng góp."))

    needs_gift: bool = Field(description="Căn cứ này phải kèm khoản đóng góp (`gift`)")


class OccasionView(ChoiceView):
    """A loại khen."""

    model_config = ConfigDict(json_schema_extra=described("Một loại khen; có loại chỉ nhận hồ sơ trong đợt đang mở."))

    needs_window: bool = Field(description="Chỉ nhận hồ sơ trong đợt sơ kết, tổng kết đang mở")
    basis: str = Field(description=BASIS)


class MarkView(ChoiceView):
    """A priority mark."""

    model_config = ConfigDict(json_schema_extra=described("Một diện ưu tiên và mức ưu tiên của diện ấy."))

    rank: int = Field(description="Mức ưu tiên: số lớn được xét trước")
    basis: str = Field(description=BASIS)


class DocumentKindView(ChoiceView):
    """A kind of attached document."""

    model_config = ConfigDict(json_schema_extra=described("Một loại giấy tờ đính kèm, và hồ sơ có phải kèm hay không."))

    is_required: bool = Field(description="Hồ sơ phải kèm loại giấy tờ này mới được tiếp nhận")
    basis: str = Field(description=BASIS)


class LimitView(ChoiceView):
    """A number that holds for dossiers and steps."""

    model_config = ConfigDict(
        json_schema_extra=described("Một giới hạn hoặc thời hạn chung, kèm đơn vị tính và căn cứ.")
    )

    value: int = Field(description="Giá trị của giới hạn")
    unit: str = Field(description="Đơn vị tính của giới hạn: ngày làm việc, ký tự, đồng…")
    basis: str = Field(description=BASIS)


def show_choices(words: Mapping[Word, str]) -> list[ChoiceView]:
    """Codes with the names that people read."""
    return [ChoiceView(code=word, name=name) for word, name in words.items()]


def show_body(rules: RuleSet, code: str) -> ChoiceView:
    """The body of that code, by name."""
    return ChoiceView(code=code, name=rules.bodies[code])


def show_reason(entry: Coded) -> ReasonView:
    """An entry of an official list."""
    return ReasonView(code=entry.code, text=entry.text, basis=basis_or_open(entry.basis))


def basis_or_open(text: str) -> str:
    """The basis, or that law and plan leave it open."""
    return text or OPEN


def show_occasions(rules: RuleSet) -> Iterator[OccasionView]:
    """The occasions, and which of them need an open window."""
    for occasion, name in names.OCCASIONS.items():
        needs_window = occasion in rules.windows.occasions
        basis = basis_or_open(rules.windows.basis) if needs_window else ""
        yield OccasionView(code=occasion, name=name, needs_window=needs_window, basis=basis)


def show_documents(rules: RuleSet, *, requires_petition: bool) -> Iterator[DocumentKindView]:
    """The kinds of attached papers; `requires_petition` is the deployment's word on the signed Tờ trình."""
    needs_petition = requires_petition and rules.attachments.signed_petition_required
    for kind, name in names.ATTACHMENTS.items():
        is_petition = kind is AttachmentKind.PETITION
        yield DocumentKindView(
            code=kind,
            name=name,
            is_required=is_petition and needs_petition,
            basis=basis_or_open(rules.attachments.basis if is_petition else ""),
        )


def show_limits(rules: RuleSet) -> Iterator[LimitView]:
    """The limits with their units."""
    values = rules.limits.model_dump()
    for code, limit in Limits.model_fields.items():
        yield LimitView(
            code=code,
            name=limit.description or code,
            value=values[code],
            unit=limit.title or "",
            basis=basis_or_open(rules.limit_bases.get(code, "")),
        )


def show_grounds(rules: RuleSet) -> Iterator[GroundView]:
    """The grounds for an award."""
    for ground in rules.grounds:
        yield GroundView(**dict(show_reason(ground)), needs_gift=ground.code in _with_gift(rules))


def show_marks(rules: RuleSet) -> Iterator[MarkView]:
    """The priority marks with their ranks."""
    for mark, name in names.MARKS.items():
        yield MarkView(
            code=mark, name=name, rank=rules.priority.get(mark, 0), basis=basis_or_open(rules.priority_basis)
        )


def _with_gift(rules: RuleSet) -> frozenset[str]:
    by_route = {ground for route in rules.slips if route.when.least_gift_vnd for ground in route.grounds}
    return frozenset(by_route | set(rules.donation_grounds))
