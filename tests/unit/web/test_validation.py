"""What does not fit is told in Vietnamese, at its place, without repeating what was typed."""

import json
import re

import pytest
from pydantic_core import PydanticCustomError

from shared.web.api.validation import MESSAGES, field_of, problems_of
from tests.unit.web.small_app import APP, SECRET, client_of

FORBIDDEN = re.compile(r"không hợp lệ|vui lòng|xin lỗi|rất tiếc|!", re.IGNORECASE)
NOMINATION = {
    "nominee": {"kind": "ca-nhan", "name": "Nguyễn Thị Ấn"},
    "award_form": "giay-khen-xa",
    "achievement": {"summary": "Chống dịch", "began_on": "2021-09-01", "ended_on": "2021-09-30"},
    "ground": "truc-tiep",
    "target_group": "truc-tiep",
}


@pytest.mark.parametrize(
    ("loc", "field"),
    [
        (("body", "nominations", 3, "nominee", "name"), "nominations[3].nominee.name"),
        (("query", "limit"), "limit"),
        (("header", "Idempotency-Key"), "Idempotency-Key"),
        (("path", "dossier_id"), "dossier_id"),
        (("body",), "body"),
        ((), "body"),
    ],
)
def test_a_place_is_told_as_the_sender_knows_it(loc: tuple[str | int, ...], field: str) -> None:
    assert field_of(loc) == field


@pytest.mark.parametrize("kind", MESSAGES)
def test_every_sentence_says_what_to_do_in_the_house_style(kind: str) -> None:
    error = {"type": kind, "loc": ("body", "nominee", "name"), "ctx": {"max_length": 300, "expected": "'a' or 'b'"}}

    [problem] = problems_of([error], {"nominee.name": "họ và tên"})

    assert problem.message.endswith((".", "”."))
    assert problem.message[0].isupper()
    assert "{" not in problem.message.replace("{ … }", "")
    assert not FORBIDDEN.search(problem.message)


def test_a_label_is_used_where_one_is_known() -> None:
    [problem] = problems_of([{"type": "missing", "loc": ("body", "nominee", "name")}], {"nominee.name": "họ và tên"})

    assert problem.message == "Nhập họ và tên."


def test_only_an_own_validators_sentence_is_passed_on() -> None:
    own = PydanticCustomError("before_start", "Ngày kết thúc phải sau ngày bắt đầu.")
    errors = [
        {"type": own.type, "loc": ("body", "ended_on"), "msg": own.message()},
        {"type": "value_error", "loc": ("body", "name"), "msg": f"Value error, {SECRET}"},
        {"type": "url_parsing", "loc": ("body", "name"), "msg": f"Input {SECRET}"},
    ]

    problems = problems_of(errors, {})

    assert problems[0].message == "Ngày kết thúc phải sau ngày bắt đầu."
    assert not any(SECRET in problem.message for problem in problems)


def test_a_flood_of_errors_is_cut_off() -> None:
    assert len(problems_of([{"type": "missing", "loc": ("body", i)} for i in range(5000)], {})) == 200


async def post(body: object) -> tuple[int, str]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with client_of(APP) as client:
        answer = await client.post("/api/v1/dossiers", content=content, headers={"content-type": "application/json"})
    return answer.status_code, answer.text


async def test_a_sound_body_passes() -> None:
    assert await post({"nominations": [NOMINATION]}) == (200, "1")


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"nominee": {"kind": "ca-nhan"}}, "nominations[0].nominee.name", "Nhập họ và tên hoặc tên tập thể."),
        ({"nominee": {"kind": SECRET, "name": "A"}}, "nominations[0].nominee.kind", "Chọn loại đối tượng là một"),
        ({"nominee": {"kind": "ca-nhan", "name": SECRET * 40}}, "nominations[0].nominee.name", "không quá 300 ký tự"),
        ({"consent": SECRET}, "nominations[0].consent", "Chọn có (true) hoặc không (false)"),
    ],
)
async def test_what_is_wrong_is_told_at_its_field_without_its_value(
    change: dict[str, object], field: str, sentence: str
) -> None:
    status, text = await post({"nominations": [NOMINATION | change]})

    errors = {error["field"]: error["message"] for error in json.loads(text)["errors"]}
    assert status == 422
    assert sentence in errors[field]
    assert SECRET not in text


@pytest.mark.parametrize(
    "body",
    [b"{", b"\xff\xfe", b'{"nominations": NaN}', b'{"nominations": [}', b'{"a": 01}', b"{} {}"],
)
async def test_what_is_no_json_is_refused_as_unreadable(body: bytes) -> None:
    status, text = await post(body)

    assert status == 400
    assert "JSON" in json.loads(text)["detail"]


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"x"', b'{"nominations": []}'])
async def test_json_of_another_shape_is_told_what_it_lacks(body: bytes) -> None:
    status, text = await post(body)

    assert status == 422
    assert json.loads(text)["errors"]


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/xml", "json"])
async def test_json_sent_as_something_else_is_told_its_heading(kind: str) -> None:
    async with client_of(APP) as client:
        answer = await client.post(
            "/api/v1/dossiers", content=json.dumps({"nominations": [NOMINATION]}), headers={"content-type": kind}
        )

    assert answer.status_code == 415
    assert "Content-Type: application/json" in answer.json()["detail"]


@pytest.mark.parametrize("kind", ["APPLICATION/JSON", "application/json;charset=utf-8", "application/vnd.thidua+json"])
async def test_json_by_its_other_names_is_read(kind: str) -> None:
    async with client_of(APP) as client:
        sound = await client.post(
            "/api/v1/dossiers", content=json.dumps({"nominations": [NOMINATION]}), headers={"content-type": kind}
        )
        broken = await client.post("/api/v1/dossiers", content=rb'{"a": "\ud800"}', headers={"content-type": kind})

    assert sound.status_code == 200
    assert "ký tự hỏng" in broken.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "body",
    [b'{"nominations": [], "nominations": []}', b'{"nominations": [{"consent": true, "consent": false}]}'],
    ids=["at the top", "inside"],
)
async def test_a_name_that_stands_twice_is_told(body: bytes) -> None:
    status, text = await post(body)

    [error] = json.loads(text)["errors"]
    assert status == 422
    assert error["field"] in {"nominations", "consent"}
    assert "đứng hai lần" in error["message"]


@pytest.mark.parametrize("query", ["limt=5", "Limit=5", "limit%5B%5D=5", "limit=1&offset=2", "%00x=1", "number=7"])
async def test_a_parameter_that_an_address_does_not_take_is_named(query: str) -> None:
    async with client_of(APP) as client:
        known = await client.get("/api/v1/lists?limit=5&search=a")
        answer = await client.get(f"/api/v1/lists?{query}")
        inside = await client.get("/api/v1/numbers/7?number=8")

    assert known.status_code == 200
    assert answer.status_code in {400, 422}
    assert inside.status_code == 422


@pytest.mark.parametrize("name", ["q", "text"])
async def test_former_name_of_a_parameter_names_the_new_one(name: str) -> None:
    async with client_of(APP) as client:
        answer = await client.get(f"/api/v1/lists?{name}=a")

    [error] = answer.json()["errors"]
    assert (answer.status_code, error["field"]) == (422, name)
    assert "“search”" in error["message"]


@pytest.mark.parametrize("limit", ["0", "201", "1.0", "+1"])
async def test_refuses_a_slice_of_another_size(limit: str) -> None:
    async with client_of(APP) as client:
        usual, largest = await client.get("/api/v1/lists"), await client.get("/api/v1/lists?limit=200")
        answer = await client.get("/api/v1/lists", params={"limit": limit})

    assert (usual.json(), largest.json(), answer.status_code) == (50, 200, 422)


@pytest.mark.parametrize("number", ["9" * 5000, "1.5", "%FF%FE", "Infinity", "%F0%9F%92%A9", "-", "%ED%A0%80"])
async def test_no_path_makes_the_service_fail(number: str) -> None:
    async with client_of(APP) as client:
        answer = await client.get(f"/api/v1/numbers/{number}")

    assert answer.status_code == 422


@pytest.mark.parametrize(
    "text",
    [r'"\ud800"', r'"a\uDFFFb"', r'"\ud83d x \ude00"', r'"\u0000"', r'{"\ud800": 1}', '"\ud800"', '["x", "\\u0000"]'],
)
async def test_half_and_null_characters_are_refused(text: str) -> None:
    status, answer = await post(b'{"x": ' + text.encode("utf-8", "surrogatepass") + b"}")

    assert status == 422
    assert "ký tự hỏng" in answer


@pytest.mark.parametrize("name", [r"\u1ea4n", r"\ud83d\ude00", r"a\\u0000", "한", "\ue000", "Ấn"])
async def test_whole_characters_pass_however_they_are_written(name: str) -> None:
    body = json.dumps({"nominations": [NOMINATION]}).replace('"Nguy\\u1ec5n Th\\u1ecb \\u1ea4n"', f'"{name}"')

    status, _ = await post(body.encode())

    assert name in body
    assert status == 200


def test_a_list_with_a_faulty_item_is_not_called_too_short() -> None:
    errors = [
        {"type": "missing", "loc": ("body", "nominations", 0, "nominee", "name"), "ctx": {}},
        {"type": "too_short", "loc": ("body", "nominations"), "ctx": {"min_length": 1}},
        {"type": "too_short", "loc": ("body", "nominees"), "ctx": {"min_length": 1}},
    ]

    fields = [problem.field for problem in problems_of(errors, {})]

    assert fields == ["nominations[0].nominee.name", "nominees"]
