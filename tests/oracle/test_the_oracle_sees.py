"""The oracle is not blind: whatever is doctored in a healthy record, it complains of, under the right invariant."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import pytest

from tests.oracle.entries import (
    Answered,
    Asked,
    Done,
    Entry,
    Listed,
    Poisoned,
    Quiet,
    Sampled,
    SeenCase,
    SeenDecision,
    SeenDossier,
    SeenMail,
    SeenNomination,
    SeenOutbox,
    SeenQueue,
)
from tests.oracle.healthy import BEGAN, OWN, healthy, number_of
from tests.oracle.record import Record
from tests.oracle.verdict import judge

N1 = number_of("N", "1")
Doctoring = Callable[[list[Entry]], Iterable[Entry]]
Kind = TypeVar("Kind", bound=Entry)


def changed(kind: type[Kind], which: Callable[[Kind], bool], **update: object) -> Doctoring:
    """The first line of a kind that fits, with other values."""

    def doctor(entries: list[Entry]) -> Iterable[Entry]:
        target = next(entry for entry in entries if isinstance(entry, kind) and which(entry))
        return [entry.model_copy(update=update) if entry is target else entry for entry in entries]

    return doctor


def removed(kind: type[Kind], which: Callable[[Kind], bool]) -> Doctoring:
    """Without the lines of a kind that fit."""

    def doctor(entries: list[Entry]) -> Iterable[Entry]:
        kept = [entry for entry in entries if not (isinstance(entry, kind) and which(entry))]
        assert len(kept) < len(entries)
        return kept

    return doctor


def doubled(kind: type[Kind], which: Callable[[Kind], bool], **update: object) -> Doctoring:
    """With a second line like one that fits, but for other values."""

    def doctor(entries: list[Entry]) -> Iterable[Entry]:
        target = next(entry for entry in entries if isinstance(entry, kind) and which(entry))
        return [*entries, target.model_copy(update=update)]

    return doctor


def history(nomination: str, edit: Callable[[list[dict[str, object]]], list[dict[str, object]]]) -> Doctoring:
    """With another history of a nomination."""

    def doctor(entries: list[Entry]) -> Iterable[Entry]:
        for entry in entries:
            if isinstance(entry, SeenNomination) and entry.id == nomination:
                told = edit([each.model_dump() for each in entry.history])
                yield SeenNomination.model_validate(entry.model_dump() | {"history": told})
            else:
                yield entry

    return doctor


def without_version(number: int) -> Callable[[list[dict[str, object]]], list[dict[str, object]]]:
    return lambda told: [each for each in told if each["version"] != number]


def twice(number: int) -> Callable[[list[dict[str, object]]], list[dict[str, object]]]:
    """The entry once more at the end, properly numbered and linked."""

    def edit(told: list[dict[str, object]]) -> list[dict[str, object]]:
        last = len(told)
        again = told[number - 1] | {"version": last + 1, "prev": told[-1]["hash"], "hash": "again"}
        return [*told, again]

    return edit


def a_second_winner(entries: list[Entry]) -> Iterable[Entry]:
    for entry in entries:
        if isinstance(entry, Answered) and entry.status == 409:
            yield entry.model_copy(update={"status": 200})
        else:
            yield entry


def accepted_with_another_body(entries: list[Entry]) -> Iterable[Entry]:
    done = False
    for entry in reversed(entries):
        if not done and isinstance(entry, Asked) and entry.key == "k1":
            done = True
            yield entry.model_copy(update={"body": {"petition": {"number": "9/TTr"}, "nominations": [{}]}})
        else:
            yield entry


def is_mail_of(fact: str) -> Callable[[SeenMail], bool]:
    return lambda mail: mail.recipient == OWN and mail.tells[0].fact == fact


DOCTORED: dict[str, tuple[str, Doctoring]] = {
    "a dossier lost": ("I1", removed(SeenDossier, lambda each: each.id == "D1")),
    "a dossier kept twice": ("I1", doubled(SeenDossier, lambda each: each.id == "D1")),
    "a nomination lost": ("I1", removed(SeenNomination, lambda each: each.id == "N2")),
    "a name changed": ("I1", changed(SeenNomination, lambda _: True, content={"nominee": {"name": "Người khác"}})),
    "a dossier nobody sent": ("I2", doubled(SeenDossier, lambda _: True, id="D9", petition="9/TTr", nominations=())),
    "a refused dossier kept": ("I2", lambda entries: refused(entries, "k2")),
    "a nomination of nothing": ("I2", doubled(SeenNomination, lambda _: True, id="N9")),
    "a case of nothing": ("I2", doubled(SeenCase, lambda _: True, id="N9:1", nomination="N9")),
    "a key with two dossiers": ("I3", changed(Answered, lambda each: each.id == 2, body={"id": "D9"})),
    "a key with two bodies": ("I3", lambda entries: list(accepted_with_another_body(entries))[::-1]),
    "a petition taken twice": ("I3", doubled(SeenDossier, lambda _: True, id="D9")),
    "two winners": ("I4", a_second_winner),
    "a winner overruled": ("I4", changed(SeenCase, lambda each: each.id == "N1:1", state="declined")),
    "an outcome nobody gave": ("I4", changed(SeenCase, lambda each: each.id == "N2:1", state="referred")),
    "an outcome by another": ("I4", changed(SeenCase, lambda each: each.id == "N2:1", by="Lãnh đạo Mẫu")),
    "a loser told nothing": ("I4", changed(Answered, lambda each: each.status == 409, body={})),
    "a loser told wrong": (
        "I4",
        changed(Answered, lambda each: each.status == 409, body={"state": "forwarded", "decided_by": "Phó Mẫu"}),
    ),
    "a decided case gone": ("I4", removed(SeenCase, lambda each: each.id == "N2:1")),
    "a gap in the history": ("I5", history("N1", without_version(3))),
    "a broken chain": ("I5", history("N1", lambda told: [told[0] | {"hash": "x"}, *told[1:]])),
    "a step decided twice": ("I5", history("N2", twice(3))),
    "a step opened twice": ("I5", history("N2", twice(2))),
    "awarded twice": ("I5", history("N1", twice(6))),
    "going on after an end": ("I5", history("N1", lambda told: [*told[:2], told[2] | {"fact": "declined"}, *told[3:]])),
    "a status without cause": ("I5", changed(SeenNomination, lambda each: each.id == "N2", status="da-khen-thuong")),
    "a mail missing": ("I6", removed(SeenMail, is_mail_of("approved"))),
    "a receipt missing": ("I6", removed(SeenMail, is_mail_of("received"))),
    "all mails to one missing": (
        "I6",
        removed(SeenMail, lambda mail: mail.recipient == OWN and mail.tells[0].number.startswith("N0001")),
    ),
    "a mail sent twice": ("I6", doubled(SeenMail, is_mail_of("approved"))),
    "told twice in two mails": ("I6", doubled(SeenMail, is_mail_of("approved"), message_id="<other@mau.example>")),
    "a refusal to withdraw that nobody was told of": (
        "I6",
        changed(
            SeenCase,
            lambda each: each.id == "N2:1",
            history=(
                *(
                    one
                    for entry in healthy()
                    if isinstance(entry, SeenCase) and entry.id == "N2:1"
                    for one in entry.history
                ),
                Done(version=9, action="refuse_withdrawal", at=BEGAN),
            ),
        ),
    ),
    "a history out of order": ("I5", history("N1", lambda told: [*told[:4], told[5], told[4]])),
    "what a level did is not told": ("I5", history("N1", lambda told: [*told[:3], *told[4:]])),
    "mails out of order": ("I6", changed(SeenMail, is_mail_of("forwarded"), order=999)),
    "an outcome not passed on": ("I7", history("N2", lambda told: told[:2])),
    "a hand-over lost": ("I7", removed(SeenCase, lambda each: each.id == "N1:2")),
    "an award without decision": ("I7", removed(SeenDecision, lambda _: True)),
    "a decision not applied": ("I7", history("N1", lambda told: told[:-1])),
    "a number given twice": ("I7", doubled(SeenDecision, lambda _: True, id="Q2", nominations=())),
    "a message left over": ("I8", changed(SeenQueue, lambda _: True, messages=1)),
    "a message parked": ("I8", changed(SeenQueue, lambda each: each.name.endswith(".parked"), messages=1)),
    "a poisoned message lost": ("I8", lambda entries: [*entries, Poisoned(queue="intake.facts")]),
    "an outbox not emptied": ("I8", changed(SeenOutbox, lambda _: True, pending=1)),
    "no quiet": ("I8", removed(Quiet, lambda _: True)),
    "a consumer asleep": ("I10", lambda entries: [sampled(each, settled=7) for each in entries]),
    "a process that swells": ("I11", changed(Sampled, lambda _: True, memory={"intake": 300_000_000})),
    "a queue that swells": ("I11", lambda entries: [sampled(each, waiting=100_001) for each in entries]),
    "a consumer that takes all": ("I11", lambda entries: [sampled(each, unacknowledged=65) for each in entries]),
    "a long unrest": ("I8", changed(Quiet, lambda _: True, after_seconds=61.0)),
}


def sampled(entry: Entry, **update: int) -> Entry:
    """The line, with other figures for the queue if it is a sample."""
    if not isinstance(entry, Sampled):
        return entry
    queues = {name: line.model_copy(update=update) for name, line in entry.queues.items()}
    return entry.model_copy(update={"queues": queues})


def refused(entries: list[Entry], key: str) -> Iterable[Entry]:
    """As if every answer to the key had been a refusal."""
    ids = {entry.id for entry in entries if isinstance(entry, Asked) and entry.key == key}
    for entry in entries:
        if getattr(entry, "id", None) in ids and not isinstance(entry, Asked):
            yield Answered(id=next(i for i in ids if i == getattr(entry, "id", None)), at=9.0, status=422, body={})
        else:
            yield entry


def test_a_kept_promise_gives_no_complaint() -> None:
    assert judge(healthy()) == []


@pytest.mark.parametrize("case", DOCTORED)
def test_a_broken_promise_gives_a_complaint(case: str) -> None:
    invariant, doctor = DOCTORED[case]

    complaints = judge(doctor(healthy()))

    assert invariant in {complaint.invariant.partition(" ")[0] for complaint in complaints}


def test_a_second_copy_is_forgiven_where_the_doubt_was_marked() -> None:
    mail = next(entry for entry in healthy() if isinstance(entry, SeenMail))
    marked = changed(
        SeenNomination,
        lambda each: each.id == "N1",
        mails=(Listed(id=mail.message_id.partition("@")[0].strip("<"), state="uncertain"),),
    )

    complaints = judge(marked([*healthy(), mail.model_copy(update={"order": 999})]))

    assert complaints == []


@pytest.mark.parametrize(("resent", "is_forgiven"), [("{}", True), ("another", False)])
def test_a_mail_that_an_operator_sent_again_may_come_late(resent: str, is_forgiven: bool) -> None:
    late = next(entry for entry in healthy() if isinstance(entry, SeenMail) and is_mail_of("forwarded")(entry))
    mail = resent.format(late.message_id.partition("@")[0].strip("<"))
    asked = Asked(id=9000, at=9.0, who="van-hanh", method="POST", path=f"/api/v1/mails/{mail}/resend", body=None)
    out_of_order = changed(SeenMail, is_mail_of("forwarded"), order=999)

    complaints = judge(out_of_order([*healthy(), asked, Answered(id=9000, at=9.1, status=202, body=None)]))

    assert (complaints == []) is is_forgiven


@pytest.mark.parametrize("update", [{"consumers": 0}, {"waiting": 0}])
def test_a_queue_may_rest_while_nobody_is_there_or_nothing_in_it(update: dict[str, int]) -> None:
    resting = [sampled(entry, settled=7, unacknowledged=0, **update) for entry in healthy()]

    assert judge(resting) == []


def applied_out_of_order(entries: list[Entry]) -> Iterable[Entry]:
    """As intake did once: the award chained before its approval, and both mailed as they were chained."""

    def swap(told: list[dict[str, object]]) -> list[dict[str, object]]:
        approved, awarded = told[4], told[5]
        return [*told[:4], approved | {"fact": "awarded"}, awarded | {"fact": "approved"}]

    mails = [entry for entry in entries if isinstance(entry, SeenMail)]
    orders = {(mail.recipient, mail.tells[0].fact): mail.order for mail in mails if mail.tells[0].number == N1}
    other = {"approved": "awarded", "awarded": "approved"}
    for entry in history("N1", swap)(entries):
        fact = entry.tells[0].fact if isinstance(entry, SeenMail) and entry.tells[0].number == N1 else ""
        is_swapped = isinstance(entry, SeenMail) and fact in other
        yield entry.model_copy(update={"order": orders[entry.recipient, other[fact]]}) if is_swapped else entry


def test_history_and_mails_are_wrong_where_the_level_differs() -> None:
    complaints = judge(applied_out_of_order(healthy()))

    assert [complaint.invariant.partition(" ")[0] for complaint in complaints] == ["I5", "I6", "I6"]


def test_a_late_fact_is_right_where_it_is_shown_in_its_place() -> None:
    def come_late(told: list[dict[str, object]]) -> list[dict[str, object]]:
        """As if the approval had been the last to come: chained last, shown before the award."""
        approved, awarded = told[4], told[5]
        came = (approved["version"], approved["prev"], approved["hash"])
        late = dict(zip(("version", "prev", "hash"), (6, "h5", "h6"), strict=True))
        return [*told[:4], approved | late, awarded | dict(zip(("version", "prev", "hash"), came, strict=True))]

    assert judge(history("N1", come_late)(healthy())) == []


def test_a_case_born_withdrawn_is_told_as_withdrawn_only() -> None:
    def without_opening(told: list[dict[str, object]]) -> list[dict[str, object]]:
        asked, withdrawn = told[2], told[3]
        return [told[0], asked | {"version": 2, "prev": "h1"}, withdrawn | {"version": 3}]

    def born_withdrawn(entries: list[Entry]) -> Iterable[Entry]:
        for entry in history("N3", without_opening)(entries):
            if isinstance(entry, SeenCase) and entry.nomination == "N3":
                done = tuple(one.model_copy(update={"at": entry.history[0].at}) for one in entry.history)
                yield entry.model_copy(update={"history": done})
            else:
                yield entry

    assert judge(born_withdrawn(healthy())) == []


def test_a_record_reads_back_as_it_was_written(tmp_path: Path) -> None:
    record = Record(tmp_path / "record.jsonl")

    for entry in healthy():
        record.add(entry)

    assert list(record.entries()) == healthy()


def test_a_request_without_a_later_line_is_unanswered() -> None:
    cut = removed(Answered, lambda each: each.id == 1000)

    assert judge(cut(healthy())) == []
