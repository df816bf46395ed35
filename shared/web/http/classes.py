"""What a request is for, and how much one of its kind may take: the table that this module and the Caddyfile share."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

KIBIBYTE, MEBIBYTE = 1024, 1024 * 1024


@dataclass(frozen=True)
class RequestClass:
    """One kind of request.

    `body_bytes` is the most that one body may have, `pool_bytes` what all bodies in hand may have together, `places`
    how many whole requests a process serves at once, `places_each` how many of those one person or network may take.
    Only where it `is_open` does a stranger get to send a body.
    """

    name: str
    body_bytes: int
    pool_bytes: int
    places: int
    places_each: int
    is_open: bool = False


# An office of sixty signs in at half past seven behind one address.
SIGN_IN = RequestClass("sign-in", 4 * KIBIBYTE, MEBIBYTE, 128, 64, is_open=True)
# What a stranger fills in, and a person's page before it is known whose it is.
FORM = RequestClass("form", 64 * KIBIBYTE, 4 * MEBIBYTE, 64, 8, is_open=True)
ACT = RequestClass("act", 512 * KIBIBYTE, 32 * MEBIBYTE, 256, 96)
# One person's bodies may be half of what all have together, so that two people's largest dossiers go side by side.
UPLOAD = RequestClass("upload", 16 * MEBIBYTE, 64 * MEBIBYTE, 256, 96)
# Asking takes no body; what one carries all the same is thrown away by the server. Live streams stay long, and a whole
# province may follow them behind one proxy: 4,000 of them, and as many others that ask.
READ = RequestClass("read", 4 * KIBIBYTE, MEBIBYTE, 8_192, 5_120, is_open=True)

CLASSES = (SIGN_IN, FORM, ACT, UPLOAD, READ)
_ASKING = frozenset({"GET", "HEAD", "OPTIONS"})
# By exact path; all else that is not asking is an act.
_PATHS: Mapping[str, RequestClass] = {
    "/api/v1/sessions": SIGN_IN,
    "/dang-nhap": SIGN_IN,
    "/doi-mat-khau": SIGN_IN,
    "/quen-mat-khau": SIGN_IN,
    "/dat-lai-mat-khau": SIGN_IN,
    "/xac-nhan-thu": SIGN_IN,
    "/api/v1/dossiers": UPLOAD,
    "/api/v1/attachments": UPLOAD,
}
# What signs people in, and its changes: small, and never without a place because of acts.
_SIGNING = re.compile(r"(/api/v1/(account|password-resets|mail-confirmations)|/tai-khoan)(/|$)")
# Files that come by a form: those of a draft, and lists of nominees.
_FORM_UPLOAD = re.compile(r"/ban-nhap/[^/]+/(tai-lieu|nhap)|/de-nghi/[^/]+/bo-sung")
_API = re.compile(r"/api(/|$)")


def class_of(method: str, path: str) -> RequestClass:
    """What a request of that method for that path is for."""
    if method in _ASKING:
        return READ
    if _SIGNING.match(path):
        return SIGN_IN
    return UPLOAD if _FORM_UPLOAD.fullmatch(path) else _PATHS.get(path, ACT)


def for_stranger(wanted: RequestClass, path: str) -> RequestClass | None:
    """What a stranger's request is treated as; nothing where only somebody signed in may send a body."""
    if wanted.is_open:
        return wanted
    return None if _API.match(path) else FORM
