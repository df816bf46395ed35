"""A rule set as it reads once bodies that it names have been succeeded."""

from collections.abc import Mapping
from functools import lru_cache

from pydantic import JsonValue, TypeAdapter

from shared.events.content import AuthorityRef
from shared.rules.rule_set import RuleSet

_JSON: TypeAdapter[JsonValue] = TypeAdapter(JsonValue)


def with_heirs(rule_set: RuleSet, heirs: Mapping[str, AuthorityRef]) -> RuleSet:
    """The rules with each body's successor in its place; the same rules where none of them was succeeded."""
    named = {code: heir for code, heir in heirs.items() if code in rule_set.bodies}
    if not named:
        return rule_set
    names = tuple(sorted((code, heir.code, heir.name) for code, heir in named.items()))
    return _rewrite(rule_set.model_dump_json(), names)


@lru_cache(maxsize=64)
def _rewrite(rules: str, names: tuple[tuple[str, str, str], ...]) -> RuleSet:
    codes = {old: new for old, new, _ in names}
    written = _JSON.validate_json(rules)
    if not isinstance(written, dict) or not isinstance(written["bodies"], dict):
        raise TypeError("a rule set is a table with bodies")
    own: dict[str, JsonValue] = {code: name for code, name in written["bodies"].items() if code not in codes}
    replaced: dict[str, JsonValue] = {key: _replace(value, codes) for key, value in written.items()}
    # A body that goes on under its own code is called as the rules call it.
    replaced["bodies"] = {**{new: name for _, new, name in names}, **own}
    return RuleSet.model_validate_json(_JSON.dump_json(replaced))


def _replace(value: JsonValue, codes: Mapping[str, str]) -> JsonValue:
    if isinstance(value, str):
        return codes.get(value, value)
    if isinstance(value, list):
        return [_replace(each, codes) for each in value]
    if isinstance(value, dict):
        return {key: _replace(each, codes) for key, each in value.items()}
    return value
