"""Units as rows of a CSV file, the same for the shipped data and for what an administrator imports."""

from collections.abc import Collection

from shared.directory.bodies import Unit, UnitKind
from shared.directory.rows import Row, read_csv, repeated

COLUMNS = ("code", "name", "kind", "managed_by", "commune", "mailbox")
_OPTIONAL = ("commune", "mailbox")
# What people write over the columns instead.
_HEADINGS = {
    "code": ("mã", "mã đơn vị"),
    "name": ("tên", "tên đơn vị"),
    "kind": ("loại", "loại đơn vị"),
    "managed_by": ("cơ quan quản lý", "mã cơ quan quản lý"),
    "commune": ("xã", "mã xã", "mã xã, phường, thị trấn"),
    "mailbox": ("hộp thư", "hộp thư công vụ", "thư điện tử", "email", "mail"),
}


def read_units(
    content: bytes | str, file: str, authorities: Collection[str], communes: Collection[str], faults: list[str]
) -> list[Unit]:
    """The units; what is wrong with any of them is added to `faults`."""
    rows = read_csv(content, file, COLUMNS, faults, _HEADINGS, _OPTIONAL)
    units = [unit_of(row, authorities, communes) for row in rows]
    faults += repeated(file, [unit.code for unit in units])
    return units


def unit_of(row: Row, authorities: Collection[str], communes: Collection[str]) -> Unit:
    """The unit in a row, checked against the codes that exist."""
    unit = Unit(
        code=row.code("code"),
        name=row.text("name"),
        kind=row.choice("kind", UnitKind, UnitKind.AGENCY),
        managed_by=row.code("managed_by"),
        commune=row.commune("commune"),
        mailbox=row.mail("mailbox"),
    )
    if unit.managed_by and unit.managed_by not in authorities:
        row.fault("managed_by", f"chưa có cơ quan “{unit.managed_by}” trong danh mục; nhập mã cơ quan quản lý đơn vị.")
    if unit.commune and unit.commune not in communes:
        row.fault("commune", f"tỉnh không có xã, phường, thị trấn mã “{unit.commune}”.")
    if unit.code in authorities and unit.managed_by != unit.code:
        row.fault("managed_by", "đơn vị này chính là một cơ quan trong danh mục, nên ghi lại mã của chính nó.")
    return unit
