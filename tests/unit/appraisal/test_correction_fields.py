"""What is typed over a decision in the browser, as changes; what was not typed over follows the decision."""

from dataclasses import replace

from services.appraisal.domain.case import CaseKey
from services.appraisal.domain.listed import ListedCase
from services.appraisal.web.pages.amendments import place_problems
from services.appraisal.web.pages.correction_fields import of_decision, of_line, read_changes, refresh, restoring
from shared.events.words import CorrectedField, NomineeKind
from shared.refusals import FieldProblem
from shared.web.pages.forms import TypedForm
from tests.unit.appraisal.samples import CLERK, NOMINATION
from tests.unit.appraisal.test_amendments import REISSUED, REVOKED, Registry

LINE = ListedCase(
    key=CaseKey(NOMINATION, 2),
    number="WWH68-HZM95-6",
    kind=NomineeKind.INDIVIDUAL,
    name="Nguyễn Thị Ấn",
    position="",
    workplace="Đoàn xã",
    award_form="Giấy khen",
    unit="Đoàn xã Yên Phú",
    is_confidential=False,
    is_in_force=True,
    award=None,
)


def typed_over(form: TypedForm, **texts: str) -> TypedForm:
    return replace(form, texts={**form.texts, **{name: (text,) for name, text in texts.items()}})


async def test_only_what_was_typed_over_is_a_change() -> None:
    fields = of_decision(await Registry().record())
    form = refresh(TypedForm({}), fields)

    assert read_changes(form, fields).changes == []
    changed = typed_over(form, **{"ngay-quyet-dinh": "4/10/2021", "so-quyet-dinh": " 30/QĐ-UBND "})
    assert read_changes(changed, fields).changes == [{"field": "ngay-quyet-dinh", "value": "2021-10-04"}]
    unread = typed_over(form, **{"ngay-quyet-dinh": "hôm qua"})
    assert [problem.field for problem in read_changes(unread, fields).problems] == ["ngay-quyet-dinh"]


async def test_what_another_corrected_meanwhile_is_not_taken_back() -> None:
    decision = await Registry().record()
    mine = typed_over(refresh(TypedForm({}), of_decision(decision)), **{"chuc-vu-nguoi-ky": "Phó Chủ tịch"})
    renumbered = of_decision(replace(decision, draft=replace(decision.draft, number="31/QĐ-UBND")))

    seen_again = refresh(mine, renumbered)

    assert seen_again.text("so-quyet-dinh") == "31/QĐ-UBND"
    changes = read_changes(seen_again, renumbered).changes
    assert changes == [{"field": "chuc-vu-nguoi-ky", "value": "Phó Chủ tịch"}]


def test_a_kept_name_is_no_field_of_the_form() -> None:
    whole, kept = of_line(LINE), of_line(replace(LINE, is_confidential=True))

    assert [each.what for each in kept] == [CorrectedField.AWARD_FORM]
    assert len(whole) == 4
    assert of_line(replace(LINE, is_in_force=False)) == ()
    form = typed_over(refresh(TypedForm({}), whole), **{whole[1].name: "Bí thư"})
    (change,) = read_changes(form, whole).changes
    assert change == {"field": "chuc-vu-doi-tuong", "value": "Bí thư", "case_id": f"{NOMINATION}:2"}


async def test_only_a_revoked_award_can_be_restored() -> None:
    for draft, is_offered in ((REVOKED, True), (REISSUED, False)):
        registry = Registry()
        decision = await registry.record()
        decision = await registry.amend()(CLERK, decision.id, draft, "key-0002", decision.version)
        case = registry.cases.case(decision.draft.cases[0])
        line = replace(LINE, key=case.key, is_in_force=False, award=case.award)

        back = restoring(line, decision)

        assert (back is not None) is is_offered
        if back is not None:
            form = typed_over(refresh(TypedForm({}), [back]), **{back.name: "on"})
            assert read_changes(form, [back]).changes == [{"field": "hieu-luc", "value": "", "case_id": str(case.key)}]
            assert read_changes(refresh(TypedForm({}), [back]), [back]).changes == []


def test_problems_stand_at_the_fields_that_were_typed() -> None:
    problems = [
        FieldProblem(field, field) for field in ("changes[1].value", "changes", "paper", "case_ids[3]", "basis")
    ]

    placed = place_problems(problems, ["so-quyet-dinh", "ten-doi-tuong.x"])

    assert [each.field for each in placed] == ["ten-doi-tuong.x", "changes", "paper.number", "case_ids", "basis"]
