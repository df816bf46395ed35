"""The refusal that a unique index speaks; it is the caller who knows what the meeting of two equals means."""

from collections.abc import Mapping

from shared.refusals import ConflictError


class DuplicateError(ConflictError):
    """A document with this unique key exists; `key` holds the index's fields and values, if the server told."""

    def __init__(self, key: Mapping[str, object]) -> None:
        super().__init__("Nội dung này đã được ghi nhận trước đó. Hãy tải lại trang để xem.")
        self.key = dict(key)
