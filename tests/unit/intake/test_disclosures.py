"""An identity number is shown whole to whoever works on the nomination and says why, once that is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

import pytest

from services.intake.application.identity_numbers import ListDisclosures, ShowIdentityNumber
from services.intake.domain.disclosures import Disclosure, check_reason
from services.intake.domain.nomination import Nomination
from shared.audit.entry import Entry, Kind
from shared.identity.viewer import Role, Viewer
from shared.refusals import InvalidError, NotAllowedError, NotFoundError, UnavailableError
from tests.unit.intake.samples import CONTENT, LONGER_SLIP, NOW, SO_Y_TE, SUBMITTER, YEN_PHU, a_nomination

REASON = "Đối chiếu với căn cước bản gốc."
OFFICER = Viewer("acc-3", "Chuyên viên", frozenset({Role.OFFICER}), authorities=frozenset({YEN_PHU.code}))
NUMBER = str(CONTENT.nominee.identity_number)


@dataclass
class Recorded:
    """What is recorded, in the order in which it was; `is_away` refuses from then on."""

    looks: list[Disclosure] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    is_away: bool = False

    async def add(self, look: Disclosure) -> None:
        self.looks.append(look)

    async def of_nomination(self, nomination_id: UUID) -> Sequence[Disclosure]:
        return [one for one in self.looks if one.nomination_id == nomination_id]

    async def append(self, entry: Entry) -> None:
        if self.is_away:
            raise UnavailableError
        self.entries.append(entry)


@dataclass
class Only:
    """The one nomination that there is, for whoever asks."""

    nomination: Nomination

    async def get(self, _reference: UUID | str, _viewer: Viewer) -> Nomination:
        return self.nomination


def shown_by(nomination: Nomination) -> tuple[ShowIdentityNumber, ListDisclosures, Recorded]:
    recorded, nominations = Recorded(), Only(nomination)
    return (
        ShowIdentityNumber(nominations, recorded, recorded, lambda: NOW),  # type: ignore[arg-type] - the one method it asks
        ListDisclosures(nominations, recorded),  # type: ignore[arg-type] - as above
        recorded,
    )


async def test_the_number_is_shown_and_both_records_say_who_and_why() -> None:
    nomination = a_nomination()
    show, list_looks, recorded = shown_by(nomination)

    shown = await show(OFFICER, nomination.id, REASON)

    assert shown.number == NUMBER
    [entry] = recorded.entries
    assert (entry.kind, entry.actor.account, entry.subject) == (Kind.PERSONAL_DATA_SHOWN, "acc-3", nomination.number)
    assert (entry.reason, entry.details["authority"]) == (REASON, YEN_PHU.code)
    assert NUMBER not in repr(entry)
    [look] = await list_looks(SUBMITTER, nomination.id)
    assert (look.authority, look.reason, look.at, str(look.id)) == (YEN_PHU, REASON, NOW, entry.id)


async def test_what_cannot_be_recorded_is_not_shown() -> None:
    show, _, recorded = shown_by(a_nomination())
    recorded.is_away = True

    with pytest.raises(UnavailableError):
        await show(OFFICER, "any", REASON)


@pytest.mark.parametrize(
    "viewer",
    [
        SUBMITTER,
        replace(OFFICER, roles=frozenset({Role.CLERK})),
        replace(OFFICER, roles=frozenset({Role.COUNCIL_MEMBER})),
        replace(OFFICER, roles=frozenset({Role.DEPUTY})),
        replace(OFFICER, authorities=frozenset({SO_Y_TE.code})),  # on the slip, but its step has not come
        replace(OFFICER, authorities=frozenset({"33.khac"})),
    ],
)
async def test_nobody_else_is_shown_it_and_nothing_is_recorded(viewer: Viewer) -> None:
    show, _, recorded = shown_by(a_nomination(LONGER_SLIP))

    with pytest.raises(NotAllowedError):
        await show(viewer, "any", REASON)
    assert not recorded.entries
    assert not recorded.looks


async def test_without_a_number_there_is_nothing_to_show() -> None:
    nomination = a_nomination()
    nominee = nomination.content.nominee.model_copy(update={"identity_number": None})
    show, _, recorded = shown_by(replace(nomination, content=CONTENT.model_copy(update={"nominee": nominee})))

    with pytest.raises(NotFoundError):
        await show(OFFICER, "any", REASON)
    assert not recorded.looks


async def test_authorities_do_not_read_who_looked() -> None:
    _, list_looks, _ = shown_by(a_nomination())

    with pytest.raises(NotAllowedError):
        await list_looks(OFFICER, "any")


async def test_a_number_in_the_reason_is_not_kept() -> None:
    show, _, recorded = shown_by(a_nomination())

    await show(OFFICER, "any", f"Kiểm tra lại số {NUMBER} trên thẻ.")

    assert NUMBER not in repr((recorded.looks, recorded.entries))


@pytest.mark.parametrize("reason", ["", "xem", "xem xem xem", "a b c d", "1 2 3 4 5", "... --- ...", "cần xem"])
def test_a_reason_says_something(reason: str) -> None:
    with pytest.raises(InvalidError):
        check_reason(reason)


@pytest.mark.parametrize("reason", [REASON, "xác minh đơn thư", "So sánh CMND cũ"])
def test_three_words_are_a_reason(reason: str) -> None:
    check_reason(reason)
