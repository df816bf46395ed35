"""When two nominees are one, why, and how sure that is."""

from datetime import date

import pytest

from shared.events.content import Nominee, Place
from shared.events.words import NomineeKind
from shared.nominees.keyed import unkeyed
from shared.nominees.lookup import earlier_ranges, kept_keys, sought_keys
from shared.nominees.matching import Certainty, Traits, match, traits_of
from tests.unit.intake.samples import NOMINEE
from tests.unit.nominees.samples import BOTH_KEYS, EARLIER_KEYS, KEYS

CCCD, OTHER_CCCD, CMND = "033190001234", "033190009999", "145678901"
BORN = date(1990, 5, 17)
BASE = {"name": "Đặng Thị Mẫu", "identity_number": None}
FOREIGN = {"kind": NomineeKind.FOREIGNER, "name": "John Mau", "sex": None, "duty": None}
FIRM = {"kind": NomineeKind.ENTERPRISE, "name": "Công ty TNHH Mẫu", "birth_date": None, "workplace": ""}


def nominee(**changes: object) -> Nominee:
    return NOMINEE.model_copy(update=BASE | changes)


def traits(**changes: object) -> Traits:
    one = nominee(**changes)
    return traits_of(one, KEYS.keyed(one))


def assert_found(one: Traits, other: Traits, certainty: Certainty) -> None:
    """Both ways, and by the keys of an index, too."""
    for first, second in ((one, other), (other, one)):
        found = match(first, second)
        assert found is not None
        assert found.certainty is certainty, found.explanation
        assert found.reasons
        assert set(sought_keys(first)) & set(kept_keys(second))


def assert_apart(one: Traits, other: Traits) -> None:
    assert match(one, other) is None
    assert match(other, one) is None


@pytest.mark.parametrize(
    "name",
    [
        "\u00d0ặng Thị Mẫu",
        "\u0189ặng Thị Mẫu",
        "ĐẶNG THỊ MẪU",
        "đặng thị mẫu",
        "Đặng\u200b Thị Mẫu",
        "Đặng  Thị\u00a0Mẫu",
        "\u202eĐặng Thị Mẫu\u202c",
        "Đa\u0323\u0306ng Thị Mẫu",
    ],
)
def test_names_that_only_look_different_are_the_same(name: str) -> None:
    assert_found(traits(), traits(name=name), Certainty.LIKELY)


@pytest.mark.parametrize(
    ("one", "other"), [("H'Hen Niê Mẫu", "HʼHen Niê Mẫu"), ("H’Hen Niê Mẫu", "H-Hen Niê Mẫu"), ("Hòa Mẫu", "Hoà Mẫu")]
)
def test_apostrophes_and_the_place_of_a_tone_tell_nobody_apart(one: str, other: str) -> None:
    assert_found(traits(name=one), traits(name=other), Certainty.LIKELY)


@pytest.mark.parametrize(
    ("one", "other"), [(CCCD, CMND), (CCCD, None), (CMND, None), (None, None), (CCCD, ""), (CMND, "khac")]
)
def test_only_numbers_of_one_paper_settle_that_two_differ(one: str | None, other: str | None) -> None:
    assert_found(traits(identity_number=one), traits(identity_number=other), Certainty.LIKELY)


@pytest.mark.parametrize("name", ["Đặng Thị Mẫu", "Tên Khác Hẳn"])
@pytest.mark.parametrize("changes", [{}, {"birth_date": date(1970, 1, 1)}])
def test_one_number_settles_that_they_are_one(name: str, changes: dict[str, object]) -> None:
    other = traits(identity_number="033 190 001 234", name=name, **changes)

    assert_found(traits(identity_number=CCCD), other, Certainty.CERTAIN)


def test_a_foreigner_entered_as_individual_is_found_by_number() -> None:
    one = traits(identity_number=CCCD)

    assert_found(one, traits(**FOREIGN | {"identity_number": CCCD}), Certainty.CERTAIN)


@pytest.mark.parametrize(
    ("one", "other"), [(CCCD, OTHER_CCCD), (CMND, "145678902")], ids=["two new cards", "two old cards"]
)
def test_two_numbers_of_one_paper_settle_that_namesakes_are_two(one: str, other: str) -> None:
    assert_apart(traits(identity_number=one), traits(identity_number=other))


def test_husband_and_wife_born_on_one_day_are_two() -> None:
    assert_apart(traits(), traits(name="Nguyễn Văn Mẫu"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"birth_date": BORN}, {"birth_date": date(1990, 5, 18)}),
        ({"birth_date": BORN}, {"birth_date": None, "birth_year": 1991}),
        ({"birth_date": None, "birth_year": 1990}, {"birth_date": None, "birth_year": 1991}),
    ],
)
def test_another_birth_tells_namesakes_apart(one: dict[str, object], other: dict[str, object]) -> None:
    assert_apart(traits(**one), traits(**other))


@pytest.mark.parametrize("one", [{"birth_date": BORN}, {"birth_date": None, "birth_year": 1990}])
@pytest.mark.parametrize(
    ("place", "certainty"),
    [
        (NOMINEE.workplace, Certainty.LIKELY),
        ("", Certainty.POSSIBLE),
        ("Trường Tiểu học xã khác", Certainty.POSSIBLE),
    ],
)
def test_a_year_of_birth_fits_every_day_of_it(one: dict[str, object], place: str, certainty: Certainty) -> None:
    other = traits(birth_date=None, birth_year=1990, workplace=place)

    assert_found(traits(**one), other, certainty)


@pytest.mark.parametrize("numbers", [(None, None), ("B1234567", None), ("B1234567", CCCD)])
def test_a_birth_that_is_not_known_settles_nothing(numbers: tuple[str | None, str | None]) -> None:
    one = traits(**FOREIGN | {"identity_number": numbers[0]})
    other = traits(**FOREIGN | {"identity_number": numbers[1], "birth_date": None})

    assert_found(one, other, Certainty.LIKELY)


def test_a_passport_may_have_been_renewed() -> None:
    one, other = (traits(**FOREIGN | {"identity_number": number}) for number in ("B1234567", "C7654321"))

    assert_found(one, other, Certainty.POSSIBLE)


def test_a_collective_is_nobody_of_the_same_name() -> None:
    assert_apart(traits(birth_date=None), traits(kind=NomineeKind.COLLECTIVE, birth_date=None))
    assert_apart(traits(kind=NomineeKind.HOUSEHOLD, birth_date=None), traits(kind=NomineeKind.COLLECTIVE))


@pytest.mark.parametrize(
    ("place", "certainty"),
    [("Xã Yên Phú", Certainty.LIKELY), ("Xã khác", Certainty.POSSIBLE), ("", Certainty.POSSIBLE)],
)
def test_a_collective_is_known_by_name_and_place(place: str, certainty: Certainty) -> None:
    collective = {"kind": NomineeKind.COLLECTIVE, "name": "Tổ Covid cộng đồng", "birth_date": None, "place": Place()}

    one, other = (traits(**collective, workplace=where) for where in ("Xã Yên Phú", place))

    assert_found(one, other, certainty)


@pytest.mark.parametrize(
    ("one", "other", "certainty"),
    [
        ("0100109106", "0100 109 106", Certainty.CERTAIN),
        ("0100109106-001", "0100109106001", Certainty.CERTAIN),
        ("0100109106", "0100109106-001", Certainty.POSSIBLE),
        ("0100109106-001", "0100109106-002", Certainty.POSSIBLE),
    ],
)
def test_an_enterprise_and_its_branch_may_be_one(one: str, other: str, certainty: Certainty) -> None:
    assert_found(traits(**FIRM, identity_number=one), traits(**FIRM, identity_number=other), certainty)


def test_enterprises_with_two_codes_are_two() -> None:
    assert_apart(traits(**FIRM, identity_number="0100109106"), traits(**FIRM, identity_number="0100109107"))


def test_hashes_under_two_keys_say_nothing_of_each_other() -> None:
    one = nominee(identity_number=CCCD)
    before, now, both = (traits_of(one, keys.keyed(one)) for keys in (EARLIER_KEYS, KEYS, BOTH_KEYS))

    assert match(before, now) is not None
    assert match(before, both) == match(now, both)
    other = nominee(identity_number=OTHER_CCCD)
    assert_apart(before, traits_of(other, BOTH_KEYS.keyed(other)))


def test_a_number_without_a_key_counts_as_missing() -> None:
    one = nominee(identity_number=CCCD)
    other = nominee(identity_number=OTHER_CCCD)

    assert_found(traits_of(one, unkeyed(one)), traits(identity_number=OTHER_CCCD), Certainty.LIKELY)
    assert_apart(traits_of(one, unkeyed(one)), traits_of(other, unkeyed(other)))


def test_citizens_with_a_card_do_not_even_meet_by_name() -> None:
    one, other = traits(identity_number=CCCD), traits(identity_number=OTHER_CCCD)

    assert not set(sought_keys(one)) & set(kept_keys(other))


@pytest.mark.parametrize(
    "kept", ["b:1990-05-17|mau", "wb:1990-05-17|mau", "n:mau", "i:00ff", "name:ca-nhan|mau|", "id:00"]
)
def test_an_earlier_versions_record_has_another_form(kept: str) -> None:
    for ranges in (earlier_ranges(), earlier_ranges(KEYS.current_id)):
        assert [low for low, high in ranges if low <= kept < high]


def test_only_what_has_another_key_is_out_of_date() -> None:
    one = nominee(identity_number=CCCD)
    before, now = (kept_keys(traits_of(one, keys.keyed(one))) for keys in (EARLIER_KEYS, BOTH_KEYS))

    def seen(keys: tuple[str, ...]) -> list[str]:
        return [key for key in keys for low, high in earlier_ranges(KEYS.current_id) if low <= key < high]

    assert len(seen(before)) == 1
    assert seen(now) == []
