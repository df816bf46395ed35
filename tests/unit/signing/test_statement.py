"""What is signed is a matter of what is said, not of who wrote it down last."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest

from shared.events.content import Attachment, Finding
from shared.events.words import AttachmentKind
from shared.events.work import WorkHandedOver
from shared.signing.statement import Statement
from tests.unit.appraisal.samples import CONTENT, NOW, provincial_work
from tests.unit.nominees.samples import KEYS
from tests.unit.signing.samples import OTHERS_KEY, SIGNING_KEY

FOUND = Finding(code="trung-dang-xet", message="Đối tượng còn ở một đề nghị khác.")
# The bytes are a promise to signatures that are kept for years: this changes with a new version only.
PROMISED = "6bd286ca5e0432142dd1a2c37a1f3e89b3c2804ed44401630b4002e366b60f14"


def statement(work: WorkHandedOver | None = None) -> Statement:
    made = work or provincial_work()
    return Statement(
        made.nomination_id, made.number, made.dossier, made.slip, made.content, made.identity, (FOUND,), 1, NOW
    )


def is_signed(made: Statement) -> bool:
    return SIGNING_KEY.public.has_signed(made.to_bytes(), statement().signed(SIGNING_KEY).value)


def test_it_is_one_line_of_json_in_one_order_behind_its_name() -> None:
    head, _, text = statement().to_bytes().partition(b"\n")

    said = json.loads(text)
    assert head == b"thidua:nomination:1"
    assert text.decode() == json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert list(said) == [
        *("content", "dossier", "dossier_number", "nomination", "number"),
        *("revision", "signed_at", "slip", "submitter"),
    ]
    assert said["signed_at"] == "2021-10-05T03:00:00.000000+00:00"


@pytest.mark.parametrize("times", [1, 3])
def test_written_and_read_by_levels_it_stays_the_same(times: int) -> None:
    work = provincial_work()
    for _ in range(times):
        # As MongoDB keeps it, without what is absent, and as a message has it, with everything.
        work = WorkHandedOver.model_validate(work.model_dump(mode="json", exclude_none=True))
        work = WorkHandedOver.model_validate_json(work.model_dump_json())

    assert is_signed(statement(work))


def test_its_bytes_are_those_that_were_promised() -> None:
    # Of a nomination with no more than there was to say then: what has been added since is not written where absent.
    of_then = {"criteria": (), "emulation_contents": (), "common_criterion_met": False}
    made = replace(statement(), content=statement().content.model_copy(update=of_then))

    assert hashlib.sha256(made.to_bytes()).hexdigest() == PROMISED


def test_a_version_that_knows_no_later_field_says_the_same() -> None:
    later = provincial_work().model_dump(mode="json")
    for value in (later["content"], later["content"]["nominee"], later["dossier"], later["slip"][0]):
        value["a_field_of_tomorrow"] = None

    assert is_signed(statement(WorkHandedOver.model_validate(later)))


def test_a_field_left_out_says_the_same_as_its_default() -> None:
    spoken = provincial_work().model_dump(mode="json")
    spoken["content"]["gift"] = None
    spoken["content"]["confidential"] = False
    del spoken["content"]["earlier_awards"]

    assert is_signed(statement(WorkHandedOver.model_validate(spoken)))


def test_the_same_moment_on_other_clocks_is_the_same() -> None:
    made = statement()

    assert is_signed(replace(made, signed_at=made.signed_at.astimezone(timezone(timedelta(hours=7)))))


def test_the_form_of_a_step_and_its_date_are_no_part_of_it() -> None:
    work = provincial_work()
    form = work.content.model_copy(update={"award_form": "giay-khen-xa"})
    dated = tuple(step.model_copy(update={"expected_on": date(2022, 1, 1)}) for step in work.slip)

    assert is_signed(statement(work.model_copy(update={"content": form, "slip": dated})))


def test_how_much_of_a_number_is_shown_is_no_part_of_it() -> None:
    identity = KEYS.keyed(CONTENT.nominee)
    assert identity is not None
    made, otherwise = (replace(statement(), identity=identity.model_copy(update={"covered": text})) for text in "ab")

    assert made.to_bytes() == otherwise.to_bytes() != statement().to_bytes()


def with_content(**changes: object) -> Callable[[Statement], Statement]:
    return lambda made: replace(made, content=made.content.model_copy(update=changes))


def with_dossier(**changes: object) -> Callable[[Statement], Statement]:
    return lambda made: replace(made, dossier=made.dossier.model_copy(update=changes))


def with_last_step(**changes: object) -> Callable[[Statement], Statement]:
    return lambda made: replace(made, slip=(*made.slip[:-1], made.slip[-1].model_copy(update=changes)))


FILE = Attachment(id=UUID(int=3), kind=AttachmentKind.OTHER, name="a.pdf", size=3, sha256="0" * 64)
PETITION = provincial_work().dossier.petition
ALTERED: dict[str, Callable[[Statement], Statement]] = {
    "nomination": lambda made: replace(made, nomination=UUID(int=1)),
    "number": lambda made: replace(made, number="AAAAA-AAAAA-A"),
    "revision": lambda made: replace(made, revision=2),
    "moment": lambda made: replace(made, signed_at=datetime(2021, 10, 6, tzinfo=UTC)),
    "findings": lambda made: replace(made, findings=()),
    "words of a finding": lambda made: replace(made, findings=(FOUND.model_copy(update={"message": "Khác."}),)),
    "identity": lambda made: replace(made, identity=KEYS.keyed(CONTENT.nominee)),
    "nominee": with_content(nominee=CONTENT.nominee.model_copy(update={"name": "Người Khác"})),
    "file": with_content(attachments=(FILE,)),
    "submitter": with_dossier(submitter="a-nobody"),
    "petition": with_dossier(petition=PETITION.model_copy(update={"number": "13/TTr-ĐTN"})),
    "file of the petition": with_dossier(petition=PETITION.model_copy(update={"attachments": (FILE,)})),
    "unit": with_dossier(unit=provincial_work().dossier.unit.model_copy(update={"code": "33.khac"})),
    "authority": with_last_step(authority=provincial_work().slip[0].authority),
    "form": with_last_step(award_form="giay-khen-xa"),
    "limit": with_last_step(working_days=10_000),
    "shorter slip": lambda made: replace(made, slip=made.slip[:-1]),
}


@pytest.mark.parametrize("name", ALTERED)
def test_whatever_else_is_altered_it_is_not_what_was_signed(name: str) -> None:
    assert is_signed(statement())
    assert not is_signed(ALTERED[name](statement()))


def test_another_key_has_not_signed_it() -> None:
    made = statement()

    assert not SIGNING_KEY.public.has_signed(made.to_bytes(), made.signed(OTHERS_KEY).value)
