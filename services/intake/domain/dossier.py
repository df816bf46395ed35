"""A dossier: one Tờ trình with its nominations, and the ids by which a retry meets what it already wrote."""

import hashlib
import operator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Annotated
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import Field

from shared.clock.days import day_of
from shared.events.content import MOST_NOMINATIONS, DossierRef, Frozen, NominationContent, Petition, Slip, UnitRef
from shared.text.exact import Flag
from shared.text.folding import fold_number
from shared.text.lists import AtMost
from shared.text.numbering import number_of

TOO_MANY = "Tờ trình có {count} đề nghị. Chia thành các Tờ trình tối đa {most} đề nghị."
_NAMESPACE = uuid5(NAMESPACE_URL, "thidua:dossier")


class Submission(Frozen):
    """What a unit hands in: the Tờ trình and whom it nominates."""

    petition: Petition = Field(description="Tờ trình của đơn vị")
    nominations: Annotated[tuple[NominationContent, ...], AtMost(MOST_NOMINATIONS, least=1, sentence=TOO_MANY)] = Field(
        description="Danh sách đề nghị khen thưởng kèm Tờ trình"
    )
    # Left out where it is not set: a submission says the same, and has the same hash, as before there was the question.
    confirm_repeat: Flag = Field(
        default=False,
        exclude_if=operator.not_,
        description="`true` khi đơn vị đã biết Tờ trình cùng số, cùng ngày đã nộp và vẫn cần nộp thêm hồ sơ này.",
    )


@dataclass(frozen=True)
class Part:
    """Which of how many dossiers of one Tờ trình this is: a long Danh sách is handed in as several."""

    number: int
    total: int


@dataclass(frozen=True)
class Earlier:
    """The dossier that a Tờ trình was handed in with first."""

    id: UUID
    number: str
    submitted_at: datetime


@dataclass(frozen=True)
class Dossier:
    """A dossier as it was taken in; what becomes of its nominations is theirs to tell.

    `distinct_slips` has each slip once and `slip_of` which of them each nomination began with: from these a replay
    gives the same answer for ever, whatever became of the nominations since. `repeats` is the first dossier of the
    same Tờ trình, where the unit confirmed that there are two. Where a draft was too long for one dossier, `part` says
    which of its parts this is: they are one Danh sách, and none repeats another.
    """

    id: UUID
    unit: UnitRef
    submitter: str
    petition: Petition
    rule_set: str
    submitted_at: datetime
    digest: str
    distinct_slips: tuple[Slip, ...]
    slip_of: tuple[int, ...]
    repeats: Earlier | None = None
    part: Part | None = None

    @property
    def number(self) -> str:
        """The number shown to people."""
        return number_of(self.id)

    @cached_property
    def nomination_ids(self) -> tuple[UUID, ...]:
        """The nominations' ids, in the order of the Danh sách."""
        return tuple(nomination_id_of(self.id, index) for index in range(len(self.slip_of)))

    @property
    def slips(self) -> tuple[Slip, ...]:
        """The slip that each nomination began with, in the order of the Danh sách."""
        return tuple(self.distinct_slips[place] for place in self.slip_of)

    @property
    def ref(self) -> DossierRef:
        """What every level needs to see of it."""
        return DossierRef(
            dossier_id=self.id,
            number=self.number,
            unit=self.unit,
            submitter=self.submitter,
            petition=self.petition,
            rule_set=self.rule_set,
            submitted_on=day_of(self.submitted_at),
        )


def dossier_id_of(unit: str, key: str) -> UUID:
    """The id that this unit's Idempotency-Key always leads to."""
    return uuid5(_NAMESPACE, f"{unit}/{key}")


def petition_claim_of(unit: str, petition: Petition) -> str:
    """What one dossier of a unit holds for its Tờ trình: number and date, however the number was typed."""
    return f"{unit}|{fold_number(petition.number)}|{petition.signed_on.isoformat()}"


def nomination_id_of(dossier_id: UUID, index: int) -> UUID:
    """The id of the nomination at this place of the dossier's Danh sách."""
    return uuid5(dossier_id, str(index))


def digest_of(value: Frozen) -> str:
    """The hash of a parsed body: equal for bodies that say the same, however they were written."""
    return hashlib.sha256(value.model_dump_json().encode()).hexdigest()
