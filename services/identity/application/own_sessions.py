"""One's own sessions: seen together, and ended one by one."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.identity.application.ports import Clock, Sessions
from services.identity.application.signing_in import describe_end
from shared.identity.recognising import Recognition, Session
from shared.refusals import NotFoundError


@dataclass(frozen=True)
class ListSessions:
    """The sessions of whoever asks."""

    sessions: Sessions
    recognition: Recognition
    now: Clock

    async def __call__(self, token: str) -> tuple[Session, Sequence[Session]]:
        """The session that asks, and all that are open, latest first.

        Raises:
            NotSignedInError: Nobody's token.
            BoundSessionError: Something must be done first.
        """
        asking, viewer = await self.recognition.recognise(token)
        found = [one.believed(self.now()) for one in await self.sessions.of_account(viewer.account)]
        return asking, [one for one in found if one and one.credential_version == asking.credential_version]


@dataclass(frozen=True)
class EndSession:
    """End one of one's own sessions, such as one on a lost telephone."""

    sessions: Sessions
    recognition: Recognition
    now: Clock

    async def __call__(self, token: str, session_id: str) -> None:
        """End it everywhere; services notice within ten seconds.

        Raises:
            NotFoundError: Whoever asks has no such session.
        """
        _, viewer = await self.recognition.recognise(token)
        for one in await self.sessions.of_account(viewer.account):
            if one.id == session_id:
                self.recognition.forget_session(one)
                await self.sessions.close(one, describe_end(one, viewer, self.now()))
                return
        raise NotFoundError("Không có phiên này trong các phiên của bạn. Xem lại danh sách phiên rồi chọn.")
