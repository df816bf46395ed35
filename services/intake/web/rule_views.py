"""The public lists of a rule set as the API shows them: what a unit's own software needs to fill a form in."""

from datetime import date

from pydantic import BaseModel, Field

from shared.events.words import Level, NomineeKind, Occasion

_BASIS = "Căn cứ pháp lý hoặc mục của kế hoạch; “chưa xác định” khi luật và kế hoạch để ngỏ"


class ChoiceView(BaseModel):
    """A code that is sent, and the name that people read."""

    code: str = Field(description="Mã để gửi trong hồ sơ")
    name: str = Field(description="Tên để người đọc chọn")


class ReasonView(BaseModel):
    """An entry of an official list."""

    code: str = Field(description="Mã của mục trong danh mục")
    text: str = Field(description="Nội dung của mục, như kế hoạch và văn bản ghi")
    basis: str = Field(description=_BASIS)


class GroundView(ReasonView):
    """A ground for an award."""

    needs_gift: bool = Field(description="Căn cứ này phải kèm khoản đóng góp (`gift`)")


class OccasionView(ChoiceView):
    """A loại khen."""

    needs_window: bool = Field(description="Chỉ nhận hồ sơ trong đợt sơ kết, tổng kết đang mở")
    basis: str = Field(description=_BASIS)


class MarkView(ChoiceView):
    """A priority mark."""

    rank: int = Field(description="Mức ưu tiên: số lớn được xét trước")
    basis: str = Field(description=_BASIS)


class DocumentKindView(ChoiceView):
    """A kind of attached document."""

    is_required: bool = Field(description="Hồ sơ phải kèm loại giấy tờ này mới được tiếp nhận")
    basis: str = Field(description=_BASIS)


class LimitView(ChoiceView):
    """A number that holds for dossiers and steps."""

    value: int = Field(description="Giá trị của giới hạn")
    unit: str = Field(description="Đơn vị tính của giới hạn: ngày làm việc, ký tự, đồng…")
    basis: str = Field(description=_BASIS)


class RouteStepView(BaseModel):
    """One stop of a route, before anybody's unit is known."""

    role: ChoiceView = Field(description="Việc của bước: mã và tên")
    who: str = Field(description="Ai làm bước này, bằng lời")
    authority: str | None = Field(
        description="Mã cơ quan làm bước này; trống khi tùy đơn vị trình hoặc tùy nơi nhận đóng góp"
    )
    level: Level | None = Field(description="Cấp xét của bước; trống khi tùy đơn vị trình hoặc tùy nơi nhận đóng góp")
    working_days: int = Field(description="Thời hạn của bước, tính bằng ngày làm việc")
    basis: str = Field(description=_BASIS)


class RouteView(BaseModel):
    """A way that a nomination for a form may go; the first whose conditions hold is taken."""

    text: str = Field(description="Lộ trình viết thành một câu")
    conditions: list[str] = Field(description="Khi nào đi theo lộ trình này, mỗi điều kiện một câu")
    occasions: list[Occasion] = Field(description="Các loại khen đi theo lộ trình này")
    grounds: list[str] = Field(description="Các căn cứ chỉ đi theo lộ trình này; trống là mọi căn cứ còn lại")
    nominee_kinds: list[NomineeKind] = Field(
        description="Chỉ các loại đối tượng này; trống là mọi loại mà hình thức cho phép"
    )
    proposers: list[ChoiceView] = Field(description="Chỉ các đơn vị này được lập Tờ trình; trống là mọi đơn vị")
    least_gift_vnd: int | None = Field(description="Mức đóng góp thấp nhất, tính bằng đồng; trống là không xét")
    posthumous: bool | None = Field(description="true: chỉ khi truy tặng; false: không khi truy tặng; trống: không xét")
    basis: str = Field(description=_BASIS)
    steps: list[RouteStepView] = Field(
        description="Các bước theo thứ tự; cơ quan đứng hai bước liền nhau chỉ xét một lần"
    )


class AwardFormView(BaseModel):
    """An award form, who gives it, and the ways to it."""

    code: str = Field(description="Mã hình thức khen thưởng, gửi trong `award_form`")
    name: str = Field(description="Tên đầy đủ của hình thức khen thưởng")
    short_name: str = Field(description="Tên gọn của hình thức khen thưởng, cho danh sách hẹp")
    level: Level = Field(description="Cấp quyết định tặng hình thức này")
    given_by: str = Field(description="Ai tặng hình thức này, bằng lời")
    issuer: str | None = Field(description="Mã cơ quan tặng; trống khi tùy đơn vị trình thuộc nơi nào")
    nominee_kinds: list[NomineeKind] = Field(description="Các loại đối tượng được đề nghị hình thức này")
    higher_forms: list[str] = Field(description="Mã các hình thức cao hơn mà người xét có thể chuyển lên")
    basis: str = Field(description=_BASIS)
    routes: list[RouteView] = Field(description="Các lộ trình xét; lộ trình đầu tiên có đủ điều kiện được áp dụng")


class CouncilView(BaseModel):
    """What the council's vote needs."""

    share_percent: int = Field(description="Tỷ lệ đồng ý cần có trên tổng số thành viên Hội đồng, tính bằng phần trăm")
    decline_reason: str = Field(description="Mã lý do ghi khi không đủ tỷ lệ")
    basis: str = Field(description=_BASIS)


class RuleSetLineView(BaseModel):
    """A rule set in the list of those in force."""

    id: str = Field(description="Mã bộ quy tắc; hồ sơ giữ bộ quy tắc của ngày nộp")
    movement: str = Field(description="Mã phong trào thi đua, gửi trong `petition.movement`")
    name: str = Field(description="Tên phong trào thi đua")
    valid_from: date = Field(description="Ngày bộ quy tắc bắt đầu có hiệu lực")
    valid_to: date | None = Field(description="Ngày cuối có hiệu lực; trống khi chưa định ngày kết thúc")
    sources: list[str] = Field(description="Các văn bản mà bộ quy tắc dựa vào")


class RuleSetsView(BaseModel):
    """The rule sets that are in force on a day, by movement."""

    items: list[RuleSetLineView] = Field(description="Các bộ quy tắc có hiệu lực trong ngày, theo mã phong trào")


class RuleSetView(RuleSetLineView):
    """A rule set with every list that a dossier takes its codes from."""

    award_forms: list[AwardFormView] = Field(description="Các hình thức khen thưởng và lộ trình xét")
    occasions: list[OccasionView] = Field(description="Các loại khen, gửi trong `petition.occasion`")
    nominee_kinds: list[ChoiceView] = Field(description="Các loại đối tượng, gửi trong `nominee.kind`")
    sexes: list[ChoiceView] = Field(description="Giới tính của cá nhân, gửi trong `nominee.sex`")
    duties: list[ChoiceView] = Field(description="Lãnh đạo hay trực tiếp, gửi trong `nominee.duty`")
    grounds: list[GroundView] = Field(description="Các căn cứ khen thưởng, gửi trong `ground`")
    target_groups: list[ReasonView] = Field(description="Các nhóm đối tượng của kế hoạch, gửi trong `target_group`")
    criteria: list[ReasonView] = Field(description="Các tiêu chí thi đua, gửi trong `criteria`")
    priority_marks: list[MarkView] = Field(description="Các diện ưu tiên, gửi trong `priority_marks`")
    documents: list[DocumentKindView] = Field(description="Các loại giấy tờ, gửi trong `attachments[].kind`")
    receiving_bodies: list[ChoiceView] = Field(
        description="Các cơ quan nhận và xác nhận đóng góp, gửi trong `gift.receiver_authority`"
    )
    decline_reasons: list[ReasonView] = Field(description="Các lý do không khen thưởng mà cơ quan xét có thể nêu")
    return_reasons: list[ReasonView] = Field(description="Các lý do đề nghị bổ sung mà cơ quan xét có thể nêu")
    return_reasons_note: str = Field(description="“chưa xác định” khi luật và kế hoạch không liệt kê lý do bổ sung")
    council: CouncilView = Field(description="Điều kiện khi Hội đồng bỏ phiếu")
    limits: list[LimitView] = Field(description="Các giới hạn và thời hạn chung")
