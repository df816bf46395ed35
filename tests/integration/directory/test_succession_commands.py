"""Units, authorities and communes that end and are succeeded by command: who sees and does what on which day."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date

import pytest
from click.testing import Result

from services.identity.adapters.credentials import MongoCredentials
from services.intake.adapters.registry import DirectoryRegistry
from shared.identity.viewer import Viewer, view
from shared.mongo.addressees import DirectoryAddresses
from shared.mongo.client import Database, connect
from shared.mongo.directory import Directory
from shared.mongo.staff import MongoStaff
from shared.refusals import NotAllowedError
from tests.integration.directory.test_admin_command import Run, runner, told
from tests.servers.fresh import FreshDatabases

Do = Callable[..., Awaitable[Result]]
OLD, NEW = "33.so-y-te", "33.so-y-te-moi"
ADD = (
    *("--name", "Sở Y tế và Dân số", "--level", "department"),
    *("--head-title", "Giám đốc Sở", "--block", "van-hoa-xa-hoi"),
)
TODAY = date.today()  # noqa: DTZ011 - the command's own days are far from midnight
PAST, COMING = "2021-12-01", f"{TODAY.year + 1}-06-01"


@pytest.fixture
def run(databases: FreshDatabases) -> Run:
    """The command on a seeded directory of its own."""
    command = runner(databases)
    assert command("seed").exit_code == 0
    return command


@pytest.fixture
def do(run: Run) -> Do:
    """The command beside the loop of the test, since it runs one of its own."""

    async def command(*words: str) -> Result:
        return await asyncio.to_thread(run, *words)

    return command


@pytest.fixture
async def directory(databases: FreshDatabases) -> AsyncIterator[Database]:
    client = connect(databases.url("identity"))
    yield client[databases.name("directory")]
    client.close()


def fresh(directory: Database) -> Directory:
    return Directory(directory, remembered_seconds=0)


async def seen(directory: Database, username: str, day: date = TODAY) -> Viewer:
    account = await MongoCredentials(directory).account_named(username)
    assert account is not None
    return view(account, await fresh(directory).authorities_on(day), await fresh(directory).units_on(day))


async def test_a_units_people_dossiers_and_mails_are_its_successors(do: Do, directory: Database) -> None:
    old, new = "33.so-y-te.ttyt-yen-my", "33.so-y-te.cdc"

    done = told(await do("unit", "succeed", old, new, "--on", PAST, "--yes", "--json"))

    viewer = await seen(directory, "nop.ttyt-yen-my")
    unit, submitter = await DirectoryAddresses(directory, remembered_seconds=0)(old, viewer.account)
    words = ("account", "add", "nop.mau", "--name", "Mẫu", "--role", "submitter", "--unit", old)
    added = await do(*words)
    assert added.exit_code == 1
    assert f"mã kế thừa: {new}" in added.stderr
    assert done["changed"] is True
    assert (viewer.unit, viewer.units) == (new, {old, new})
    assert unit.address == "van-thu@cdc.hung-yen.example"
    assert submitter.address == "nop.ttyt-yen-my@hung-yen.example"
    with pytest.raises(NotAllowedError, match="đơn vị kế thừa"):
        await DirectoryRegistry(fresh(directory)).unit(old)
    assert "kế thừa: 33.so-y-te.cdc" in (await do("unit", "list", "--managed-by", OLD)).stdout


async def test_what_comes_later_changes_nothing_today(do: Do, directory: Database) -> None:
    old, new = "33.so-y-te.ttyt-yen-my", "33.so-y-te.cdc"

    await do("unit", "succeed", old, new, "--on", COMING, "--yes")

    today, then = await seen(directory, "nop.ttyt-yen-my"), date.fromisoformat(COMING)
    assert (today.unit, today.units) == (old, {old})
    assert (await seen(directory, "nop.ttyt-yen-my", then)).unit == new
    assert (await DirectoryRegistry(fresh(directory)).unit(old)).code == old


async def test_an_authoritys_work_goes_to_its_successors_people(do: Do, directory: Database) -> None:
    await do("authority", "add", NEW, *ADD)
    foretold = told(await do("authority", "succeed", OLD, NEW, "--on", PAST, "--dry-run", "--json"))
    before = await seen(directory, "lanh-dao.so-y-te")

    await do("authority", "succeed", OLD, NEW, "--on", PAST, "--yes")
    after = await seen(directory, "lanh-dao.so-y-te")
    await do("account", "change", "lanh-dao.so-y-te", "--authority", NEW, "--yes")

    moved = await seen(directory, "lanh-dao.so-y-te")
    assert (foretold["changed"], before.authorities) == (False, {OLD})
    assert any("chuyen-vien.so-y-te" in one for one in foretold["follows"])
    assert after.authorities == frozenset()
    assert "kết thúc hoạt động" in after.over
    assert moved.authorities == {OLD, NEW}
    assert [one.username for one in await MongoStaff(directory).of(frozenset({OLD}))] == ["lanh-dao.so-y-te"]


async def test_new_dossiers_pass_the_successor(do: Do, directory: Database) -> None:
    await do("authority", "add", NEW, *ADD)
    await do("authority", "succeed", OLD, NEW, "--on", PAST, "--yes")

    registry = DirectoryRegistry(fresh(directory))
    unit = await registry.unit("33.so-y-te.ttyt-yen-my")
    succession = await registry.succession({OLD, "33.mttq"}, {"12079"}, TODAY)
    addressee = await registry.addressee(OLD)
    assert [one.code for one in unit.chain] == [NEW]
    assert {code: heir.code for code, heir in succession.heirs.items()} == {OLD: NEW}
    assert addressee is not None
    assert addressee.name == "Sở Y tế và Dân số"


async def test_an_end_can_be_taken_back(do: Do, directory: Database) -> None:
    await do("authority", "end", OLD, "--on", PAST, "--yes")
    succession = await DirectoryRegistry(fresh(directory)).succession({OLD}, frozenset(), TODAY)

    await do("authority", "open", OLD)

    assert succession.over == {OLD: None}
    assert (await seen(directory, "lanh-dao.so-y-te")).authorities == {OLD}


async def test_a_new_name_holds_from_its_day_and_survives_loading(do: Do, directory: Database) -> None:
    await do("authority", "rename", OLD, "--name", "Sở Y tế mẫu", "--on", PAST, "--yes")
    await do("authority", "rename", "33.mttq", "--name", "Mặt trận mẫu", "--on", COMING, "--yes")
    await do("unit", "close", "33.so-y-te.cdc")
    first, second = [told(await do("seed", "--json")) for _ in range(2)]

    names = [(await fresh(directory).authority(code)).name for code in (OLD, "33.mttq")]
    assert names == ["Sở Y tế mẫu", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh"]
    assert first["authorities"] == second["authorities"] == {"added": 0, "changed": 0}


async def test_a_commune_is_succeeded_for_what_happens_from_then_on(do: Do, directory: Database) -> None:
    await do("commune", "add", "12999", "--name", "Xã Mẫu", "--kind", "xã", "--district", "327", "--from", PAST)
    await do("commune", "succeed", "12079", "12999", "--on", PAST, "--yes")

    passing = (await DirectoryRegistry(fresh(directory)).succession(frozenset(), {"12079", "12999"}, TODAY)).passing
    assert passing["12079"].problem(date(2021, 11, 30), TODAY) == ""
    assert "Chọn Xã Mẫu (12999)" in passing["12079"].problem(date(2021, 12, 1), TODAY)
    assert passing["12999"].problem(date(2021, 10, 1), date(2021, 11, 30)) != ""
    assert "kế thừa: 12999" in (await do("commune", "list", "--district", "327")).stdout


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("authority", "succeed", OLD, "33.327"), "không xét ở cấp sở, ban, ngành, đoàn thể tỉnh"),
        (("authority", "succeed", OLD, OLD), "không tự kế thừa mình"),
        (("authority", "succeed", OLD, OLD), "Chọn cơ quan khác"),
        (("authority", "succeed", OLD, "33.khong-co"), "thidua authority list"),
        (("unit", "succeed", "33.khong-co", "33.mttq"), "thidua unit list"),
        (("commune", "succeed", "12079", "99999"), "thidua commune list"),
        (("commune", "end", "99999"), "thidua commune list"),
    ],
)
def test_what_cannot_be_succeeded_is_refused(run: Run, words: tuple[str, ...], why: str) -> None:
    refused = run(*words, "--on", PAST, "--yes")

    assert refused.exit_code == 1
    assert why in refused.stderr


def test_no_circle_and_no_day_out_of_all_bounds(run: Run) -> None:
    run("unit", "succeed", "33.so-y-te.cdc", "33.so-y-te.ttyt-yen-my", "--on", PAST, "--yes")

    circle = run("unit", "succeed", "33.so-y-te.ttyt-yen-my", "33.so-y-te.cdc", "--on", PAST, "--yes")
    days = [run("authority", "end", OLD, "--on", day, "--yes") for day in ("1921-01-01", "2921-01-01")]

    assert circle.exit_code == 1
    assert [one.exit_code for one in days] == [1, 1]
    assert all("Chọn ngày từ" in one.stderr for one in days)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("Sở Mới",), "Viết mã như"),
        (("33.so.y-te",), "dấu chấm thành gạch"),
        (("33.so-moi", "--parent", "33.khong-co"), "33.khong-co"),
        (("33.so-moi", "--block", "khong-co"), "khong-co"),
        ((OLD,), "Đã có cơ quan"),
    ],
)
def test_an_authority_that_does_not_fit_is_not_added(run: Run, words: tuple[str, ...], why: str) -> None:
    refused = run("authority", "add", *words, *ADD[:6])

    assert refused.exit_code == 1
    assert why in refused.stderr


async def test_who_moves_to_another_unit_reads_no_mails_of_the_first(do: Do, directory: Database) -> None:
    addresses = DirectoryAddresses(directory, remembered_seconds=0)
    unit = "33.327.12079.doan-thanh-nien"
    account = (await seen(directory, "nop.doan-yen-phu")).account
    before = await addresses(unit, account)

    await do("account", "change", "nop.doan-yen-phu", "--unit", "33.so-y-te.cdc", "--yes", "--json")

    after = await addresses(unit, account)
    assert [one.address for one in before] == [before[0].address, "nop.doan-yen-phu@hung-yen.example"]
    assert [one.address for one in after] == [before[0].address, ""]


async def test_an_officer_has_no_unit_and_is_reached_all_the_same(do: Do, directory: Database) -> None:  # noqa: ARG001  seeds the directory
    account = (await seen(directory, "chuyen-vien.xa-yen-phu")).account

    _, officer = await DirectoryAddresses(directory, remembered_seconds=0)("33.327.12079", account)

    assert officer.address == "chuyen-vien.xa-yen-phu@hung-yen.example"
