"""The facts that mails tell of."""

from shared.events.correspondence import NominationMessageAnswered, NominationMessageWritten
from shared.events.digests import DigestDue
from shared.events.drafts import DraftEnding
from shared.events.nominations import (
    DossierReceived,
    NominationApproved,
    NominationAwardAnnulled,
    NominationAwardCorrected,
    NominationAwarded,
    NominationDeclined,
    NominationDelayed,
    NominationForwarded,
    NominationReferred,
    NominationReturned,
    NominationWithdrawalRefused,
    NominationWithdrawn,
)

NominationChange = (
    NominationForwarded
    | NominationReturned
    | NominationDelayed
    | NominationDeclined
    | NominationReferred
    | NominationApproved
    | NominationAwarded
    | NominationAwardCorrected
    | NominationAwardAnnulled
    | NominationWithdrawn
    | NominationWithdrawalRefused
)
MessageFact = NominationMessageWritten | NominationMessageAnswered
# What has a mail to itself, and tells of no change of a nomination.
Alone = DossierReceived | MessageFact | DigestDue | DraftEnding
Fact = Alone | NominationChange
