"""One act, one trace: from the request over the outbox and the broker to the database and the mail server."""

from collections.abc import Iterator, Mapping

import pytest

from shared.directory.loading import load_directory
from tests.integration.tracing.conftest import CALLER, Followed
from tests.integration.tracing.receiver import Seen

INTAKE, APPRAISAL, NOTIFIER = "thidua-intake", "thidua-appraisal-commune", "thidua-notifier"
WAY = [
    "smtp content",
    "send mail",
    "process dossier.received.v1",
    "publish dossier.received.v1",
    "POST /api/v1/dossiers",
    CALLER,
]


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
    contents = [seen for seen in spans.values() if seen.name == "smtp content"]

    ways = [list(_way(seen, spans)) for seen in contents]

    assert contents
    assert ways == [WAY] * len(contents)


async def test_nothing_that_people_wrote_or_are_leaves_the_house(followed: Followed) -> None:
    directory = load_directory()
    private = {
        *(text for text in _texts(followed.dossier) if len(text) > 4),
        *(mail.recipient for mail in followed.office.taken),
        *(account.name for account in directory.demo_accounts),
        *(account.username for account in directory.demo_accounts),
        *followed.tokens,
        *("tu-tim-kiem-rieng", "bi-mat-cua-toi", "theo-vet", "mongodb://", "amqp://"),
    }

    told = b"".join(followed.receiver.bodies)

    assert followed.office.taken
    assert len(private) > 50
    assert b"/api/v1/dossiers" in told  # what is exported can be read, and searched
    assert [text for text in private if text.encode() in told] == []


def _way(seen: Seen, spans: Mapping[str, Seen]) -> Iterator[str]:
    yield seen.name
    parent = spans.get(seen.parent)
    if parent is None:
        yield seen.parent
    else:
        yield from _way(parent, spans)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
