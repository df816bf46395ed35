"""What a dossier says: the Tờ trình, the nominee, the achievement, and the slip that it travels by."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.events.words import (
    AttachmentKind,
    CaseDuty,
    Duty,
    Level,
    NomineeKind,
    Occasion,
    PaperKind,
    PriorityMark,
    Sex,
    StepRole,
)
from shared.text.exact import Day, Flag, Whole
from shared.text.fields import BLANK_IS_ABSENT, Code, DocumentNumber, IdentityNumber, Line, PersonName, lines
from shared.text.lists import AtMost

# Bounded, since MongoDB keeps no integer over 64 bits: what could never be stored is refused where it is read.
Count = Annotated[Whole, Field(ge=0, lt=2**31)]
Ordinal = Annotated[Whole, Field(gt=0, lt=2**31)]
Amount = Annotated[Whole, Field(ge=0, lt=2**53)]
BirthYear = Annotated[Whole, Field(ge=1, le=9999)]
# A nomination travels whole in a message of at most 48 KiB: no stored summary is longer than this.
_SUMMARY = 48 * 1024
# What a rule set may allow at most in one dossier: it is checked whole before anything of it is kept.
MOST_NOMINATIONS = 500
# Far more than any nominee has: the lists of one nomination fit into that message, too.
_ENTRIES = 100


class Frozen(BaseModel):
    """A value: compared by content, never changed; unknown fields of a newer writer are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def _is_absent(value: object) -> bool:
    return not value


class AuthorityRef(Frozen):
    """An authority as it is addressed: code for programs, name for people."""

    code: str = Field(description="Mã cơ quan")
    name: str = Field(description="Tên cơ quan")
    level: Level = Field(description="Cấp mà cơ quan làm việc ở bước này")


class UnitRef(Frozen):
    """The submitting unit. `chain` lists who endorses upwards: managing authority first, khối member last."""

    code: str = Field(description="Mã của đơn vị trong danh mục")
    name: str = Field(description="Tên của đơn vị trong danh mục")
    chain: tuple[AuthorityRef, ...] = Field(min_length=1, description="Các cơ quan quản lý đơn vị, gần nhất đứng trước")


class Signer(Frozen):
    """Who signed the Tờ trình."""

    name: PersonName = Field(description="Họ và tên người ký Tờ trình")
    position: Line = Field(description="Chức vụ người ký Tờ trình")


class Attachment(Frozen):
    """A file that goes with the dossier. Units send `id` and `kind`; intake fills in the rest from what it keeps."""

    id: UUID = Field(description="Mã tệp mà hệ thống cho khi tải lên")
    kind: AttachmentKind = Field(description="Loại giấy tờ của tệp")
    name: Line = Field(default="", exclude_if=_is_absent, description="Tên tệp; hệ thống điền")
    size: Amount = Field(default=0, exclude_if=_is_absent, description="Độ lớn của tệp, tính bằng byte; hệ thống điền")
    sha256: Code = Field(
        default="", exclude_if=_is_absent, description="Mã băm SHA-256 của nội dung tệp; hệ thống điền"
    )
    media_type: Code = Field(
        default="", exclude_if=_is_absent, description="Loại tệp, xét theo nội dung; hệ thống điền"
    )


# Left out where there are none: a dossier says the same, and has the same hash, as before there were attachments.
Attachments = Annotated[tuple[Attachment, ...], AtMost(_ENTRIES), Field(default=(), exclude_if=_is_absent)]


class Petition(Frozen):
    """The Tờ trình: what it says at its head. `addressed_to` is an authority's code, when the unit named one."""

    number: DocumentNumber = Field(description="Số và ký hiệu của Tờ trình")
    signed_on: Day = Field(description="Ngày ký Tờ trình")
    signer: Signer = Field(description="Người ký Tờ trình")
    occasion: Occasion = Field(description="Loại khen mà Tờ trình đề nghị")
    movement: Code = Field(description="Mã phong trào thi đua, như `/api/v1/rules` liệt kê")
    addressed_to: Annotated[Code | None, BLANK_IS_ABSENT] = Field(
        default=None, description="Mã cơ quan nhận Tờ trình; không nêu thì hệ thống gửi nơi đầu lộ trình"
    )
    attachments: Attachments = Field(default=(), description="Các tệp của Tờ trình, trong đó có bản đã ký")


class Place(Frozen):
    """A place: a commune code of the province, or free text for a place outside it."""

    commune: Annotated[Code | None, BLANK_IS_ABSENT] = Field(
        default=None, description="Mã xã, phường, thị trấn trong tỉnh, như `/api/v1/places` liệt kê"
    )
    text: Line = Field(default="", description="Địa chỉ viết bằng lời, cho nơi ngoài tỉnh")


class KeyedIdentity(Frozen):
    """What a level gets of an identity number: the paper, hashes that only intake can make, and its last characters.

    Each hash stands behind the id of its key. `branch` is what follows an enterprise's own code.
    """

    kind: PaperKind = Field(description="Loại giấy tờ mang số")
    hashes: tuple[Code, ...] = Field(
        min_length=1, max_length=5, description="Mã băm có khóa của số, mỗi mã đứng sau mã của khóa"
    )
    branch: Code = Field(default="", exclude_if=_is_absent, description="Mã chi nhánh sau mã số doanh nghiệp")
    covered: Line = Field(description="Số đã che, còn vài ký tự cuối")


class Nominee(Frozen):
    """Whom the nomination names. `identity_number` never leaves intake; levels get a `KeyedIdentity`."""

    kind: NomineeKind = Field(description="Loại đối tượng được đề nghị")
    form_of_address: Line = Field(default="", description="Cách xưng hô trong thư: ông, bà…")
    name: PersonName = Field(description="Họ và tên, hoặc tên tập thể, hộ gia đình, doanh nghiệp")
    birth_date: Annotated[Day | None, BLANK_IS_ABSENT] = Field(
        default=None, description="Ngày sinh; chỉ dùng cho cá nhân. Chỉ biết năm sinh thì ghi ở `birth_year`"
    )
    # Left out where it is not given: a dossier says the same, and has the same hash, as before it could be.
    birth_year: Annotated[BirthYear | None, BLANK_IS_ABSENT] = Field(
        default=None,
        exclude_if=_is_absent,
        description="Năm sinh của cá nhân, khi không biết ngày sinh; ghi một trong hai: ngày sinh hoặc năm sinh",
    )
    sex: Annotated[Sex | None, BLANK_IS_ABSENT] = Field(default=None, description="Giới tính; chỉ dùng cho cá nhân")
    position: Line = Field(default="", description="Chức vụ hoặc nghề nghiệp của đối tượng")
    duty: Annotated[Duty | None, BLANK_IS_ABSENT] = Field(
        default=None, description="Là lãnh đạo, quản lý hay người trực tiếp làm; chỉ dùng cho cá nhân"
    )
    workplace: Line = Field(default="", description="Nơi làm việc, học tập hoặc sinh hoạt")
    place: Place = Field(default=Place(), description="Nơi ở của người, hoặc nơi đóng của tập thể")
    identity_number: Annotated[IdentityNumber | None, BLANK_IS_ABSENT] = Field(
        default=None,
        description=(
            "Số căn cước công dân (12 chữ số), chứng minh nhân dân (9 chữ số), hộ chiếu hoặc mã số doanh nghiệp. Dấu"
            " cách, dấu chấm, gạch nối được bỏ khi lưu. Đơn vị nộp thấy cả số; cơ quan xét chỉ thấy vài ký tự cuối"
        ),
    )
    posthumous: Flag = Field(default=False, description="Đề nghị truy tặng người đã mất")


class Achievement(Frozen):
    """What was done, when and where. Dates are inclusive."""

    summary: Annotated[str, lines(_SUMMARY)] = Field(description="Tóm tắt thành tích: đã làm gì, kết quả ra sao")
    began_on: Day = Field(description="Ngày bắt đầu lập thành tích")
    ended_on: Day = Field(description="Ngày kết thúc lập thành tích")
    place: Place = Field(default=Place(), description="Nơi lập thành tích")


class Gift(Frozen):
    """A contribution, in đồng: money apart from the worth of goods. `receiver_authority` (a code) confirms it."""

    money_vnd: Amount = Field(default=0, description="Số tiền đã đóng góp, tính bằng đồng")
    goods_vnd: Amount = Field(default=0, description="Trị giá hiện vật đã đóng góp, tính bằng đồng")
    goods: Line = Field(default="", description="Tên các hiện vật đã đóng góp")
    given_on: Day = Field(description="Ngày trao khoản đóng góp")
    receiver: Line = Field(description="Tên nơi nhận khoản đóng góp")
    receiver_authority: Annotated[Code | None, BLANK_IS_ABSENT] = Field(
        default=None, description="Mã cơ quan đã nhận và sẽ xác nhận khoản đóng góp"
    )

    @property
    def total_vnd(self) -> int:
        """Money and goods together, in đồng."""
        return self.money_vnd + self.goods_vnd


class EarlierAward(Frozen):
    """An award that the nominee already has."""

    form: Line = Field(description="Hình thức khen thưởng đã có")
    decision_number: DocumentNumber = Field(default="", description="Số quyết định của lần khen trước")
    decided_on: Annotated[Day | None, BLANK_IS_ABSENT] = Field(
        default=None, description="Ngày quyết định của lần khen trước"
    )
    achievement: Line = Field(default="", description="Thành tích của lần khen trước")


class NominationContent(Frozen):
    """One nominee, one award form, one achievement; codes are those of the rule set."""

    nominee: Nominee = Field(description="Đối tượng được đề nghị")
    award_form: Code = Field(description="Mã hình thức khen thưởng được đề nghị")
    achievement: Achievement = Field(description="Thành tích làm cơ sở đề nghị")
    ground: Code = Field(description="Mã căn cứ khen thưởng")
    target_group: Code = Field(description="Mã nhóm đối tượng của kế hoạch")
    criteria: Annotated[tuple[Code, ...], AtMost(_ENTRIES)] = Field(
        default=(), description="Mã các tiêu chí thi đua đã đạt"
    )
    emulation_contents: Annotated[tuple[Code, ...], AtMost(_ENTRIES)] = Field(
        default=(), exclude_if=_is_absent, description="Mã nội dung thi đua mà thành tích thuộc về"
    )
    common_criterion_met: Flag = Field(
        default=False,
        exclude_if=_is_absent,
        description="Đơn vị xác nhận đối tượng giữ nghiêm tiêu chí chung của phong trào, không vi phạm",
    )
    gift: Annotated[Gift | None, BLANK_IS_ABSENT] = Field(
        default=None, description="Khoản đóng góp, khi căn cứ là đóng góp"
    )
    priority_marks: Annotated[tuple[PriorityMark, ...], AtMost(_ENTRIES)] = Field(
        default=(), description="Các diện ưu tiên mà đối tượng thuộc về"
    )
    earlier_awards: Annotated[tuple[EarlierAward, ...], AtMost(_ENTRIES)] = Field(
        default=(), description="Những lần khen thưởng mà đối tượng đã có"
    )
    consent: Flag = Field(default=False, description="Đối tượng đồng ý được đề nghị và công khai")
    confidential: Flag = Field(default=False, description="Giữ kín, không công khai")
    attachments: Attachments = Field(default=(), description="Các tệp riêng của đề nghị này")


class Step(Frozen):
    """One stop on the routing slip. `after` is the step that hands over to this one; 0 is intake itself."""

    step: Ordinal = Field(description="Số thứ tự của bước trên lộ trình")
    after: Count = Field(description="Số thứ tự của bước chuyển đến bước này; 0 là nơi tiếp nhận")
    role: StepRole = Field(description="Việc của bước: xác nhận, tổng hợp, thẩm định, bỏ phiếu hay quyết định")
    level: Level = Field(description="Cấp xét của bước")
    authority: AuthorityRef = Field(description="Cơ quan làm bước này")
    award_form: str = Field(description="Mã hình thức khen thưởng mà bước này xét")
    working_days: Ordinal = Field(description="Thời hạn của bước, tính bằng ngày làm việc")
    expected_on: date | None = Field(default=None, description="Ngày dự kiến xong bước; trống khi chưa tính")


Slip = tuple[Step, ...]


class DossierRef(Frozen):
    """The dossier that a nomination belongs to, with what every level needs to see of it."""

    dossier_id: UUID = Field(description="Mã hồ sơ của đề nghị")
    number: str = Field(description="Số hồ sơ để người đọc và gõ")
    unit: UnitRef = Field(description="Đơn vị trình và các cơ quan quản lý")
    submitter: str = Field(description="Mã tài khoản đã nộp")
    petition: Petition = Field(description="Tờ trình của hồ sơ")
    rule_set: str = Field(description="Mã bộ quy tắc mà hồ sơ được xét theo")
    submitted_on: date = Field(description="Ngày hồ sơ được tiếp nhận")


class DutyDone(Frozen):
    """That an account had a duty with the nomination at an earlier step."""

    duty: CaseDuty = Field(description="Phần việc đã làm với đề nghị")
    account: Code = Field(description="Mã tài khoản đã làm")


class Finding(Frozen):
    """What an automatic check found, its legal basis, and what to do; `blocking` ones stop a forward."""

    code: str = Field(description="Mã của kết quả kiểm tra")
    message: str = Field(description="Điều đã thấy và việc cần làm")
    basis: str = Field(default="", description="Căn cứ pháp lý của việc kiểm tra")
    blocking: bool = Field(default=False, description="Phải xử lý xong mới chuyển tiếp được")


class MissingItem(Frozen):
    """Something a returned nomination lacks: the section of the dossier and what to add there."""

    section: Line = Field(description="Mục của hồ sơ cần bổ sung")
    message: Annotated[str, lines(2_000)] = Field(description="Cần bổ sung gì ở mục đó")


class Person(Frozen):
    """Who signs a decision."""

    name: PersonName = Field(description="Họ và tên người ký quyết định")
    position: Line = Field(description="Chức vụ người ký quyết định")
