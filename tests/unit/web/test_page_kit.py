"""The kit of pages in a small application: forms, their token, assets, refusals, lists."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict, Field

from shared.refusals import ConflictError, FieldProblem
from shared.text.typed import read_day, read_decimal, read_money, read_year
from shared.web.api.problems import install_problems
from shared.web.pages.assets import address_of, assets, assets_router
from shared.web.pages.csrf import CSRF_FIELD, guard_forms, opened_by_link
from shared.web.pages.forms import TypedForm, choices, read_form, typed_form
from shared.web.pages.frame import Frame, PageFrame, install_pages, pages_router
from shared.web.pages.lists import ListAddress
from tests.pages.parsing import faults_of_page
from tests.unit.web.kit_sample import MAIL, sample_app

_TEMPLATE = """{% extends "layout.html" %}
{% import "components/field.html" as field %}
{% import "components/errors.html" as errors %}
{% import "components/form.html" as forms with context %}
{% import "components/button.html" as button %}
{% block title %}Tờ trình{% endblock %}
{% block content %}
<h1>Tờ trình</h1>
{{ errors.summary(form) }}
{% call forms.start("/to-trinh") %}
{{ field.text(form, "letter.number", "Số Tờ trình") }}
{{ field.date(form, "letter.signed_on", "Ngày ký") }}
{{ field.money(form, "amount", "Số tiền", optional=true) }}
{{ button.submit("Lưu và tiếp tục") }}
{% endcall %}
{% endblock %}
"""


class Letter(BaseModel):
    """A letter with its day."""

    model_config = ConfigDict(strict=True, extra="forbid")
    number: str = Field(min_length=3)
    signed_on: Annotated[date, Field(strict=False)]


class Body(BaseModel):
    """What the form says."""

    model_config = ConfigDict(strict=True, extra="forbid")
    letter: Letter
    amount: int | None = Field(default=None, ge=1000)
    marks: list[str] = []


_READERS = {"letter.number": str, "letter.signed_on": read_day, "amount": read_money, "marks": choices}


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[TestClient]:
    (tmp_path / "letter.html").write_text(_TEMPLATE, encoding="utf-8")
    app = FastAPI(dependencies=[Depends(guard_forms)])
    install_problems(app, {})
    install_pages(app, PageFrame(tmp_path, is_https=False))
    router = pages_router()

    @router.get("/to-trinh")
    async def show(request: Request, frame: Frame) -> Response:
        return frame.render(request, "letter.html", form=TypedForm.of({}))

    @router.post("/to-trinh")
    async def save(request: Request, frame: Frame) -> Response:
        body, form = read_form(await typed_form(request), Body, _READERS)
        if body is None:
            return frame.render(request, "letter.html", 422, form=form)
        return RedirectResponse("/to-trinh", 303)

    @router.post("/xung-dot")
    async def collide() -> Response:
        raise ConflictError("Hồ sơ vừa được người khác sửa.")

    @router.post("/thoi-nhan")
    @opened_by_link
    async def end() -> Response:
        return Response("ended")

    app.include_router(router)
    app.include_router(assets_router)
    with TestClient(app, headers={"Accept": "text/html"}, follow_redirects=False) as client:
        yield client


def _token(browser: TestClient) -> str:
    page = browser.get("/to-trinh").text
    return page.split(f'name="{CSRF_FIELD}" value="')[1].split('"')[0]


def test_a_form_that_fits_leads_on(browser: TestClient) -> None:
    fields = {CSRF_FIELD: _token(browser), "letter.number": "45/TTr", "letter.signed_on": "2/3/2021", "amount": ""}

    assert browser.post("/to-trinh", data=fields).status_code == 303


def test_what_is_wrong_stands_at_its_field_and_above(browser: TestClient) -> None:
    fields = {CSRF_FIELD: _token(browser), "letter.number": "<script>", "letter.signed_on": "2/3/21", "amount": "5"}

    answer = browser.post("/to-trinh", data=fields)

    assert answer.status_code == 422
    assert '<a href="#letter.signed_on">Nhập năm đủ bốn chữ số, ví dụ 02/03/2021.</a>' in answer.text
    assert 'id="letter.signed_on-loi"' in answer.text
    assert 'value="2/3/21"' in answer.text
    assert 'value="&lt;script&gt;"' in answer.text
    assert "<title>Lỗi: Tờ trình" in answer.text


@pytest.mark.parametrize(
    ("headers", "token"),
    [
        ({}, "x" * 43),
        ({"Sec-Fetch-Site": "cross-site"}, ""),
        ({"Origin": "https://elsewhere.example"}, ""),
        ({"Origin": "null"}, ""),
    ],
)
def test_forms_from_elsewhere_are_refused(browser: TestClient, headers: dict[str, str], token: str) -> None:
    own = _token(browser)
    fields = {CSRF_FIELD: token or own, "letter.number": "45/TTr", "letter.signed_on": "2/3/2021"}

    answer = browser.post("/to-trinh", data=fields, headers=headers)

    assert answer.status_code == 403
    assert "<h1>" in answer.text
    assert browser.post("/to-trinh", data={**fields, CSRF_FIELD: own}, headers={"Origin": "http://testserver"})


def test_a_token_belongs_to_its_session(browser: TestClient) -> None:
    tokens = []
    for session in ("one", "other"):
        browser.cookies.set("thidua_phien", session)
        tokens.append(_token(browser))

    answer = browser.post("/to-trinh", data={CSRF_FIELD: tokens[0]})

    assert len(set(tokens)) == 2
    assert answer.status_code == 403


def test_a_secret_link_needs_no_token(browser: TestClient) -> None:
    assert browser.post("/thoi-nhan").text == "ended"


def test_a_conflict_keeps_what_was_typed(browser: TestClient) -> None:
    answer = browser.post("/xung-dot", data={CSRF_FIELD: _token(browser), "ly_do": "Bổ sung <b>", "mat_khau": "bí mật"})

    assert answer.status_code == 409
    assert "Bổ sung &lt;b&gt;" in answer.text
    assert "bí mật" not in answer.text


@pytest.mark.parametrize(
    ("referer", "way"),
    [
        ("http://testserver/ho-so?sau=3", "/ho-so?sau=3"),
        ("http://testserver//evil.example/x", "/"),
        ("http://testserver/\\evil.example", "/"),
        ("https://evil.example/x", "/"),
    ],
)
def test_the_way_back_stays_on_this_site(browser: TestClient, referer: str, way: str) -> None:
    answer = browser.post("/xung-dot", data={CSRF_FIELD: _token(browser)}, headers={"Referer": referer})

    assert f'<a class="nut" href="{way}">' in answer.text


def test_assets_are_kept_and_named_by_their_content(browser: TestClient) -> None:
    answer = browser.get(address_of("kieu-dang.css"))

    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert address_of("fonts/be-vietnam-pro-vietnamese-400-normal.woff2") in answer.text
    assert browser.get("/tai-nguyen/000000000000/kieu-dang.css").status_code == 404
    assert {"kieu-dang.css", "trang.js", "dau.svg"} <= set(assets())


def test_values_are_shown_as_they_are_typed() -> None:
    form = TypedForm.of({"day": date(2021, 3, 2), "sum": 50_000_000, "tick": True, "no": False, "marks": ["a", "b"]})

    years = TypedForm.of({"year": 1990, "score": Decimal("8.50")})

    assert (form.text("day"), form.text("sum")) == ("02/03/2021", "50.000.000")
    assert (read_year(years.text("year")), read_decimal(years.text("score"))) == (1990, Decimal("8.50"))
    assert (form.is_ticked("tick"), form.is_ticked("no"), form.all("marks")) == (True, False, ("a", "b"))


def test_several_choices_make_a_list() -> None:
    typed = TypedForm({"letter.number": ("45/TTr",), "letter.signed_on": ("02/03/2021",), "marks": ("a", "b")})

    body, form = read_form(typed, Body, _READERS)

    assert body == Body(letter=Letter(number="45/TTr", signed_on=date(2021, 3, 2)), marks=["a", "b"])
    assert form.with_problems([FieldProblem("marks", "Sai.")]).problem("marks") == "Sai."


def test_a_list_is_its_address() -> None:
    request = Request(
        {"type": "http", "path": "/viec", "query_string": b"don-vi=a&don-vi=b&tim=&sau=x&la=1", "headers": []}
    )
    place = ListAddress.of(request, ["don-vi", "tim", "sau"])

    assert place.with_(tim="Ấn") == "/viec?don-vi=a&don-vi=b&tim=%E1%BA%A4n"
    assert place.without("don-vi", "a") == "/viec?don-vi=b"
    assert place.following("y") == "/viec?don-vi=a&don-vi=b&sau=y"
    assert place.first() == "/viec?don-vi=a&don-vi=b"
    assert [chip.label for chip in place.chips({"don-vi": "Đơn vị"}, {"don-vi": {"a": "Sở Y tế"}})] == [
        "Đơn vị: Sở Y tế",
        "Đơn vị: b",
    ]


def test_every_component_is_sound_html() -> None:
    with TestClient(sample_app()) as client:
        page = client.get("/").text

    assert faults_of_page(page) == ()
    assert len(page.encode()) + sum(len(assets()[name].content) for name in ("kieu-dang.css", "trang.js")) < 100_000


def test_a_previewed_mail_shows_all_that_the_letter_says() -> None:
    page = TestClient(sample_app()).get("/").text

    letter = MAIL.copies[0].page
    said = (MAIL.subject, letter.heading, letter.sentence, letter.link, letter.call, letter.footer, MAIL.obstacle)
    pairs = [word for pair in letter.details for word in pair]
    listed = [word for section in (*letter.sections, *letter.notes) for word in (section.name, *section.items)]
    for group in letter.groups:
        listed += [group.heading, *group.rest]
        listed += [word for card in group.cards for word in (card.title, card.number, *card.details[0])]
    greetings = [f"Kính gửi {copy.page.greeted}" for copy in MAIL.copies]
    for words in (*said, *pairs, *listed, *greetings, *(copy.to for copy in MAIL.copies)):
        assert escape(words, quote=False) in page
