"""The histories of nominations and cases, checked against their chains, database by database."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from ops.provisioning.databases import HISTORIES
from services.appraisal.adapters.case_mapping import to_key
from services.appraisal.domain.history import Entry
from services.intake.adapters.history_mapping import to_entry
from shared.audit.chain import Break, ChainEntry, find_break
from shared.mongo.client import Client, Document
from shared.mongo.histories import read_histories

_ENTRIES = TypeAdapter(tuple[Entry, ...])


@dataclass(frozen=True)
class Checked:
    """A record's history: how many entries it has, and where it breaks first, if it does."""

    database: str
    record: str
    number: str
    entries: int
    broken: Break | None


async def check_histories(client: Client, prefix: str) -> AsyncIterator[Checked]:
    """Every history of the system; `prefix` stands before the names of its databases.

    Raises:
        UnavailableError: The database is away.
    """
    for database, collection in HISTORIES.items():
        async for document in read_histories(client[prefix + database]):
            history, record = _READERS[collection](document)
            broken = find_break(history, record=record, version=document["version"])
            yield Checked(database, str(document["_id"]), document["number"], len(history), broken)


def _read_nomination(document: Document) -> tuple[Sequence[ChainEntry], bytes]:
    return [to_entry(fields) for fields in document["history"]], document["_id"].bytes


def _read_case(document: Document) -> tuple[Sequence[ChainEntry], bytes]:
    return _ENTRIES.validate_python(document["history"]), to_key(document).record


_READERS: Mapping[str, Callable[[Document], tuple[Sequence[ChainEntry], bytes]]] = {
    "nominations": _read_nomination,
    "cases": _read_case,
}
