"""What reading a list gives: frozen values that a page shows, and that become nominations once they are confirmed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from shared.events.words import NomineeKind, Sex

MOST_NOMINEES = 5_000


class RowStatus(StrEnum):
    """Whether a row comes in as it stands, after an answer, or only when its cell is mended."""

    OK = "ok"
    QUESTION = "question"
    REFUSE = "refuse"


class Field(StrEnum):
    """What a column, or a value of a row, is."""

    NUMBER = "number"
    NAME = "name"
    FORM_OF_ADDRESS = "form_of_address"
    KIND = "kind"
    BIRTH = "birth_date"
    BIRTH_DAY = "birth_day"
    BIRTH_MONTH = "birth_month"
    BIRTH_YEAR = "birth_year"
    BIRTH_OF_MAN = "birth_of_man"
    BIRTH_OF_WOMAN = "birth_of_woman"
    SEX = "sex"
    MAN = "man"
    WOMAN = "woman"
    POSITION = "position"
    WORKPLACE = "workplace"
    POSITION_AND_WORKPLACE = "position_and_workplace"
    IDENTITY_NUMBER = "identity_number"
    COMMUNE = "commune"
    COMMUNE_CODE = "commune_code"
    ADDRESS = "address"
    AWARD_FORM = "award_form"
    SUMMARY = "summary"
    PERIOD = "period"
    BEGAN_ON = "began_on"
    ENDED_ON = "ended_on"
    GIFT = "gift"
    MONEY = "money"
    GOODS = "goods"
    GOODS_WORTH = "goods_vnd"
    GIVEN_ON = "given_on"
    RECEIVER = "receiver"
    DUTY = "duty"
    GROUND = "ground"
    TARGET_GROUP = "target_group"
    NOTE = "note"
    CODE = "code"


@dataclass(frozen=True)
class Remark:
    """A sentence about a cell. `about` names the cause, so that one answer can serve many rows.

    `suggestion` is what the value becomes where a question is answered with yes; the row's own value where empty.
    """

    cell: str
    say: str
    about: str
    remedy: str = ""
    suggestion: str = ""


@dataclass(frozen=True)
class RowValues:
    """What was read of a row; values of a question or of a refused row are suggestions, not values to keep."""

    kind: NomineeKind = NomineeKind.INDIVIDUAL
    name: str | None = None
    form_of_address: str = ""
    birth_date: date | None = None
    birth_year: int | None = None
    sex: Sex | None = None
    position: str = ""
    workplace: str = ""
    identity_number: str | None = None
    commune: str = ""
    commune_code: str | None = None
    address: str = ""
    place_text: str = ""
    award_form: str = ""
    award_form_code: str | None = None
    summary: str = ""
    began_on: date | None = None
    ended_on: date | None = None
    money_vnd: int | None = None
    goods_vnd: int | None = None
    goods: str = ""
    given_on: date | None = None
    receiver: str = ""
    posthumous: bool = False
    duty: str | None = None
    ground: str | None = None
    target_group: str | None = None
    note: str = ""
    list_number: int | None = None

    @property
    def has_gift(self) -> bool:
        """Whether the row tells of a contribution."""
        return self.money_vnd is not None or self.goods_vnd is not None or self.given_on is not None


@dataclass(frozen=True)
class ListRow:
    """A row with a nominee; `cells` says where each value stands."""

    sheet: str
    row: int
    values: RowValues
    cells: Mapping[str, str]
    questions: tuple[Remark, ...] = ()
    refusals: tuple[Remark, ...] = ()
    notices: tuple[Remark, ...] = ()
    is_hidden: bool = False

    @property
    def status(self) -> RowStatus:
        """A refusal outweighs a question."""
        if self.refusals:
            return RowStatus.REFUSE
        return RowStatus.QUESTION if self.questions else RowStatus.OK


@dataclass(frozen=True)
class ListQuestion:
    """Something that is asked once for the whole list; `about` names the cause, `where` the cells if there are any.

    `suggestion` is the value that the list hints at, never taken without an answer.
    """

    about: str
    ask: str
    where: str = ""
    suggestion: str = ""


@dataclass(frozen=True)
class Ignored:
    """Rows that are no nominees, and why."""

    sheet: str
    first: int
    last: int
    why: str


@dataclass(frozen=True)
class ListTable:
    """A table that was found: its header rows, and what each column is, by its letters."""

    sheet: str
    header_rows: tuple[int, ...]
    columns: Mapping[str, Field]
    headings: Mapping[str, str]


@dataclass(frozen=True)
class ListPreview:
    """The whole list as it was read. Nothing of it is kept anywhere until somebody confirms it."""

    tables: tuple[ListTable, ...] = ()
    rows: tuple[ListRow, ...] = ()
    questions: tuple[ListQuestion, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    notices: tuple[str, ...] = field(default=())

    def count(self, status: RowStatus) -> int:
        """How many rows are of this status."""
        return sum(row.status == status for row in self.rows)
