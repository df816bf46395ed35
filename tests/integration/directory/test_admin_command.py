"""The administrators' command line, as they run it: what it changes, what it refuses, and with which exit code."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from pymongo import MongoClient
from typer.testing import CliRunner

from ops.admin.__main__ import app
from tests.servers.fresh import FreshDatabases, fresh_databases
from tests.servers.servers import Servers

Run = Callable[..., Result]
HEAD = "code,name,kind,managed_by,commune,mailbox\n"


def runner(databases: FreshDatabases) -> Run:
    own, of_identity = databases.url("administration"), databases.url("identity")

    def command(
        *words: str,
        env: str = "demo",
        url: str = own,
        identity: str = of_identity,
        typed: str = "",
        prefix: str = "",
    ) -> Result:
        settings = {
            "THIDUA_MONGO_URL": url,
            "THIDUA_IDENTITY_MONGO_URL": identity,
            "THIDUA_DIRECTORY_DATABASE": databases.name("directory"),
            "THIDUA_DATABASE_PREFIX": prefix,
            "THIDUA_ENV": env,
        }
        return CliRunner().invoke(app, list(words), env=settings, input=typed)

    return command


@pytest.fixture
def run(databases: FreshDatabases) -> Run:
    """The command on an empty directory of its own."""
    return runner(databases)


@pytest.fixture(scope="module")
def seeded(servers: Servers) -> Iterator[Run]:
    """The command on a seeded directory; each test uses units and accounts of its own."""
    with fresh_databases(servers) as databases:
        command = runner(databases)
        assert command("seed").exit_code == 0
        yield command


def told(result: Result) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def test_seeding_twice_changes_nothing(run: Run) -> None:
    first, second = told(run("seed", "--json")), told(run("seed", "--json"))

    assert first["communes"]["added"] == 161
    assert first["demo_accounts"]["added"] > 50
    counted = [counts for counts in second.values() if isinstance(counts, dict)]
    assert len(counted) == 7
    assert all(counts == {"added": 0, "changed": 0} for counts in counted)


@pytest.mark.parametrize("env", ["production", ""])
def test_production_gets_no_account_of_the_demo(run: Run, env: str) -> None:
    answer = told(run("seed", "--json", env=env))

    assert answer["demo"] is False
    assert told(run("account", "list", "--json"))["accounts"] == []


def test_seeding_leaves_what_was_changed_by_hand(seeded: Run) -> None:
    seeded("account", "lock", "nop.ttyt-yen-my")
    seeded("unit", "close", "33.so-y-te.cdc")

    seeded("seed")

    [account] = told(seeded("account", "show", "nop.ttyt-yen-my", "--json"))["accounts"]
    units = told(seeded("unit", "list", "--managed-by", "33.so-y-te", "--json"))["units"]
    assert account["active"] is False
    assert [unit["code"] for unit in units if not unit["active"]] == ["33.so-y-te.cdc"]


def test_units_are_imported_from_a_table_and_changed_by_it(seeded: Run, tmp_path: Path) -> None:
    table = tmp_path / "don-vi.csv"
    rows = "33.so-y-te.a,Đơn vị A,su-nghiep,33.so-y-te,12079,a@a.example\n33.mttq.b,B,doan-the,33.mttq,,\n"
    table.write_text("\ufeff" + HEAD + rows, encoding="utf-8")
    added = told(seeded("unit", "import", str(table), "--json"))
    table.write_text(HEAD + rows.replace("Đơn vị A", '"Đơn vị A, mới"'), encoding="utf-8")

    changed = told(seeded("unit", "import", str(table), "--json"))

    assert added == {"rows": 2, "added": 2, "changed": 0}
    assert changed == {"rows": 2, "added": 0, "changed": 1}
    units = told(seeded("unit", "list", "--json"))["units"]
    assert {unit["code"]: unit["name"] for unit in units}["33.so-y-te.a"] == "Đơn vị A, mới"


def test_a_table_is_imported_as_spreadsheets_save_it(seeded: Run, tmp_path: Path) -> None:
    table = tmp_path / "don-vi.csv"
    rows = f"{HEAD.upper()}33.so-y-te.b,Đơn vị B,su-nghiep,33.so-y-te,12079,b@b.example\n".replace("\n", ",,\r\n")

    table.write_bytes(f"sep=;\r\n{rows}".replace(",", ";").encode("utf-8-sig"))
    by_semicolons = told(seeded("unit", "import", str(table), "--json"))
    table.write_bytes(rows.replace(",", "\t").encode("utf-16"))
    by_tabs = told(seeded("unit", "import", str(table), "--json"))
    table.write_bytes(rows.encode("cp1258", "replace"))
    refused = seeded("unit", "import", str(table))

    assert by_semicolons == {"rows": 1, "added": 1, "changed": 0}
    assert by_tabs == {"rows": 1, "added": 0, "changed": 0}
    assert refused.exit_code == 1
    assert "don-vi.csv, dòng 2: chữ không ở dạng UTF-8; trong Excel chọn Lưu thành" in refused.stderr


def test_one_faulty_row_refuses_the_table_and_each_is_named(seeded: Run, tmp_path: Path) -> None:
    table = tmp_path / "don-vi.csv"
    rows = "33.so-y-te.x,A,su-nghiep,33.so-y-te,,\n33.so-y-te.y,,su,33.so-y-t,99999,x\n33.so-y-te.x,C,co-quan\n"
    table.write_text(HEAD + rows, encoding="utf-8")

    result = seeded("unit", "import", str(table))

    assert result.exit_code == 1
    assert result.stderr.count("dòng 3") == 5
    assert "dòng 4: có 3 ô" in result.stderr
    assert "33.so-y-te.x" not in {unit["code"] for unit in told(seeded("unit", "list", "--json"))["units"]}


@pytest.mark.parametrize("content", [b"", b"x,y\n", HEAD.encode(), HEAD.encode() + "Đ".encode("utf-16")])
def test_a_file_that_is_no_such_table_is_refused(seeded: Run, tmp_path: Path, content: bytes) -> None:
    table = tmp_path / "don-vi.csv"
    table.write_bytes(content)

    result = seeded("unit", "import", str(table))

    assert result.exit_code == 1
    assert "don-vi.csv" in result.stderr or "Tệp" in result.stderr


def test_a_unit_is_added_once(seeded: Run) -> None:
    words = ("unit", "add", "33.mttq.a", "--name", "A", "--managed-by", "33.mttq")

    first, second = seeded(*words), seeded(*words)

    assert (first.exit_code, second.exit_code) == (0, 1)
    assert "Đã có đơn vị" in second.stderr


def test_an_account_gets_a_password_that_is_shown_once(seeded: Run) -> None:
    answer = told(
        seeded(
            "account", "add", "Nguyen.A", "--name", "Nguyễn A", "--role", "officer", "--authority", "33.mttq", "--json"
        )
    )

    shown = seeded("account", "show", "Nguyen.a", "--json")
    assert len(answer["password"]) >= 20
    assert answer["password"] not in shown.stdout
    assert "hash" not in shown.stdout


@pytest.mark.parametrize(
    ("words", "told_why"),
    [
        (("--role", "officer"), "nêu mã cơ quan"),
        (("--role", "officer", "--authority", "33.khong-co"), "33.khong-co"),
        (("--role", "submitter", "--unit", "33.khong-co"), "33.khong-co"),
        (("--role", "operator", "--mail", "x"), "địa chỉ thư"),
        (("--role", "operator", "--mail", "trần.hoa@hung-yen.example"), "trước @ là chữ không dấu"),
        (("--role", "operator", "--mail", "a..b@hung-yen.example"), "trước @ là chữ không dấu"),
        (("--role", "operator", "--name", "\u200b"), "Nhập họ và tên"),
        (("--role", "operator", "--name", "\u3164\u2800"), "Nhập họ và tên"),
        (("--role", "operator", "--name", "\u0301"), "Nhập họ và tên"),
    ],
)
def test_an_account_of_no_use_is_refused(seeded: Run, words: tuple[str, ...], told_why: str) -> None:
    result = seeded("account", "add", "nguyen.b", "--name", "A", *words)

    assert result.exit_code == 1
    assert told_why in result.stderr
    assert seeded("account", "show", "nguyen.b").exit_code == 1


def test_what_nobody_sees_is_no_part_of_a_name_or_an_address(seeded: Run) -> None:
    words = ("--name", "Trần\n Thị\u200b Mẫu\u001b", "--role", "operator", "--mail", "\ufeff van.thu\u200b@tỉnh.vn ")

    seeded("account", "add", "\u200btran.thi.mau", *words)

    [account] = told(seeded("account", "show", "tran.thi.mau", "--json"))["accounts"]
    assert (account["name"], account["mail"]) == ("Trần Thị Mẫu", "van.thu@xn--tnh-dlz.vn")


@pytest.mark.parametrize("name", ["", "\u200b", "\u2800", "–"])
def test_a_unit_without_a_name_that_is_seen_is_refused(seeded: Run, name: str) -> None:
    result = seeded("unit", "add", "33.mttq.vo-hinh", "--name", name, "--managed-by", "33.mttq")

    assert result.exit_code == 1
    assert "nhập nội dung" in result.stderr


@pytest.mark.parametrize("mailbox", ["trần.hoa@hung-yen.example", "a..b@hung-yen.example", "a b@x.vn"])
def test_the_mailbox_of_a_unit_is_one_that_letters_reach(seeded: Run, tmp_path: Path, mailbox: str) -> None:
    words = ("unit", "add", "33.mttq.hop-thu", "--name", "A", "--managed-by", "33.mttq", "--mailbox")
    table = tmp_path / "don-vi.csv"
    table.write_text(f"{HEAD}33.mttq.hop-thu,A,co-quan,33.mttq,,{mailbox}\n")

    refused = seeded(*words, mailbox), seeded("unit", "import", str(table))
    taken = seeded(*words, f" van.thu\u200b@{mailbox.partition('@')[2]}\u00a0")

    assert [one.exit_code for one in refused] == [1, 1]
    assert all("trước @ là chữ không dấu" in one.stderr for one in refused)
    assert taken.exit_code == 0 or "Đã có đơn vị" in taken.stderr


def test_a_taken_name_and_a_weak_password_are_refused(seeded: Run) -> None:
    words = ("account", "add", "van-hanh", "--name", "B", "--role", "operator", "--password-stdin")

    weak, taken = seeded(*words, typed="ngan\n"), seeded(*words, typed="bon tu khong lien quan\n")

    assert (weak.exit_code, taken.exit_code) == (1, 1)
    assert "12 ký tự" in weak.stderr
    assert "Chọn tên đăng nhập khác" in taken.stderr


def test_an_accounts_daily_digest_is_turned_off_and_on(seeded: Run) -> None:
    def wanted() -> object:
        return told(seeded("account", "show", "lanh-dao.mttq", "--json"))["accounts"][0]["wants_digest"]

    before = wanted()
    off = seeded("account", "digest", "lanh-dao.mttq", "--off")
    between = wanted()
    seeded("account", "digest", "lanh-dao.mttq", "--on")

    assert (before, between, wanted()) == (True, False, True)
    assert "Thôi gửi" in off.stdout


PAPER = ("--paper", "15/UQ-SYT", "--signed", "2021-09-30")


def test_a_deputy_is_authorised_by_days_and_a_paper(seeded: Run) -> None:
    words = ("deputy", "authorise", "pho.so-y-te", "--from", "2021-10-01")
    done = seeded(*words, "--until", "2098-10-31", *PAPER)
    turned = seeded(*words, "--until", "2021-09-30", *PAPER)
    past = seeded(*words, "--until", "2021-10-31", *PAPER)
    head = seeded("deputy", "authorise", "lanh-dao.so-y-te", "--until", "2098-10-31", *PAPER)

    [newest, *_] = told(seeded("deputy", "show", "pho.so-y-te", "--json"))["authorisations"]
    assert (done.exit_code, turned.exit_code, past.exit_code, head.exit_code) == (0, 1, 1, 1)
    assert (newest["begins_on"], newest["ends_on"]) == ("2021-10-01", "2098-10-31")
    assert newest["paper"] == {"number": "15/UQ-SYT", "signed_on": "2021-09-30"}
    assert newest["in_force"] is True
    assert "15/UQ-SYT" in seeded("deputy", "show", "pho.so-y-te").stdout
    assert "không phải cấp phó" in head.stderr


def test_a_deputys_authorisation_is_ended_at_once_and_once(seeded: Run) -> None:
    first = seeded("deputy", "end", "pho.xa-yen-phu")
    second = seeded("deputy", "end", "pho.xa-yen-phu")

    [ended] = told(seeded("deputy", "show", "pho.xa-yen-phu", "--json"))["authorisations"]
    assert (first.exit_code, second.exit_code) == (0, 1)
    assert ended["in_force"] is False
    assert "không có ủy quyền nào" in second.stderr


def test_a_new_deputy_is_authorised_for_each_authority_apart(seeded: Run) -> None:
    added = seeded(
        "account",
        "add",
        "pho.moi",
        "--name",
        "A",
        "--role",
        "deputy",
        "--authority",
        "33.mttq",
        "--authority",
        "33.ubnd",
    )
    before = told(seeded("deputy", "show", "pho.moi", "--json"))["authorisations"]
    seeded("deputy", "authorise", "pho.moi", "--until", "2098-10-31", *PAPER)

    after = told(seeded("deputy", "show", "pho.moi", "--json"))["authorisations"]
    assert added.exit_code == 0
    assert before == []
    assert sorted(one["authorities"] for one in after) == [["33.mttq"], ["33.ubnd"]]


def test_the_demo_can_be_taken_out(run: Run, databases: FreshDatabases) -> None:
    run("seed")
    run("account", "add", "that", "--name", "Thật", "--role", "operator")

    removed = told(run("account", "remove-demo", "--json"))["removed"]

    with MongoClient[dict[str, Any]](databases.url("identity")) as client:
        papers = client[databases.name("directory")]["authorisations"].find().to_list()
    assert removed > 50
    assert papers
    assert all(one["ended_at"] for one in papers)
    assert [one["username"] for one in told(run("account", "list", "--json"))["accounts"]] == ["that"]


@pytest.mark.parametrize(
    "words",
    [
        ("account", "show"),
        ("account", "lock"),
        ("account", "unlock"),
        ("account", "password"),
        ("account", "revoke-sessions"),
        ("account", "digest", "--off"),
        ("unit", "close"),
        ("unit", "open"),
    ],
)
def test_what_does_not_exist_is_refused_by_name(seeded: Run, words: tuple[str, ...]) -> None:
    result = seeded(*words, "khong-co")

    assert result.exit_code == 1
    assert "khong-co" in result.stderr


def test_exit_codes_tell_a_wrong_command_from_a_lost_database(run: Run) -> None:
    wrong = run("seed", "--nonsense")
    away = run("seed", "--json", url="mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=100")
    unset = run("seed", url="")
    without_accounts = run("account", "list", identity="")

    assert (wrong.exit_code, away.exit_code, unset.exit_code, without_accounts.exit_code) == (2, 3, 1, 1)
    assert "THIDUA_IDENTITY_MONGO_URL" in without_accounts.stderr
    assert run("unit", "list", identity="").exit_code == 0
    assert run("audit", "list", "--actor", "van-hanh", identity="").exit_code == 0
    assert "THIDUA_MONGO_URL" in json.loads(away.stderr)["error"]
    assert "THIDUA_MONGO_URL" in unset.stderr
