"""Nominations under way that are not signed, or under another key, are signed anew; the levels ahead are told."""

from datetime import datetime

from services.intake.adapters.nomination_mapping import signature_fields, to_nomination
from services.intake.application.changes import messages_of
from services.intake.domain.signature import announce_signature, levels_ahead, sign_anew
from services.intake.domain.status import UNDECIDED
from shared.messaging.relay.offering import Offer
from shared.mongo.client import Collection, Document, translated
from shared.mongo.outbox import merge_update, outbox_on_update
from shared.nominees.keyed import IdentityKeys
from shared.signing.keys import SigningKey

INDEX = (("standing", 1), ("signature.key", 1))


async def sign_open(
    collection: Collection,
    offer: Offer,
    identity_keys: IdentityKeys,
    signing_key: SigningKey,
    at: datetime,
    *,
    most: int,
) -> int:
    """Sign some of them and tell the levels ahead of them; how many there were, 0 when none is left.

    Each is one guarded write with its messages: of several processes that do this, one does it for each nomination.
    """
    current = signing_key.public.id
    standing = {"$in": sorted(status.value for status in UNDECIDED)}
    query: Document = {"standing": standing, "signature.key": {"$ne": current}}
    with translated():
        found = await collection.find(query, {"outbox": 0}).limit(most).to_list(most)
    for record in found:
        earlier = to_nomination(record)
        nomination = sign_anew(earlier, signing_key, at, identity_keys.keyed(earlier.content.nominee))
        messages = messages_of(announce_signature(nomination, levels_ahead(nomination)), at, nomination.content)
        change = merge_update({"$set": signature_fields(nomination)}, outbox_on_update(messages, at))
        unchanged: Document = {"_id": nomination.id, "version": nomination.version, "signature.key": {"$ne": current}}
        with translated():
            result = await collection.update_one(unchanged, change)
        if result.modified_count:
            offer(collection.name, nomination.id, messages)
    return len(found)
