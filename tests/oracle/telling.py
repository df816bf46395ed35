"""I6: each change of status is told to each recipient once, in order, unless the system itself marked a doubt."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from tests.oracle.entries import SeenMail
from tests.oracle.evidence import Evidence, petition_of
from tests.oracle.levels import stories

MAILED = frozenset(
    {
        *("forwarded", "delayed", "returned", "declined", "referred", "approved", "awarded", "withdrawn"),
        *("withdrawal_refused", "award_corrected", "award_annulled", "award_undone", "award_restored"),
    }
)
RECEIVED = "received"
_TO_AUTHORITY = (".message.authority@", ".digest.officer@")

_Tellings = dict[tuple[str, str], list[str]]  # (number, recipient) -> facts in the order of telling


def wrong_mails(evidence: Evidence) -> Iterator[str]:
    """Mails by what they say of each nomination, against what its levels recorded; copies by Message-ID."""
    yield from _copies(evidence)
    mails = _first_copies(evidence.mails)
    told = _tellings(mails)
    # What was refused for good stopped nobody behind it: sent again by hand, it comes when the hand came.
    in_turn = _tellings([mail for mail in mails if not any(_names(mail.message_id, one) for one in evidence.resent)])
    recipients = _recipients(evidence, told)
    expected: _Tellings = {}
    recorded = stories(evidence)
    for dossier in evidence.dossiers:
        expected |= {(dossier.number, one): [RECEIVED] for one in recipients[dossier.id]}
    for nomination in evidence.nominations.values():
        changes = [fact for _, fact in recorded.get(nomination.id, []) if fact in MAILED]
        expected |= {(nomination.number, one): changes for one in recipients[nomination.dossier]}
        if not recipients[nomination.dossier]:
            yield f"nobody was ever written to about nomination {nomination.number}"
    yield from _compared(expected, told, in_turn)


def _compared(expected: _Tellings, told: _Tellings, in_turn: _Tellings) -> Iterator[str]:
    for (number, recipient), facts in expected.items():
        heard = told.get((number, recipient), [])
        missing, extra = Counter(facts) - Counter(heard), Counter(heard) - Counter(facts)
        if missing:
            yield f"{number} to {recipient}: missing {sorted(missing.elements())}"
        if extra:
            yield f"{number} to {recipient}: told without cause or twice {sorted(extra.elements())}"
        if not missing and not extra and not _in_order(facts, in_turn.get((number, recipient), [])):
            yield f"{number} to {recipient}: told as {heard}, happened as {facts}"
    for number, recipient in sorted(told.keys() - expected.keys()):
        yield f"{number} to {recipient}: nothing of this number is known"


def _in_order(facts: Sequence[str], heard: Sequence[str]) -> bool:
    """Nothing was told before something that happened earlier."""
    waiting = iter(facts)
    return all(fact in waiting for fact in heard)


def doubled(evidence: Evidence) -> dict[str, bool]:
    """Every Message-ID that was taken more than once, and whether the system marked the mail as in doubt."""
    lists = [nomination.mails for nomination in evidence.nominations.values()]
    lists += [dossier.mails for dossier in evidence.dossiers]
    doubtful = {mail.id for listed in lists for mail in listed if mail.state == "uncertain"}
    copies = Counter(mail.message_id for mail in evidence.mails)
    return {
        message_id: any(_names(message_id, each) for each in doubtful)
        for message_id, times in copies.items()
        if times > 1
    }


def _copies(evidence: Evidence) -> Iterator[str]:
    for message_id, is_marked in doubled(evidence).items():
        # A mail to an authority stands in no unit's list, where a doubt could be seen.
        if not is_marked and not any(each in message_id for each in _TO_AUTHORITY):
            yield f"{message_id} was sent more than once and never marked as uncertain"


def _names(message_id: str, mail: str) -> bool:
    return message_id.partition("@")[0].strip("<") == mail.replace(":", ".")


def _first_copies(mails: Sequence[SeenMail]) -> list[SeenMail]:
    first: dict[str, SeenMail] = {}
    for mail in sorted(mails, key=lambda one: one.order):
        first.setdefault(mail.message_id, mail)
    return list(first.values())


def _tellings(mails: Sequence[SeenMail]) -> _Tellings:
    told: _Tellings = defaultdict(list)
    for mail in mails:
        for one in mail.tells:
            told[one.number, mail.recipient].append(one.fact)
    return dict(told)


def _recipients(evidence: Evidence, told: _Tellings) -> dict[str, set[str]]:
    """Whoever was told of anything of an account's dossiers must be told of everything of them."""
    by_number: dict[str, set[str]] = defaultdict(set)
    for number, recipient in told:
        by_number[number].add(recipient)
    numbers: dict[str, list[str]] = {dossier.id: [dossier.number] for dossier in evidence.dossiers}
    for nomination in evidence.nominations.values():
        numbers.setdefault(nomination.dossier, []).append(nomination.number)
    of_account: dict[str, set[str]] = defaultdict(set)
    submitters = _submitters(evidence)
    for dossier, listed in numbers.items():
        of_account[submitters.get(dossier, dossier)].update(*(by_number[number] for number in listed))
    return {dossier: of_account[submitters.get(dossier, dossier)] for dossier in numbers}


def _submitters(evidence: Evidence) -> dict[str, str]:
    by_petition = {petition_of(calls[0]): calls[0].asked.who for calls in evidence.submissions.values()}
    return {dossier.id: by_petition.get(dossier.petition, "") for dossier in evidence.dossiers}
