"""What the use cases of identity are built from: the collections of the directory, keys, and who is recognised."""

from dataclasses import dataclass
from datetime import timedelta

from services.identity.adapters.account_mails import MongoAccountMails
from services.identity.adapters.attempts import MongoAttempts
from services.identity.adapters.authorisations import RecordedAuthorisations
from services.identity.adapters.credentials import MongoCredentials
from services.identity.adapters.digests import ChosenDigests
from services.identity.adapters.hashing import Passwords
from services.identity.adapters.letters import MimeLetters
from services.identity.adapters.second_factors import MongoSecondFactors
from services.identity.adapters.sessions import MongoSessions
from services.identity.adapters.vault import Vault
from services.identity.application.ports import Clock
from services.identity.application.proving import Prove
from services.identity.application.sending import AccountMailWorker, SendAccountMail
from services.identity.settings import Settings
from shared.crashpoints import checkpoint
from shared.directory.roles import Role
from shared.identity.recognising import Recognition
from shared.mails.smtp import SmtpLine
from shared.mongo.audit import MongoAudit
from shared.mongo.client import Database
from shared.mongo.directory import Directory
from shared.mongo.staff import MongoStaff


@dataclass(frozen=True)
class Ports:
    """One of each, in one process; `prove` looks at few passwords at once, whoever asks."""

    recognition: Recognition
    sessions: MongoSessions
    credentials: MongoCredentials
    attempts: MongoAttempts
    factors: MongoSecondFactors
    passwords: Passwords
    vault: Vault
    audit: MongoAudit
    mails: MongoAccountMails
    staff: MongoStaff
    authorisations: RecordedAuthorisations
    prove: Prove
    worker: AccountMailWorker
    bodies: Directory
    digests: ChosenDigests
    admits_demo: bool
    required_of: frozenset[Role]
    now: Clock


def open_ports(directory: Database, recognition: Recognition, settings: Settings, now: Clock) -> Ports:
    """The ports of a deployment."""
    credentials, attempts = MongoCredentials(directory), MongoAttempts(directory)
    factors, passwords = MongoSecondFactors(directory), Passwords()
    vault, audit = Vault(settings.account_key.get_secret_value()), MongoAudit(directory)
    mails, admits_demo = MongoAccountMails(directory), settings.env != "production"
    letters = MimeLetters(settings.public_url, settings.mail_sender)
    lease = timedelta(seconds=settings.mail_lease_seconds)
    send = SendAccountMail(mails, credentials, letters, vault, admits_demo, lease, now, checkpoint)
    return Ports(
        recognition=recognition,
        sessions=MongoSessions(directory),
        credentials=credentials,
        attempts=attempts,
        factors=factors,
        passwords=passwords,
        vault=vault,
        audit=audit,
        mails=mails,
        staff=MongoStaff(directory, now=now),
        authorisations=RecordedAuthorisations(directory),
        prove=Prove(credentials, attempts, passwords, factors, vault, audit, now),
        worker=AccountMailWorker(send, lambda: SmtpLine(settings.mail_server), now),
        bodies=Directory(directory, now=now),
        digests=ChosenDigests(directory),
        admits_demo=admits_demo,
        required_of=frozenset(settings.second_factor_required),
        now=now,
    )
