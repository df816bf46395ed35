"""What a CCCD number says of its holder, held against the form."""

from datetime import date
from pathlib import Path

import pytest

from shared.events.content import Nominee
from shared.events.words import NomineeKind, Sex
from shared.nominees.citizen_number import CitizenNumberError, citizen_number_findings, load_codes
from shared.nominees.findings import OF_INTAKE
from tests.unit.intake.samples import NOMINEE

SEX, YEAR, PLACE = "cccd-khac-gioi-tinh", "cccd-khac-nam-sinh", "cccd-la-ma-noi-sinh"


def codes(**changes: object) -> list[str]:
    found = citizen_number_findings(NOMINEE.model_copy(update=changes))
    assert all(one.basis and "đối chiếu" in one.message and not one.blocking for one in found)
    return [one.code for one in found]


@pytest.mark.parametrize(
    ("number", "sex", "born"),
    [
        ("033190001234", Sex.FEMALE, date(1990, 5, 17)),
        ("033090001234", Sex.MALE, date(1990, 5, 17)),
        ("001201001234", Sex.MALE, date(2001, 1, 1)),
        ("096305001234", Sex.FEMALE, date(2005, 12, 31)),
        ("079100001234", Sex.FEMALE, date(1900, 1, 1)),
        ("033 190 001 234", Sex.FEMALE, date(1990, 5, 17)),
        ("101190001234", Sex.FEMALE, date(1990, 5, 17)),
    ],
)
def test_a_number_that_fits_says_nothing(number: str, sex: Sex, born: date) -> None:
    assert codes(identity_number=number, sex=sex, birth_date=born) == []
    assert codes(identity_number=number, sex=sex, birth_date=None, birth_year=born.year) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"identity_number": "033090001234"}, [SEX]),
        ({"identity_number": "033111001234"}, [YEAR]),
        ({"identity_number": "033390001234"}, [YEAR]),
        ({"identity_number": "033191001234", "birth_date": None, "birth_year": 1990}, [YEAR]),
        ({"identity_number": "033290001234"}, [SEX, YEAR]),
        ({"identity_number": "000190001234"}, [PLACE]),
        ({"identity_number": "003190001234"}, [PLACE]),
        ({"identity_number": "099190001234"}, [PLACE]),
        ({"identity_number": "999190001234"}, [PLACE]),
        ({"identity_number": "０３３０９０００１２３４"}, [SEX]),
        ({"identity_number": "033090001234", "sex": None}, []),
        ({"identity_number": "033111001234", "birth_date": None}, []),
    ],
)
def test_what_contradicts_the_form_is_found(changes: dict[str, object], found: list[str]) -> None:
    assert codes(**changes) == found
    assert set(found) <= OF_INTAKE


@pytest.mark.parametrize(
    "nominee",
    [
        NOMINEE.model_copy(update={"identity_number": None}),
        NOMINEE.model_copy(update={"identity_number": "145678901"}),
        NOMINEE.model_copy(update={"identity_number": "999", "sex": None}),
        NOMINEE.model_copy(update={"kind": NomineeKind.FOREIGNER, "identity_number": "000090001234"}),
        NOMINEE.model_copy(update={"kind": NomineeKind.ENTERPRISE, "identity_number": "000090001234"}),
    ],
)
def test_only_a_citizens_card_says_anything(nominee: Nominee) -> None:
    assert citizen_number_findings(nominee) == ()


def test_a_finding_names_what_number_and_form_say() -> None:
    [found] = citizen_number_findings(NOMINEE.model_copy(update={"identity_number": "033185001234"}))

    assert "1985" in found.message
    assert "1990" in found.message
    assert "033185001234" not in found.message


def test_a_file_that_lacks_a_key_names_it(tmp_path: Path) -> None:
    file = tmp_path / "citizen-number.toml"
    file.write_text('basis = "x"\nprovinces = ["033"]\nfirst_country = "100"\n', encoding="utf-8")

    with pytest.raises(CitizenNumberError, match=r"citizen-number\.toml.*(?s:.)*last_country"):
        load_codes(file)
