"""Whoever builds on the APIs reads what each property, parameter and header is; each text is true of its own name."""

from collections import defaultdict
from collections.abc import Iterator

import pytest

from tests.contract.test_openapi import DOCUMENTS, Json, english, operations

_BEFORE_SIGNING_IN = "post /api/v1/sessions"


def properties(service: str) -> Iterator[tuple[str, str, str]]:
    """Schema, name and description of every property, also of those inside of a property."""
    for schema, described in DOCUMENTS[service]["components"]["schemas"].items():
        for name, text in _properties(described):
            yield schema, name, text


def _properties(part: object) -> Iterator[tuple[str, str]]:
    if isinstance(part, dict):
        for name, described in part.get("properties", {}).items():
            yield name, described.get("description", "")
        for key, inner in part.items():
            if key not in {"example", "examples", "default", "const", "enum"}:
                yield from _properties(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _properties(inner)


def parameters() -> Iterator[tuple[str, Json]]:
    for _, place, operation in operations():
        for parameter in operation.get("parameters", ()):
            yield f"{place} {parameter['in']} {parameter['name']}", parameter
        for status, answer in operation["responses"].items():
            for name, header in answer.get("headers", {}).items():
                yield f"{place} {status} {name}", {"name": name, **header}


@pytest.mark.parametrize("service", DOCUMENTS)
def test_every_property_is_described_and_in_vietnamese(service: str) -> None:
    found = list(properties(service))

    assert len(found) > 20
    assert [f"{schema}.{name}" for schema, name, text in found if not text.strip()] == []
    assert english(text for _, _, text in found) == []


def test_every_parameter_and_header_is_described_in_vietnamese() -> None:
    found = list(parameters())

    assert len(found) > 50
    assert [place for place, parameter in found if not parameter.get("description", "").strip()] == []
    assert english(parameter["description"] for _, parameter in found) == []


def test_no_text_describes_things_of_different_names() -> None:
    names: defaultdict[str, set[str]] = defaultdict(set)
    for service in DOCUMENTS:
        for _, name, text in properties(service):
            names[text].add(name)
    for _, parameter in parameters():
        names[parameter["description"]].add(parameter["name"])

    assert {text: sorted(shared) for text, shared in names.items() if len(shared) > 1} == {}


@pytest.mark.parametrize("service", DOCUMENTS)
def test_schemas_of_one_name_have_words_of_their_service(service: str) -> None:
    mine = DOCUMENTS[service]["components"]["schemas"]

    for other, document in DOCUMENTS.items():
        for name, schema in document["components"]["schemas"].items():
            if other != service and name in mine and set(schema.get("enum", ())) != set(mine[name].get("enum", ())):
                assert schema["description"] != mine[name]["description"], (name, other)


@pytest.mark.parametrize(("place", "operation"), [(place, told) for _, place, told in operations()])
def test_whoever_must_sign_in_is_told_how(place: str, operation: Json) -> None:
    answers_401 = "401" in operation["responses"] and not place.endswith(_BEFORE_SIGNING_IN)

    assert operation.get("security", []) == ([{"ma-phien": []}] if answers_401 else []), place


@pytest.mark.parametrize("service", DOCUMENTS)
def test_the_document_says_where_and_by_what_it_is_reached(service: str) -> None:
    document = DOCUMENTS[service]

    assert [one["url"] for one in document["servers"]] == ["/"]
    scheme = document["components"]["securitySchemes"]["ma-phien"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    assert english([scheme["description"], *(one["description"] for one in document["servers"])]) == []


def test_idempotency_and_versions_are_described_alike() -> None:
    of_header: defaultdict[str, list[Json]] = defaultdict(list)
    for _, _, operation in operations():
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "header":
                of_header[parameter["name"]].append({**parameter, "428": "428" in operation["responses"]})

    keys, versions = of_header["Idempotency-Key"], of_header["If-Match"]
    lengths = {(one["schema"]["minLength"], one["schema"]["maxLength"]) for one in keys}
    assert ({one["required"] for one in keys}, lengths) == ({True}, {(1, 200)})
    assert len(keys) > 5
    assert [one for one in versions if one["required"] is not one["428"]] == []
    assert {one["required"] for one in versions} == {True, False}
    assert len({one["description"] for one in keys}) == len({one["description"] for one in versions}) == 1


@pytest.mark.parametrize(("service", "place", "operation"), list(operations()))
def test_a_refusals_example_names_a_field_of_its_operation(service: str, place: str, operation: Json) -> None:
    refusal = operation["responses"].get("422", {}).get("content", {}).get("application/problem+json", {})
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    schemas = DOCUMENTS[service]["components"]["schemas"]
    sent = [schemas[one["$ref"].rpartition("/")[2]] for one in (body, *body.get("anyOf", ())) if "$ref" in one]
    known = {name for one in sent for name in one["properties"]} | {
        parameter["name"] for parameter in operation.get("parameters", ())
    }

    for error in refusal.get("example", {}).get("errors", ()):
        assert error["field"].partition(".")[0] in known, place
