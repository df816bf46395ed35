"""The runbook's table: each alert is tried by tests that exist; what the page names beside commands exists, too."""

import re
import subprocess
import time
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.unit.observability.test_alerts import ALERTS, ROOT, RUNBOOK, SERIES

TESTS = ROOT / "tests"
ROWS = {
    alert: re.findall(r"`([^`]+)::(\w+)`", tried)
    for alert, tried in re.findall(r"^\| (\w+) \| (`.+) \|$", RUNBOOK, re.MULTILINE)
}
TRIED = sorted({one for tried in ROWS.values() for one in tried})


def test_each_alert_stands_in_the_table_once_with_what_tries_it() -> None:
    assert list(ROWS) == [rule["alert"] for rule in ALERTS]
    assert [alert for alert, tried in ROWS.items() if not tried] == []


@pytest.mark.parametrize(("file", "name"), TRIED)
def test_what_tries_a_procedure_exists(file: str, name: str) -> None:
    assert re.search(rf"^(async )?def {name}\(", (TESTS / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_figures_that_the_page_names_are_exported() -> None:
    named = set(re.findall(r"`(thidua_\w+)`", RUNBOOK))

    assert named
    assert [each for each in named if not {each, f"{each}_count"} & set(SERIES)] == []


def test_a_backups_line_is_the_figure_of_its_alert(tmp_path: Path) -> None:
    (line,) = re.findall(r"^echo .+$", RUNBOOK, re.MULTILINE)

    subprocess.run(["sh", "-c", line.replace("/var/lib/node_exporter", str(tmp_path))], check=True)  # noqa: S603, S607 the documented line

    (file,) = tmp_path.iterdir()
    (figure,) = text_string_to_metric_families(file.read_text(encoding="utf-8"))
    (alert,) = (rule for rule in ALERTS if rule["alert"] == "BackupOld")
    assert file.suffix == ".prom"
    assert figure.name in alert["expr"]
    assert figure.samples[0].value == pytest.approx(time.time(), abs=60)


def test_events_that_the_page_names_are_logged() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in _sources())
    named = {each for each in re.findall(r"`([a-z_]+\.[a-z_]+)`", RUNBOOK) if not each.endswith((".md", ".py", ".yml"))}

    assert named == {"digests.day_done", "intake.rekeyed", "parked.expired", "sign_in.refused", "work.not_signed"}
    assert [each for each in named if f'"{each}"' not in source] == []


def _sources() -> list[Path]:
    return [*(ROOT / "services").rglob("*.py"), *(ROOT / "shared").rglob("*.py")]
