"""One rule says which address a letter can be sent to."""

import pytest

from shared.text.addresses import MailAddressError, is_address, reach, read_address


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" thu@x.example ", "thu@x.example"),
        ("van.thu\u200b@hung-yen.example", "van.thu@hung-yen.example"),
        ("\ufeffa@x.vn\u00a0", "a@x.vn"),
        ("van\u00adthu@x.vn", "vanthu@x.vn"),
        ("a+b_c@X-y.gov.vn", "a+b_c@X-y.gov.vn"),
        ("a@localhost", "a@localhost"),
        ("vanthu@tỉnh-hưng-yên.vn", "vanthu@xn--tnh-hng-yn-u7a58uw35n.vn"),
        ("vanthu@ti\u0309nh-hưng-yên.vn", "vanthu@xn--tnh-hng-yn-u7a58uw35n.vn"),
        ("a@\uff58.vn", "a@x.vn"),
    ],
)
def test_an_address_is_kept_as_letters_carry_it(typed: str, address: str) -> None:
    assert read_address(typed) == address
    assert is_address(address)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "\u200b",
        "a",
        "@x.vn",
        "a@",
        "trần.hoa@hung-yen.example",
        "a..b@hung-yen.example",
        ".a@x.vn",
        "a.@x.vn",
        "a b@x.vn",
        "a@b@x.vn",
        "a@x..vn",
        "a@.x.vn",
        "a@x.vn.",
        "a@-x.vn",
        "a@x-.vn",
        "a@[10.0.0.1]",
        '"a b"@x.vn',
        "Trần Hoa <a@x.vn>",
        "a@x.vn, b@x.vn",
        "a@x.vn\nBcc: b@x.vn",
        "\uff41@x.vn",
        "a" * 65 + "@x.vn",
        "a@" + "b" * 64 + ".vn",
        "a@" + "b." * 130 + "vn",
        "a@xn--\u00fc.vn",
    ],
)
def test_what_no_letter_can_carry_is_refused(typed: str) -> None:
    with pytest.raises(MailAddressError, match="ten@ten-mien"):
        read_address(typed)


def test_the_rule_of_what_is_kept_is_no_wider() -> None:
    assert not is_address("a..b@x.vn")
    assert not is_address("trần.hoa@x.vn")
    assert not is_address("a@tỉnh.vn")


@pytest.mark.parametrize(
    ("stored", "reached"),
    [
        (" a@x.vn\u200b", "a@x.vn"),
        ("a@tỉnh.vn", "a@xn--tnh-dlz.vn"),
        ("a..b@x.vn", "a..b@x.vn"),
        ("", ""),
        (None, None),
    ],
)
def test_an_address_stored_as_typed_is_reached_where_it_can_be(stored: str | None, reached: str | None) -> None:
    assert reach(stored) == reached
