"""The reference at `/api` shows people all that the document says, without scripts and without other hosts."""

import json
import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

import html5lib
import httpx
import pytest
from fastapi import FastAPI

from shared.web.api.reference import PARTS, STYLE_PATH, read_document
from tests.contract.test_openapi import DOCUMENTS, METHODS, services

ADDRESS = "http://thidua.test:8080"
APPS: Mapping[str, FastAPI] = services()
_COMMAND_BODY = re.compile(r"-d '(.*)'$", re.DOTALL)


async def ask(service: str, path: str = "/api", **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(APPS[service])
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        return await client.get(path, headers=headers)


def elements(page: str) -> Iterator[Element]:
    """Every element; the parser refuses what is no HTML."""
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    return iter(root.iter())


def names_of(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})


@pytest.mark.parametrize("service", APPS)
async def test_the_page_is_sound_html_that_asks_nobody_else(service: str) -> None:
    answer = await ask(service)

    found = [one for one in elements(answer.text) if isinstance(one.tag, str)]
    ids = [one.attrib["id"] for one in found if "id" in one.attrib]
    links = [one.attrib.get("href") or one.attrib.get("src") for one in found]
    assert answer.status_code == 200
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert not [one for one in found if one.tag in {"script", "style", "iframe", "img"} or "style" in one.attrib]
    assert len(ids) == len(set(ids))
    assert [link for link in links if link and not link.startswith(("/", "#"))] == []
    assert [link for link in links if link and link.startswith("#") and link[1:] not in ids] == []
    assert {path for _, path, _ in PARTS} <= set(links)
    assert len([one for one in found if one.tag == "h1"]) == 1


@pytest.mark.parametrize("service", APPS)
async def test_the_page_has_every_operation_field_and_description(service: str) -> None:
    page = (await ask(service)).text
    shown = {"".join(one.itertext()).strip() for one in elements(page)}

    operations = [
        (method, path) for path, item in DOCUMENTS[service]["paths"].items() for method in item.keys() & METHODS
    ]
    told = [one for group in read_document(DOCUMENTS[service]) for one in group.operations]
    assert sorted((one.method.lower(), one.path) for one in told) == sorted(operations)
    assert not [one.path for one in told if one.path not in shown or one.title not in shown]
    entries = [entry for one in told for entry in (*one.parameters, *one.body, *one.answer)]
    assert len(entries) > 40
    assert [
        entry.name for entry in entries if entry.name not in shown or entry.text.replace("`", "") not in shown
    ] == []
    assert all(one.refusals and one.success for one in told)


@pytest.mark.parametrize("service", APPS)
def test_each_command_sends_the_example_of_the_document(service: str) -> None:
    told = [one for group in read_document(DOCUMENTS[service]) for one in group.operations]

    for one in told:
        described = DOCUMENTS[service]["paths"][one.path][one.method.lower()]
        sent = described.get("requestBody", {}).get("content", {}).get("application/json")
        body = _COMMAND_BODY.search(one.example)
        assert (sent is not None) is (body is not None), one.path
        assert not re.search(r"[{}<>]", one.example.partition(" \\\n")[0].replace("$DIA_CHI", "")), one.example
        if body:
            assert json.loads(body[1])
        assert ("$MA_PHIEN" in one.example) is one.needs_session


async def test_the_style_is_kept_for_good() -> None:
    answer = await ask("intake", STYLE_PATH)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in answer.headers["cache-control"]
    assert "http" not in answer.text


@pytest.mark.parametrize("host", ["evil.test/x", 'a"b', "a;rm -rf", "a$(id)", ""])
async def test_a_strange_host_is_not_repeated_in_a_command(host: str) -> None:
    own, strange = await ask("intake"), await ask("intake", host=host)

    assert f"DIA_CHI={ADDRESS}" in own.text
    assert "DIA_CHI=http://127.0.0.1:8080" in strange.text


async def test_the_other_pages_of_the_kind_are_sound_html() -> None:
    assert [one for one in elements((await ask("intake", "/asyncapi")).text) if one.tag == "h1"]
    assert "/api" in [one.attrib.get("href") for one in elements((await ask("intake", "/")).text)]
