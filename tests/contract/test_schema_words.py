"""What people read of the schemas of both descriptions is Vietnamese, and no word is kept that nobody reads."""

from collections.abc import Iterator
from enum import Enum
from inspect import getdoc

import pytest
from pydantic import BaseModel

from shared.text.schemas import own_words, schema_words
from tests.contract import test_asyncapi, test_openapi
from tests.contract.test_openapi import Json, english

SCHEMAS: dict[str, Json] = {
    name: document["components"]["schemas"]
    for name, document in {**test_openapi.DOCUMENTS, "asyncapi": test_asyncapi.DOCUMENT}.items()
}


def descriptions(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("description"), str):
            yield part["description"]
        part = [value for key, value in part.items() if key not in {"example", "examples"}]
    if isinstance(part, list):
        for each in part:
            yield from descriptions(each)


@pytest.mark.parametrize("document", SCHEMAS)
def test_every_schema_is_described_and_in_vietnamese(document: str) -> None:
    undescribed = [name for name, schema in SCHEMAS[document].items() if schema.get("description") is None]

    assert (undescribed, english(descriptions(SCHEMAS[document]))) == ([], [])


@pytest.mark.parametrize("document", SCHEMAS)
def test_no_schema_is_described_by_a_docstring(document: str) -> None:
    docstrings = {getdoc(kind) for kind in (*_kinds_under(BaseModel), *_kinds_under(Enum))}

    assert docstrings
    assert [name for name, schema in SCHEMAS[document].items() if schema["description"] in docstrings] == []


def _kinds_under(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds_under(each)


def test_every_word_is_read_somewhere() -> None:
    assert schema_words().keys() - {name for schemas in SCHEMAS.values() for name in schemas} == set()


@pytest.mark.parametrize("service", own_words())
def test_every_service_reads_its_own_words_and_they_differ(service: str) -> None:
    own = own_words()

    assert own[service].keys() - SCHEMAS[service].keys() == set()
    assert own[service].keys() & schema_words().keys() == set()
