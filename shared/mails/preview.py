"""A mail before there is one: subject and body exactly as they will be read, for the page on which somebody decides."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.mails.facts import NominationChange
from shared.mails.law import Law
from shared.mails.letter_layout import LetterLayout
from shared.mails.mime import MimeBody
from shared.mails.page import Page
from shared.mails.recipients import Addressee, Recipient, recipients
from shared.mails.stories import write_subject
from shared.refusals import NotFoundError
from shared.rules.loading import RuleSets

_NOBODY = "Chưa có người nhận"
_REMEDY = "Đơn vị và người nộp đều chưa có địa chỉ thư. Báo quản trị viên bổ sung địa chỉ, thư mới đến được đơn vị."


@dataclass(frozen=True)
class Copy:
    """The mail as one recipient reads it: whose mailbox in words, without the address, then its parts and its text.

    Copies differ in the greeting alone. `text` is what mail programs show that show no HTML, lines folded.
    """

    to: str
    page: Page
    text: str


@dataclass(frozen=True)
class MailPreview:
    """One mail, and a copy for each recipient; at least one copy, also where nobody can be reached.

    The words name the moment `at`, a mail that is sent the moment of the outcome. `is_gathered` says that changes of
    the same dossier that follow within seconds share one mail, under a subject that counts them. `obstacle` says in
    words why the mail reaches nobody, and is empty otherwise.
    """

    subject: str
    copies: tuple[Copy, ...]
    at: datetime
    is_gathered: bool = True
    obstacle: str = ""


class PreviewLetters:
    """Writes previews with the wording, the layout and the templates that mails are sent with."""

    def __init__(self, public_url: str, rule_sets: RuleSets) -> None:
        self._law = Law(rule_sets)
        self._lay_out = LetterLayout(public_url, self._law, lambda _account: "")
        self._body = MimeBody()

    def __call__(
        self, facts: Sequence[NominationChange], addressees: Iterable[Addressee], *, unit_name: str
    ) -> MailPreview:
        """The mail that tells of these changes of one dossier, in reading order, and of nothing else.

        The unit's name stands in where nobody has an address.
        """
        subject, at = write_subject(facts, self._law), facts[0].at
        try:
            to = recipients(addressees)
        except NotFoundError:
            return MailPreview(subject, (self._copy(facts, _NOBODY, unit_name),), at, obstacle=_REMEDY)
        return MailPreview(subject, tuple(self._copy(facts, name_recipient(each), each.name) for each in to), at)

    def _copy(self, facts: Sequence[NominationChange], to: str, greeted: str) -> Copy:
        page = self._lay_out(facts, greeted=greeted)
        return Copy(to, page, self._body.write_text(page))


def name_recipient(recipient: Recipient) -> str:
    """Whose mailbox it is, and who is told by it beside."""
    if recipient.key == "submitter":
        beside = " (đơn vị chưa có hộp thư chính thức)" if "unit" in recipient.keys else ""
        return f"Người nộp hồ sơ: {recipient.name}{beside}"
    beside = " (người nộp không có địa chỉ thư riêng)" if "submitter" in recipient.keys else ""
    return f"Hộp thư chính thức của {recipient.name}{beside}"
