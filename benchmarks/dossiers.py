"""Dossiers as units really hand them in: made up beforehand, no two nominees alike, so that no answer comes cheap."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import UUID

COMMUNE = "33.327.12079"
SUBMITTER = "nop.doan-yen-phu"
OFFICER = "chuyen-vien.xa-yen-phu"
HEAD = "lanh-dao.xa-yen-phu"
CLERK = "van-thu.xa-yen-phu"

# No family name of the people who decide: they would be kept from their namesakes' cases.
_FAMILY = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý",
    "Đào", "Đinh", "Trịnh", "Cao", "Quách",
)  # fmt: skip
_MIDDLE = (
    "Văn", "Thị", "Đình", "Thu", "Quang", "Ngọc", "Minh", "Hồng", "Đức", "Thanh", "Xuân", "Hữu", "Bích",
    "Kim", "Mạnh", "Khánh", "Phương", "Tuấn", "Hải", "Như",
)  # fmt: skip
_GIVEN = (
    "An", "Ấn", "Ánh", "Bình", "Châu", "Cường", "Dung", "Duyên", "Đạt", "Đông", "Giang", "Hà", "Hạnh", "Hiếu",
    "Hoa", "Hòa", "Huệ", "Hùng", "Hương", "Khải", "Lan", "Liên", "Linh", "Loan", "Long", "Mai", "Mến", "Nam",
    "Nga", "Ngân", "Nghĩa", "Nguyệt", "Nhung", "Oanh", "Phong", "Phúc", "Phượng", "Quân", "Quế", "Sơn", "Tâm",
    "Thảo", "Thắng", "Thủy", "Toàn", "Trang", "Tùng", "Uyên", "Vân", "Yến",
)  # fmt: skip
_DEEDS = (
    (
        "Trực chốt kiểm soát dịch 60 ngày liên tục tại cửa ngõ xã, hướng dẫn khai báo y tế cho hơn 4.000 lượt "
        "người, không để lọt trường hợp nào chưa xét nghiệm vào địa bàn."
    ),
    (
        "Tham gia tổ lấy mẫu lưu động, lấy 12.000 mẫu xét nghiệm trong đợt tháng 7 và tháng 8, nhiều đêm làm việc "
        "tới 2 giờ sáng, hỗ trợ truy vết 37 trường hợp F1 trong vòng 24 giờ."
    ),
    (
        "Vận động bà con trong thôn ủng hộ 2,5 tấn gạo, 600 kg rau và 1.200 suất cơm cho khu cách ly tập trung "
        "của huyện; tự tay nấu và chuyển cơm mỗi ngày trong suốt 45 ngày."
    ),
    (
        "Lập và duy trì nhóm tin nhắn của 14 thôn để thông báo lịch tiêm, giải đáp thắc mắc cho người cao tuổi, "
        "nhờ đó tỷ lệ tiêm mũi 1 của xã đạt 97,4 phần trăm trước hạn."
    ),
    (
        "Chế tạo 30 buồng khử khuẩn từ vật liệu sẵn có, bàn giao miễn phí cho trường học, chợ và trạm y tế, được "
        "ba xã lân cận làm theo."
    ),
)
_POSITIONS = ("Điều dưỡng", "Cán bộ đoàn", "Giáo viên", "Công an viên", "Tình nguyện viên", "Trưởng thôn")
_VARIANTS = 4_000
_NUMBER_DIGITS = 6  # the last of a citizen's twelve: the first say where, when and as what somebody was born
_MARK = "@NO-ID"  # as long as the digits that take its place


@dataclass(frozen=True)
class Body:
    """A request: its idempotency key and its bytes."""

    key: str
    content: bytes


class Dossiers:
    """An endless supply of different dossiers of `size` nominations; the same `seed` gives the same ones.

    Each nominee has a name and birth date out of millions and an identity number of its own. Texts are rendered once;
    a request costs the client a join of byte strings.
    """

    def __init__(self, size: int, seed: int) -> None:
        self._size = size
        self._random = Random(seed)  # noqa: S311 - the same every time, on purpose
        self._number = seed * 1_000_000_007 % 10**_NUMBER_DIGITS
        self._nominations = [self._render(variant) for variant in range(_VARIANTS)]
        head = json.dumps({"petition": petition(_MARK)}, ensure_ascii=False).encode()[:-1] + b', "nominations": ['
        self._before, self._after = head.split(_MARK.encode())

    def __iter__(self) -> Iterator[Body]:
        place = 0
        while True:
            parts = []
            for _ in range(self._size):
                before, after = self._nominations[place % _VARIANTS]
                self._number = (self._number + 1) % 10**_NUMBER_DIGITS
                parts.append(b"%s%06d%s" % (before, self._number, after))
                place += 1
            key = str(UUID(int=self._random.getrandbits(128), version=4))
            # A unit hands each Tờ trình in once, so each has a number of its own.
            yield Body(key, self._before + key[:18].encode() + self._after + b",".join(parts) + b"]}")

    def _render(self, variant: int) -> tuple[bytes, bytes]:
        text = json.dumps(nomination(variant, self._random, _MARK), ensure_ascii=False)
        before, after = text.encode().split(_MARK.encode())
        return before, after


def petition(number: str = "12") -> Mapping[str, object]:
    """The head of the Tờ trình."""
    return {
        "number": f"{number}/TTr-ĐTN",
        "signed_on": "2021-10-04",
        "signer": {"name": "Quách Mẫu Kiên", "position": "Bí thư Đoàn xã"},
        "occasion": "dot-xuat",
        "movement": "covid-19",
    }


def nomination(variant: int, random: Random, last_digits: str) -> Mapping[str, object]:
    """One nominee for the commune's Giấy khen."""
    name = " ".join(random.choice(words) for words in (_FAMILY, _MIDDLE, _GIVEN))
    born = date(random.randint(1955, 2001), random.randint(1, 12), random.randint(1, 28))
    sex = variant % 2
    began = f"2021-0{random.randint(5, 7)}-{random.randint(1, 28):02}"
    return {
        "nominee": {
            "kind": "ca-nhan",
            "form_of_address": "Bà" if variant % 2 else "Ông",
            "name": name,
            "birth_date": born.isoformat(),
            "sex": "nu" if sex else "nam",
            "position": random.choice(_POSITIONS),
            "duty": "truc-tiep",
            "workplace": f"Thôn {random.randint(1, 14)}, xã Yên Phú",
            "place": {"commune": "12079"},
            "identity_number": f"033{(born.year - 1900) // 100 * 2 + sex}{born.year % 100:02}{last_digits}",
        },
        "award_form": "giay-khen-xa",
        "achievement": {
            "summary": " ".join(random.sample(_DEEDS, 2)),
            "began_on": began,
            "ended_on": "2021-09-20",
            "place": {"commune": "12079"},
        },
        "ground": "truc-tiep-phong-chong",
        "target_group": "truc-tiep",
        "criteria": ["iv-4"],
        "consent": True,
    }
