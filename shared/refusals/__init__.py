"""Why something cannot be done, in words for the person who asked: what happened, then what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class FieldProblem:
    """One thing to mend: where (a JSON path such as `nominations[3].nominee.name`) and the sentence that says how."""

    field: str
    message: str


class DomainError(Exception):
    """A refusal. Its message is shown to people as it stands; it carries no personal data."""

    def __init__(self, message: str, *, details: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details = dict(details or {})


class InvalidError(DomainError):
    """The input breaks a rule; every broken rule is named at once, and nothing was changed."""

    def __init__(
        self, problems: Sequence[FieldProblem], *, message: str = "Có nội dung cần sửa trước khi gửi."
    ) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class KeyUsedError(InvalidError):
    """The Idempotency-Key belongs to another act; the two are named: "một đợt khác", "đợt này"."""

    def __init__(self, other: str, this: str) -> None:
        message = f"Mã này đã dùng cho {other}. Tạo mã mới cho {this}."
        super().__init__([FieldProblem("Idempotency-Key", message)])


class NotSignedInError(DomainError):
    """Nobody is signed in, or the session has ended."""


class NotAllowedError(DomainError):
    """The viewer is known but this act belongs to somebody else; the message says to whom."""


class NotFoundError(DomainError):
    """There is no such thing, or the viewer may not know that there is."""


class ConflictError(DomainError):
    """Somebody else was first, or the state no longer allows the act; `details` tell the standing state."""


class PreconditionMissingError(DomainError):
    """The request must say which version it was made for."""


class UnsupportedError(DomainError):
    """What was sent came in a form that is not taken here; the message says in which it is."""


class TooLargeError(DomainError):
    """The request is bigger than the stated limit."""


class TooManyError(DomainError):
    """Too many attempts; `retry_after` seconds to wait."""

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class UnavailableError(DomainError):
    """It is not known whether, or not possible now; asking again after `retry_after` seconds is safe."""

    def __init__(
        self, message: str = "Hệ thống tạm thời chưa ghi nhận được. Hãy gửi lại sau ít giây.", *, retry_after: int = 5
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class StaleError(ConflictError):
    """The document was changed by another between reading and writing."""


class NotYetError(DomainError):
    """A message came before what it builds on; it may succeed when tried again later."""


class MalformedMessageError(DomainError):
    """A message that can never be applied; it is parked with this reason."""
