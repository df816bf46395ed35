"""Where the nominee of a row lives or is: by its column of communes, its address, its code, or what the name says."""

from dataclasses import replace

from services.intake.domain.lists.lines import Line
from services.intake.domain.lists.names import Name
from services.intake.domain.lists.people import PersonReader
from services.intake.domain.lists.places import Communes, Found, PlaceReader
from services.intake.domain.lists.preview import Field
from services.intake.domain.lists.remarks import Remarks
from shared.files.sheets import Cell, Kind, Sheet
from shared.text.seen import compose_line


def read_home(sheet: Sheet, communes: Communes, person: PersonReader, name: Name, remarks: Remarks) -> Found:
    """The place; a code beside it, hidden or not, decides nothing, and is held against it."""
    cells, reader = person.cells, PlaceReader(communes, remarks)
    commune, address = cells.get(Field.COMMUNE), cells.get(Field.ADDRESS)
    if commune is not None:
        found = reader.read(commune, is_address=False)
        found = replace(found, address=compose_line(address.text) if address is not None else "")
    elif address is not None:
        found = reader.read(address, is_address=True)
    elif Field.COMMUNE_CODE in cells:
        return reader.read(_as_text(cells[Field.COMMUNE_CODE]), is_address=False)
    else:
        return _missing(person, name, reader, remarks)
    _hold_against_code(sheet, communes, person.line, found, remarks)
    return found


def _missing(person: PersonReader, name: Name, reader: PlaceReader, remarks: Remarks) -> Found:
    if name.address:
        cell = person.cells[Field.NAME]
        return reader.read(Cell(cell.row, cell.column, Kind.TEXT, name.address), is_address=True)
    table = person.line.table
    if table is not None and table.has(Field.COMMUNE, Field.ADDRESS):
        where = person.place_of(Field.COMMUNE, Field.ADDRESS)
        remarks.ask(where, "commune.missing", "Thiếu nơi ở hoặc nơi đóng: xã, phường, thị trấn nào?")
    return Found()


def _hold_against_code(sheet: Sheet, communes: Communes, line: Line, found: Found, remarks: Remarks) -> None:
    column = line.table.column_of.get(Field.COMMUNE_CODE, 0) if line.table is not None else 0
    cell = sheet.rows[line.row].get(column)
    told = communes.by_code.get(_as_text(cell).text) if cell is not None else None
    if cell is not None and told is not None and found.commune is not None and told.code != found.commune.code:
        say = (
            f"Mã xã {told.code} ({told.name}) khác tên xã nhìn thấy ({found.commune.name}, {found.commune.code}):"
            " theo tên nhìn thấy, đúng không?"
        )
        remarks.ask(cell.name, "commune.code", say)


def _as_text(cell: Cell) -> Cell:
    return replace(cell, kind=Kind.TEXT, value=cell.text)
