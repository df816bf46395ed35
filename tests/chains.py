"""The history that a record carries: whether it is whole, and the same under another name."""

from dataclasses import replace
from functools import reduce

from services.appraisal.domain.case import Case, CaseKey
from services.appraisal.domain.history import Entry
from services.intake.domain.nomination import Nomination
from shared.audit.chain import append, find_break


def is_whole(of: Case | Nomination) -> bool:
    record = of.key.record if isinstance(of, Case) else of.id.bytes
    return find_break(of.history, record=record, version=of.version) is None


def renamed(case: Case, key: CaseKey) -> Case:
    """What happened to the case, as the history of another one."""
    empty: tuple[Entry, ...] = ()
    history = reduce(lambda done, entry: append(done, entry, record=key.record), case.history, empty)
    return replace(case, key=key, history=history)
