"""The directory's data files as checked values; a fault is told with file, key and what to write instead."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shared.directory.authorising import Authorisation
from shared.directory.bodies import Account, Authority, Commune, Unit, UnitKind
from shared.directory.checking import authority_faults, demo_faults
from shared.directory.demo import demo_people
from shared.directory.rows import Row, TableError, read_csv, repeated
from shared.directory.units_table import read_units
from shared.events.words import Level

DATA = Path(__file__).parent / "data"
SCHEMA = 1
HEADS = {"xã": "Chủ tịch UBND xã", "phường": "Chủ tịch UBND phường", "thị trấn": "Chủ tịch UBND thị trấn"}
_DISTRICT_HEADS = {
    "huyện": "Chủ tịch UBND huyện",
    "thị xã": "Chủ tịch UBND thị xã",
    "thành phố": "Chủ tịch UBND thành phố",
}


@dataclass(frozen=True)
class DirectoryData:
    """Everything that a new system knows, valid from a date."""

    name: str
    valid_from: date
    blocks: Mapping[str, str]
    authorities: tuple[Authority, ...]
    communes: tuple[Commune, ...]
    units: tuple[Unit, ...]
    demo_units: tuple[Unit, ...]
    demo_accounts: tuple[Account, ...]
    demo_authorisations: tuple[Authorisation, ...]


def load_directory(folder: Path = DATA) -> DirectoryData:
    """The data in `folder`.

    Raises:
        TableError: Files hold faults; all of them are listed.
    """
    faults: list[str] = []
    head = _toml(folder, "dataset.toml", faults)
    valid_from = head.get("valid_from")
    if not isinstance(valid_from, date):
        faults.append("dataset.toml, valid_from: ghi ngày bắt đầu áp dụng, ví dụ 2021-09-10.")
        valid_from = date.max
    blocks = {str(item.get("code")): str(item.get("name")) for item in _items(folder, "blocks.toml", "block", faults)}
    communes = _communes(folder, faults)
    bodies = [Row("bodies.toml", _key(item), item, faults) for item in _items(folder, "bodies.toml", "body", faults)]
    authorities = _authorities(folder, bodies, communes, faults)
    faults += authority_faults(authorities, blocks, {commune.district for commune in communes})
    own = _own_units(bodies, authorities, str(head.get("mail_domain")))
    units, demo_units, (accounts, authorisations) = _under(folder, own, authorities, communes, faults)
    if faults:
        raise TableError(faults)
    return DirectoryData(
        name=str(head.get("name")),
        valid_from=valid_from,
        blocks=blocks,
        authorities=tuple(authorities),
        communes=tuple(communes),
        units=(*own, *units),
        demo_units=tuple(demo_units),
        demo_accounts=tuple(accounts),
        demo_authorisations=tuple(authorisations),
    )


def _authorities(
    folder: Path, bodies: Sequence[Row], communes: Sequence[Commune], faults: list[str]
) -> list[Authority]:
    districts = read_csv(_text(folder, "districts.csv"), "districts.csv", ("code", "name", "kind", "block"), faults)
    return [
        *(_body(row) for row in bodies),
        *(_district(row) for row in districts),
        *(_commune_authority(commune) for commune in communes),
    ]


def _under(
    folder: Path, own: Sequence[Unit], authorities: Sequence[Authority], communes: Sequence[Commune], faults: list[str]
) -> tuple[list[Unit], list[Unit], tuple[list[Account], list[Authorisation]]]:
    """The units under the bodies, the demo's, and the demo's people."""
    codes = {authority.code for authority in authorities}
    known = {commune.code for commune in communes}
    units = read_units(_text(folder, "units.csv"), "units.csv", codes, known, faults)
    demo_units = read_units(_text(folder, "demo-units.csv"), "demo-units.csv", codes, known, faults)
    people = demo_people(_text(folder, "demo-accounts.csv"), faults)
    everything = [unit.code for unit in (*own, *units, *demo_units)]
    faults += repeated("units.csv, demo-units.csv", everything)
    faults += demo_faults(people[0], set(everything), codes)
    return units, demo_units, people


def _communes(folder: Path, faults: list[str]) -> list[Commune]:
    rows = read_csv(_text(folder, "communes.csv"), "communes.csv", ("code", "name", "kind", "district"), faults)
    communes = [
        Commune(row.commune("code") or "", row.text("name"), _any_of(row, HEADS), row.text("district")) for row in rows
    ]
    faults += repeated("communes.csv", [commune.code for commune in communes])
    return communes


def _body(row: Row) -> Authority:
    return Authority(
        code=row.code("code"),
        name=row.text("name"),
        short_name=row.text("short_name"),
        levels=row.choices("levels", Level),
        head_title=row.text("head_title"),
        parent=row.optional_code("parent"),
        block=row.optional("block"),
        worked_by=row.optional_code("worked_by"),
        sign=row.text("sign"),
    )


def _district(row: Row) -> Authority:
    name = row.text("name")
    kind = _any_of(row, _DISTRICT_HEADS)
    lower = _lower(name)
    return Authority(
        code=f"33.{row.text('code')}",
        name=f"UBND {lower}",
        short_name=name,
        levels=(Level.DISTRICT,),
        head_title=lower.replace(kind, _DISTRICT_HEADS.get(kind, ""), 1),
        parent="33.ubnd",
        block=row.optional("block"),
    )


def _commune_authority(commune: Commune) -> Authority:
    lower = _lower(commune.name)
    return Authority(
        code=commune.authority,
        name=f"UBND {lower}",
        short_name=commune.name,
        levels=(Level.COMMUNE,),
        head_title=lower.replace(commune.kind, HEADS.get(commune.kind, ""), 1),
        parent=f"33.{commune.district}",
    )


def _own_units(bodies: Sequence[Row], authorities: Sequence[Authority], mail_domain: str) -> list[Unit]:
    """Members of a khối and communes nominate people of their own: each is a unit that manages itself."""
    kinds = {
        row.text("code"): row.choice("unit_kind", UnitKind, UnitKind.AGENCY) for row in bodies if "block" in row.cells
    }
    return [
        Unit(
            code=authority.code,
            name=authority.name,
            kind=kinds.get(authority.code, UnitKind.LOCALITY),
            managed_by=authority.code,
            commune=authority.code.rpartition(".")[2] if authority.levels == (Level.COMMUNE,) else None,
            mailbox=f"van-thu@{authority.code.partition('.')[2].replace('.', '-')}.{mail_domain}",
        )
        for authority in authorities
        if authority.block or authority.levels == (Level.COMMUNE,)
    ]


def _any_of(row: Row, kinds: Mapping[str, str]) -> str:
    kind = row.text("kind")
    if kind and kind not in kinds:
        row.fault("kind", f"chọn một trong: {', '.join(kinds)}.")
    return kind


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _key(item: Mapping[str, object]) -> str:
    return f"mục “{item.get('code', 'chưa có mã')}”"


def _text(folder: Path, file: str) -> str:
    return (folder / file).read_text(encoding="utf-8")


def _toml(folder: Path, file: str, faults: list[str]) -> Mapping[str, object]:
    try:
        content = tomllib.loads(_text(folder, file))
    except tomllib.TOMLDecodeError as error:
        faults.append(f"{file}: chưa đúng cú pháp TOML ({error}).")
        return {}
    if content.get("schema") != SCHEMA:
        faults.append(f"{file}, schema: ghi schema = {SCHEMA}.")
    return content


def _items(folder: Path, file: str, name: str, faults: list[str]) -> list[Mapping[str, object]]:
    items = _toml(folder, file, faults).get(name)
    if not isinstance(items, list) or not items:
        faults.append(f"{file}: nêu ít nhất một mục [[{name}]].")
        return []
    return items
