"""A service's OpenAPI document as a page for people: what can be done, with what, an example to paste."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from shared.directory.demo import DEMO_OPERATOR, DEMO_PASSWORD

Json: TypeAlias = Mapping[str, object]
_HERE = Path(__file__).parents[1]
_STYLE = (_HERE / "static" / "tham-khao.css").read_text(encoding="utf-8")
STYLE_PATH = f"/tai-nguyen/tham-khao-{sha256(_STYLE.encode()).hexdigest()[:12]}.css"
_METHODS = ("get", "post", "put", "patch", "delete")
# The names of the groups, in the order in which people come to them.
GROUPS: Mapping[str, str] = {
    "sessions": "Đăng nhập",
    "lists": "Danh mục để lập hồ sơ",
    "attachments": "Tệp đính kèm",
    "dossiers": "Nộp và xem hồ sơ",
    "nominations": "Theo dõi, bổ sung, rút đề nghị",
    "messages": "Trao đổi giữa cơ quan và đơn vị",
    "cases": "Xét từng việc",
    "bulk": "Xử lý nhiều việc một lượt",
    "decisions": "Quyết định khen thưởng",
    "windows": "Đợt sơ kết, tổng kết",
    "people": "Người cùng cơ quan và ủy quyền",
    "mails": "Thư gặp trục trặc",
}
PARTS: Sequence[tuple[str, str, str]] = (
    ("identity", "/api/dang-nhap", "Đăng nhập và tài khoản"),
    ("intake", "/api", "Nộp và theo dõi hồ sơ"),
    ("appraisal", "/api/xet-duyet", "Xét duyệt ở các cấp"),
    ("notifier", "/api/thu", "Thư thông báo"),
)
# As whom the commands of a page are tried on the demo.
_ACCOUNTS: Mapping[str, str] = {"appraisal": "lanh-dao.xa-yen-phu", "notifier": DEMO_OPERATOR}
_DEEPEST = 6
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9a-f:]+\](:\d{1,5})?")


@dataclass(frozen=True)
class Entry:
    """A parameter, header or property: its name as it is written, its kind, and what it is."""

    name: str
    kind: str
    text: str
    is_required: bool = False


@dataclass(frozen=True)
class Operation:
    """One thing that can be done."""

    anchor: str
    method: str
    path: str
    title: str
    paragraphs: Sequence[str]
    needs_session: bool
    parameters: Sequence[Entry]
    body: Sequence[Entry]
    example: str
    success: Sequence[tuple[str, str]]
    answer: Sequence[Entry]
    refusals: Sequence[tuple[str, str]]


@dataclass
class Group:
    """Operations that belong together for whoever works with them."""

    anchor: str
    title: str
    operations: list[Operation] = field(default_factory=list)


def read_document(document: Json) -> Sequence[Group]:
    """The groups of an OpenAPI document, in the order of `GROUPS`; groups that these do not know come last."""
    reader = _Reader(document)
    groups: dict[str, Group] = {}
    for path, methods in _of(document, "paths").items():
        for method in _METHODS:
            if described := _of(_dict(methods), method):
                tag = str(next(iter(_list(described, "tags")), "khac"))
                group = groups.setdefault(tag, Group(f"nhom-{tag}", GROUPS.get(tag, "Việc khác")))
                group.operations.append(reader.read_operation(method, path, described))
    return [groups[tag] for tag in sorted(groups, key=lambda tag: [*GROUPS, tag].index(tag))]


class _Reader:
    def __init__(self, document: Json) -> None:
        self._document = document

    def read_operation(self, method: str, path: str, described: Json) -> Operation:
        parameters = [_dict(each) for each in _list(described, "parameters")]
        content = _of(_of(described, "requestBody"), "content")
        kind, sent = next(((kind, _dict(sent)) for kind, sent in content.items()), ("", {}))
        responses = _of(described, "responses")
        paragraphs = str(described.get("description", "")).split("\n\n")
        success = [(status, _text(_dict(each))) for status, each in responses.items() if status[0] in "123"]
        # Where a trial is answered with 200, what is really done is answered with the higher status.
        answered = _dict(responses[max((response for response in responses if response[0] == "2"), default="default")])
        return Operation(
            anchor=f"{method}-{re.sub(r'[^a-z0-9]+', '-', path.lower()).strip('-')}",
            method=method.upper(),
            path=path,
            title=str(described.get("summary", path)),
            paragraphs=paragraphs,
            needs_session=bool(described.get("security")),
            parameters=[self._parameter(parameter) for parameter in parameters],
            body=list(self._entries(_of(sent, "schema"))),
            example=self._command(method, path, described, parameters, kind, sent),
            success=success,
            answer=list(self._entries(_of(_of(_of(answered, "content"), "application/json"), "schema"))),
            refusals=[(status, _text(_dict(each))) for status, each in responses.items() if status[0] in "45"],
        )

    def _parameter(self, parameter: Json) -> Entry:
        places = {"path": "trong địa chỉ", "query": "tham số", "header": "tiêu đề"}
        kind = f"{places[str(parameter['in'])]}, {self._kind(_of(parameter, 'schema'))}"
        return Entry(str(parameter["name"]), kind, _text(parameter), is_required=bool(parameter.get("required")))

    def _entries(self, schema: Json, path: str = "", depth: int = 0) -> Iterator[Entry]:
        resolved = self._resolve(schema)
        if resolved.get("type") == "array":
            yield from self._entries(_of(resolved, "items"), f"{path}[]" if path else "", depth)
        required = _list(resolved, "required")
        for name, each in _of(resolved, "properties").items():
            inner = _dict(each)
            place = f"{path}.{name}" if path else name
            yield Entry(place, self._kind(inner), _text(inner), is_required=name in required)
            if depth < _DEEPEST:
                yield from self._entries(inner, place, depth + 1)

    def _resolve(self, schema: Json) -> Json:
        """The schema itself; of several that are possible, the first that is more than nothing."""
        for word in ("anyOf", "oneOf", "allOf"):
            for each in _list(schema, word):
                if _dict(each).get("type") != "null":
                    return self._resolve(_dict(each))
        reference = schema.get("$ref")
        if not isinstance(reference, str):
            return schema
        return _of(_of(_of(self._document, "components"), "schemas"), reference.rpartition("/")[2])

    def _kind(self, schema: Json) -> str:
        resolved = self._resolve(schema)
        words = resolved.get("enum") or ([resolved["const"]] if "const" in resolved else [])
        if isinstance(words, list) and words:
            return " | ".join(str(word) for word in words)
        if resolved.get("type") == "array":
            return f"danh sách: {self._kind(_of(resolved, 'items'))}"
        kinds = {
            "integer": "số nguyên",
            "number": "số",
            "boolean": "true hoặc false",
            "object": "nhóm",
            "string": "chữ",
        }
        formats = {"date": "ngày", "date-time": "ngày giờ", "uuid": "mã UUID", "binary": "nội dung tệp"}
        return formats.get(str(resolved.get("format")), kinds.get(str(resolved.get("type")), "giá trị"))

    def _command(
        self, method: str, path: str, described: Json, parameters: Sequence[Json], kind: str, sent: Json
    ) -> str:
        lines = [f'curl -X {method.upper()} "$DIA_CHI{_with_examples(path, parameters)}"']
        if described.get("security"):
            lines.append('-H "Authorization: Bearer $MA_PHIEN"')
        for parameter in parameters:
            example = _example_of(parameter)
            if parameter["in"] == "header" and (parameter.get("required") or parameter["name"] == "If-Match"):
                lines.append(f"-H '{parameter['name']}: {example}'")
        if kind and kind != "application/json":
            lines += [f"-H 'Content-Type: {kind}'", "--data-binary @docs/examples/to-trinh.pdf"]
        elif kind:
            body = json.dumps(self._body_example(sent), ensure_ascii=False, indent=2).replace("'", "’")
            lines += ["-H 'Content-Type: application/json'", f"-d '{body}'"]
        return " \\\n  ".join(lines)

    def _body_example(self, sent: Json) -> object:
        named = next((_dict(each).get("value") for each in _of(sent, "examples").values()), None)
        return named or next(iter(_list(self._resolve(_of(sent, "schema")), "examples")), {})


def reference_router(service: str, title: str) -> APIRouter:
    """`/api`, rendered once from the service's own document, and its style."""
    router = APIRouter(include_in_schema=False)
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["as_text"] = _mark_code
    template = environment.get_template("reference.html")
    document_path = "/openapi.json" if service == "intake" else f"/openapi/{service}.json"
    known: list[Sequence[Group]] = []

    @router.get("/api", response_class=HTMLResponse)
    async def show_reference(request: Request) -> Response:
        if not known:
            known.append(read_document(request.app.openapi()))
        page = template.render(
            title=title,
            groups=known[0],
            parts=PARTS,
            service=service,
            style=STYLE_PATH,
            document_path=document_path,
            address=_address(request),
            account=_ACCOUNTS.get(service, "nop.doan-yen-phu"),
            password=DEMO_PASSWORD,
        )
        return HTMLResponse(page)

    @router.get(STYLE_PATH)
    async def show_style() -> Response:
        kept = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(_STYLE, media_type="text/css", headers=kept)

    return router


def _mark_code(text: str) -> Markup:
    """The text with what stands between backticks as code."""
    pieces = [
        Markup("<code>{}</code>").format(each) if at % 2 else escape(each) for at, each in enumerate(text.split("`"))
    ]
    return Markup("").join(pieces)


def _address(request: Request) -> str:
    """The address by which the asker came, for examples to paste; a strange one is not repeated."""
    host = request.headers.get("host", "")
    scheme = request.headers.get("x-forwarded-proto", request.url.scheme)
    is_plain = _HOST.fullmatch(host) is not None and scheme in {"http", "https"}
    return f"{scheme}://{host}" if is_plain else "http://127.0.0.1:8080"


def _with_examples(path: str, parameters: Sequence[Json]) -> str:
    query = []
    for parameter in parameters:
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", _example_of(parameter))
        elif parameter["in"] == "query" and parameter.get("required"):
            query.append(f"{parameter['name']}={_example_of(parameter)}")
    return path + (f"?{'&'.join(query)}" if query else "")


def _example_of(parameter: Json) -> str:
    examples = _list(_of(parameter, "schema"), "examples") or _list(parameter, "examples")
    return str(next(iter(examples), parameter.get("example", f"<{parameter['name']}>")))


def _text(part: Json) -> str:
    return str(part.get("description", ""))


def _of(part: Json, name: str) -> Json:
    return _dict(part.get(name))


def _dict(part: object) -> Json:
    return part if isinstance(part, dict) else {}


def _list(part: Json, name: str) -> Sequence[object]:
    found = part.get(name)
    return found if isinstance(found, list) else []
