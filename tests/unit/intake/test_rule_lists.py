"""The public lists hold the codes that a dossier may use: none is missing, and none is listed that is refused."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields
from datetime import UTC, date, datetime

import pytest
from fastapi import FastAPI

from services.intake.application.places import ListPlaces, PlaceLine
from services.intake.application.soundness import vocabulary_for
from services.intake.domain.dossier import Submission
from services.intake.domain.submission_check import submission_problems
from services.intake.domain.succession import Succession
from services.intake.domain.vocabulary import Vocabulary
from services.intake.web.api.places import PlaceUseCases
from services.intake.web.api.places import router as places_router
from services.intake.web.api.rules import RuleLists, RuleSetView, show_rule_set
from services.intake.web.api.rules import router as rules_router
from shared.directory.loading import load_directory
from shared.events.content import AuthorityRef, Gift, NominationContent, Place, UnitRef
from shared.events.words import Level, NomineeKind, Occasion
from shared.refusals import InvalidError
from shared.rules.loading import load_rule_sets
from shared.rules.rule_set import Limits, RuleSet
from shared.rules.slip import SlipRefusedError, make_slip
from shared.web.http.use_cases import provide
from tests.unit.intake.samples import CONTENT, NOMINEE, PETITION, SUBMISSION, TODAY
from tests.unit.web.small_app import app_with, client_of

RULE_SETS = load_rule_sets()
RULES = RULE_SETS.in_force("covid-19", TODAY)
LISTED = show_rule_set(RULES, requires_petition=True)
# Where each word of a submission that is no code of the rule set is listed.
WORDS: Mapping[str, Sequence[str]] = {
    "Occasion": [one.code for one in LISTED.occasions],
    "NomineeKind": [one.code for one in LISTED.nominee_kinds],
    "Sex": [one.code for one in LISTED.sexes],
    "Duty": [one.code for one in LISTED.duties],
    "PriorityMark": [one.code for one in LISTED.priority_marks],
    "AttachmentKind": [one.code for one in LISTED.documents],
}
CODES: Mapping[str, Sequence[str]] = {
    "award_forms": [one.code for one in LISTED.award_forms],
    "grounds": [one.code for one in LISTED.grounds],
    "target_groups": [one.code for one in LISTED.target_groups],
    "criteria": [one.code for one in LISTED.criteria],
    "emulation_contents": [one.code for one in LISTED.emulation_contents],
}
GIFT = Gift(money_vnd=60_000_000, given_on=date(2021, 9, 1), receiver="MTTQ tỉnh")


class Registry:
    """The directory's data files, as intake asks the directory."""

    def __init__(self) -> None:
        self.data = load_directory()
        self.authorities = {one.code: one for one in self.data.authorities}

    async def unit(self, code: str) -> UnitRef:
        found = next(one for one in (*self.data.units, *self.data.demo_units) if one.code == code)
        chain, above = [], found.managed_by
        while above:
            authority = self.authorities[above]
            chain.append(AuthorityRef(code=authority.code, name=authority.name, level=authority.levels[0]))
            above = "" if authority.block else authority.parent or ""
        return UnitRef(code=found.code, name=found.name, chain=tuple(chain))

    async def succession(self, authorities: AbstractSet[str], communes: AbstractSet[str], today: date) -> Succession:  # noqa: ARG002
        return Succession()

    async def unknown_communes(self, codes: frozenset[str] | set[str]) -> frozenset[str]:
        return frozenset(codes) - {one.code for one in self.data.communes}

    async def addressee(self, code: str) -> AuthorityRef | None:
        found = self.authorities.get(code)
        return AuthorityRef(code=found.code, name=found.name, level=found.levels[0]) if found else None

    async def places(self) -> Sequence[PlaceLine]:
        communes = (
            PlaceLine(one.code, one.name, Level.COMMUNE, one.district, one.authority) for one in self.data.communes
        )
        districts = (one for one in self.data.authorities if Level.DISTRICT in one.levels)
        return [
            *(PlaceLine(one.code[3:], one.short_name, Level.DISTRICT, None, one.code) for one in districts),
            *communes,
        ]


REGISTRY = Registry()


async def vocabulary(submission: Submission = SUBMISSION, rules: RuleSet = RULES) -> Vocabulary:
    return await vocabulary_for(REGISTRY, rules, submission, TODAY)


async def faults(content: NominationContent) -> list[str]:
    submission = SUBMISSION.model_copy(update={"nominations": (content,)})
    found = submission_problems(submission, await vocabulary(submission), today=TODAY)
    return [one.field.removeprefix("nominations[0].") for one in found]


def content(**changes: object) -> NominationContent:
    return NominationContent.model_validate(CONTENT.model_dump() | changes)


def app() -> FastAPI:
    lists = RuleLists(RULE_SETS, lambda: datetime(2021, 10, 5, tzinfo=UTC), requires_petition=True)
    served = app_with(rules_router, places_router)
    provide(served, lists, PlaceUseCases(ListPlaces(REGISTRY)))
    return served


async def test_each_list_has_exactly_the_codes_of_submissions() -> None:
    held_to = await vocabulary()

    of_codes = [
        one.name for one in fields(held_to) if isinstance(getattr(held_to, one.name), frozenset | type({}.keys()))
    ]
    assert set(of_codes) == {*CODES, "unknown_communes"}
    assert {name: set(CODES[name]) for name in CODES} == {name: set(getattr(held_to, name)) for name in CODES}


def test_each_word_that_a_submission_may_use_is_listed() -> None:
    schemas = Submission.model_json_schema()["$defs"]

    assert {name: schema["enum"] for name, schema in schemas.items() if "enum" in schema} == WORDS


@pytest.mark.parametrize("movement", [one.movement for one in RULE_SETS.entries.values()])
def test_a_listed_movement_is_taken(movement: str) -> None:
    assert RULE_SETS.in_force(movement, TODAY).movement == movement


@pytest.mark.parametrize("code", [*CODES["grounds"]])
async def test_a_listed_ground_is_taken(code: str) -> None:
    assert await faults(content(ground=code)) == []


@pytest.mark.parametrize("code", [*CODES["target_groups"]])
async def test_a_listed_target_group_is_taken(code: str) -> None:
    assert await faults(content(target_group=code)) == []


@pytest.mark.parametrize("code", [*CODES["criteria"]])
async def test_a_listed_criterion_is_taken(code: str) -> None:
    assert await faults(content(criteria=[code])) == []


@pytest.mark.parametrize("code", WORDS["PriorityMark"])
async def test_a_listed_priority_mark_is_taken(code: str) -> None:
    assert await faults(content(priority_marks=[code])) == []


@pytest.mark.parametrize("field", ["award_form", "ground", "target_group"])
@pytest.mark.parametrize("code", ["", "khac", "BANG-KHEN-TINH", "iv-1"])
async def test_a_code_that_is_not_listed_is_refused(field: str, code: str) -> None:
    assert field in await faults(content(**{field: code}))


def ways() -> list[tuple[str, str, str]]:
    """Each listed form with each of its occasions and a ground that its route takes."""
    plain = next(one.code for one in LISTED.grounds if not one.needs_gift)
    return [
        (form.code, occasion, ground)
        for form in LISTED.award_forms
        for way in form.routes
        for occasion in way.occasions
        for ground in way.grounds or [plain]
    ]


@pytest.mark.parametrize(("form", "occasion", "ground"), ways())
async def test_a_listed_form_is_open_to_some_unit_for_each_kind(form: str, occasion: str, ground: str) -> None:
    listed = next(one for one in LISTED.award_forms if one.code == form)
    way = next(one for one in listed.routes if occasion in one.occasions and ground in (one.grounds or [ground]))
    receiver = LISTED.receiving_bodies[0].code

    for kind in way.nominee_kinds or listed.nominee_kinds:
        nominee = NOMINEE.model_copy(update={"kind": NomineeKind(kind), "posthumous": bool(way.posthumous)})
        asked = CONTENT.model_copy(
            update={
                "nominee": nominee,
                "award_form": form,
                "ground": ground,
                "gift": GIFT.model_copy(update={"receiver_authority": receiver}),
            }
        )
        units = [one.code for one in way.proposers] or [
            one.code for one in (*REGISTRY.data.units, *REGISTRY.data.demo_units)
        ]
        assert [unit for unit in units if _is_open(await REGISTRY.unit(unit), asked, Occasion(occasion))], kind


def _is_open(unit: UnitRef, asked: NominationContent, occasion: Occasion) -> bool:
    try:
        return bool(make_slip(RULES, unit, asked, occasion, TODAY))
    except SlipRefusedError:
        return False


@pytest.mark.parametrize("rules", RULE_SETS.entries.values(), ids=lambda one: one.id)
def test_what_is_listed_has_a_name_and_a_basis_or_is_open(rules: RuleSet) -> None:
    shown = show_rule_set(rules, requires_petition=True).model_dump(mode="json")

    nameless = [
        place for place, value in _texts(shown) if place.endswith(("name", "text", "basis", "unit")) and not value
    ]
    assert [place for place in nameless if not place.startswith("occasions")] == []
    assert {one["code"] for one in shown["limits"]} == set(Limits.model_fields)
    assert shown["council"]["basis"] == "chưa xác định"
    assert (shown["return_reasons"], shown["return_reasons_note"]) == ([], "chưa xác định")


def _texts(part: object, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(part, dict):
        for name, inner in part.items():
            yield from _texts(inner, f"{place}.{name}".removeprefix("."))
    elif isinstance(part, list):
        for at, inner in enumerate(part):
            yield from _texts(inner, f"{place}[{at}]")
    elif isinstance(part, str):
        yield place, part


def test_a_route_is_told_in_words() -> None:
    form = next(one for one in LISTED.award_forms if one.code == "bang-khen-tinh")

    donated = next(one for one in form.routes if one.grounds)

    assert form.given_by == "Chủ tịch Ủy ban nhân dân tỉnh"
    assert "cơ quan đã nhận khoản đóng góp xác nhận (5 ngày làm việc)" in donated.text
    assert donated.text.endswith("Chủ tịch Ủy ban nhân dân tỉnh quyết định (5 ngày làm việc).")
    assert "Đóng góp từ 50.000.000 đồng trở lên." in donated.conditions


async def test_lists_are_public_and_asked_after_by_their_tag() -> None:
    async with client_of(app()) as client:
        for path in ("/api/v1/rules", "/api/v1/rules/covid-19", "/api/v1/places"):
            first = await client.get(path)
            again = await client.get(path)
            tag = first.headers["etag"]
            known = [await client.get(path, headers={"If-None-Match": one}) for one in (tag, f'"x", W/{tag}', "*")]
            other = await client.get(path, headers={"If-None-Match": '"x"'})
            head = await client.head(path)

            assert first.status_code == other.status_code == 200
            assert first.content == again.content == other.content
            assert first.headers["cache-control"] == "public, max-age=300"
            assert {(one.status_code, one.content, one.headers["etag"]) for one in known} == {(304, b"", tag)}
            assert (head.status_code, head.headers["etag"], head.content) == (200, tag, b"")


async def test_another_day_or_movement_lists_what_holds_then() -> None:
    async with client_of(app()) as client:
        before = await client.get("/api/v1/rules", params={"on": "2021-09-09"})
        gone = await client.get("/api/v1/rules/covid-19", params={"on": "2021-09-09"})
        strange = await client.get("/api/v1/rules/covid-20")
        then = await client.get("/api/v1/rules/covid-19", params={"on": "2021-09-10"})
        wrong = await client.get("/api/v1/rules", params={"on": "hôm nay"})

    assert before.json() == {"items": []}
    assert (gone.status_code, strange.status_code, then.status_code, wrong.status_code) == (404, 404, 200, 422)
    assert "covid-19" in strange.json()["detail"]
    assert RuleSetView.model_validate(then.json()) == LISTED


async def test_places_are_found_by_words_code_level_and_district() -> None:
    async with client_of(app()) as client:

        async def names(**asked: str) -> list[str]:
            return [one["name"] for one in (await client.get("/api/v1/places", params=asked)).json()["items"]]

        everything = await names()
        for words in ("yen phu", "Yên  PHÚ", "12079"):
            assert await names(search=words) == ["Xã Yên Phú"]
        assert await names(search="yen my", level="district") == ["Huyện Yên Mỹ"]
        assert "Xã Yên Phú" in await names(district="327")
        assert await names(search="không có nơi này") == []
        assert len(everything) == len(await names(level="commune")) + len(await names(level="district")) == 171


async def test_a_listed_commune_is_a_place_and_a_district_is_not() -> None:
    listed = await ListPlaces(REGISTRY)()

    for place in listed:
        somewhere = content(nominee=NOMINEE.model_copy(update={"place": Place(commune=place.code)}).model_dump())
        expected = [] if place.level is Level.COMMUNE else ["nominee.place.commune"]
        assert await faults(somewhere) == expected
        assert await REGISTRY.addressee(place.authority) is not None


async def test_an_unknown_movement_is_refused() -> None:
    with pytest.raises(InvalidError):
        RULE_SETS.in_force("covid-20", PETITION.signed_on)
