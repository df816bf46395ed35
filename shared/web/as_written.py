"""Bodies in which every name is known: a misspelt one must not silently lose what was typed under it."""

from typing import TypeVar

from pydantic import BaseModel, BeforeValidator

_Model = TypeVar("_Model", bound=BaseModel)


def as_written(model: type[_Model]) -> BeforeValidator:
    """For a body of this model, whose own classes overlook unknown names as events must: here each is a problem."""

    def validate(value: object) -> object:
        return model.model_validate(value, extra="forbid")

    return BeforeValidator(validate, json_schema_input_type=model)
