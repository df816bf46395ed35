"""What somebody tries first is refused as a password, with what to choose instead; what they would not, is taken."""

import pytest

from services.identity.domain.passwords import password_fault
from shared.directory.demo import DEMO_PASSWORD


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("aaaaaaaaaaaa", "lặp"),
        ("abcabcabcabc", "lặp"),
        ("Hoa-9Hoa-9Hoa-9H", "lặp"),
        ("aaaaaa111111!!", "lặp"),
        ("123456789012", "có chữ"),
        ("19/08/1945-02/09", "có chữ"),
        ("0912 345 678 0", "có chữ"),
        ("qwertyuiop123", "dãy phím"),
        ("1qaz2wsx3edc", "dãy phím"),
        ("abcdefghijklmn", "dãy phím"),
        ("poiuytrewq!987", "dãy phím"),
        ("asdfghjkl;'qwer", "dãy phím"),
        ("matkhau123456", "từ hay dùng"),
        ("Mật khẩu 2021!", "từ hay dùng"),
        ("P@ssw0rd!2021", "từ hay dùng"),
        ("Administrator1", "từ hay dùng"),
        ("thidua-khenthuong", "từ hay dùng"),
        ("HungYen@2021!!", "từ hay dùng"),
        ("Sở Nội vụ tỉnh Hưng Yên", "từ hay dùng"),
        ("LamSon11950!!", "từ hay dùng"),
        ("ubndhuyenyenmy", "từ hay dùng"),
        (DEMO_PASSWORD, "từ hay dùng"),
    ],
)
def test_what_is_tried_first_is_refused(password: str, told: str) -> None:
    assert told in str(password_fault(password, "nop.ttyt-x"))


@pytest.mark.parametrize(
    "password",
    [
        "bon tu khong lien quan",
        "bàn chân mưa rào xanh",
        "ca phe sua da luc ba gio",
        "kM3-vuQ9_xTz2LpA",
        "con mèo nhà Yên Mỹ ăn khoai",
    ],
)
def test_others_are_taken(password: str) -> None:
    assert password_fault(password, "nop.ttyt-x") is None
