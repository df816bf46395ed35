"""What `thidua status` makes of what the processes say."""

import pytest

from ops.admin.status import summary, write_lines
from shared.refusals import DomainError
from shared.web.http.parts import LOOKED_AT, MAILS, OUTBOX_AGE, OVERDUE, Seen, read_addresses

INTAKE = Seen("intake", ready=True, figures={(OUTBOX_AGE, "dossiers"): 3.0, (OUTBOX_AGE, "nominations"): 70.0})
PROVINCE = Seen("appraisal-province", ready=False, waits_for=("database",), figures={(OVERDUE, "province"): 4.0})
AGAIN = Seen("appraisal-province-2", ready=True, figures={(OVERDUE, "province"): 3.0})
NOTIFIER = Seen("notifier", ready=True, figures={(MAILS, "uncertain"): 2.0, (MAILS, "pending"): 9.0})


def test_it_tells_the_oldest_outbox_and_counts_each_case_once() -> None:
    told = summary([INTAKE, PROVINCE, AGAIN, NOTIFIER], {"notifier": 1})

    assert told["ready"] is False
    assert told["outbox_oldest_seconds"] == 70.0
    assert told["cases_overdue"] == {"province": 4}
    assert (told["mails_uncertain"], told["mails_failed"]) == (2, 0)
    assert told["parked"] == {"notifier": 1}


@pytest.mark.parametrize(
    ("instances", "expected"), [((), None), ((1.0,), True), ((1.0, 0.0), False), ((0.0,), False), ((1.0, 1.0), True)]
)
def test_files_without_network_need_every_instance_to_say_so(
    instances: tuple[float, ...], expected: bool | None
) -> None:
    seen = [Seen("intake", ready=True, figures={(LOOKED_AT, "without"): one}) for one in instances]

    assert summary(seen, None)["files_without_network"] is expected


def test_what_nobody_told_is_unknown_and_not_nought() -> None:
    told = summary([Seen("notifier", ready=False)], None)

    assert (told["mails_uncertain"], told["outbox_oldest_seconds"], told["parked"]) == (None, None, None)


@pytest.mark.parametrize("text", ["", "intake", "=http://a", "intake=a"])
def test_an_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(DomainError, match="THIDUA_SERVICES"):
        read_addresses(text)


def test_a_figure_that_is_unknown_names_where_it_comes_from() -> None:
    lines = write_lines(summary([Seen("notifier", ready=False)], None)).splitlines()

    [parked] = [line for line in lines if line.startswith("Thông điệp để riêng")]
    [overdue] = [line for line in lines if line.startswith("Việc quá hạn")]
    assert "THIDUA_AMQP_URL" in parked
    assert "THIDUA_AMQP_URL" not in overdue
    assert "khởi động lại phần không trả lời" in overdue
