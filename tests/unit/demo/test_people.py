"""Nobody in the demo bears the name of somebody in office, and what is made up for them fits together."""

from collections.abc import Iterator

import pytest

from ops.demo.catalogue import STORIES
from ops.demo.dossiers import Submission, many, nurse, volunteer
from shared.directory.loading import load_directory

SUBMISSIONS = [nurse(), volunteer(), many(30, "tong-ket"), *(story.submission() for story in STORIES.values())]


def nominees(submission: Submission) -> Iterator[dict[str, object]]:
    nominations = submission.body["nominations"]
    assert isinstance(nominations, list)
    for nomination in nominations:
        assert isinstance(nomination, dict)
        nominee = nomination["nominee"]
        assert isinstance(nominee, dict)
        yield dict(nominee)


def signer(submission: Submission) -> str:
    petition = submission.body["petition"]
    assert isinstance(petition, dict)
    assert isinstance(petition["signer"], dict)
    return str(petition["signer"]["name"])


def test_every_account_is_called_mau() -> None:
    names = [account.name for account in load_directory().demo_accounts]

    assert names
    assert [name for name in names if "Mẫu" not in name] == []


def test_everybody_who_signs_or_is_nominated_is_called_mau() -> None:
    people = {str(each["name"]) for one in SUBMISSIONS for each in nominees(one)}
    signers = {signer(one) for one in SUBMISSIONS}
    signatories = {story.signatory[0] for story in STORIES.values() if story.signatory}

    assert signatories
    assert [name for name in people | signers | signatories if "Mẫu" not in name] == []


@pytest.mark.parametrize("submission", [nurse(), volunteer(), many(30, "tong-ket")])
def test_an_identity_number_fits_sex_and_birth(submission: Submission) -> None:
    for nominee in nominees(submission):
        year, number = int(str(nominee["birth_date"])[:4]), str(nominee["identity_number"])

        assert len(number) == 12
        assert int(number[3]) == (year >= 2000) * 2 + (nominee["sex"] == "nu")
        assert int(number[4:6]) == year % 100
