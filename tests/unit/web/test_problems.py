"""Every refusal has its status, and nothing but what it says is told."""

import pytest

from shared.refusals import (
    ConflictError,
    DomainError,
    FieldProblem,
    InvalidError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    PreconditionMissingError,
    StaleError,
    TooLargeError,
    TooManyError,
    UnavailableError,
)
from tests.unit.web.small_app import SECRET, app_that_raises, client_of

EXPECTED = [
    (NotSignedInError("Hãy đăng nhập."), 401),
    (NotAllowedError("Việc này do thủ trưởng thực hiện."), 403),
    (NotFoundError("Không có đề nghị này."), 404),
    (ConflictError("Đã có kết quả."), 409),
    (StaleError("Vừa được người khác cập nhật."), 409),
    (TooLargeError("Tệp quá lớn."), 413),
    (InvalidError([FieldProblem("petition.number", "Nhập số Tờ trình.")]), 422),
    (DomainError("Chưa được."), 422),
    (PreconditionMissingError("Nêu phiên bản."), 428),
    (TooManyError("Hãy chờ.", retry_after=60), 429),
    (UnavailableError(), 503),
]


@pytest.mark.parametrize(("refusal", "status"), EXPECTED, ids=lambda value: type(value).__name__)
async def test_each_refusal_is_a_problem_with_its_status_and_sentence(refusal: DomainError, status: int) -> None:
    async with client_of(app_that_raises(refusal)) as client:
        answer = await client.get("/api/v1/thing")

    problem = answer.json()
    assert answer.status_code == problem["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["detail"] == refusal.message
    assert problem["title"]
    assert problem["correlation_id"] == answer.headers["x-correlation-id"]


async def test_broken_rules_are_listed_at_their_fields() -> None:
    refusal = InvalidError([FieldProblem("a", "Nhập a."), FieldProblem("b[1]", "Nhập b.")])

    async with client_of(app_that_raises(refusal)) as client:
        answer = await client.get("/api/v1/thing")

    assert answer.json()["errors"] == [
        {"field": "a", "message": "Nhập a."},
        {"field": "b[1]", "message": "Nhập b."},
    ]


async def test_a_refusal_that_names_its_field_is_listed_there() -> None:
    class SlipRefusedError(DomainError):
        field = "nominations[0].award_form"

    async with client_of(app_that_raises(SlipRefusedError("Gửi qua Sở Y tế."))) as client:
        answer = await client.get("/api/v1/thing")

    assert answer.json()["errors"] == [{"field": "nominations[0].award_form", "message": "Gửi qua Sở Y tế."}]


async def test_details_never_replace_the_problem_itself() -> None:
    refusal = ConflictError("Đã có kết quả.", details={"outcome": "approve", "status": 200, "detail": "khác"})

    async with client_of(app_that_raises(refusal)) as client:
        answer = await client.get("/api/v1/thing")

    assert answer.json()["outcome"] == "approve"
    assert answer.json()["status"] == 409
    assert answer.json()["detail"] == "Đã có kết quả."


@pytest.mark.parametrize(
    ("refusal", "header", "value"),
    [
        (UnavailableError(retry_after=7), "retry-after", "7"),
        (TooManyError("Hãy chờ.", retry_after=90), "retry-after", "90"),
        (NotSignedInError("Hãy đăng nhập."), "www-authenticate", 'Bearer realm="thidua"'),
    ],
)
async def test_headers_say_when_or_how_to_come_back(refusal: DomainError, header: str, value: str) -> None:
    async with client_of(app_that_raises(refusal)) as client:
        answer = await client.get("/api/v1/thing")

    assert answer.headers[header] == value


async def test_an_unexpected_error_tells_a_code_and_nothing_of_itself() -> None:
    async with client_of(app_that_raises(RuntimeError(SECRET))) as client:
        answer = await client.get("/api/v1/thing")

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()["correlation_id"] == answer.headers["x-correlation-id"]
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    assert "RuntimeError" not in answer.text


async def test_a_number_too_big_for_the_database_names_its_field() -> None:
    async with client_of(app_that_raises(OverflowError("MongoDB can only handle up to 8-byte ints"))) as client:
        answer = await client.get("/api/v1/thing")

    assert answer.status_code == 422


@pytest.mark.parametrize(("refusal", "status"), [(NotFoundError("Không có <b>."), 404), (RuntimeError(SECRET), 500)])
async def test_a_person_gets_a_page_with_the_code_and_a_way_on(refusal: Exception, status: int) -> None:
    async with client_of(app_that_raises(refusal)) as client:
        answer = await client.get("/ho-so", headers={"accept": "text/html,*/*"})

    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["x-correlation-id"] in answer.text
    assert 'href="/"' in answer.text
    assert 'lang="vi"' in answer.text
    assert "<b>" not in answer.text
    assert SECRET not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nowhere", 404), ("GET", "/api/v1/x", 404), ("PUT", "/api/v1/thing", 405)]
)
async def test_unknown_addresses_and_methods_are_problems_too(method: str, path: str, status: int) -> None:
    async with client_of(app_that_raises(RuntimeError())) as client:
        answer = await client.request(method, path)

    assert answer.status_code == answer.json()["status"] == status
    assert "Not Found" not in answer.text
