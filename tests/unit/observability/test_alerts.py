"""Alerts, dashboard and runbook speak of what the services really export, and of one another."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from ops.admin.__main__ import app
from services.notifier.adapters import measures as mails
from services.notifier.domain.mails import State
from shared.events.words import Level
from shared.observability.metrics import REGISTRY
from shared.web.http import measures as requests
from tests.contract.test_openapi import DOCUMENTS
from tests.unit.containers.compose import ONE, Installation

ROOT = Path(__file__).parents[3]
ALERTS = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text(encoding="utf-8"))["groups"][0]["rules"]
RUNBOOK = (ROOT / "docs/runbook.md").read_text(encoding="utf-8")
SCRAPED = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text(encoding="utf-8"))
PANELS = json.loads((ROOT / "deploy/grafana/thidua.json").read_text(encoding="utf-8"))["panels"]
EXPRESSIONS = [rule["expr"] for rule in ALERTS] + [target["expr"] for panel in PANELS for target in panel["targets"]]
COMMANDS = re.findall(r"`thidua ([^`]+)`", RUNBOOK)
SUFFIXES: Mapping[str, tuple[str, ...]] = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum")}


def exported() -> Iterator[tuple[str, frozenset[str]]]:
    """Every series that a service can show, with its labels."""
    assert mails.REGISTRY is requests.REGISTRY is REGISTRY
    collectors = {each for each in REGISTRY._names_to_collectors.values() if hasattr(each, "_labelnames")}  # noqa: SLF001 - the library tells labels nowhere else
    for collector in collectors:
        (metric,) = collector.describe()
        for suffix in SUFFIXES.get(metric.type, ("",)):
            extra = {"le"} if suffix == "_bucket" else set()
            yield metric.name + suffix, frozenset(collector._labelnames) | extra  # noqa: SLF001 - as above


# What others export: node_exporter, and a backup by its way.
_OTHERS: Mapping[str, frozenset[str]] = {
    "node_filesystem_avail_bytes": frozenset({"device", "fstype", "mountpoint"}),
    "node_filesystem_size_bytes": frozenset({"device", "fstype", "mountpoint"}),
    "thidua_backup_finished_seconds": frozenset(),
}
SERIES = dict(exported()) | _OTHERS


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_every_metric_and_label_of_an_expression_is_exported(expression: str) -> None:
    names = re.findall(r"\b(?:thidua|node|rabbitmq)_[a-z_]+", expression)
    labels = set(re.findall(r"([a-z_]+)(?:=~?|!=|!~)\"", expression))
    for listed in re.findall(r"by \(([^)]*)\)", expression):
        labels |= set(listed.split(", "))

    assert names or expression.startswith("up{")
    assert [name for name in names if name not in SERIES] == []
    # Prometheus itself adds these two.
    assert labels - {"instance", "job"} <= frozenset().union(*(SERIES[name] for name in names))


def test_each_process_has_the_job_that_alerts_expect() -> None:
    jobs = {job["job_name"]: job["static_configs"][0]["targets"] for job in SCRAPED["scrape_configs"]}
    services = {name for name, told in Installation.read(ONE).own().items() if "THIDUA_PORT" in told["environment"]}

    assert SCRAPED["rule_files"] == ["alerts.yml"]
    assert set(jobs["thidua"]) == {f"{service}.edge:8000" for service in services}
    assert len(services) == len(Level) + 3


def test_values_that_alerts_look_for_exist() -> None:
    text = "\n".join(EXPRESSIONS)

    assert set(re.findall(r'state="([a-z]+)"', text)) <= {state.value for state in State}
    assert set(re.findall(r'route="([^"]+)"', text)) <= DOCUMENTS["identity"]["paths"].keys()


def test_each_alert_has_a_runbook_section_and_the_reverse() -> None:
    sections = re.findall(r"^## (\w+)$", RUNBOOK, re.MULTILINE)

    assert sections == [rule["alert"] for rule in ALERTS]


@pytest.mark.parametrize("line", COMMANDS)
def test_each_runbook_command_exists_with_its_options(line: str) -> None:
    words = re.sub(r"<[^>]+>", "one", line).split()
    command: Any = typer.main.get_command(app)
    # Not `isinstance`: typer may bring a click of its own.
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]

    # `unit import` wants a file that exists: this one.
    given = [__file__ if line.startswith("unit import") and word == "one" else word for word in words]
    command.make_context(line, given)
