"""`thidua account change` and `lock`: what they change, what follows, and what they refuse."""

from collections.abc import Iterator

import pytest

from tests.integration.directory.test_admin_command import Run, runner, told
from tests.servers.fresh import fresh_databases
from tests.servers.servers import Servers


@pytest.fixture(scope="module")
def seeded(servers: Servers) -> Iterator[Run]:
    """The command on a seeded directory; each test changes an account of its own."""
    with fresh_databases(servers) as databases:
        command = runner(databases)
        assert command("seed").exit_code == 0
        yield command


def account(run: Run, username: str) -> dict[str, object]:
    found: dict[str, object] = told(run("account", "show", username, "--json"))["accounts"][0]
    return found


def test_an_official_moves_under_the_old_id(seeded: Run) -> None:
    before = account(seeded, "chuyen-vien.so-y-te")

    words = ("--authority", "33.mttq", "--mail", " moi@hung-yen.example ", "--name", "Nguyễn Thị Mẫu")
    changed = told(seeded("account", "change", "chuyen-vien.so-y-te", *words, "--yes", "--json"))

    after = account(seeded, "chuyen-vien.so-y-te")
    assert (after["id"], after["authorities"]) == (before["id"], ["33.mttq"])
    assert (after["mail"], after["name"]) == ("moi@hung-yen.example", "Nguyễn Thị Mẫu")
    assert changed["changed"] is True
    assert [one["field"] for one in changed["changes"]] == ["name", "mail", "authorities"]
    assert any("33.so-y-te lại tính là chưa giao" in one for one in changed["follows"])


def test_it_shows_and_asks_and_changes_nothing_unless_agreed(seeded: Run) -> None:
    before = account(seeded, "chuyen-vien.mttq")
    words = ("account", "change", "chuyen-vien.mttq", "--name", "Lê Văn Mẫu")

    shown = seeded(*words, "--dry-run")
    refused = [seeded(*words, typed="khong\n"), seeded(*words, typed=""), seeded(*words, "--json")]
    unchanged = account(seeded, "chuyen-vien.mttq")
    agreed = seeded(*words, typed="Có\n")

    assert "→ Lê Văn Mẫu" in shown.stdout
    assert [one.exit_code for one in refused] == [1, 1, 1]
    assert "--yes" in refused[0].stderr
    assert unchanged == before
    assert agreed.exit_code == 0
    assert account(seeded, "chuyen-vien.mttq")["name"] == "Lê Văn Mẫu"


def test_a_deputys_paper_ends_where_the_deputy_goes(seeded: Run) -> None:
    changed = told(seeded("account", "change", "pho.so-y-te", "--authority", "33.mttq", "--yes", "--json"))

    shown = told(seeded("deputy", "show", "pho.so-y-te", "--json"))["authorisations"]
    listed = seeded("account", "show", "pho.so-y-te").stdout
    assert changed["authorisations_ended"] == 1
    assert [one["in_force"] for one in shown] == [False]
    assert "đã kết thúc sớm" in seeded("deputy", "show", "pho.so-y-te").stdout
    assert "cấp phó không có ủy quyền còn hiệu lực" in listed


def test_a_locked_deputy_has_no_paper_when_unlocked(seeded: Run) -> None:
    locked = told(seeded("account", "lock", "pho.mttq", "--json"))
    seeded("account", "unlock", "pho.mttq")

    [paper] = told(seeded("deputy", "show", "pho.mttq", "--json"))["authorisations"]
    assert locked["authorisations_ended"] == 1
    assert paper["in_force"] is False


def test_a_submitter_who_becomes_an_officer_leaves_the_unit(seeded: Run) -> None:
    words = ("account", "change", "nop.mttq", "--role", "officer", "--authority", "33.mttq", "--yes")

    assert seeded(*words).exit_code == 0
    after = account(seeded, "nop.mttq")
    assert (after["roles"], after["unit"], after["authorities"]) == (["officer"], None, ["33.mttq"])


def test_changing_to_what_it_is_changes_nothing(seeded: Run) -> None:
    before = account(seeded, "van-hanh")

    done = told(seeded("account", "change", "van-hanh", "--name", str(before["name"]), "--json"))

    assert (done["changed"], done["changes"], account(seeded, "van-hanh")) == (False, [], before)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--mail", "x"), "địa chỉ thư"),
        (("--unit", "33.khong-co"), "33.khong-co"),
        (("--unit", ""), "nêu mã đơn vị"),
        (("--name", "  "), "họ và tên"),
        (("--role", "head"), "nêu mã cơ quan"),
        (("--role", "head", "--authority", "33.khong-co"), "33.khong-co"),
    ],
)
def test_a_change_that_would_make_it_useless_is_refused(seeded: Run, words: tuple[str, ...], why: str) -> None:
    before = account(seeded, "nop.so-noi-vu")

    refused = seeded("account", "change", "nop.so-noi-vu", *words, "--yes")

    assert refused.exit_code == 1
    assert why in refused.stderr
    assert account(seeded, "nop.so-noi-vu") == before


def test_without_a_wish_it_says_what_can_be_changed(seeded: Run) -> None:
    refused = seeded("account", "change", "nop.so-noi-vu")

    assert refused.exit_code == 2
    assert "--mail" in refused.stderr


def test_a_mail_with_blanks_around_is_taken_trimmed(seeded: Run) -> None:
    words = ("account", "add", "them.mau", "--name", "Trần Mẫu", "--role", "operator", "--mail", " x@y.example ")

    assert seeded(*words).exit_code == 0
    assert account(seeded, "them.mau")["mail"] == "x@y.example"


def test_lists_name_what_they_list(seeded: Run) -> None:
    assert "Sở Y tế" in seeded("authority", "list").stdout
    assert "33.so-y-te (Sở Y tế" in seeded("account", "show", "lanh-dao.so-y-te").stdout
