"""The shipped data is whole, and a fault in it is told with file, key and remedy."""

import re
import shutil
from pathlib import Path

import pytest

from shared.directory.bodies import Authority
from shared.directory.loading import DATA, load_directory
from shared.directory.roles import Role
from shared.directory.rows import TableError
from shared.events.words import Level

SHIPPED = load_directory()
BY_CODE = {authority.code: authority for authority in SHIPPED.authorities}


def test_the_province_is_all_there() -> None:
    kinds = [commune.kind for commune in SHIPPED.communes]
    districts = [authority for authority in SHIPPED.authorities if authority.levels == (Level.DISTRICT,)]

    assert (kinds.count("xã"), kinds.count("phường"), kinds.count("thị trấn")) == (139, 14, 8)
    assert len(districts) == 10
    assert {commune.authority for commune in SHIPPED.communes} <= BY_CODE.keys()


@pytest.mark.parametrize(
    ("code", "name", "head"),
    [
        ("33.327.12079", "UBND xã Yên Phú", "Chủ tịch UBND xã Yên Phú"),
        ("33.323.11953", "UBND phường Hiến Nam", "Chủ tịch UBND phường Hiến Nam"),
        ("33.327.12052", "UBND thị trấn Yên Mỹ", "Chủ tịch UBND thị trấn Yên Mỹ"),
        ("33.327", "UBND huyện Yên Mỹ", "Chủ tịch UBND huyện Yên Mỹ"),
        ("33.328", "UBND thị xã Mỹ Hào", "Chủ tịch UBND thị xã Mỹ Hào"),
        ("33.323", "UBND thành phố Hưng Yên", "Chủ tịch UBND thành phố Hưng Yên"),
        ("33.so-y-te", "Sở Y tế", "Giám đốc Sở Y tế"),
        ("33.chu-tich", "Chủ tịch UBND tỉnh Hưng Yên", "Chủ tịch UBND tỉnh"),
    ],
)
def test_bodies_and_their_heads_bear_their_names(code: str, name: str, head: str) -> None:
    assert (BY_CODE[code].name, BY_CODE[code].head_title) == (name, head)


@pytest.mark.parametrize(
    "code",
    [
        "33.so-y-te",
        "33.so-noi-vu",
        "33.so-tt-tt",
        "33.van-phong-ubnd",
        "33.mttq",
        "33.chu-thap-do",
        "33.ubnd",
        "33.chu-tich",
        "33.hoi-dong",
        "00.ban-tdkt",
        "00.thu-tuong",
        "00.chu-tich-nuoc",
    ],
)
def test_every_body_that_the_plan_names_is_there(code: str) -> None:
    assert code in BY_CODE


def test_the_chairman_has_people_of_his_own() -> None:
    assert BY_CODE["33.chu-tich"].worked_by is None


def test_home_affairs_records_the_answers_of_the_centre() -> None:
    state = [authority for authority in SHIPPED.authorities if Level.STATE in authority.levels]

    assert {authority.worked_by for authority in state if authority.code.startswith("00.")} == {"33.so-noi-vu"}


def test_every_department_is_a_block_member_and_a_unit() -> None:
    units = {unit.code: unit.managed_by for unit in SHIPPED.units}
    members = [authority for authority in SHIPPED.authorities if authority.block]

    assert len(members) == 39 + 10
    assert all(units[member.code] == member.code for member in members)
    assert {member.block for member in members} == set(SHIPPED.blocks)


def chain(code: str) -> list[Authority]:
    found = []
    above: str | None = code
    while above is not None:
        found.append(BY_CODE[above])
        above = None if found[-1].block else found[-1].parent
    return found


def test_every_units_chain_ends_at_a_member_of_a_block() -> None:
    for unit in (*SHIPPED.units, *SHIPPED.demo_units):
        assert chain(unit.managed_by)[-1].block, unit.code


def test_every_role_and_kind_of_body_has_somebody_to_try_it_with() -> None:
    accounts = SHIPPED.demo_accounts
    levels = {level for one in accounts for code in one.authorities for level in BY_CODE[code].levels}
    kinds = {unit.kind for unit in (*SHIPPED.units, *SHIPPED.demo_units) if unit.code in {one.unit for one in accounts}}

    assert {role for one in accounts for role in one.roles} == set(Role)
    assert levels == set(Level)
    assert len(kinds) == 5
    assert all(one.demo for one in accounts)


def test_no_address_of_the_demo_leads_to_a_real_mailbox() -> None:
    units = (*SHIPPED.units, *SHIPPED.demo_units)
    addresses = [unit.mailbox for unit in units] + [one.mail for one in SHIPPED.demo_accounts]

    assert all(address is not None and address.endswith(".example") for address in addresses)


FAULTS = [
    ("communes.csv", "11950,Phường Lam Sơn,phường,323", "1195,Phường Lam Sơn,phường,323", "dòng 2, cột “code”"),
    ("communes.csv", "11950,Phường Lam Sơn,phường,323", "11950,Phường Lam Sơn,phố,323", "chọn một trong: xã"),
    ("communes.csv", "11950,Phường Lam Sơn,phường,323", "11950,Phường Lam Sơn,phường,399", "huyện mã “399”"),
    ("communes.csv", "11950,Phường Lam Sơn,phường,323", "11950,Phường Lam Sơn,phường", "có 3 ô, cần 4"),
    ("communes.csv", "11953,", "11950,", "“11950” xuất hiện 2 lần"),
    ("communes.csv", "code,name", "ma,name", "các cột phải là"),
    ("communes.csv", "Phường Lam Sơn", '"Phường Lam Sơn', "dấu ngoặc kép"),
    ("districts.csv", "dia-phuong", "dia-phuonq", "“dia-phuonq” trong blocks.toml"),
    ("bodies.toml", 'code = "33.so-y-te"', 'code = "Sở Y tế"', "chưa đúng dạng mã"),
    ("bodies.toml", 'levels = ["department"]', 'levels = ["sở"]', "commune, district"),
    ("bodies.toml", 'worked_by = "33.so-noi-vu"', 'worked_by = "33.so-noi-bo"', "“33.so-noi-bo”"),
    ("bodies.toml", 'block = "kinh-te"', 'block = "kinh-doanh"', "“kinh-doanh”"),
    ("bodies.toml", 'sign = "SYT"', 'sign = ""', "mục “33.so-y-te”, cột “sign”"),
    ("bodies.toml", 'name = "Sở Y tế"', 'name = ""', "mục “33.so-y-te”, cột “name”"),
    ("bodies.toml", "schema = 1", "schema = 2", "ghi schema = 1"),
    ("bodies.toml", "schema = 1", "schema = = 1", "cú pháp TOML"),
    ("units.csv", "su-nghiep,33.so-y-te", "su-nghiep,33.so-y-thuat", "chưa có cơ quan “33.so-y-thuat”"),
    ("units.csv", "su-nghiep", "su-nghiepp", "cột “kind”: chọn một trong"),
    ("units.csv", "van-thu@ttyt-yen-my.hung-yen.example", "van-thu", "nhập địa chỉ thư"),
    ("demo-accounts.csv", "submitter,33.so-y-te.ttyt-yen-my", "submitter,33.so-y-te.ttyt", "“33.so-y-te.ttyt”"),
    ("demo-accounts.csv", "deputy,,33.so-y-te,2099-12-31", "deputy,,33.so-y-te,", "ngày hết ủy quyền"),
    ("demo-accounts.csv", "2099-12-31", "2099-02-30", "ngày có thật"),
    ("demo-accounts.csv", ",operator,", ",admin,", "cột “roles”"),
    ("dataset.toml", "valid_from = 2021-09-10", "", "dataset.toml, valid_from"),
]


@pytest.mark.parametrize(("file", "old", "new", "told"), FAULTS, ids=[f"{row[0]}: {row[3]}" for row in FAULTS])
def test_a_fault_is_told_with_its_file_its_key_and_what_to_write(
    tmp_path: Path, file: str, old: str, new: str, told: str
) -> None:
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
    broken = (tmp_path / file).read_text(encoding="utf-8")
    (tmp_path / file).write_text(broken.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(TableError, match=re.escape(told)) as caught:
        load_directory(tmp_path)

    assert old in broken
    assert any(file in fault and told in fault for fault in caught.value.faults)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
    for file in ("units.csv", "demo-units.csv"):
        text = (tmp_path / file).read_text(encoding="utf-8")
        (tmp_path / file).write_text(text.replace("su-nghiep", "?", 1), encoding="utf-8")

    with pytest.raises(TableError) as caught:
        load_directory(tmp_path)

    assert len(caught.value.faults) == 2
