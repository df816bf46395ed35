"""What administrators do from the command line stands in the audit record, with the act or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo import MongoClient

from ops.admin.console import operator
from tests.integration.directory.test_admin_command import HEAD, Run, runner, told
from tests.servers.fresh import FreshDatabases, fresh_databases
from tests.servers.servers import Servers
from tests.unit.admin.parser import ACTS

# What changes nothing of accounts and the directory, or is recorded where it is carried out.
ELSEWHERE = {
    *("status", "doctor", "provision", "audit list", "audit verify"),
    *("rules check", "rules compare"),
    *(path for path in ACTS if path.split()[-1] in {"list", "show"} or path.split()[0] in {"feed", "park", "mails"}),
}
DONE: dict[str, tuple[tuple[str, ...], str, str]] = {
    "seed": ((), "directory-filled", ""),
    "unit add": (("33.mttq.moi", "--name", "Đơn vị Mẫu", "--managed-by", "33.mttq"), "units-imported", ""),
    "unit import": (("{units}",), "units-imported", ""),
    "unit close": (("33.so-y-te.ttyt-yen-my",), "body-ended", "33.so-y-te.ttyt-yen-my"),
    "unit open": (("33.so-y-te.ttyt-yen-my",), "body-reopened", "33.so-y-te.ttyt-yen-my"),
    "unit succeed": (
        ("33.mttq", "33.so-y-te.ttyt-yen-my", "--on", "2021-07-01", "--yes"),
        "body-ended",
        "33.mttq",
    ),
    "authority add": (
        ("33.so-moi", "--name", "Sở Mới", "--level", "department", "--head-title", "Giám đốc Sở Mới"),
        "body-added",
        "33.so-moi",
    ),
    "authority rename": (
        ("33.so-y-te", "--name", "Sở Sức khỏe", "--on", "2021-07-01", "--yes"),
        "body-changed",
        "33.so-y-te",
    ),
    "authority end": (("33.mttq", "--on", "2021-07-01", "--yes"), "body-ended", "33.mttq"),
    "authority succeed": (("33.mttq", "33.so-y-te", "--on", "2021-07-01", "--yes"), "body-ended", "33.mttq"),
    "authority open": (("33.mttq",), "body-reopened", "33.mttq"),
    "commune add": (("12999", "--name", "Xã Mới", "--kind", "xã", "--district", "327"), "body-added", "12999"),
    "commune end": (("12079", "--on", "2021-07-01", "--yes"), "body-ended", "12079"),
    "commune succeed": (("12079", "12076", "--on", "2021-07-01", "--yes"), "body-ended", "12079"),
    "commune open": (("12079",), "body-reopened", "12079"),
    "account add": (("mau", "--name", "Người Mẫu", "--role", "operator"), "account-added", "mau"),
    "account lock": (("chuyen-vien.mttq",), "account-locked", "chuyen-vien.mttq"),
    "account unlock": (("chuyen-vien.mttq",), "account-unlocked", "chuyen-vien.mttq"),
    "account digest": (("chuyen-vien.mttq", "--off"), "digest-chosen", "chuyen-vien.mttq"),
    "account password": (("chuyen-vien.mttq",), "password-set", "chuyen-vien.mttq"),
    "account second-factor-remove": (("chuyen-vien.mttq",), "second-factor-off", "chuyen-vien.mttq"),
    "account revoke-sessions": (("chuyen-vien.mttq",), "session-ended", "chuyen-vien.mttq"),
    "account change": (
        ("chuyen-vien.mttq", "--role", "clerk", "--mail", "bi.mat@mau.example", "--yes"),
        "roles-changed",
        "chuyen-vien.mttq",
    ),
    "deputy authorise": (
        ("pho.mttq", "--until", "2098-01-01", "--paper", "9/UQ", "--signed", "2021-10-01"),
        "authorisation-given",
        "pho.mttq",
    ),
    "deputy end": (("pho.mttq",), "authorisation-ended", "pho.mttq"),
    "account remove-demo": ((), "accounts-removed", ""),
}


@pytest.fixture(scope="module")
def databases(servers: Servers) -> Iterator[FreshDatabases]:
    with fresh_databases(servers) as fresh:
        yield fresh


@pytest.fixture(scope="module")
def run(databases: FreshDatabases) -> Run:
    """The command on a directory that the first row of the table fills."""
    return runner(databases)


def ids(run: Run) -> dict[str, str]:
    return {one["username"]: one["id"] for one in told(run("account", "list", "--json"))["accounts"]}


def test_every_command_that_changes_something_is_in_the_table() -> None:
    assert set(DONE) == set(ACTS) - ELSEWHERE


@pytest.mark.parametrize("path", DONE)
def test_an_act_is_recorded_with_its_author(run: Run, databases: FreshDatabases, tmp_path: Path, path: str) -> None:
    words, kind, subject = DONE[path]
    units = tmp_path / "units.csv"
    units.write_text(f"{HEAD}33.mttq.b,Đơn vị B,co-quan,33.mttq,,\n", encoding="utf-8")
    known = ids(run)
    with MongoClient(databases.server.url()) as client:
        factors = {"_id": known.get("chuyen-vien.mttq", "")}
        client[databases.name("directory")]["second_factors"].replace_one(
            factors, factors | {"is_on": True}, upsert=True
        )

    done = run(*path.split(), *(str(units) if word == "{units}" else word for word in words))

    assert (done.exit_code, done.stderr.strip()) == (0, "")
    latest = told(run("audit", "list", "--kind", kind, "--limit", "1", "--json"))["entries"][0]
    known |= ids(run)
    assert latest["actor"] == {"account": None, "name": "", "operator": operator()}
    assert latest["subject"] == known.get(subject, subject)
    assert "bi.mat" not in str(latest)
    assert "argon2" not in str(latest)


def test_what_changed_is_told_by_codes(run: Run) -> None:
    [changed] = told(run("audit", "list", "--kind", "roles-changed", "--json"))["entries"]

    assert changed["details"]["fields"] == ["mail", "roles"]
    assert (changed["details"]["roles_before"], changed["details"]["roles_after"]) == (["officer"], ["clerk"])


def test_pages_follow_each_other_and_filters_narrow(run: Run) -> None:
    everything = told(run("audit", "list", "--limit", "500", "--json"))["entries"]
    pages, after = [], ""
    while after is not None:
        page = told(run("audit", "list", "--limit", "7", "--json", *(("--after", after) if after else ())))
        pages += page["entries"]
        after = page["next"]
    narrowed = told(run("audit", "list", "--subject", "12079", "--actor", operator(), "--json"))["entries"]
    later = told(run("audit", "list", "--since", "2098-01-01", "--json"))

    assert pages == everything
    assert {one["subject"] for one in narrowed} == {"12079"}
    assert len(narrowed) == 3
    assert later == {"entries": [], "next": None}
    assert "dòng lệnh" in run("audit", "list").stdout
    assert run("audit", "list", "--after", "x").exit_code == 1


def test_an_act_that_cannot_be_recorded_does_not_happen(run: Run, databases: FreshDatabases) -> None:
    added = run("account", "add", "khong-ghi", "--name", "Người Mẫu", "--role", "operator")
    url, name = databases.server.url(), databases.name("directory")
    with MongoClient(url) as client:
        client[name].command("collMod", "audit_entries", validator={"kind": {"$ne": "account-locked"}})
        locked = run("account", "lock", "khong-ghi")
        client[name].command("collMod", "audit_entries", validator={})

    account = told(run("account", "show", "khong-ghi", "--json"))["accounts"][0]
    assert (added.exit_code, locked.exit_code) == (0, 4)
    assert account["active"] is True
