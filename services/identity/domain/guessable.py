"""Passwords that are guessed first, whatever their length: what is tried is made of few ideas, so these are rules."""

from functools import lru_cache
from itertools import pairwise

from shared.directory.loading import load_directory
from shared.text.folding import fold

_FEWEST_CHARACTERS = 5
_SHORTEST_RUN = 3
_MOST_OWN = 3  # letters, or characters outside of runs, that make nothing better of it
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn")
_STEPS = frozenset(pair for row in _ROWS for way in (row, row[::-1]) for pair in pairwise(way))
_LOOKALIKES = str.maketrans("@40135$7!", "aaoiesstI".lower())
# Our own choice of what people here and everywhere take; names of places and bodies come from the directory.
_WORDS = (
    *("password", "passwd", "secret", "welcome", "letmein", "iloveyou", "changeme", "login", "hello", "master"),
    *("admin", "administrator", "root", "user", "test", "demo", "default", "monkey", "dragon", "sunshine", "princess"),
    *("football", "superman", "qwerty", "abc", "matkhau", "matma", "cuatoi", "dangnhap", "taikhoan", "quantri"),
    *("quantrivien", "vanhanh", "xinchao", "anhyeuem", "emyeuanh", "yeuem", "yeuanh", "giadinh", "hanhphuc"),
    *("vietnam", "hanoi", "saigon", "hungyen", "thidua", "khenthuong", "thunghiem", "uyban", "nhandan", "ubnd"),
    *("hdnd", "chutich", "phochutich", "bithu", "noivu", "vanthu", "lanhdao", "chuyenvien", "congchuc", "hoso"),
    *("khongbiet", "bimat", "motlan", "nam", "thang", "ngay", "tinh", "huyen", "phuong", "thitran", "thanhpho"),
)


def guessable_fault(password: str) -> str | None:
    """Why this one is among the first that somebody tries, saying what to choose instead."""
    folded = fold(password).replace(" ", "")
    if len(set(folded)) < _FEWEST_CHARACTERS or _repeats(folded):
        return "Chọn mật khẩu không lặp đi lặp lại vài ký tự, ví dụ bốn từ không liên quan."
    if not any(character.isalpha() for character in folded):
        return "Chọn mật khẩu có chữ: dãy số, ngày tháng, số điện thoại dễ bị đoán."
    if _outside_runs(folded) <= _MOST_OWN:
        return "Chọn mật khẩu không theo dãy phím hoặc dãy chữ liền nhau, ví dụ bốn từ không liên quan."
    if min(_own_letters(folded), _own_letters(folded.translate(_LOOKALIKES))) <= _MOST_OWN:
        return "Chọn mật khẩu không chỉ gồm từ hay dùng, tên địa phương hoặc tên cơ quan, dù có thêm số."
    return None


def _repeats(text: str) -> bool:
    return any(text[period:] == text[:-period] for period in range(1, len(text) // 2 + 1))


def _outside_runs(text: str) -> int:
    outside, start = 0, 0
    for end in range(1, len(text) + 1):
        if end == len(text) or not _follows(text[end - 1], text[end]):
            outside += end - start if end - start < _SHORTEST_RUN else 0
            start = end
    return outside


def _follows(one: str, next_one: str) -> bool:
    return one == next_one or (one, next_one) in _STEPS


def _own_letters(text: str) -> int:
    letters = "".join(character for character in text if character.isalpha())
    for word in _words():
        letters = letters.replace(word, " ")
    return len(letters.replace(" ", ""))


@lru_cache(maxsize=1)
def _words() -> tuple[str, ...]:
    data = load_directory()
    names = [one.name for one in data.authorities]
    names += [one.name for one in data.communes]
    names += [one.name for one in data.units]
    # A name is also tried without the kind of body that it begins with: “Phường Lam Sơn” as “lamson”.
    names += [name.removeprefix(kind.capitalize()) for name in names for kind in ("xã", "phường", "thị trấn", "huyện")]
    joined = {"".join(letter for letter in fold(name) if letter.isalpha()) for name in (*names, *_WORDS)}
    return tuple(sorted((word for word in joined if len(word) >= _SHORTEST_RUN), key=lambda word: (-len(word), word)))
