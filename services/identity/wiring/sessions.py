"""Builds what opens, shows and ends sessions."""

from services.identity.application.own_sessions import EndSession, ListSessions
from services.identity.application.signing_in import SignIn, SignOut
from services.identity.web.api.sessions import SessionUseCases
from services.identity.wiring.ports import Ports


def session_use_cases(ports: Ports) -> SessionUseCases:
    """Signing in and out, and one's own sessions."""
    return SessionUseCases(
        sign_in=SignIn(
            ports.prove,
            ports.sessions,
            ports.audit,
            ports.recognition,
            ports.admits_demo,
            ports.required_of,
            ports.now,
        ),
        sign_out=SignOut(ports.sessions, ports.recognition, ports.now),
        list_own=ListSessions(ports.sessions, ports.recognition, ports.now),
        end_own=EndSession(ports.sessions, ports.recognition, ports.now),
    )
