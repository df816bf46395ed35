"""Text typed for fonts of old is told from text of today, and read as it was meant."""

import pytest

from shared.text.legacy_fonts import LegacyFont, decode_legacy, legacy_font_of, may_be_legacy, soundness_of

TYPED = [
    ("NguyÔn V¨n MÉu", LegacyFont.TCVN3, "Nguyễn Văn Mẫu"),
    ("TrÇn ThÞ H\u00adêng", LegacyFont.TCVN3, "Trần Thị Hường"),
    ("lª thÞ mÉu ngäc", LegacyFont.TCVN3, "lê thị mẫu ngọc"),
    ("Ủng hé 1.000.000 ® vµ may 500 khÈu trang.", LegacyFont.TCVN3, "Ủng hộ 1.000.000 đ và may 500 khẩu trang."),
    ("Hä vµ tªn", LegacyFont.TCVN3, "Họ và tên"),
    ("Chøc vô - §¬n vÞ", LegacyFont.TCVN3, "Chức vụ - Đơn vị"),
    ("Nguyeãn Vaên Maãu", LegacyFont.VNI, "Nguyễn Văn Mẫu"),
    ("Traàn Thò Höông", LegacyFont.VNI, "Trần Thị Hương"),
    ("Ñaëng Quoác Vieät", LegacyFont.VNI, "Đặng Quốc Việt"),
    ("NGUYEÃN THÒ MAÃU", LegacyFont.VNI, "NGUYỄN THỊ MẪU"),
]
OF_TODAY = [
    "Vũ Hữu Sử", "Hoàn Long", "Hòa", "Lê Văn Bé", "H'Hen Niê", "Công ty «Mẫu»", "José Muñoz", "Số 5 §", "© Mẫu", "",
    "Nguyen Van Mau", "Ðặng Văn Mẫu",
]  # fmt: skip


@pytest.mark.parametrize(("typed", "font", "meant"), TYPED)
def test_reads_text_of_old_fonts_as_meant(typed: str, font: LegacyFont, meant: str) -> None:
    assert legacy_font_of(typed) is font
    assert decode_legacy(typed, font) == meant


@pytest.mark.parametrize("text", [*OF_TODAY, *(meant for _, _, meant in TYPED)])
def test_leaves_text_of_today_alone(text: str) -> None:
    assert legacy_font_of(text) is None


def test_weighs_text_typed_for_any_font() -> None:
    assert soundness_of("Hä vµ tªn;Chøc vô\nNguyÔn V¨n MÉu;§oµn viªn\n") == 10
    assert soundness_of("Họ và tên;Chức vụ\nNguyễn Văn Mẫu;Đoàn viên\n") == 10
    assert soundness_of("Hĺ vŕ tŞn;Ch\u0159c v\u013a") < 0


def test_follows_others_only_where_nothing_speaks_against_it() -> None:
    assert may_be_legacy("Tó", LegacyFont.TCVN3)
    assert not may_be_legacy("Hoàn Long", LegacyFont.TCVN3)
    assert not may_be_legacy("Vũ Hữu Sử", LegacyFont.TCVN3)
    assert not may_be_legacy("Đinh Thị Mẫu Hòa", LegacyFont.TCVN3)
