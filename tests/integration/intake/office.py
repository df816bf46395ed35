"""Intake's use cases wired to real repositories, with a clock and a relay that the tests hold in hand."""

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.intake.adapters.attachments import MongoAttachments
from services.intake.adapters.correspondence import MongoCorrespondence
from services.intake.adapters.dossiers import MongoDossiers
from services.intake.adapters.nominations import MongoNominations
from services.intake.adapters.roll import MongoRoll
from services.intake.adapters.windows import MongoWindows
from services.intake.application.attachments import FillAttachments
from services.intake.application.correspondence import AnswerNote, ApplyNote, ReadCorrespondence
from services.intake.application.dossiers import ListDossiers, ListNominations, ShowDossier
from services.intake.application.incoming_facts import ApplyDecision, ApplyFact, ApplyOverdue, AttachMail
from services.intake.application.nominations import ShowNomination
from services.intake.application.roll import KeepRoll
from services.intake.application.submissions import SubmitDossier
from services.intake.application.supplements import SupplementNomination
from services.intake.application.withdrawals import RequestWithdrawal
from services.intake.domain.dossier import Dossier, Submission
from services.intake.domain.nomination import Nomination
from services.intake.domain.succession import Succession
from shared.events.cases import CaseEvent
from shared.events.content import AuthorityRef, NominationContent, Petition, UnitRef
from shared.events.envelope import Outgoing
from shared.identity.viewer import Role, Viewer
from shared.mongo.client import Database
from shared.mongo.outbox import Outbox
from shared.rules.loading import load_rule_sets
from tests.unit.files.samples import ROOMY
from tests.unit.intake.samples import CONTENT, PETITION, SO_NOI_VU, SO_Y_TE, YEN_PHU
from tests.unit.nominees.samples import KEYS
from tests.unit.signing.samples import SIGNING_KEY

PATIENCE = timedelta(minutes=11)
UNIT = "33.327.12079.doan-thanh-nien"
SUBMITTER = Viewer("acc-1", "Trần Văn Đức", frozenset({Role.SUBMITTER}), unit=UNIT)
STRANGER = Viewer("acc-2", "Người khác", frozenset({Role.SUBMITTER}), unit="33.327.12079.truong-thcs")
OFFICER = Viewer("acc-3", "Chuyên viên", frozenset({Role.OFFICER}), authorities=frozenset({"33.327.12079"}))
ELSEWHERE = Viewer("acc-4", "Chuyên viên", frozenset({Role.OFFICER}), authorities=frozenset({"33.327.12052"}))
NOBODY = Viewer("acc-5", "Người vận hành", frozenset({Role.OPERATOR}))


class Pages:
    """The directory's few pages that these tests turn to."""

    async def unit(self, code: str) -> UnitRef:
        return UnitRef(code=code, name="Đoàn xã Yên Phú", chain=(YEN_PHU,))

    async def succession(self, authorities: AbstractSet[str], communes: AbstractSet[str], today: date) -> Succession:  # noqa: ARG002
        return Succession()

    async def unknown_communes(self, codes: AbstractSet[str]) -> frozenset[str]:
        return frozenset(codes - {"12079"})

    async def addressee(self, code: str) -> AuthorityRef | None:
        return {one.code: one for one in (YEN_PHU, SO_Y_TE, SO_NOI_VU)}.get(code)


class Office:
    """All of intake's use cases. `lag` is what the relay would report.

    `offered` was handed to the relay, `minded` it was told to mind.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.lag = 0.0
        self.offered: list[tuple[str, object, tuple[Outgoing, ...]]] = []
        self.minded: list[tuple[str, object, frozenset[UUID]]] = []
        self.dossiers = MongoDossiers(self.database, self._offer, KEYS)
        self.nominations = MongoNominations(self.database, self._offer, self._note_waiting, KEYS, SIGNING_KEY)
        self.windows = MongoWindows(self.database)
        self.attachments = MongoAttachments(self.database, ROOMY)
        self.roll = MongoRoll(self.database)
        self.keep_roll = KeepRoll(self.roll)
        self.messages = MongoCorrespondence(self.database, self._offer)
        fill_attachments = FillAttachments(self.attachments, requires_petition=False, now=self._tick)
        registry = Pages()
        rule_sets = load_rule_sets()
        self.submit = SubmitDossier(
            self.dossiers,
            self.nominations,
            registry,
            rule_sets,
            fill_attachments,
            lambda: self.lag,
            60.0,
            self._tick,
            self.windows,
            KEYS,
            SIGNING_KEY,
        )
        self.list_dossiers = ListDossiers(self.dossiers)
        self.show_dossier = ShowDossier(self.dossiers)
        self.list_nominations = ListNominations(self.dossiers, self.nominations)
        self.show_nomination = ShowNomination(self.nominations)
        self.withdraw = RequestWithdrawal(self.nominations, self._tick)
        self.supplement = SupplementNomination(
            self.nominations, registry, rule_sets, fill_attachments, self._tick, KEYS, SIGNING_KEY
        )
        self.apply_fact = ApplyFact(self.nominations, rule_sets, self._tick, PATIENCE)
        self.apply_decision = ApplyDecision(self.nominations, rule_sets, self._tick, PATIENCE)
        self.apply_overdue = ApplyOverdue(self.nominations, rule_sets, self._tick, PATIENCE)
        self.attach_mail = AttachMail(self.dossiers, self.nominations)
        self.apply_message = ApplyNote(self.nominations, self.messages, rule_sets, self._tick)
        self.list_messages = ReadCorrespondence(self.nominations, self.messages)
        self.answer_message = AnswerNote(self.nominations, self.messages, rule_sets, self._tick)

    async def prepare(self) -> None:
        await self.dossiers.ensure_indexes()
        await self.nominations.ensure_indexes()
        await self.attachments.ensure_indexes()
        await self.messages.ensure_indexes()
        await self.roll.ensure_indexes()
        for name in ("dossiers", "nominations"):
            await Outbox(self.database[name]).ensure_indexes()

    async def nomination(self, identity: UUID) -> Nomination:
        return (await self.nominations.find([identity]))[identity]

    async def stored(self, collection: str, query: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        return await self.database[collection].find(query or {}).to_list(None)

    async def submitted(self, key: str = "k1", *contents: NominationContent) -> Dossier:
        return await self.submit(SUBMITTER, key, submission(*contents, number=f"{key}/TTr"))

    async def applied(self, *facts: CaseEvent) -> None:
        for fact in facts:
            await self.apply_fact(fact)

    def close(self) -> None:
        self.dossiers.close()

    def _tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def _offer(self, collection: str, document_id: object, messages: Sequence[Outgoing]) -> None:
        self.offered.append((collection, document_id, tuple(messages)))

    def _note_waiting(self, collection: str, document_id: object, waiting: Collection[UUID]) -> None:
        self.minded.append((collection, document_id, frozenset(waiting)))


def submission(*contents: NominationContent, **petition: object) -> Submission:
    return Submission(
        petition=Petition.model_validate(PETITION.model_dump() | petition), nominations=contents or (CONTENT,)
    )


def named(name: str, **changes: object) -> NominationContent:
    nominee = CONTENT.nominee.model_copy(update={"name": name, "identity_number": None} | changes)
    return CONTENT.model_copy(update={"nominee": nominee})
