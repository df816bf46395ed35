"""The list of nominees to download: its columns from `template.toml`, its choices from rule set and directory."""

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from services.intake.domain.lists.places import Commune
from services.intake.domain.lists.preview import MOST_NOMINEES
from shared.files.forms import Form, FormColumn
from shared.rules.rule_set import RuleSet

_FILE = Path(__file__).with_name("template.toml")
# What each list is called on the sheet that shows them.
_NAMES: Mapping[str, str] = {
    "award_forms": "Hình thức khen thưởng",
    "communes": "Xã, phường, thị trấn",
    "grounds": "Căn cứ khen thưởng",
    "target_groups": "Nhóm đối tượng",
    "kinds": "Loại đối tượng",
    "sexes": "Giới tính",
    "duties": "Lãnh đạo hay trực tiếp",
    "occasions": "Loại khen (ghi ở Tờ trình)",
}
_OCCASIONS = ("Khen đột xuất", "Khen sơ kết", "Khen tổng kết")


class TemplateColumn(BaseModel):
    """A column as the file has it, and as the help page explains it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: str
    width: int
    hint: str
    example: str
    choices: str = ""
    is_text: bool = False
    is_required: bool = False


class Template(BaseModel):
    """The whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    example_mark: str
    explanation: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    columns: tuple[TemplateColumn, ...]


@cache
def load_template() -> Template:
    """What the file says; pages explain the import with it."""
    return Template.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def form_of(rules: RuleSet, communes: Sequence[Commune]) -> Form:
    """The form for a movement: award forms, grounds and groups of its rule set, communes of the province."""
    template = load_template()
    lists = {
        "award_forms": tuple(form.name for form in rules.award_forms),
        "communes": _names(communes),
        "grounds": tuple(ground.text for ground in rules.grounds),
        "target_groups": tuple(group.text for group in rules.target_groups),
        **template.words,
        "occasions": _OCCASIONS,
    }
    return Form(
        columns=tuple(
            FormColumn(
                heading=column.heading,
                width=column.width,
                hint=column.hint,
                example=column.example,
                choices=_NAMES.get(column.choices, ""),
                is_text=column.is_text,
                is_required=column.is_required,
            )
            for column in template.columns
        ),
        example_mark=template.example_mark,
        explanation=template.explanation,
        lists={_NAMES[name]: choices for name, choices in lists.items()},
        rows=MOST_NOMINEES,
    )


def _names(communes: Sequence[Commune]) -> tuple[str, ...]:
    """Their names, with the district where two bear one name."""
    counts = Counter(one.name for one in communes)
    return tuple(one.name if counts[one.name] == 1 else f"{one.name}, {one.district}" for one in communes)
