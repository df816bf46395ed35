"""The demo's stories of every route of the plan (V.2), as data, by the names that the command line knows them by."""

import secrets
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
RED_CROSS = Desk("department", "chu-thap-do")
COMMITTEE = Desk("province", "ubnd", helped_by="van-phong-ubnd")
CENTRE = Desk("state", "ban-tdkt", helped_by="so-noi-vu")
PRIME_MINISTER = Desk("state", "thu-tuong", helped_by="so-noi-vu")
PRESIDENT = Desk("state", "chu-tich-nuoc", helped_by="so-noi-vu")
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
_ENTERPRISES = 1_000_000
_CONFIRMED, _FORWARDED = "Xác nhận nội dung đề nghị.", "Hồ sơ đủ điều kiện, đề nghị xét."
_AGREED = "Đồng ý khen thưởng."
_SUBMITTED_UP = "UBND tỉnh có Tờ trình trình Thủ tướng Chính phủ."
_APPRAISED_THERE = "Ban TĐKT Trung ương đã thẩm định."


def giay_khen(title: str, submitter: str, form: str, desk: Desk, signer: tuple[str, str]) -> Story:
    """A Giấy khen: appraised and decided where it is given."""
    stops = (Stop(1, desk, "forward", _FORWARDED), Stop(2, desk, "approve", _AGREED))
    return Story(title, submitter, lambda: nominated("TTr", signer, form, _PRAISED), stops)


_OF_FRONT = ("MTTQ", ("Ngô Mẫu Trình", "Chủ tịch Ủy ban MTTQ tỉnh"))
_OF_RED_CROSS = ("CTĐ", ("Phạm Mẫu Nhân", "Chủ tịch Hội Chữ thập đỏ tỉnh"))


def donation(
    million: int, through: Desk = FRONT, papers: tuple[str, tuple[str, str]] = _OF_FRONT
) -> Callable[[], Submission]:
    """An enterprise that gave so many million đồng through MTTQ or Hội Chữ thập đỏ, on that body's own Tờ trình."""
    mark, signer = papers

    def dossier() -> Submission:
        gift: dict[str, JsonValue] = {
            "money_vnd": million * 1_000_000,
            "given_on": today().isoformat(),
            "receiver": "Quỹ phòng, chống dịch Covid-19 tỉnh",
            "receiver_authority": f"33.{through.place}",
        }
        # One made up anew for every run and every gift: an achievement is awarded once.
        enterprise = f"Công ty TNHH Dệt may Mẫu số {secrets.randbelow(_ENTERPRISES)}"
        nobody: dict[str, JsonValue] = dict.fromkeys(("birth_date", "sex", "duty", "identity_number"))
        return nominated(
            f"TTr-{mark}",
            signer,
            "bang-khen-tinh",
            _GIVEN,
            nominee=nobody | {"kind": "doanh-nghiep", "name": enterprise},
            changes={"ground": "dong-gop-tu-50-trieu", "gift": gift, "target_group": "ho-tro", "criteria": ["iv-5"]},
        )

    return dossier


def giver(name: str, million: int, through: Desk, papers: tuple[str, tuple[str, str]]) -> Story:
    """The body that received the gift confirms it, Sở Y tế compiles, Sở Nội vụ appraises, the Chairman decides."""
    return Story(
        f"Doanh nghiệp ủng hộ {million} triệu đồng qua {name}, {name} lập Tờ trình đề nghị Bằng khen",
        f"nop.{through.place}",
        donation(million, through, papers),
        (
            Stop(1, through, "forward", f"Đã nhận {million} triệu đồng, xác nhận khoản đóng góp."),
            Stop(2, HEALTH, "forward", "Đã tổng hợp."),
            Stop(3, HOME_AFFAIRS, "forward", _FORWARDED),
            Stop(4, CHAIRMAN, "approve", _AGREED),
        ),
    )


GIVER = giver("MTTQ tỉnh", 80, FRONT, _OF_FRONT)
HELPER = giver("Hội Chữ thập đỏ tỉnh", 65, RED_CROSS, _OF_RED_CROSS)
DOCTOR = Story(
    "Bác sĩ hi sinh khi làm nhiệm vụ, truy tặng Bằng khen của Thủ tướng theo thủ tục đơn giản",
    "nop.ttyt-yen-my",
    lambda: nominated(
        "TTr-TTYT",
        ("Lương Mẫu Hoài", "Giám đốc Trung tâm Y tế huyện Yên Mỹ"),
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
        Stop(5, PRIME_MINISTER, "approve", "Thủ tướng Chính phủ đồng ý truy tặng."),
    ),
    signatory=("Nguyễn Mẫu An", "Thủ tướng Chính phủ"),
)
MEDAL = Story(
    "Sở Nội vụ tự đề nghị Huân chương Lao động hạng Ba, qua Hội đồng, UBND tỉnh và Trung ương",
    "nop.so-noi-vu",
    lambda: nominated("TTr-SNV", ("Nguyễn Mẫu Trình", "Giám đốc Sở Nội vụ"), "huan-chuong-lao-dong-ba", _LED),
    (
        Stop(1, HOME_AFFAIRS, "forward", _FORWARDED),
        Stop(2, COUNCIL, VOTE, ""),
        Stop(3, COMMITTEE, "forward", _SUBMITTED_UP),
        Stop(4, CENTRE, "forward", _APPRAISED_THERE),
        Stop(5, PRIME_MINISTER, "forward", "Thủ tướng Chính phủ đồng ý trình Chủ tịch nước."),
        Stop(6, PRESIDENT, "approve", "Chủ tịch nước đồng ý."),
    ),
    signatory=("Trần Mẫu Bình", "Chủ tịch nước"),
)
_SECRETARY, _TEACHER = ("Tạ Mẫu Khôi", "Bí thư Đoàn xã"), ("Lưu Mẫu Dạy", "Trưởng phòng Giáo dục và Đào tạo")
_DIRECTOR, _LEADER = ("Lương Mẫu Hoài", "Giám đốc"), ("Hoàng Mẫu Nhóm", "Trưởng nhóm")
STORIES: Mapping[str, Story] = {
    "dieu-duong": NURSE,
    "tinh-nguyen-vien": VOLUNTEER,
    "giay-khen-xa": giay_khen("Giấy khen của xã", "nop.doan-yen-phu", "giay-khen-xa", COMMUNE, _SECRETARY),
    "giay-khen-huyen": giay_khen("Giấy khen của huyện", "nop.gddt-yen-my", "giay-khen-huyen", DISTRICT, _TEACHER),
    "giay-khen-so": giay_khen("Giấy khen của Sở Y tế", "nop.ttyt-yen-my", "giay-khen-so", HEALTH, _DIRECTOR),
    "giay-khen-mttq": giay_khen("Giấy khen của MTTQ tỉnh", "nop.thien-nguyen-mau", "giay-khen-so", FRONT, _LEADER),
    "ung-ho-80-trieu": GIVER,
    "ung-ho-chu-thap-do": HELPER,
    "truy-tang": DOCTOR,
    "huan-chuong": MEDAL,
}
