"""Names that every desktop can store, and that are what they look like."""

import pytest

from shared.files.names import MOST_BYTES, disposition, file_name
from shared.files.verdicts import MediaType

PDF = MediaType.PDF


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Tờ trình.pdf", "Tờ trình.pdf"),
        ("C:\\hồ sơ\\Tờ trình.PDF", "Tờ trình.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("a/b/", "b.pdf"),
        ("a\r\nb\u202e.pdf", "a b.pdf"),
        ("To\u031b\u0300.pdf", "Tờ.pdf"),
        ("...", "tep.pdf"),
        (".pdf", "tep.pdf"),
        (" . .htaccess", "htaccess.pdf"),
        ("x. . .pdf", "x.pdf"),
        ("lừa đảo.exe", "lừa đảo.exe.pdf"),
        ("ảnh\u202efdp.exe", "ảnhfdp.exe.pdf"),
        ("a\u2066b\u2069\u200f.pdf", "ab.pdf"),
        ("\u3164\u200b\u2800.pdf", "tep.pdf"),
        ("a\x00\x1b\x7f\u0085b.pdf", "a b.pdf"),
        ("a:b*c?.pdf", "a b c.pdf"),
        ("\ue000a.pdf", "a.pdf"),
    ],
)
def test_a_name_is_one_line_without_path_or_anything_unseen(given: str, kept: str) -> None:
    assert file_name(given, PDF) == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("CON.pdf", "CON_.pdf"),
        ("nul.PDF", "nul_.pdf"),
        ("aux", "aux_.pdf"),
        ("Prn.tar.gz", "Prn_.tar.gz.pdf"),
        ("COM1", "COM1_.pdf"),
        ("lpt9 .pdf", "lpt9_.pdf"),
        ("COM\u00b9.pdf", "COM\u00b9_.pdf"),
        ("LPT\u00b3", "LPT\u00b3_.pdf"),
        ("nul\u200b.pdf", "nul_.pdf"),
        ("C:\\CON", "CON_.pdf"),
        ("CONIN$", "CONIN$_.pdf"),
        ("CON. .pdf", "CON_.pdf"),
        ("console.pdf", "console.pdf"),
        ("COM10.pdf", "COM10.pdf"),
    ],
)
def test_a_name_is_no_device_of_windows(given: str, kept: str) -> None:
    assert file_name(given, PDF) == kept


@pytest.mark.parametrize("letter", ["ệ", "e\u0323\u0302", "q\u0323\u0307", "a", "\U0001f3c6", "\u1e43"])
def test_a_long_name_is_cut_by_bytes_between_two_letters(letter: str) -> None:
    kept = file_name(letter * 300 + ".pdf", PDF)

    stem = kept.removesuffix(".pdf")
    assert MOST_BYTES - 8 <= len(kept.encode()) <= MOST_BYTES
    assert not stem.strip(file_name(letter, PDF).removesuffix(".pdf"))
    assert stem == file_name(letter, PDF).removesuffix(".pdf") * (len(stem) // len(file_name(letter, PDF)[:-4]))


@pytest.mark.parametrize(
    "given", ["CON.pdf", "ệ" * 300, "a\u202eb", "...", "Tờ trình 45.pdf", "x. . .pdf", "q\u0323\u0307" * 99]
)
def test_a_kept_name_is_kept_as_it_is(given: str) -> None:
    kept = file_name(given, PDF)

    assert file_name(kept, PDF) == kept


def test_a_download_bears_the_name_by_the_same_rule() -> None:
    header = disposition("nul\r\nSet-Cookie: a=b\u202e.pdf", PDF)

    assert header == "attachment; filename=\"nul set-cookie a_b.pdf\"; filename*=UTF-8''nul%20Set-Cookie%20a%3Db.pdf"
    assert disposition("CÒN.pdf", PDF) == "attachment; filename=\"con_.pdf\"; filename*=UTF-8''C%C3%92N.pdf"
