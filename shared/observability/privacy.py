"""Masks what may identify a person, for logs and for the operator's view of parked messages."""

import re
from collections.abc import Mapping

MASK = "•••"
_PERSONAL = frozenset({
    "identity_number", "birth_date", "birth_year", "sex", "phone", "mail", "email", "mailbox", "address", "password",
    "token", "authorization", "cookie", "nominee", "nominees", "signer", "signatory", "to", "recipient_address",
    "achievement", "workplace", "place", "summary", "note", "reason", "receiver", "goods", "name", "username",
    "position", "lines", "form_of_address", "gift", "earlier_awards", "petition", "text", "body", "message",
})  # fmt: skip
# Each word is looked at once: what is masked may be a hostile message's, and as long as it likes.
_CONTACT = re.compile(
    r"(?<![\w.+-])[\w.+-]++@[\w-]++(\.[\w-]++)++([\w.+-]*+@[\w-]++(\.[\w-]++)++)*+"  # mail addresses, glued ones too
    r"|(?<![\w.-])(\+84|0)\d[\d .]{6,}\d(?![\w-])"  # telephone numbers, also in groups
    r"|(?<![\w.-])\d{9,}(?![\w-])"  # identity numbers; codes such as 33.327.12079 stay
)


def masked_text(text: str) -> str:
    """The text with e-mail addresses and long numbers replaced."""
    return _CONTACT.sub(MASK, text)


def is_personal(key: str) -> bool:
    """Whether the values of a field of that name tell of a person."""
    return key in _PERSONAL


def masked(value: object, key: str = "") -> object:
    """The same structure with personal values replaced: by key where the key tells, by form for contacts."""
    if isinstance(value, Mapping):
        return {name: masked(part, str(name)) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [masked(part, key) for part in value]
    if is_personal(key):
        return MASK if value not in (None, "") else value
    return masked_text(value) if isinstance(value, str) else value
