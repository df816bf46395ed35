"""Rules as they read once a body has been succeeded, and the slips that come of it."""

from shared.events.content import AuthorityRef
from shared.events.words import Level
from shared.rules.loading import load_rule_sets
from shared.rules.succeeding import with_heirs

RULES = next(iter(load_rule_sets().entries.values()))
OLD = "33.so-noi-vu"
HEIR = AuthorityRef(code="33.so-noi-vu-moi", name="Sở Nội vụ mẫu", level=Level.DEPARTMENT)


def test_without_a_succession_they_are_the_same_rules() -> None:
    assert with_heirs(RULES, {}) is RULES
    assert with_heirs(RULES, {"33.khong-co": HEIR}) is RULES


def test_the_successor_stands_wherever_the_body_stood() -> None:
    read = with_heirs(RULES, {OLD: HEIR})

    assert f'"{OLD}"' in RULES.model_dump_json()
    assert f'"{OLD}"' not in read.model_dump_json()
    assert read.bodies[HEIR.code] == HEIR.name
    assert read.windows.opened_by == HEIR.code
    assert (read.id, read.award_forms_by_code.keys()) == (RULES.id, RULES.award_forms_by_code.keys())


def test_a_body_that_takes_another_in_keeps_its_own_name() -> None:
    other = AuthorityRef(code="33.mttq", name="Tên khác", level=Level.DEPARTMENT)

    assert with_heirs(RULES, {OLD: other}).bodies["33.mttq"] == RULES.bodies["33.mttq"]
