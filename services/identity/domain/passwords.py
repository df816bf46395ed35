"""What a password may be, and how what somebody types becomes it."""

import unicodedata

from services.identity.domain.guessable import guessable_fault

MIN_LENGTH = 12
MAX_LENGTH = 200


def prepare_password(typed: str) -> str:
    """The password as it is hashed, whichever keyboard composed its letters (RFC 8265, OpaqueString: blanks, NFC)."""
    blanks = "".join(" " if unicodedata.category(character) == "Zs" else character for character in typed)
    return unicodedata.normalize("NFC", blanks)


def forms_of(typed: str) -> tuple[str, ...]:
    """The forms under which what was typed may have been hashed, today's first."""
    # Until 2026 a password was hashed as its keyboard gave it: composed, or with its accents apart.
    prepared = prepare_password(typed)
    return tuple(dict.fromkeys((prepared, typed, unicodedata.normalize("NFD", typed))))


def password_fault(password: str, username: str) -> str | None:
    """Why this password is too weak to be chosen, saying what to choose instead."""
    password = prepare_password(password)
    if len(password) < MIN_LENGTH:
        return f"Chọn mật khẩu từ {MIN_LENGTH} ký tự trở lên, ví dụ bốn từ không liên quan."
    if len(password) > MAX_LENGTH:
        return f"Chọn mật khẩu không quá {MAX_LENGTH} ký tự."
    if username.casefold() in password.casefold():
        return "Chọn mật khẩu không chứa tên đăng nhập."
    return guessable_fault(password)
