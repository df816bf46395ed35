"""How many streams may be open: in this process, for one account, and of one account for one nomination."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from shared.refusals import TooManyError, UnavailableError

_FULL = "Đang có quá nhiều người theo dõi cùng lúc. Hãy mở lại sau ít phút, hoặc tải lại trang để xem trạng thái."
_OWN_FULL = "Tài khoản này đang theo dõi {most} {what} cùng lúc, là mức tối đa. Đóng bớt trang đang mở rồi mở lại."
RETRY_AFTER_SECONDS = 30


@dataclass
class StreamLimits:
    """The places of one process: `most` for all, `each` for one account, `same` for one account and nomination."""

    most: int
    each: int
    same: int
    _taken: int = 0
    _of_account: Counter[str] = field(default_factory=Counter)
    _of_both: Counter[tuple[str, UUID]] = field(default_factory=Counter)

    def take(self, account: str, nomination: UUID) -> Callable[[], None]:
        """Take a place; what comes back gives it back, once however often it is called.

        Raises:
            UnavailableError: All places of this process are taken.
            TooManyError: The account has as many as one may have.
        """
        if self._taken >= self.most:
            raise UnavailableError(_FULL, retry_after=RETRY_AFTER_SECONDS)
        both = (account, nomination)
        if self._of_account[account] >= self.each:
            raise TooManyError(_OWN_FULL.format(most=self.each, what="đề nghị"), retry_after=RETRY_AFTER_SECONDS)
        if self._of_both[both] >= self.same:
            raise TooManyError(
                _OWN_FULL.format(most=self.same, what="lần một đề nghị"), retry_after=RETRY_AFTER_SECONDS
            )
        self._taken += 1
        self._of_account[account] += 1
        self._of_both[both] += 1
        is_held = True

        def give_back() -> None:
            nonlocal is_held
            if is_held:
                is_held = False
                self._taken -= 1
                self._of_account[account] -= 1
                self._of_both[both] -= 1
                # What counts nothing is not kept.
                if not self._of_account[account]:
                    del self._of_account[account]
                if not self._of_both[both]:
                    del self._of_both[both]

        return give_back
