"""What each schema of the descriptions is, in Vietnamese: docstrings tell developers, these the people who build on it.

`tests/contract` holds that none is missing.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_suffix(".toml")


@cache
def schema_words() -> Mapping[str, str]:
    """The words by the schema's name."""
    with _FILE.open("rb") as file:
        words: Mapping[str, str] = tomllib.load(file)["schemas"]
    return words


def put_into_words(schemas: Mapping[str, object]) -> None:
    """Give each schema (JSON Schema, by name) its words as its description."""
    for name, schema in schemas.items():
        if isinstance(schema, dict) and name in schema_words():
            schema["description"] = schema_words()[name]
