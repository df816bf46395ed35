"""One act, one trace: from the request over the outbox and the broker to the database and the mail server."""

import pytest

from shared.directory.loading import load_directory
from tests.integration.tracing.conftest import CALLER, Followed

INTAKE, APPRAISAL, NOTIFIER = "thidua-intake", "thidua-appraisal-commune", "thidua-notifier"


@pytest.mark.parametrize(
    ("service", "name"),
    [
        (INTAKE, "POST /api/v1/dossiers"),
        (INTAKE, "insert dossiers"),
        (INTAKE, "publish work.handed_over.v1"),
        (APPRAISAL, "process work.handed_over.v1"),
        (APPRAISAL, "insert cases"),
        (INTAKE, "publish dossier.received.v1"),
        (NOTIFIER, "process dossier.received.v1"),
        (NOTIFIER, "insert mails"),
        (NOTIFIER, "send mail"),
        (NOTIFIER, "smtp content"),
        (NOTIFIER, "publish mail.sent.v1"),
        (INTAKE, "process mail.sent.v1"),
    ],
)
async def test_what_a_dossier_sets_off_is_in_the_trace_of_its_request(
    followed: Followed, service: str, name: str
) -> None:
    assert (service, name) in {(seen.service, seen.name) for seen in followed.spans}


async def test_each_step_hangs_on_the_one_before(followed: Followed) -> None:
    spans = {seen.id: seen for seen in followed.spans}
    (content,) = {seen.parent for seen in spans.values() if seen.name == "smtp content"} - {""} or {""}
    way, at = [], spans.get(content)
    while at is not None:
        way.append(at.name)
        last, at = at, spans.get(at.parent)

    assert way == [
        "send mail",
        "process dossier.received.v1",
        "publish dossier.received.v1",
        "POST /api/v1/dossiers",
    ]
    assert last.parent == CALLER


async def test_nothing_that_people_wrote_or_are_leaves_the_house(followed: Followed) -> None:
    told = b"".join(followed.receiver.bodies)
    nominee = followed.dossier["nominations"][0]["nominee"]
    private = {
        *(str(value) for value in nominee.values() if isinstance(value, str) and len(value) > 4),
        *(str(value) for value in followed.dossier["petition"].values() if isinstance(value, str) and len(value) > 4),
        *(mail.recipient for mail in followed.office.taken),
        *(account.name for account in load_directory().demo_accounts),
        *(account.username for account in load_directory().demo_accounts),
        *followed.tokens,
        *("tu-tim-kiem-rieng", "bi-mat-cua-toi", "theo-vet", "mongodb://", "amqp://"),
    }

    assert followed.office.taken
    assert len(private) > 20
    assert [text for text in private if text.encode() in told] == []
