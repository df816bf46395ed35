"""The demo's stories of every route of the plan (V.2), as data, by the names that the command line knows them by."""

from collections.abc import Callable, Mapping

from pydantic import JsonValue

from ops.demo.desks import Desk
from ops.demo.dossiers import Submission, nominated, today
from ops.demo.stories import (
    CHAIRMAN,
    COMMUNE,
    COUNCIL,
    DISTRICT,
    HEALTH,
    HOME_AFFAIRS,
    NURSE,
    VOLUNTEER,
    VOTE,
    Stop,
    Story,
)

FRONT = Desk("department", "mttq")
COMMITTEE = Desk("province", "van-phong-ubnd")
CENTRE = Desk("state", "so-noi-vu")
_PRAISED = (
    "Hơn ba tháng liền trực tiếp tổ chức hậu cần cho khu cách ly, lo ba bữa mỗi ngày cho 260 người, lập danh sách hộ "
    "khó khăn và đưa nhu yếu phẩm đến từng nhà; không để ai thiếu ăn, không để xảy ra lây nhiễm chéo."
)
_GIVEN = (
    "Ủng hộ tiền mặt và thiết bị bảo hộ cho lực lượng tuyến đầu của tỉnh trong đợt dịch, giữ việc làm cho 1.200 người "
    "lao động; tự tổ chức ba điểm xét nghiệm nhanh phục vụ công nhân và nhân dân quanh khu công nghiệp."
)
_DIED = (
    "Phụ trách khu điều trị người bệnh nặng, làm việc liên tục bốn tháng, trực tiếp cứu chữa 310 người bệnh; kiệt sức "
    "và hi sinh khi đang làm nhiệm vụ, để lại quy trình hồi sức được áp dụng trong toàn tỉnh."
)
_LED = (
    "Chỉ đạo việc huy động và đãi ngộ hơn 2.000 cán bộ, tình nguyện viên tuyến đầu trong hai năm chống dịch; đề xuất "
    "cách biệt phái nhân lực giữa các huyện trong 24 giờ, được áp dụng trong toàn tỉnh."
)
_CONFIRMED, _FORWARDED = "Xác nhận nội dung đề nghị.", "Hồ sơ đủ điều kiện, đề nghị xét."
_AGREED = "Đồng ý khen thưởng."
_SUBMITTED_UP = "UBND tỉnh có Tờ trình trình Thủ tướng Chính phủ."
_APPRAISED_THERE = "Ban TĐKT Trung ương đã thẩm định."


def giay_khen(title: str, submitter: str, form: str, desk: Desk, signer: tuple[str, str]) -> Story:
    """A Giấy khen: appraised and decided where it is given."""
    stops = (Stop(1, desk, "forward", _FORWARDED), Stop(2, desk, "approve", _AGREED))
    return Story(title, submitter, lambda: nominated("TTr", signer, form, _PRAISED), stops)


def donation(million: int) -> Callable[[], Submission]:
    """An enterprise that gave so many million đồng through MTTQ tỉnh, on MTTQ's own Tờ trình."""

    def dossier() -> Submission:
        gift: dict[str, JsonValue] = {
            "money_vnd": million * 1_000_000,
            "given_on": today().isoformat(),
            "receiver": "Quỹ phòng, chống dịch Covid-19 tỉnh",
            "receiver_authority": "33.mttq",
        }
        nobody: dict[str, JsonValue] = dict.fromkeys(("birth_date", "sex", "duty", "identity_number"))
        return nominated(
            "TTr-MTTQ",
            ("Ngô Văn Trình", "Chủ tịch Ủy ban MTTQ tỉnh"),
            "bang-khen-tinh",
            _GIVEN,
            nominee=nobody | {"kind": "doanh-nghiep", "name": "Công ty TNHH Dệt may Mẫu"},
            changes={"ground": "dong-gop-tu-50-trieu", "gift": gift, "target_group": "ho-tro", "criteria": ["iv-5"]},
        )

    return dossier


GIVER = Story(
    "Doanh nghiệp ủng hộ 80 triệu đồng qua MTTQ tỉnh, MTTQ tỉnh lập Tờ trình đề nghị Bằng khen",
    "nop.mttq",
    donation(80),
    (
        Stop(1, FRONT, "forward", "Đã nhận 80 triệu đồng, xác nhận khoản đóng góp."),
        Stop(2, HEALTH, "forward", "Đã tổng hợp."),
        Stop(3, HOME_AFFAIRS, "forward", _FORWARDED),
        Stop(4, CHAIRMAN, "approve", _AGREED),
    ),
)
DOCTOR = Story(
    "Bác sĩ hi sinh khi làm nhiệm vụ, truy tặng Bằng khen của Thủ tướng theo thủ tục đơn giản",
    "nop.ttyt-yen-my",
    lambda: nominated(
        "TTr-TTYT",
        ("Lương Thị Hoài", "Giám đốc Trung tâm Y tế huyện Yên Mỹ"),
        "bang-khen-thu-tuong",
        _DIED,
        nominee={"posthumous": True, "position": "Bác sĩ"},
        changes={"priority_marks": ["hi-sinh"]},
    ),
    (
        Stop(1, HEALTH, "forward", _CONFIRMED),
        Stop(2, HOME_AFFAIRS, "forward", _FORWARDED),
        Stop(3, COMMITTEE, "forward", _SUBMITTED_UP),
        Stop(4, CENTRE, "forward", _APPRAISED_THERE),
        Stop(5, CENTRE, "approve", "Thủ tướng Chính phủ đồng ý truy tặng."),
    ),
    mark="QĐ-TTg",
    signatory=("Phạm Minh Chính", "Thủ tướng Chính phủ"),
)
MEDAL = Story(
    "Sở Nội vụ tự đề nghị Huân chương Lao động hạng Ba, qua Hội đồng, UBND tỉnh và Trung ương",
    "nop.so-noi-vu",
    lambda: nominated("TTr-SNV", ("Nguyễn Khắc Trình", "Giám đốc Sở Nội vụ"), "huan-chuong-lao-dong-ba", _LED),
    (
        Stop(1, HOME_AFFAIRS, "forward", _FORWARDED),
        Stop(2, COUNCIL, VOTE, ""),
        Stop(3, COMMITTEE, "forward", _SUBMITTED_UP),
        Stop(4, CENTRE, "forward", _APPRAISED_THERE),
        Stop(5, CENTRE, "forward", "Thủ tướng Chính phủ đồng ý trình Chủ tịch nước."),
        Stop(6, CENTRE, "approve", "Chủ tịch nước đồng ý."),
    ),
    mark="QĐ-CTN",
    signatory=("Nguyễn Xuân Phúc", "Chủ tịch nước"),
)
_SECRETARY, _TEACHER = ("Tạ Quang Khôi", "Bí thư Đoàn xã"), ("Lưu Thị Dạy", "Trưởng phòng Giáo dục và Đào tạo")
_DIRECTOR, _LEADER = ("Lương Thị Hoài", "Giám đốc"), ("Hoàng Văn Nhóm", "Trưởng nhóm")
STORIES: Mapping[str, Story] = {
    "dieu-duong": NURSE,
    "tinh-nguyen-vien": VOLUNTEER,
    "giay-khen-xa": giay_khen("Giấy khen của xã", "nop.doan-yen-phu", "giay-khen-xa", COMMUNE, _SECRETARY),
    "giay-khen-huyen": giay_khen("Giấy khen của huyện", "nop.gddt-yen-my", "giay-khen-huyen", DISTRICT, _TEACHER),
    "giay-khen-so": giay_khen("Giấy khen của Sở Y tế", "nop.ttyt-yen-my", "giay-khen-so", HEALTH, _DIRECTOR),
    "giay-khen-mttq": giay_khen("Giấy khen của MTTQ tỉnh", "nop.thien-nguyen-mau", "giay-khen-so", FRONT, _LEADER),
    "ung-ho-80-trieu": GIVER,
    "truy-tang": DOCTOR,
    "huan-chuong": MEDAL,
}
