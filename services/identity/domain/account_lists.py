"""Lists of accounts as people fill them in: the rows of a sheet, and what is to be mended at which cell."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.identity.domain.catalogue import Bodies, Catalogue, problems_of
from shared.directory.bodies import Account
from shared.directory.roles import ROLE_NAMES, Role
from shared.files.forms import Form, FormColumn
from shared.files.sheets import Book, Sheet, column_name
from shared.refusals import FieldProblem, InvalidError
from shared.text.addresses import MailAddressError, read_address
from shared.text.folding import fold
from shared.text.seen import compose_line
from shared.text.typed import NotReadError, read_choice

MOST_ROWS, MOST_LETTERS = 500, 300
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("ho va ten", "ho ten", "name"),
    "username": ("ten dang nhap", "username"),
    "roles": ("vai tro", "roles"),
    "unit": ("don vi", "ma don vi", "unit"),
    "authorities": ("co quan", "ma co quan", "authorities"),
    "mail": ("dia chi thu", "thu dien tu", "email", "mail"),
}
_NEEDED = ("name", "username", "roles", "mail")
_LOOKED_AT = 15
_EXAMPLE = "Ví dụ"
_NO_LIST = "Không thấy dòng tiêu đề có cột Họ và tên, Tên đăng nhập, Vai trò, Địa chỉ thư. Tải mẫu rồi điền vào mẫu."
_NO_ROWS = "Danh sách chưa có dòng nào dưới dòng tiêu đề. Điền ít nhất một dòng rồi chọn tệp lại."
_TOO_MANY = f"Danh sách có hơn {MOST_ROWS} dòng. Chia thành nhiều tệp, mỗi tệp tối đa {MOST_ROWS} dòng."
_MAIL = "Nhập địa chỉ thư: chủ tài khoản đặt mật khẩu bằng liên kết trong thư gửi đến đó."
_ROLE_CHOICES = {role.value: name for role, name in ROLE_NAMES.items()}


@dataclass(frozen=True)
class ListRow:
    """A row as it was typed: its number in the sheet, and its texts by field."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class AccountList:
    """The rows of a list, and in which column each field stands."""

    columns: Mapping[str, str]
    rows: Sequence[ListRow]

    def cell(self, row: ListRow, field: str) -> str:
        """As people name the cell: `B12`; the row where the list has no such column."""
        return f"{self.columns[field]}{row.number}" if field in self.columns else f"dòng {row.number}"


@dataclass(frozen=True)
class JudgedRow:
    """A row with the account that it says; what is to be mended, by field, where it says none."""

    row: ListRow
    account: Account
    problems: Sequence[FieldProblem]


def read_rows(book: Book) -> AccountList:
    """The rows of the first sheet with the headings of a list; the example of the form is passed over.

    Raises:
        InvalidError: There is no such sheet, or it has no rows or too many.
    """
    for sheet in book.sheets:
        found = _headings(sheet)
        if found:
            number, columns = found
            rows = _rows(sheet, number, columns)
            if not rows or len(rows) > MOST_ROWS:
                raise InvalidError([FieldProblem("file", _TOO_MANY if rows else _NO_ROWS)])
            return AccountList({field: column_name(column) for field, column in columns.items()}, rows)
    raise InvalidError([FieldProblem("file", _NO_LIST)])


def judge(rows: Sequence[ListRow], catalogue: Catalogue) -> Sequence[JudgedRow]:
    """Each row with its account, and everything that is to be mended in it."""
    names = Counter(_username(row) for row in rows if _username(row))
    return [_judge(row, catalogue, is_repeated=names[_username(row)] > 1) for row in rows]


def form_of(catalogue: Catalogue) -> Form:
    """The list to download and fill in."""
    return Form(
        columns=(
            FormColumn("STT", 8, "Số thứ tự; bỏ trống cũng được.", _EXAMPLE),
            FormColumn("Họ và tên", 28, "Họ và tên của người dùng tài khoản.", "Nguyễn Thị Mẫu", is_required=True),
            FormColumn(
                "Tên đăng nhập",
                26,
                "Chữ thường không dấu, chữ số, dấu chấm, gạch nối; chưa ai dùng.",
                "cv.mau.so-y-te",
                is_text=True,
                is_required=True,
            ),
            FormColumn(
                "Vai trò",
                26,
                "Một vai trò trong danh mục; nhiều vai trò thì ghi cách nhau bằng dấu chấm phẩy.",
                ROLE_NAMES[Role.OFFICER],
                choices="Vai trò",
                is_required=True,
            ),
            FormColumn("Đơn vị", 36, "Với người nộp hồ sơ: mã hoặc tên đơn vị.", ""),
            FormColumn(
                "Cơ quan",
                36,
                "Với vai trò của cơ quan: mã hoặc tên cơ quan; nhiều cơ quan thì cách nhau bằng dấu chấm phẩy.",
                "Sở Y tế",
                choices="Cơ quan",
            ),
            FormColumn(
                "Địa chỉ thư",
                32,
                "Liên kết đặt mật khẩu được gửi đến đây.",
                "mau@hungyen.example",
                is_text=True,
                is_required=True,
            ),
        ),
        example_mark=_EXAMPLE,
        explanation=(
            "Mỗi dòng là một tài khoản. Nhập từ dòng 3; dòng “Ví dụ” không được đọc.",
            "Chưa có gì được lưu khi chọn tệp: hệ thống cho xem từng dòng, ô nào cần sửa và cách sửa.",
            f"Mỗi tệp tối đa {MOST_ROWS} dòng. Tệp .xlsx, .xls, .ods hoặc .csv (UTF-8, UTF-16) đều đọc được.",
        ),
        lists={
            "Vai trò": tuple(_ROLE_CHOICES.values()),
            "Cơ quan": tuple(catalogue.authorities.show(code) for code in sorted(catalogue.authorities.names)),
        },
        rows=MOST_ROWS,
    )


def _headings(sheet: Sheet) -> tuple[int, Mapping[str, int]] | None:
    for number, cells in list(sheet.rows.items())[:_LOOKED_AT]:
        columns: dict[str, int] = {}
        for column, cell in cells.items():
            heading = fold(cell.text)
            field = next((field for field, headings in _HEADINGS.items() if heading in headings), None)
            if field:
                columns.setdefault(field, column)
        if all(field in columns for field in _NEEDED):
            return number, columns
    return None


def _rows(sheet: Sheet, heading: int, columns: Mapping[str, int]) -> list[ListRow]:
    rows = []
    for number, cells in sheet.rows.items():
        if number <= heading or any(fold(cell.text) == fold(_EXAMPLE) for cell in cells.values()):
            continue
        texts = {
            field: compose_line(cells[column].text)[: MOST_LETTERS + 1]
            for field, column in columns.items()
            if column in cells
        }
        if any(texts.values()):
            rows.append(ListRow(number, texts))
    return rows


def _judge(row: ListRow, catalogue: Catalogue, *, is_repeated: bool) -> JudgedRow:
    problems: list[FieldProblem] = [
        FieldProblem(field, f"Ghi không quá {MOST_LETTERS} ký tự.")
        for field, text in row.cells.items()
        if len(text) > MOST_LETTERS
    ]
    units = _bodies("unit", row, catalogue.units, problems)
    account = Account(
        id="",
        username=_username(row),
        name=row.cells.get("name", ""),
        roles=_roles(row, problems),
        unit=next(iter(units), None),
        authorities=frozenset(_bodies("authorities", row, catalogue.authorities, problems)),
        mail=_mail(row, problems),
    )
    if is_repeated:
        problems.append(FieldProblem("username", "Tên đăng nhập này đứng ở hai dòng. Giữ ở một dòng."))
    known = {problem.field for problem in problems}
    problems += [problem for problem in problems_of(account, catalogue) if problem.field not in known]
    return JudgedRow(row, account, problems)


def _username(row: ListRow) -> str:
    return row.cells.get("username", "").casefold()


def _roles(row: ListRow, problems: list[FieldProblem]) -> frozenset[Role]:
    roles = set()
    for part in _parts(row, "roles"):
        try:
            roles.add(Role(read_choice(part, _ROLE_CHOICES)))
        except NotReadError as refusal:
            problems.append(FieldProblem("roles", refusal.message))
    return frozenset(roles)


def _bodies(field: str, row: ListRow, bodies: Bodies, problems: list[FieldProblem]) -> list[str]:
    codes = []
    for part in _parts(row, field):
        try:
            codes.append(bodies.read(part))
        except NotReadError as refusal:
            problems.append(FieldProblem(field, refusal.message))
    return codes


def _mail(row: ListRow, problems: list[FieldProblem]) -> str | None:
    typed = row.cells.get("mail", "")
    if not typed:
        problems.append(FieldProblem("mail", _MAIL))
        return None
    try:
        return read_address(typed)
    except MailAddressError as error:
        problems.append(FieldProblem("mail", str(error)))
        return None


def _parts(row: ListRow, field: str) -> list[str]:
    return [part for part in (each.strip() for each in row.cells.get(field, "").split(";")) if part]
