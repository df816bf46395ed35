"""The OpenAPI document of every service is sound, and shows what is sent and answered by examples that fit."""

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import jsonschema_rs
import pytest
from fastapi import FastAPI
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import SecretStr

from services.appraisal.main import create as appraisal
from services.appraisal.settings import LevelSettings
from services.appraisal.settings import Settings as AppraisalSettings
from services.identity.main import create as identity
from services.identity.settings import Settings as IdentitySettings
from services.intake.main import create as intake
from services.intake.settings import Settings as IntakeSettings
from services.notifier.main import create as notifier
from services.notifier.settings import Settings as NotifierSettings
from shared.events.words import Level
from tests.unit.nominees.samples import KEY
from tests.unit.signing.samples import PUBLIC_KEYS_FILE

Json = dict[str, Any]
# Nobody listens there: a description needs neither database nor broker.
MONGO, AMQP = SecretStr("mongodb://127.0.0.1:9/"), SecretStr("amqp://nobody@127.0.0.1:9/")
METHODS = {"get", "put", "post", "delete", "patch"}


@cache
def services() -> Mapping[str, FastAPI]:
    level = LevelSettings(mongo_url=MONGO, database="appraisal", amqp_url=AMQP)
    return {
        "identity": identity(
            IdentitySettings(
                env="test", mongo_url=MONGO, account_key=KEY, smtp_host="127.0.0.1", mail_sender="a@thidua.example"
            )
        ),
        "intake": intake(IntakeSettings(env="test", mongo_url=MONGO, amqp_url=AMQP, identity_key=KEY, signing_key=KEY)),
        "appraisal": appraisal(
            AppraisalSettings(
                env="test",
                THIDUA_APPRAISAL_LEVELS=(Level.COMMUNE,),
                levels={Level.COMMUNE: level},
                public_keys_file=PUBLIC_KEYS_FILE,
            )
        ),
        "notifier": notifier(
            NotifierSettings(
                env="test", mongo_url=MONGO, amqp_url=AMQP, smtp_host="127.0.0.1", mail_sender="a@thidua.example"
            )
        ),
    }


DOCUMENTS: Mapping[str, Json] = {
    name: json.loads(json.dumps(app.openapi(), sort_keys=True)) for name, app in services().items()
}


@dataclass(frozen=True)
class Content:
    """What is sent or answered in one form, with where it stands."""

    service: str
    place: str
    told: Json

    @property
    def schema(self) -> Json:
        """Its schema, with all that it leads to."""
        return {**self.told["schema"], "components": DOCUMENTS[self.service]["components"]}

    @property
    def examples(self) -> list[object]:
        """The examples beside the schema, or those that the schema it names carries."""
        if "example" in self.told:
            return [self.told["example"]]
        if "examples" in self.told:
            return [each["value"] for each in self.told["examples"].values()]
        named = self._named(self.told["schema"])
        return list(named.get("examples", []))

    @property
    def is_file(self) -> bool:
        """Bytes have no example in JSON."""
        return self.told.get("schema") == {"type": "string", "format": "binary"}

    def _named(self, schema: Json) -> Json:
        for each in [schema, *schema.get("anyOf", [])]:
            if "$ref" in each:
                found: Json = DOCUMENTS[self.service]["components"]["schemas"][each["$ref"].rpartition("/")[2]]
                return found
        return schema


def english(texts: Iterable[str]) -> list[str]:
    """Those without a letter that has marks: a sentence of Vietnamese has some."""
    return [text for text in texts if text == unicodedata.normalize("NFD", text)]


def operations() -> Iterator[tuple[str, str, Json]]:
    for service, document in DOCUMENTS.items():
        for path, item in document["paths"].items():
            for method in item.keys() & METHODS:
                yield service, f"{service} {method} {path}", item[method]


def contents() -> Iterator[Content]:
    for service, place, operation in operations():
        for kind, told in operation.get("requestBody", {}).get("content", {}).items():
            yield Content(service, f"{place} request {kind}", told)
        for status, answer in operation["responses"].items():
            for kind, told in answer.get("content", {}).items():
                yield Content(service, f"{place} {status} {kind}", told)


SHOWN = [each for each in contents() if not each.is_file]


@pytest.mark.parametrize("service", DOCUMENTS)
def test_the_document_is_valid(service: str) -> None:
    OpenAPIV31SpecValidator(DOCUMENTS[service]).validate()


@pytest.mark.parametrize(("place", "operation"), [(place, told) for _, place, told in operations()])
def test_an_operation_says_what_it_does(place: str, operation: Json) -> None:
    assert operation["summary"].strip(), place
    assert operation["description"].strip(), place


@pytest.mark.parametrize(("place", "operation"), [(place, told) for _, place, told in operations()])
def test_what_people_read_of_an_operation_is_vietnamese(place: str, operation: Json) -> None:
    told = [operation["summary"], operation["description"]]
    told += [each["description"] for each in operation.get("parameters", ()) if "description" in each]
    told += [each["description"] for each in operation["responses"].values()]

    assert english(told) == [], place


@pytest.mark.parametrize(("place", "operation"), [(place, told) for _, place, told in operations()])
def test_what_is_refused_is_described_as_a_problem(place: str, operation: Json) -> None:
    refusals = {status: told for status, told in operation["responses"].items() if status[0] not in "123"}

    bare = {status for status, told in refusals.items() if "application/problem+json" not in told.get("content", {})}
    # A range that lies outside the file is answered without a body, as HTTP has it.
    assert bare <= {"416"}, place
    assert {"default", "503"} <= refusals.keys(), place


@pytest.mark.parametrize("content", SHOWN, ids=[each.place for each in SHOWN])
def test_every_body_and_answer_has_examples_that_fit(content: Content) -> None:
    assert content.examples
    for example in content.examples:
        jsonschema_rs.validate(content.schema, example)
