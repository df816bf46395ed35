"""What the OpenAPI document says beyond FastAPI's own: summaries, refusals as problems, an example of every answer."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from fastapi import APIRouter
from fastapi.routing import APIRoute
from pydantic import BaseModel

from shared.text.schemas import put_into_words
from shared.web.api.labels import LABELS
from shared.web.api.problems import DETAILS, FALLBACK, PROBLEM_TYPE, TITLES, Problem
from shared.web.api.validation import label_of

Json = dict[str, object]
Examples = Mapping[type[BaseModel], object]
_REFERENCE = "#/components/schemas/Problem"
# FastAPI's own words, in English: a name made of the function's, and what every answer is called.
_UNNAMED, _NAMED = "Successful Response", "Yêu cầu đã được thực hiện"
_FIRST_WORDS = re.compile(r"[^.:;\n]+")
_CORRELATION = "5f0c2a7be1d94c3f8a6b0d2e4c7f9a13"
# As the refusals themselves say it, where the status alone has no sentence of its own.
_DESCRIBED: Mapping[int, str] = {
    401: "Hãy đăng nhập rồi gửi lại với tiêu đề Authorization: Bearer <mã phiên>.",
    403: "Việc này do người có vai trò khác thực hiện. Hãy chuyển cho người có vai trò đó.",
    404: "Không có nội dung mang mã này, hoặc tài khoản không được xem. Kiểm tra lại mã trong danh sách.",
    409: "Nội dung vừa được người khác thay đổi. Hãy xem lại rồi gửi lại.",
    428: "Yêu cầu phải nêu phiên bản đang xem trong tiêu đề If-Match. Tải lại việc này rồi thực hiện lại.",
    429: "Đã thử đăng nhập quá nhiều lần. Hãy thử lại sau 5 phút.",
    503: "Hệ thống đang xử lý nhiều hồ sơ. Hãy gửi lại sau ít phút.",
}
_UNFIT = 422


def complete(document: Json, answers: Examples, service: str = "", labels: Mapping[str, str] = LABELS) -> None:
    """Say in the document that every refusal is a problem, with an example of each status, and show the `answers`.

    An operation is called what its description begins with.
    """
    schemas = _part(_part(document, "components"), "schemas")
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {}) | {"Problem": problem}
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    for kind, example in answers.items():
        schema = schemas.get(kind.__name__)
        if isinstance(schema, dict):
            schema["examples"] = [example]
    put_into_words(schemas, service)
    for operation in _operations(document):
        _refuse(_part(operation, "responses"), _wrong_field(operation, schemas, labels))
        _require_version(operation)
        _name(operation)


def examples_of(routers: Iterable[APIRouter]) -> Examples:
    """The example on each model that the routes answer with.

    FastAPI leaves out what is null in an example, and then it fits its schema no longer: `complete` puts it back.
    """
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    declared = [route.response_model for route in routes]
    declared += [answer.get("model") for route in routes for answer in route.responses.values()]
    kinds = {kind for each in declared for kind in (get_args(each) or [each])}
    found = {kind: _examples_on(kind) for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)}
    return {kind: examples[0] for kind, examples in found.items() if examples}


def _examples_on(kind: type[BaseModel]) -> list[object]:
    extra = kind.model_config.get("json_schema_extra")
    examples = extra.get("examples") if isinstance(extra, dict) else None
    return list(examples) if isinstance(examples, list) else []


def _require_version(operation: Json) -> None:
    """Where a missing If-Match is refused with 428, the header is none that may be left out."""
    parameters = operation.get("parameters", [])
    if "428" in _part(operation, "responses") and isinstance(parameters, list):
        for parameter in parameters:
            if parameter["name"] == "If-Match":
                parameter["required"] = True


def _name(operation: Json) -> None:
    if first := _FIRST_WORDS.match(str(operation.get("description", ""))):
        operation["summary"] = first[0]
    for response in _part(operation, "responses").values():
        if isinstance(response, dict) and response.get("description") == _UNNAMED:
            response["description"] = _NAMED


def _wrong_field(operation: Json, schemas: Json, labels: Mapping[str, str]) -> Json:
    """Something to mend that a sender of this very operation may meet: a field of its body, else a parameter."""
    content = _content(_part(operation, "requestBody")) if "requestBody" in operation else {}
    field = (
        _first_field(_part(_part(content, "application/json"), "schema"), schemas)
        if "application/json" in content
        else ()
    )
    if field:
        return {"field": ".".join(field), "message": f"Nhập {label_of(field, labels)}."}
    parameters = operation.get("parameters")
    named = (
        [str(parameter["name"]) for parameter in parameters if isinstance(parameter, dict)]
        if isinstance(parameters, list)
        else []
    )
    name = named[-1] if named else "body"
    return {"field": name, "message": f"Sửa lại {label_of((name,), labels)} theo đúng mẫu."}


def _first_field(schema: Json, schemas: Json) -> tuple[str, ...]:
    """The path to the first field that must be there; empty where none must."""
    resolved = schemas.get(str(schema.get("$ref", "")).rpartition("/")[2], schema)
    required = resolved.get("required") if isinstance(resolved, dict) else None
    if not isinstance(resolved, dict) or not isinstance(required, list) or not required:
        return ()
    inner = _part(_part(resolved, "properties"), str(required[0]))
    return (str(required[0]), *_first_field(inner, schemas))


def _refuse(responses: Json, wrong: Json) -> None:
    if "422" in responses:
        responses["422"] = {"description": "Có nội dung cần sửa; `errors` nêu từng chỗ"}
    responses.setdefault("default", {"description": "Lý do chưa thực hiện được"})
    for status, response in responses.items():
        is_problem = status in {"422", "default"} or (isinstance(response, dict) and PROBLEM_TYPE in _content(response))
        if is_problem and isinstance(response, dict):
            example = _example(500 if status == "default" else int(status), wrong)
            response["content"] = {PROBLEM_TYPE: {"schema": {"$ref": _REFERENCE}, "example": example}}


def _example(status: int, wrong: Json) -> Json:
    return {
        "title": TITLES.get(status, "Yêu cầu chưa được thực hiện"),
        "detail": _DESCRIBED.get(status) or DETAILS.get(status, FALLBACK),
        "status": status,
        "errors": [wrong] if status == _UNFIT else [],
        "correlation_id": _CORRELATION,
    }


def _operations(document: Json) -> Iterator[Json]:
    for path in _part(document, "paths").values():
        if isinstance(path, dict):
            yield from (each for each in path.values() if isinstance(each, dict))


def _content(response: Json) -> Json:
    content = response.get("content", {})
    return content if isinstance(content, dict) else {}


def _part(of: Json, name: str) -> Json:
    part = of.setdefault(name, {})
    if not isinstance(part, dict):
        raise TypeError(f"{name} of an OpenAPI document is an object")
    return part
