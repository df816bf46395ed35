"""Nominations that stand under search keys of an earlier version, or under an earlier identity key, kept anew.

It needs no index of its own: keys of another form, or of another key, are ranges of the index of all keys.
"""

from collections.abc import Sequence
from datetime import datetime

from services.intake.adapters.nomination_mapping import (
    content_fields,
    near_fields,
    search_fields,
    signature_fields,
    to_nomination,
)
from services.intake.application.changes import messages_of
from services.intake.domain.examination import announce_identity
from services.intake.domain.nomination import Nomination
from services.intake.domain.signature import sign_anew
from shared.events.envelope import Outgoing
from shared.messaging.relay.offering import Offer
from shared.mongo.client import Collection, Document, translated
from shared.mongo.outbox import merge_update, outbox_on_update
from shared.nominees.keyed import IdentityKeys
from shared.nominees.lookup import earlier_ranges
from shared.signing.keys import SigningKey

CONFIDENTIAL: Document = {"confidential": True}
KEPT = "kept"


async def rekey(
    collection: Collection,
    offer: Offer,
    identity_keys: IdentityKeys,
    signing_key: SigningKey,
    at: datetime,
    *,
    most: int,
) -> int:
    """Keep some of them anew and tell the levels on their way; how many there were, 0 when none is left.

    Each is one guarded write with its messages: of several processes that do this, one does it for each nomination.
    """
    found = await _earlier(collection, identity_keys, most)
    for record in found:
        earlier = to_nomination(record)
        nomination = sign_anew(earlier, signing_key, at, identity_keys.keyed(earlier.content.nominee))
        messages = messages_of(announce_identity(nomination, identity_keys), at, nomination.content)
        if await _keep(collection, record, nomination, identity_keys, messages, at):
            offer(collection.name, nomination.id, messages)
    return len(found)


async def _earlier(collection: Collection, identity_keys: IdentityKeys, most: int) -> Sequence[Document]:
    for low, high in earlier_ranges(identity_keys.current_id):
        with translated():
            cursor = collection.find({"keys": {"$elemMatch": {"$gte": low, "$lt": high}}}, {"outbox": 0})
            found = await cursor.limit(most).to_list(most)
        if found:
            return found
    return ()


async def _keep(
    collection: Collection,
    record: Document,
    nomination: Nomination,
    identity_keys: IdentityKeys,
    messages: Sequence[Outgoing],
    at: datetime,
) -> bool:
    fields = search_fields(nomination, identity_keys) | signature_fields(nomination)
    change = merge_update({"$set": fields}, outbox_on_update(messages, at))
    unchanged = {"_id": nomination.id, "version": nomination.version, "keys": record["keys"]}
    with translated():
        result = await collection.update_one(unchanged, change)
    return result.modified_count == 1


async def keep_names(collection: Collection, identity_keys: IdentityKeys) -> None:
    """Keep confidential nominations of before, which stand under their names in searches and lists, like new ones.

    The index `KEPT` leads to the few that there are.
    """
    async for record in collection.find({**CONFIDENTIAL, "near": {"$exists": False}}, {"outbox": 0}, hint=KEPT):
        nomination = to_nomination(record)
        fields = content_fields(nomination, identity_keys) | near_fields(nomination)
        await collection.update_one({"_id": nomination.id, "version": nomination.version}, {"$set": fields})
