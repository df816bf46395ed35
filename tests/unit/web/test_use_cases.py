"""Routes find the use cases that `main` provides, and only those."""

from dataclasses import dataclass
from typing import Annotated

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from shared.web.http.use_cases import find, provide, use


@dataclass(frozen=True)
class Greetings:
    """What the route of this test calls."""

    word: str


async def greet(greetings: Annotated[Greetings, use(Greetings)]) -> str:
    """Answer with the word that the application provides."""
    return greetings.word


def test_route_takes_what_its_application_provides() -> None:
    first, second = FastAPI(), FastAPI()
    for app, word in ((first, "chào"), (second, "xin chào")):
        app.get("/")(greet)
        provide(app, Greetings(word))

    assert [TestClient(app).get("/").json() for app in (first, second)] == ["chào", "xin chào"]


def test_each_level_has_its_own() -> None:
    app = FastAPI()
    provide(app, Greetings("xã"), at="commune")
    provide(app, Greetings("huyện"), at="district")

    assert find(app, Greetings, at="district") == Greetings("huyện")


def test_refuses_what_nobody_provides() -> None:
    app = FastAPI()
    provide(app, Greetings("xã"), at="commune")

    with pytest.raises(LookupError, match="Greetings"):
        find(app, Greetings, at="province")
    with pytest.raises(LookupError, match="Greetings"):
        find(app, Greetings)


def test_refuses_a_second_group_of_one_class() -> None:
    app = FastAPI()
    provide(app, Greetings("chào"))

    with pytest.raises(ValueError, match="twice"):
        provide(app, Greetings("xin chào"))
