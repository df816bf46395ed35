"""Which submissions are sound: each broken rule named at its field, all at once."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from services.intake.domain.dossier import Submission, digest_of, dossier_id_of, nomination_id_of
from services.intake.domain.submission_check import submission_problems
from services.intake.domain.vocabulary import communes_named
from shared.events.content import EarlierAward, Gift, NominationContent, Place
from shared.events.words import NomineeKind, PriorityMark
from tests.unit.intake.samples import CONTENT, NOMINEE, PETITION, SUBMISSION, TODAY, VOCABULARY

TOMORROW = TODAY + timedelta(days=1)
GIFT = Gift(money_vnd=60_000_000, given_on=date(2021, 9, 1), receiver="MTTQ tỉnh")


def fields(submission: Submission) -> list[str]:
    return [problem.field for problem in submission_problems(submission, VOCABULARY, today=TODAY)]


def content(**changes: object) -> NominationContent:
    return CONTENT.model_copy(update=changes)


def nominee(**changes: object) -> NominationContent:
    return content(nominee=NOMINEE.model_copy(update=changes))


def achievement(**changes: object) -> NominationContent:
    return content(achievement=CONTENT.achievement.model_copy(update=changes))


def gift(**changes: object) -> NominationContent:
    return content(gift=GIFT.model_copy(update=changes))


def test_a_sound_submission_has_no_problems() -> None:
    assert fields(SUBMISSION) == []


CASES: list[tuple[str, NominationContent]] = [
    ("nominee.name", nominee(name="")),
    ("nominee.birth_date", nominee(birth_date=None)),
    ("nominee.birth_date", nominee(birth_date=TOMORROW)),
    ("nominee.birth_date", nominee(birth_date=date(1899, 12, 31))),
    ("nominee.sex", nominee(sex=None)),
    ("nominee.duty", nominee(duty=None)),
    ("nominee.identity_number", nominee(identity_number="12345")),
    ("nominee.place", nominee(place=Place())),
    ("nominee.name", nominee(name="TRẦN VĂN BÌNH", position="")),
    ("nominee.name", nominee(name="Trần Văn Bình", position="Phó bí thư")),
    ("achievement.summary", achievement(summary="")),
    ("achievement.summary", achievement(summary="a" * 8001)),
    ("achievement.began_on", achievement(began_on=TOMORROW, ended_on=TODAY).model_copy()),
    ("achievement.ended_on", achievement(ended_on=TOMORROW)),
    ("achievement.ended_on", achievement(began_on=date(2021, 9, 1), ended_on=date(2021, 8, 31))),
    ("achievement.place", achievement(place=Place())),
    ("award_form", content(award_form="bang-khen-so")),
    ("ground", content(ground="khac")),
    ("target_group", content(target_group="khac")),
    ("criteria[1]", content(criteria=("iv-4", "ix"))),
    ("criteria", content(criteria=("iv-4",) * 21)),
    ("priority_marks", content(priority_marks=(PriorityMark.FRONTLINE,) * 2)),
    ("gift", gift(money_vnd=0)),
    ("gift.money_vnd", gift(money_vnd=10**16)),
    ("gift.goods", gift(goods_vnd=1_000_000)),
    ("gift.goods_vnd", gift(goods="1.000 khẩu trang")),
    ("gift.given_on", gift(given_on=TOMORROW)),
    ("gift.receiver", gift(receiver="")),
    ("earlier_awards", content(earlier_awards=(EarlierAward(form="Giấy khen"),) * 21)),
    ("earlier_awards[0].form", content(earlier_awards=(EarlierAward(form=""),))),
    ("earlier_awards[0].decided_on", content(earlier_awards=(EarlierAward(form="GK", decided_on=TOMORROW),))),
    ("confidential", content(confidential=True)),
    ("nominee.name", nominee(name="\u0301")),
    ("nominee.name", nominee(name="–")),
    ("achievement.summary", achievement(summary="…")),
    ("achievement.began_on", achievement(began_on=date(1, 1, 1))),
    ("achievement.ended_on", achievement(began_on=date(1, 1, 1), ended_on=date(1, 1, 2))),
    ("gift.given_on", gift(given_on=date(1, 1, 1))),
    ("earlier_awards[0].decided_on", content(earlier_awards=(EarlierAward(form="GK", decided_on=date(1, 1, 1)),))),
    (
        "earlier_awards[0].decided_on",
        content(earlier_awards=(EarlierAward(form="GK", decided_on=NOMINEE.birth_date),)),
    ),
    ("nominee.birth_date", nominee(birth_date=CONTENT.achievement.began_on)),
    ("nominee.birth_date", nominee(birth_date=date(2021, 9, 20))),
    ("achievement.ended_on", achievement(ended_on=date(2021, 10, 5))),
    (
        "nominee.birth_year",
        content(
            nominee=NOMINEE.model_copy(update={"birth_date": None, "birth_year": TODAY.year}),
            achievement=CONTENT.achievement.model_copy(update={"began_on": date(TODAY.year - 1, 12, 31)}),
        ),
    ),
    ("gift.given_on", gift(given_on=NOMINEE.birth_date)),
    ("gift.given_on", gift(given_on=PETITION.signed_on + timedelta(days=1))),
    (
        "earlier_awards[0].decided_on",
        content(
            nominee=NOMINEE.model_copy(update={"birth_date": None, "birth_year": 1990}),
            earlier_awards=(EarlierAward(form="GK", decided_on=date(1989, 12, 31)),),
        ),
    ),
]


@pytest.mark.parametrize(("field", "wrong"), CASES)
def test_a_broken_rule_is_named_at_its_field(field: str, wrong: NominationContent) -> None:
    found = fields(SUBMISSION.model_copy(update={"nominations": (CONTENT.model_copy(), wrong)}))

    assert f"nominations[1].{field}" in found
    assert not [one for one in found if one.startswith("nominations[0]")]


@pytest.mark.parametrize("field", ["birth_date", "sex", "duty"])
@pytest.mark.parametrize("kind", [NomineeKind.COLLECTIVE, NomineeKind.HOUSEHOLD, NomineeKind.ENTERPRISE])
def test_what_only_people_have_is_refused_for_others(kind: NomineeKind, field: str) -> None:
    assert f"nominations[0].nominee.{field}" in fields(
        SUBMISSION.model_copy(update={"nominations": (nominee(kind=kind),)})
    )


def test_a_foreigner_needs_neither_birth_date_nor_duty() -> None:
    foreigner = nominee(kind=NomineeKind.FOREIGNER, birth_date=None, sex=None, duty=None, identity_number="X1234567")

    assert fields(SUBMISSION.model_copy(update={"nominations": (foreigner,)})) == []


def test_a_namesake_of_the_signer_is_no_self_nomination() -> None:
    namesake = nominee(name="Trần Văn Bình", position="Điều dưỡng")

    assert fields(SUBMISSION.model_copy(update={"nominations": (namesake,)})) == []


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("petition.number", {"number": ""}),
        ("petition.signed_on", {"signed_on": TOMORROW}),
        ("petition.signed_on", {"signed_on": date(1, 1, 1)}),
        ("petition.signed_on", {"signed_on": date(2020, 10, 4)}),
        ("petition.number", {"number": "/"}),
        ("petition.signer.name", {"signer": PETITION.signer.model_copy(update={"name": ""})}),
        ("petition.signer.position", {"signer": PETITION.signer.model_copy(update={"position": ""})}),
    ],
)
def test_a_broken_rule_of_the_petition_is_named(field: str, change: dict[str, object]) -> None:
    petition = PETITION.model_copy(update=change)

    assert field in fields(SUBMISSION.model_copy(update={"petition": petition}))


def test_of_a_petition_that_was_taken_in_nothing_is_asked_again() -> None:
    petition = PETITION.model_copy(update={"signed_on": date(1, 1, 1), "number": ""})
    submission = SUBMISSION.model_copy(update={"petition": petition})

    assert submission_problems(submission, VOCABULARY, today=TODAY, is_new=False) == ()


def test_more_than_the_limit_is_refused() -> None:
    many = tuple(nominee(name=f"Người {number}", identity_number=None) for number in range(501))

    assert fields(SUBMISSION.model_copy(update={"nominations": many})) == ["nominations"]


def test_the_same_nominee_twice_is_refused_at_the_second() -> None:
    twice = SUBMISSION.model_copy(update={"nominations": (CONTENT, nominee(name="Nguyễn thị ẤN"))})

    assert fields(twice) == ["nominations[1].nominee.name"]


def test_every_broken_rule_is_named_at_once() -> None:
    wrong = content(
        nominee=NOMINEE.model_copy(update={"name": "", "birth_date": TOMORROW}), ground="khac", award_form="khac"
    )
    submission = SUBMISSION.model_copy(
        update={"petition": PETITION.model_copy(update={"number": ""}), "nominations": (wrong,)}
    )

    assert len(fields(submission)) == 5


@pytest.mark.parametrize("place_of", [lambda one: nominee(place=one), lambda one: achievement(place=one)])
def test_an_unknown_commune_is_named(place_of: Callable[[Place], NominationContent]) -> None:
    submission = SUBMISSION.model_copy(update={"nominations": (place_of(Place(commune="99999")),)})
    vocabulary = VOCABULARY.__class__(
        **{**vars(VOCABULARY), "unknown_communes": communes_named(submission) - {"12079"}}
    )

    problems = submission_problems(submission, vocabulary, today=TODAY)

    assert [problem.field.rsplit(".", 1)[1] for problem in problems] == ["commune"]


@pytest.mark.parametrize(("_field", "wrong"), CASES)
def test_sentences_say_what_to_do_without_blame(_field: str, wrong: NominationContent) -> None:
    submission = SUBMISSION.model_copy(update={"nominations": (wrong,)})

    for problem in submission_problems(submission, VOCABULARY, today=TODAY):
        assert problem.message.endswith(".") or problem.message[-1].isalnum()
        for banned in ("không hợp lệ", "vui lòng", "xin lỗi", "!", "bắt buộc"):
            assert banned not in problem.message.lower()


def test_ids_follow_from_unit_key_and_place() -> None:
    identity = dossier_id_of("33.a", "k")

    assert identity == dossier_id_of("33.a", "k")
    assert len({identity, dossier_id_of("33.b", "k"), dossier_id_of("33.a", "l")}) == 3
    assert nomination_id_of(identity, 0) != nomination_id_of(identity, 1)


def test_bodies_that_say_the_same_have_one_digest() -> None:
    rewritten = Submission.model_validate_json(SUBMISSION.model_dump_json(indent=3))

    assert digest_of(rewritten) == digest_of(SUBMISSION)
    assert digest_of(SUBMISSION.model_copy(update={"nominations": (nominee(name="Khác"),)})) != digest_of(SUBMISSION)
