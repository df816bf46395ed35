"""One word, one meaning: names of modules, classes and public functions are held to the glossary's data file."""

import ast
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from ops.facts import names_in, words_of
from ops.stack.mail import PROJECT


class Word(BaseModel):
    """What a word means, and where it may stand in a name."""

    model_config = ConfigDict(extra="forbid")

    means: str
    where: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    names: Mapping[str, str] = {}


class NoNames(BaseModel):
    """Words that no name has, in these folders."""

    model_config = ConfigDict(extra="forbid")

    folders: tuple[str, ...]
    words: tuple[str, ...]
    names: Mapping[str, str] = {}


class Glossary(BaseModel):
    """The data file."""

    model_config = ConfigDict(extra="forbid")

    folders: tuple[str, ...]
    words: Mapping[str, Word]
    no_names: NoNames


GLOSSARY = Glossary.model_validate(tomllib.loads(Path(__file__).with_name("glossary.toml").read_text(encoding="utf-8")))
Used = tuple[str, str]  # path, name


def public_names(path: str, source: str) -> Iterator[Used]:
    """The module's own name, its classes, and its functions and methods that are not private."""
    yield path, Path(path).stem
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield path, node.name


def stands_in(word: str, name: str) -> bool:
    return not {word, f"{word}s"}.isdisjoint(words_of(name))


def without_phrases(name: str, phrases: tuple[str, ...]) -> str:
    spelt = "_".join(words_of(name))
    for phrase in sorted(phrases, key=len, reverse=True):
        spelt = spelt.replace(phrase, "")
    return spelt


def is_right(word: str, path: str, name: str) -> bool:
    rule = GLOSSARY.words[word]
    return (
        name in rule.names
        or any(path.startswith(folder) for folder in rule.where)
        or not stands_in(word, without_phrases(name, rule.phrases))
    )


def sources_in(*folders: str) -> Iterator[tuple[str, str]]:
    """Each module's path with its text."""
    for folder in folders:
        for path in sorted((PROJECT / folder).rglob("*.py")):
            yield str(path.relative_to(PROJECT)), path.read_text(encoding="utf-8")


USED = [used for path, source in sources_in(*GLOSSARY.folders) for used in public_names(path, source)]


@pytest.mark.parametrize("word", GLOSSARY.words)
def test_a_word_stands_where_it_means_one_thing(word: str) -> None:
    wrong = [(path, name) for path, name in USED if stands_in(word, name) and not is_right(word, path, name)]

    assert wrong == [], GLOSSARY.words[word].means


@pytest.mark.parametrize("word", GLOSSARY.words)
def test_every_exception_is_in_use(word: str) -> None:
    rule = GLOSSARY.words[word]
    names = {name for _, name in USED}
    meant = [(path, name) for path, name in USED if stands_in(word, name)]

    assert set(rule.names) <= names
    assert [folder for folder in rule.where if not any(path.startswith(folder) for path, _ in meant)] == []
    assert [each for each in rule.phrases if not any(each in "_".join(words_of(name)) for _, name in meant)] == []


def test_every_name_says_something() -> None:
    rule = GLOSSARY.no_names
    empty = [
        (path, name)
        for path, source in sources_in(*rule.folders)
        for name in (Path(path).stem, *names_in(source))
        if name not in rule.names and not set(rule.words).isdisjoint(words_of(name))
    ]

    assert empty == []


@pytest.mark.parametrize(
    ("path", "source", "wrong"),
    [
        ("shared/rules/slip.py", "def route(): ...", {"route"}),
        ("shared/rules/rule_set.py", "class AwardForm: ...\nclass FormRule: ...", {"FormRule"}),
        ("shared/mongo/outbox.py", "def _message(): ...\nclass Messages: ...", {"Messages"}),
        ("shared/messaging/wire.py", "def to_message(): ...", set()),
    ],
)
def test_a_name_with_another_meaning_is_found(path: str, source: str, wrong: set[str]) -> None:
    found = {
        name
        for word in GLOSSARY.words
        for _, name in public_names(path, source)
        if stands_in(word, name) and not is_right(word, path, name)
    }

    assert found == wrong
