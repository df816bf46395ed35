"""Sessions as documents."""

from shared.identity.recognising import Session
from shared.mongo.client import Document


def session_fields(session: Session) -> Document:
    """All fields of a session."""
    return {
        "_id": session.token_hash,
        "account_id": session.account_id,
        "created_at": session.created_at,
        "expires_at": session.expires_at,
        "credential_version": session.credential_version,
        "network": session.network,
        "bound_to": session.bound_to.value if session.bound_to else None,
        "schema": 1,
    }
