"""Who is written to."""

import pytest

from shared.mails.recipients import (
    Addressee,
    Recipient,
    recipient_at_authority,
    recipient_of_digest,
    recipients,
)
from shared.refusals import NotFoundError

UNIT = Addressee("unit", "donvi@hungyen.example", "Đơn vị")
PERSON = Addressee("submitter", "lan@hungyen.example", "Lan")


def test_unit_and_submitter_are_each_written_to() -> None:
    assert recipients([UNIT, PERSON]) == (
        Recipient(("unit",), "donvi@hungyen.example", "Đơn vị"),
        Recipient(("submitter",), "lan@hungyen.example", "Lan"),
    )


def test_a_shared_address_is_written_to_once() -> None:
    person = Addressee("submitter", "DonVi@hungyen.example", "Lan")

    assert recipients([UNIT, person]) == (Recipient(("unit", "submitter"), "donvi@hungyen.example", "Đơn vị"),)


def test_who_has_no_address_is_told_through_the_other() -> None:
    assert recipients([Addressee("unit", "", ""), PERSON]) == (
        Recipient(("submitter", "unit"), "lan@hungyen.example", "Lan"),
    )


def test_nobody_to_reach_is_refused_rather_than_forgotten() -> None:
    with pytest.raises(NotFoundError, match="địa chỉ thư"):
        recipients([Addressee("unit", "", ""), Addressee("submitter", "", "")])


@pytest.mark.parametrize(("mailbox", "reached"), [("van-thu@xa.example", "van-thu@xa.example"), ("", "cv@xa.example")])
def test_an_authority_is_reached_by_mailbox_or_else_officer(mailbox: str, reached: str) -> None:
    told = recipient_at_authority(
        [Addressee("unit", mailbox, "UBND xã"), Addressee("submitter", "cv@xa.example", "An")]
    )

    assert (told.keys, told.address) == (("authority", "officer"), reached)


def test_an_unreachable_authority_is_refused() -> None:
    with pytest.raises(NotFoundError, match="địa chỉ thư"):
        recipient_at_authority([Addressee("unit", "", ""), Addressee("submitter", "", "")])


def test_a_digest_goes_to_a_person_and_never_to_a_mailbox() -> None:
    mailbox = Addressee("unit", "van-thu@xa.example", "UBND xã")

    assert recipient_of_digest([mailbox, PERSON]) == (Recipient(("officer",), PERSON.address, PERSON.name),)


def test_a_digest_for_somebody_who_has_left_goes_to_nobody() -> None:
    mailbox = Addressee("unit", "van-thu@xa.example", "UBND xã")

    assert recipient_of_digest([mailbox, Addressee("submitter", "", "")]) == ()
