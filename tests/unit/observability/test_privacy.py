"""What operators read names nobody and gives no way to reach anybody."""

import json
import logging
import time

import pytest

from shared.observability import bind_correlation, configure_logging, correlation_id, get_logger
from shared.observability.correlation import bind_trace, trace_headers
from shared.observability.logs import explain_error
from shared.observability.privacy import MASK, masked, masked_text
from shared.refusals import NotYetError


@pytest.mark.parametrize(
    "text", ["a.b@xa-yen-phu.gov.vn", "a@b.vn+c@d.vn", "0912345678", "0912 345 678", "+84912345678", "033099001234"]
)
def test_contacts_and_identity_numbers_are_masked_everywhere(text: str) -> None:
    assert masked_text(f"gửi {text} lúc 9 giờ") == f"gửi {MASK} lúc 9 giờ"


@pytest.mark.parametrize(
    "text",
    ["33.327.12079", "123e4567-e89b-12d3-a456-426614174000", "2026-11-24T04:26:03Z", "127.0.0.1:5672", "8 of 50"],
)
def test_codes_ids_times_and_counts_stay(text: str) -> None:
    assert masked_text(text) == text


def test_a_nominees_text_is_masked_and_keeps_its_shape() -> None:
    body = {
        "number": "ABCDE",
        "step": 2,
        "content": {
            "award_form": "bk",
            "nominee": {"name": "Trần Thị B", "identity_number": "033099001234", "birth_date": "1990-01-01"},
            "earlier_awards": [{"form": "gk", "achievement": "chống dịch"}],
        },
    }

    seen = masked(body)

    assert "Trần" not in json.dumps(seen, ensure_ascii=False)
    assert isinstance(seen, dict)
    assert (seen["number"], seen["step"], seen["content"]["award_form"]) == ("ABCDE", 2, "bk")
    assert seen["content"]["nominee"] == {"name": MASK, "identity_number": MASK, "birth_date": MASK}
    assert seen["content"]["earlier_awards"] == [{"form": "gk", "achievement": MASK}]


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (KeyError("Trần Thị B"), "KeyError"),
        (ConnectionRefusedError("port 1"), "ConnectionRefusedError: port 1"),
        (NotYetError("chưa"), "NotYetError: chưa"),
    ],
)
def test_an_exception_speaks_only_where_its_author_is_known(error: Exception, line: str) -> None:
    assert explain_error(error) == line


def test_a_log_line_is_json_with_correlation_without_people(capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.getLogger().handlers[:], logging.getLogger().level
    configure_logging("intake")
    bind_correlation("yeu-cau-7")
    try:
        error = ValueError("Trần Thị B")
        get_logger("test").error("mail.failed", exc_info=error, to="b@xa.vn", nominee="Trần Thị B", attempt=3)
    finally:
        logging.getLogger().handlers[:] = before[0]
        logging.getLogger().setLevel(before[1])

    line = capsys.readouterr().out.strip().splitlines()[-1]
    told_line = json.loads(line)
    assert "Trần" not in line
    assert (told_line["event"], told_line["to"], told_line["attempt"]) == ("mail.failed", MASK, 3)
    assert (told_line["service"], told_line["correlation_id"]) == ("intake", "yeu-cau-7")
    assert told_line["exception"]["error"] == "ValueError"


@pytest.mark.parametrize("given", [None, "", "a b", "x" * 65, "ngã\n", "{}"])
def test_a_correlation_id_that_is_no_plain_word_is_replaced(given: str | None) -> None:
    made = bind_correlation(given)

    assert made == correlation_id()
    assert made != given


def test_only_trace_headers_travel_along() -> None:
    bind_trace({"traceparent": "00-1-2-01", "authorization": "Bearer x"})

    assert trace_headers() == {"traceparent": "00-1-2-01"}


@pytest.mark.parametrize("piece", ["x", "x.", "x@", "@x", "0", "0 ", " 0", "+84", "x-", "a@b.", " 012345 -"])
def test_masking_takes_no_longer_than_the_text_is_long(piece: str) -> None:
    text = piece * (2**20 // len(piece))

    began = time.process_time()
    masked_text(text)

    # A part of a second; hours where each place is tried to the end of the text.
    assert time.process_time() - began < 5.0
