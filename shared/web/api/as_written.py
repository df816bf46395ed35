"""Bodies in which every name is known: a misspelt one must not silently lose what was typed under it."""

from typing import TypeVar

from pydantic import BaseModel, BeforeValidator
from pydantic_core import PydanticCustomError

from shared.web.api.empties import leave_out_empty

_Model = TypeVar("_Model", bound=BaseModel)
# Several times as many as any part of a request has. Each unknown name is a fault of a thousand bytes.
_MOST_NAMES = 100
_CROWDED = "Một nhóm nội dung có {count} tên. Gửi đúng các tên có trong mẫu, xem mô tả tại /openapi.json."


def as_written(model: type[_Model]) -> BeforeValidator:
    """For a body of this model, whose own classes overlook unknown names as events must: here each is a problem.

    An empty value counts as left out wherever the field may be.
    """

    def validate(value: object) -> object:
        _refuse_crowded(value)
        return model.model_validate(leave_out_empty(value, model), extra="forbid")

    return BeforeValidator(validate, json_schema_input_type=model)


def _refuse_crowded(value: object) -> None:
    # Without recursion, since the sender chooses the depth.
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if len(part) > _MOST_NAMES:
                raise PydanticCustomError("thidua_crowded", "{told}", {"told": _CROWDED.format(count=len(part))})
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
