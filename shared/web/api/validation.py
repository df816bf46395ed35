"""What does not fit a request's form, as sentences in Vietnamese; none repeats what was typed, which may be personal.

A validator that has something better to say raises `PydanticCustomError` with a Vietnamese sentence, which is passed
on; the text of a plain `ValueError` is not, since it may quote the value.
"""

from collections.abc import Mapping, Sequence
from typing import get_args

from pydantic_core.core_schema import ErrorType

from shared.refusals import FieldProblem
from shared.text.lists import MOST_FAULTS

UNREADABLE = frozenset({"json_invalid", "json_type"})
_PLACES = frozenset({"body", "query", "path", "header", "cookie"})
_WHOLE_BODY = "nội dung gửi lên"
_OF_A_GROUP = frozenset({"dict_type", "model_type", "model_attributes_type", "dataclass_type", "missing"})
_OF_PYDANTIC = frozenset(get_args(ErrorType))

MESSAGES: Mapping[str, str] = {
    "missing": "Nhập {label}.",
    "missing_argument": "Nhập {label}.",
    "extra_forbidden": "Bỏ {label}: nội dung này không có trong mẫu.",
    "json_invalid": "Nội dung gửi lên phải là JSON đúng cú pháp. Kiểm tra lại quanh ký tự thứ {position}.",
    "json_type": "Nội dung gửi lên phải là JSON đúng cú pháp.",
    "string_type": "Nhập {label} bằng chữ.",
    "string_unicode": "Nhập {label} bằng chữ Unicode (UTF-8) đọc được.",
    "string_too_short": "Nhập {label} từ {min_length} ký tự trở lên.",
    "string_too_long": "Rút ngắn {label} còn không quá {max_length} ký tự.",
    "string_pattern_mismatch": "Nhập {label} đúng mẫu đã nêu.",
    "enum": "Chọn {label} là một trong: {expected}.",
    "literal_error": "Chọn {label} là một trong: {expected}.",
    "int_type": "Nhập {label} bằng số nguyên.",
    "int_parsing": "Nhập {label} bằng số nguyên.",
    "int_parsing_size": "Nhập {label} bằng số nhỏ hơn.",
    "int_from_float": "Nhập {label} bằng số nguyên.",
    "float_type": "Nhập {label} bằng số.",
    "float_parsing": "Nhập {label} bằng số.",
    "finite_number": "Nhập {label} bằng số.",
    "decimal_parsing": "Nhập {label} bằng số.",
    "bool_type": "Chọn có (true) hoặc không (false) cho {label}.",
    "bool_parsing": "Chọn có (true) hoặc không (false) cho {label}.",
    "greater_than": "Nhập {label} lớn hơn {gt}.",
    "greater_than_equal": "Nhập {label} từ {ge} trở lên.",
    "less_than": "Nhập {label} nhỏ hơn {lt}.",
    "less_than_equal": "Nhập {label} không quá {le}.",
    "multiple_of": "Nhập {label} là bội số của {multiple_of}.",
    "date_type": "Nhập {label} dạng năm-tháng-ngày, ví dụ 2021-10-05.",
    "date_parsing": "Nhập {label} là ngày có thật, dạng năm-tháng-ngày, ví dụ 2021-10-05.",
    "date_from_datetime_parsing": "Nhập {label} là ngày có thật, dạng năm-tháng-ngày, ví dụ 2021-10-05.",
    "date_from_datetime_inexact": "Nhập {label} là ngày, không kèm giờ, ví dụ 2021-10-05.",
    "date_past": "Nhập {label} là ngày đã qua.",
    "date_future": "Nhập {label} là ngày chưa đến.",
    "datetime_type": "Nhập {label} kèm giờ và múi giờ, ví dụ 2021-10-05T14:05:00+07:00.",
    "datetime_parsing": "Nhập {label} kèm giờ và múi giờ, ví dụ 2021-10-05T14:05:00+07:00.",
    "timezone_aware": "Nhập {label} kèm múi giờ, ví dụ 2021-10-05T14:05:00+07:00.",
    "uuid_type": "Nhập {label} đúng dạng mã, ví dụ 0b8f6d3e-8d6f-4f0e-9b1a-3f5c2d7e9a10.",
    "uuid_parsing": "Nhập {label} đúng dạng mã, ví dụ 0b8f6d3e-8d6f-4f0e-9b1a-3f5c2d7e9a10.",
    "uuid_version": "Nhập {label} đúng dạng mã, ví dụ 0b8f6d3e-8d6f-4f0e-9b1a-3f5c2d7e9a10.",
    "too_short": "Nêu từ {min_length} mục trở lên cho {label}.",
    "too_long": "Giảm số mục của {label} còn không quá {max_length}.",
    "list_type": "Gửi {label} dưới dạng danh sách [ … ].",
    "tuple_type": "Gửi {label} dưới dạng danh sách [ … ].",
    "set_type": "Gửi {label} dưới dạng danh sách [ … ].",
    "frozen_set_type": "Gửi {label} dưới dạng danh sách [ … ].",
    "dict_type": "Gửi {label} dưới dạng nhóm nội dung {{ … }}.",
    "model_type": "Gửi {label} dưới dạng nhóm nội dung {{ … }}.",
    "model_attributes_type": "Gửi {label} dưới dạng nhóm nội dung {{ … }}.",
    "dataclass_type": "Gửi {label} dưới dạng nhóm nội dung {{ … }}.",
    "none_required": "Bỏ trống {label}.",
    "union_tag_invalid": "Chọn loại của {label} là một trong: {expected_tags}.",
    "union_tag_not_found": "Nêu loại của {label}.",
    "value_error": "Sửa lại {label} theo đúng mẫu.",
    "assertion_error": "Sửa lại {label} theo đúng mẫu.",
}
_BOUNDS = ("min_length", "max_length", "expected", "expected_tags", "gt", "ge", "lt", "le", "multiple_of")


def problems_of(errors: Sequence[Mapping[str, object]], labels: Mapping[str, str]) -> list[FieldProblem]:
    """One sentence per broken rule, at most 200, at the place that the sender knows it by."""
    shown = [error for error in errors if not _is_of_its_items(error, errors)]
    return [_problem(error, labels) for error in shown[:MOST_FAULTS]]


def _is_of_its_items(error: Mapping[str, object], errors: Sequence[Mapping[str, object]]) -> bool:
    """A list counts only its sound items: that it is too short says nothing new where one of them is to be mended."""
    here = _loc(error)
    return error.get("type") == "too_short" and any(
        len(_loc(other)) > len(here) and _loc(other)[: len(here)] == here for other in errors
    )


def is_unreadable(errors: Sequence[Mapping[str, object]]) -> bool:
    """Whether the body is no JSON at all, rather than JSON with something to mend."""
    return any(error.get("type") in UNREADABLE for error in errors)


def field_of(loc: Sequence[object]) -> str:
    """The place as a path: `("body", "nominations", 3, "nominee", "name")` is `nominations[3].nominee.name`."""
    parts = loc[1:] if loc and loc[0] in _PLACES else loc
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return path.removeprefix(".") or "body"


def _problem(error: Mapping[str, object], labels: Mapping[str, str]) -> FieldProblem:
    parts = _loc(error)
    kind = str(error.get("type"))
    if kind in UNREADABLE:
        position = parts[-1] if parts and isinstance(parts[-1], int) else 0
        return FieldProblem("body", MESSAGES[kind].format(position=position + 1 if isinstance(position, int) else 1))
    return FieldProblem(field_of(parts), _sentence(kind, error, label_of(parts, labels)))


def _loc(error: Mapping[str, object]) -> tuple[object, ...]:
    loc = error.get("loc")
    return loc if isinstance(loc, tuple) else ()


def _sentence(kind: str, error: Mapping[str, object], label: str) -> str:
    context = error.get("ctx")
    given: Mapping[str, object] = context if isinstance(context, Mapping) else {}
    bounds = {name: str(given.get(name, "…")).replace(" or ", ", ").replace("'", "") for name in _BOUNDS}
    if kind not in _OF_PYDANTIC:
        return str(error.get("msg"))
    if label == _WHOLE_BODY and kind in _OF_A_GROUP:
        return "Gửi nội dung theo mẫu, dưới dạng một nhóm JSON { … }."
    if given.get("field_type") == "Value":
        # A length rule that stands after another validator no longer knows that it measures text.
        kind = {"too_long": "string_too_long", "too_short": "string_too_short"}.get(kind, kind)
    return MESSAGES.get(kind, MESSAGES["value_error"]).format(label=label, **bounds)


def label_of(parts: Sequence[object], labels: Mapping[str, str]) -> str:
    """What people call the field at this place; its own name in quotation marks where nobody gave it one."""
    names = [part for part in parts if isinstance(part, str) and part not in _PLACES]
    if not names:
        return _WHOLE_BODY
    return labels.get(".".join(names[-2:])) or labels.get(names[-1]) or f"“{names[-1][:60]}”"
