"""Empty values of fields that may be left out: forms and spreadsheets send them where nobody typed anything."""

from collections.abc import Mapping
from functools import cache
from typing import get_args

from pydantic import BaseModel

from shared.text.seen import is_blank


def leave_out_empty(value: object, model: type[BaseModel]) -> object:
    """The body without `null` and texts that show nothing, at all fields that `model` and its parts may do without."""
    if isinstance(value, list):
        # Lists in lists are in no form: what looks into them would go as deep as the sender likes.
        return [leave_out_empty(each, model) if isinstance(each, dict) else each for each in value]
    if not isinstance(value, dict):
        return value
    fields, parts = _optional(model), _parts(model)
    return {
        name: leave_out_empty(each, parts[name]) if name in parts else each
        for name, each in value.items()
        if name not in fields or not _is_empty(each)
    }


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and is_blank(value))


@cache
def _optional(model: type[BaseModel]) -> frozenset[str]:
    return frozenset(field.alias or name for name, field in model.model_fields.items() if not field.is_required())


@cache
def _parts(model: type[BaseModel]) -> Mapping[str, type[BaseModel]]:
    found = {field.alias or name: _model_in(field.annotation) for name, field in model.model_fields.items()}
    return {name: part for name, part in found.items() if part is not None}


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
