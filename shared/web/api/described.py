"""What a model of an API carries for whoever builds on it: its words in Vietnamese, and examples."""

from pydantic import JsonValue


def described(words: str, *examples: JsonValue) -> dict[str, JsonValue]:
    """For a model's `json_schema_extra`: docstrings tell developers, these words and examples the readers of /api."""
    return {"description": words, **({"examples": [*examples]} if examples else {})}
