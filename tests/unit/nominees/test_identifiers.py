"""Identity numbers in their one form, and the papers that they stand on."""

import pytest

from shared.events.words import NomineeKind, PaperKind
from shared.nominees.identifiers import Identifier, read_identifier
from shared.text.fields import compose_identity_number

PERSON, FOREIGNER, FIRM = NomineeKind.INDIVIDUAL, NomineeKind.FOREIGNER, NomineeKind.ENTERPRISE
CCCD = "033190001234"


@pytest.mark.parametrize(
    "typed",
    [
        CCCD,
        "  033190001234\n",
        "033 190 001 234",
        "033.190.001.234",
        "033-190-001-234",
        "033‑190–001—234",
        "033−190_001/234",
        "033\u00a0190\u2009001\u3000234",
        "033\u200b190\u2060001\u00ad234",
        "\u202e033190001234\u202c",
        "'033190001234",
        "０３３１９０００１２３４",
        "𝟎𝟑𝟑𝟏𝟗𝟎𝟎𝟎𝟏𝟐𝟑𝟒",
        "⁰³³¹⁹⁰⁰⁰¹²³⁴",
    ],
)
def test_a_number_is_one_however_it_is_typed(typed: str) -> None:
    assert compose_identity_number(typed) == CCCD
    assert read_identifier(PERSON, typed) == Identifier(PaperKind.CITIZEN_CARD, CCCD)


@pytest.mark.parametrize("typed", ["b1234567", "B 123-4567", "B.1234567", "ｂ１２３４５６７"])
def test_a_passport_is_one_however_it_is_typed(typed: str) -> None:
    assert read_identifier(FOREIGNER, typed) == Identifier(PaperKind.PASSPORT, "B1234567")


@pytest.mark.parametrize("typed", ["145678901", "145 678 901", "145.678.901"])
def test_nine_digits_of_a_citizen_are_the_old_card(typed: str) -> None:
    assert read_identifier(PERSON, typed) == Identifier(PaperKind.OLD_IDENTITY_CARD, "145678901")


@pytest.mark.parametrize(
    ("typed", "branch"),
    [
        ("0100109106", ""),
        ("0100 109 106", ""),
        ("0100109106-001", "001"),
        ("0100109106001", "001"),
        ("0100109106–001", "001"),
        ("0100 109 106 - 001", "001"),
    ],
)
def test_an_enterprise_has_one_code_whatever_its_branch(typed: str, branch: str) -> None:
    assert read_identifier(FIRM, typed) == Identifier(PaperKind.ENTERPRISE_CODE, "0100109106", branch)
    assert compose_identity_number(compose_identity_number(typed)) == compose_identity_number(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "٠٣٣١٩٠٠٠١٢٣٤",
        "۰۳۳۱۹۰۰۰۱۲۳۴",
        "०३३१९०००१२३४",
        "03319000123O",
        "03319000123l",
        "0331900012345",
        "03319000123",
        "12345678",
        "B1234567",
        "033190001234x",
        "số 033190001234",
    ],
)
def test_what_cannot_be_a_citizens_number_is_none(typed: str) -> None:
    assert read_identifier(PERSON, typed) is None


@pytest.mark.parametrize("typed", ["1234", "B" * 21, "Bộ123456", "ЖЖЖЖЖЖ", "B12345\u0661"])
def test_what_cannot_be_a_passport_is_none(typed: str) -> None:
    assert read_identifier(FOREIGNER, typed) is None


@pytest.mark.parametrize(
    ("kind", "typed", "covered"),
    [
        (PERSON, CCCD, "0331••••••34"),
        (PERSON, "145678901", "••••••901"),
        (FOREIGNER, "B1234567", "•••••567"),
        (FIRM, "0100109106-001", "•••••••••••001"),
    ],
)
def test_little_of_a_number_is_left_uncovered(kind: NomineeKind, typed: str, covered: str) -> None:
    identifier = read_identifier(kind, typed)

    assert identifier is not None
    assert identifier.covered == covered
