"""By which ways the nominations of the full demo go: which unit proposes which award form, in how many steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ops.demo.catalogue import CENTRE, COMMITTEE, FRONT, PRESIDENT, PRIME_MINISTER, RED_CROSS
from ops.demo.desks import Desk
from ops.demo.stories import CHAIRMAN, COMMUNE, COUNCIL, DISTRICT, HEALTH, HOME_AFFAIRS

DESKS: Mapping[tuple[str, str], Desk] = {
    ("commune", "33.327.12079"): COMMUNE,
    ("district", "33.327"): DISTRICT,
    ("department", "33.so-y-te"): HEALTH,
    ("department", "33.mttq"): FRONT,
    ("department", "33.chu-thap-do"): RED_CROSS,
    ("province", "33.so-noi-vu"): HOME_AFFAIRS,
    ("province", "33.hoi-dong"): COUNCIL,
    ("province", "33.ubnd"): COMMITTEE,
    ("province", "33.chu-tich"): CHAIRMAN,
    ("state", "00.ban-tdkt"): CENTRE,
    ("state", "00.thu-tuong"): PRIME_MINISTER,
    ("state", "00.chu-tich-nuoc"): PRESIDENT,
}
"""Whose people do a step, by its level and authority."""


@dataclass(frozen=True)
class Way:
    """One unit's nominations for one award form.

    `nominations` is how many go this way, `largest` how many one dossier has at most, `steps` how many its slip has,
    `vote` at which of them the council votes (0 for none), `receiver` who took the gifts that are proposed for.
    """

    submitter: str
    mark: str
    signer: tuple[str, str]
    award_form: str
    topic: str
    steps: int
    nominations: int
    largest: int = 4
    vote: int = 0
    occasion: str = "dot-xuat"
    receiver: str = ""


_SECRETARY = ("Tạ Mẫu Khôi", "Bí thư Đoàn xã Yên Phú")
_PRINCIPAL = ("Đinh Mẫu Thục", "Hiệu trưởng Trường THCS Yên Phú")
_COMMUNE_HEAD = ("Lưu Mẫu Trọng", "Chủ tịch UBND xã Yên Phú")
_TEACHER = ("Lưu Mẫu Dạy", "Trưởng phòng Giáo dục và Đào tạo huyện Yên Mỹ")
_DISTRICT_HEAD = ("Nguyễn Mẫu Sáng", "Chủ tịch UBND huyện Yên Mỹ")
_CENTRE = ("Lương Mẫu Hoài", "Giám đốc Trung tâm Y tế huyện Yên Mỹ")
_HEALTH = ("Phạm Mẫu Lãnh", "Giám đốc Sở Y tế")
_HOME = ("Nguyễn Mẫu Trình", "Giám đốc Sở Nội vụ")
_FRONT = ("Ngô Mẫu Trình", "Chủ tịch Ủy ban MTTQ tỉnh")
_CROSS = ("Phạm Mẫu Nhân", "Chủ tịch Hội Chữ thập đỏ tỉnh")
_GROUP = ("Hoàng Mẫu Nhóm", "Trưởng nhóm")
_XA, _HUYEN, _SO, _TINH = "giay-khen-xa", "giay-khen-huyen", "giay-khen-so", "bang-khen-tinh"
WAYS: Sequence[Way] = (
    Way("nop.doan-yen-phu", "TTr-ĐTN", _SECRETARY, _XA, "doan", 2, 30),
    Way("nop.thcs-yen-phu", "TTr-THCS", _PRINCIPAL, _XA, "giao-duc", 2, 20),
    Way("nop.xa-yen-phu", "TTr-UBND", _COMMUNE_HEAD, _XA, "nhan-dan", 2, 26),
    Way("nop.xa-yen-phu", "TTr-UBND", _COMMUNE_HEAD, _HUYEN, "nhan-dan", 3, 14),
    Way("nop.gddt-yen-my", "TTr-GDĐT", _TEACHER, _HUYEN, "giao-duc", 2, 22),
    Way("nop.huyen-yen-my", "TTr-UBND", _DISTRICT_HEAD, _HUYEN, "nhan-dan", 2, 14),
    Way("nop.ttyt-yen-my", "TTr-TTYT", _CENTRE, _SO, "y-te", 2, 30),
    Way("nop.thien-nguyen-mau", "TTr-TN", _GROUP, _SO, "thien-nguyen", 2, 12),
    Way("nop.ttyt-yen-my", "TTr-TTYT", _CENTRE, _TINH, "y-te", 3, 40),
    Way("nop.gddt-yen-my", "TTr-GDĐT", _TEACHER, _TINH, "giao-duc", 4, 12),
    Way("nop.doan-yen-phu", "TTr-ĐTN", _SECRETARY, _TINH, "doan", 5, 14),
    Way("nop.mttq", "TTr-MTTQ", _FRONT, _TINH, "dong-gop", 4, 14, largest=1, receiver="33.mttq"),
    Way("nop.chu-thap-do", "TTr-CTĐ", _CROSS, _TINH, "dong-gop", 4, 10, largest=1, receiver="33.chu-thap-do"),
    Way("nop.ttyt-yen-my", "TTr-TTYT", _CENTRE, "bang-khen-thu-tuong", "hi-sinh", 5, 4, largest=1),
    Way("nop.so-noi-vu", "TTr-SNV", _HOME, "huan-chuong-lao-dong-ba", "lanh-dao", 6, 6, largest=1, vote=2),
    Way("nop.so-y-te", "TTr-SYT", _HEALTH, _TINH, "y-te", 4, 32, largest=16, vote=3, occasion="tong-ket"),
)
