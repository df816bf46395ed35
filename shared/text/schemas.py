"""What each schema of the descriptions is, in Vietnamese: docstrings tell developers, these the people who build on it.

`tests/contract` holds that none is missing.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_suffix(".toml")


@cache
def schema_words(service: str = "") -> Mapping[str, str]:
    """The words by the schema's name; a service may have words of its own where a name means another thing there."""
    with _FILE.open("rb") as file:
        sections: Mapping[str, Mapping[str, str]] = tomllib.load(file)
    return {**sections["schemas"], **sections.get(service, {})}


def own_words() -> Mapping[str, Mapping[str, str]]:
    """By service, the words that hold there alone."""
    with _FILE.open("rb") as file:
        sections: Mapping[str, Mapping[str, str]] = tomllib.load(file)
    return {service: words for service, words in sections.items() if service != "schemas"}


def put_into_words(schemas: Mapping[str, object], service: str = "") -> None:
    """Give each schema (JSON Schema, by name) its words as its description."""
    words = schema_words(service)
    for name, schema in schemas.items():
        if isinstance(schema, dict) and name in words:
            schema["description"] = words[name]
