"""Answering a return: the unit supplies what was asked for, once, at the step that asked."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from services.intake.domain.examination import content_for_levels
from services.intake.domain.history import HistoryEntry, Remark
from services.intake.domain.nomination import Change, Nomination, add_entry
from services.intake.domain.receipt import own_event_id
from services.intake.domain.signature import announce_signature, lasting_findings, levels_ahead, sign
from services.intake.domain.status import TEXTS, Fact, status_after
from shared.events.content import Finding, KeyedIdentity, NominationContent
from shared.events.words import PublicStatus
from shared.events.work import WorkSupplemented
from shared.refusals import ConflictError, FieldProblem
from shared.signing.keys import SigningKey


def fixed_parts(before: NominationContent, after: NominationContent) -> list[FieldProblem]:
    """What a supplement may not change, since the route and what was found so far rest on it."""
    problems = []
    if after.award_form != before.award_form:
        problems.append(
            FieldProblem("content.award_form", "Giữ nguyên hình thức khen thưởng; muốn đổi thì rút và nộp đề nghị mới.")
        )
    if after.nominee.kind != before.nominee.kind:
        problems.append(
            FieldProblem("content.nominee.kind", "Giữ nguyên loại đối tượng; muốn đổi thì rút và nộp đề nghị mới.")
        )
    if after.confidential != before.confidential:
        # What was told under a name cannot be taken back, and a dossier of several cannot be kept.
        problems.append(
            FieldProblem("content.confidential", "Giữ nguyên mục giữ kín; muốn đổi thì rút và nộp đề nghị mới.")
        )
    return problems


def supplement(
    nomination: Nomination,
    content: NominationContent,
    note: str,
    at: datetime,
    *,
    supplied_by: str,
    key: SigningKey,
    identity: KeyedIdentity | None = None,
    found: Sequence[Finding] = (),
) -> Change | None:
    """The nomination under review again and the answer to the level that asked, or nothing when it was given already.

    `supplied_by` is the account that answers; `identity` and `found` are what intake makes of the new content. It is
    signed anew, and the levels ahead of the one that asked are told, so that none of them takes the old content any
    more.

    Raises:
        ConflictError: Nothing was asked for, or the unit has asked to have the nomination back.
    """
    step = nomination.current_step
    digest = hashlib.sha256(f"{note}\n{content.model_dump_json()}".encode()).hexdigest()
    if (step.step, digest) in nomination.supplements:
        return None
    if nomination.status is not PublicStatus.RETURNED:
        raise ConflictError(
            f"Đề nghị {TEXTS[nomination.status]}, hiện không có yêu cầu bổ sung.",
            details={"nomination_status": nomination.status.value, "version": nomination.version},
        )
    version = nomination.version + 1
    entry = HistoryEntry(
        version=version,
        fact=Fact.SUPPLEMENTED,
        step=step.step,
        sequence=nomination.position.sequence,
        at=at,
        event_id=own_event_id(nomination.id, version, Fact.SUPPLEMENTED),
        authority=step.authority,
    )
    answered = replace(
        nomination,
        content=content,
        standing=status_after(nomination.standing, Fact.SUPPLEMENTED, at_a_later_step=False),
        supplements=(*nomination.supplements, (step.step, digest)),
    )
    remark = Remark(version=version, text=note) if note else None
    after = add_entry(answered, entry, remark)
    signed = sign(after, key, at, identity=identity, found=(*lasting_findings(nomination), *found))
    others = [level for level in levels_ahead(signed) if level is not step.level]
    work = _work(signed, step.step, note, at, supplied_by, identity, found)
    return Change(nomination, signed, (work, *announce_signature(signed, others)))


def _work(
    nomination: Nomination,
    step: int,
    note: str,
    at: datetime,
    supplied_by: str,
    identity: KeyedIdentity | None,
    found: Sequence[Finding],
) -> WorkSupplemented:
    return WorkSupplemented(
        nomination_id=nomination.id,
        version=nomination.version,
        to_level=nomination.current_step.level,
        step=step,
        content=content_for_levels(nomination.content),
        identity=identity,
        findings=tuple(found),
        note=note,
        supplied_by=supplied_by,
        supplemented_at=at,
        signature=nomination.signature,
    )
