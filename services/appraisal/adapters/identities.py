"""Keyed identities in the cases of one level: taken in whenever they come; and earlier cases kept like new ones."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from services.appraisal.adapters.case_mapping import identity_fields, to_case
from services.appraisal.domain.case import Case
from services.appraisal.domain.duplicates import likenesses
from services.appraisal.domain.opening import key_identity
from shared.events.content import KeyedIdentity
from shared.events.signature import IntakeSignature
from shared.mongo.client import Collection, Document, translated
from shared.nominees.lookup import earlier_ranges

NAME = "identities"
_AT_ONCE = 200


@dataclass(frozen=True)
class MongoIdentities:
    """The identities of the nominees whose cases are in `cases`.

    What intake keyed later is also kept beside: the case may come after it, by work that is still under way.
    """

    cases: Collection

    @cached_property
    def _kept(self) -> Collection:
        return self.cases.database[NAME]

    async def apply(self, nomination: UUID, identity: KeyedIdentity, signature: IntakeSignature | None = None) -> None:
        """Have it in all cases of the nomination, those that come later too. Twice changes nothing."""
        kept: Document = {"identity": identity.model_dump(mode="json")}
        kept["signature"] = signature.model_dump(mode="json") if signature else None
        # First kept, then applied; a case is first stored, then completed: one of the two sees the other.
        with translated():
            await self._kept.update_one({"_id": str(nomination)}, {"$set": kept}, upsert=True)
            found = await self.cases.find(_of(nomination), {"outbox": 0}).to_list(None)
        for document in found:
            await self._key(to_case(document), identity, signature)

    async def complete(self, case: Case) -> None:
        """Take the number out of a case that came with it, if intake has keyed it meanwhile."""
        if not case.content.nominee.identity_number:
            return
        with translated():
            kept = await self._kept.find_one({"_id": str(case.key.nomination)})
        if kept is not None:
            signed = kept.get("signature")
            signature = IntakeSignature.model_validate(signed) if signed else None
            await self._key(case, KeyedIdentity.model_validate(kept["identity"]), signature)

    async def keep_anew(self) -> None:
        """Keep every case under the search keys of this version, a few at a time."""
        for low, high in earlier_ranges():
            earlier = {"likenesses": {"$elemMatch": {"$gte": low, "$lt": high}}}
            while found := await self.cases.find(earlier, {"outbox": 0}).limit(_AT_ONCE).to_list(_AT_ONCE):
                for document in found:
                    case = to_case(document)
                    change = {"$set": {"likenesses": list(likenesses(case))}}
                    unchanged = {"_id": document["_id"], "likenesses": document["likenesses"]}
                    await self.cases.update_one(unchanged, change)
                    await self.complete(case)

    async def _key(self, case: Case, identity: KeyedIdentity, signature: IntakeSignature | None) -> None:
        # No version: nobody is told, and nothing that is decided upon changes. A save that does not change the content
        # leaves these fields alone.
        keyed = key_identity(case, identity, signature)
        if keyed is case:
            return
        as_read = case.signature.value if case.signature else None
        with translated():
            # A supplement that comes between has a signature of its own, and an identity that goes with it.
            unchanged = {"_id": str(case.key), "signature.value": as_read}
            await self.cases.update_one(unchanged, {"$set": identity_fields(keyed)})


def _of(nomination: UUID) -> Document:
    return {"_id": {"$gte": f"{nomination}:", "$lt": f"{nomination};"}, "marker": None}
