"""Mails about accounts as their readers see them."""

import re
from email import message_from_bytes
from email.policy import default


def text_of(raw: bytes) -> str:
    """The part without markup."""
    body = message_from_bytes(raw, policy=default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def token_of(raw: bytes) -> str:
    """What the link in it carries."""
    found = re.search(r"\?ma=(\w+)", text_of(raw))
    assert found, text_of(raw)
    return found[1]
