"""The dossiers of the two stories, with people made up anew for every run: one achievement is awarded once."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from pydantic import JsonValue

_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Đoàn")
_MIDDLE = ("Minh", "Thu", "Ngọc", "Kim", "Thanh")
_MIDDLE_MALE = ("Văn", "Đình", "Quang", "Đức", "Hữu")
_GIVEN = ("An", "Bình", "Châu", "Giang", "Hà", "Hiền", "Khánh", "Lâm", "Oanh", "Phương", "Quyên", "Uyên", "Ước", "Ý")
_REVIEWED = (
    "Hai năm liền trực tiếp phòng, chống dịch: điều phối lấy mẫu, tiêm chủng và điều trị trên địa bàn; xây dựng quy "
    "trình chia luồng người bệnh được áp dụng trong toàn ngành, giảm một nửa thời gian chờ của người dân."
)
_LOCAL_HOURS = 7
_YOUNGEST = date(2000, 1, 1)
_SPREAD_DAYS = 35 * 365


@dataclass(frozen=True)
class Submission:
    """What is sent: the body, and the key under which it may be sent again."""

    key: str
    body: dict[str, JsonValue]


def today() -> date:
    """The day in Việt Nam."""
    return (datetime.now(UTC) + timedelta(hours=_LOCAL_HOURS)).date()


def nurse() -> Submission:
    """A nurse of a commune health station, proposed by the district's health centre for a Bằng khen."""
    nominee: dict[str, JsonValue] = {
        **_somebody("nu", random.choice(_MIDDLE)),  # noqa: S311 a name, not a secret
        "form_of_address": "Bà",
        "position": "Điều dưỡng, Trạm Y tế xã Yên Phú",
        "workplace": "Trung tâm Y tế huyện Yên Mỹ",
        "place": {"commune": "12079"},
    }
    summary = (
        "Trực 24/24 giờ tại khu cách ly tập trung của huyện trong 60 ngày liên tục; trực tiếp lấy hơn 5.200 mẫu xét "
        "nghiệm, tiêm 1.850 mũi vắc-xin; đề xuất cách chia luồng lấy mẫu theo xóm, rút thời gian truy vết từ hai ngày "
        "xuống còn một ngày; bản thân không để xảy ra lây nhiễm chéo."
    )
    content = _content(nominee, "bang-khen-tinh", summary, ["tuyen-dau"], "iv-4")
    signer = ("Lương Mẫu Hoài", "Giám đốc Trung tâm Y tế huyện Yên Mỹ")
    return _submission("TTr-TTYT", signer, content)


def volunteer() -> Submission:
    """A volunteer, proposed by a commune's youth union for the commune's Giấy khen."""
    nominee: dict[str, JsonValue] = {
        **_somebody("nam", random.choice(_MIDDLE_MALE)),  # noqa: S311 a name, not a secret
        "form_of_address": "Ông",
        "position": "Đoàn viên, thôn Từ Hồ",
        "workplace": "Đoàn TNCS Hồ Chí Minh xã Yên Phú",
        "place": {"commune": "12079"},
    }
    summary = (
        "Lập đội 12 tình nguyện viên đưa thuốc, lương thực cho 430 hộ bị phong tỏa; tự làm 3 trạm rửa tay bằng bàn đạp "
        "và phổ biến bản vẽ cho các thôn; phát hiện và báo kịp thời 2 trường hợp khai báo y tế gian dối, góp phần "
        "khoanh vùng ổ dịch trong 6 giờ."
    )
    content = _content(nominee, "giay-khen-xa", summary, ["tinh-nguyen"], "iv-6")
    return _submission("TTr-ĐTN", ("Tạ Mẫu Khôi", "Bí thư Đoàn xã Yên Phú"), content)


def nominated(
    mark: str,
    signer: tuple[str, str],
    form: str,
    summary: str,
    *,
    nominee: dict[str, JsonValue] | None = None,
    changes: dict[str, JsonValue] | None = None,
) -> Submission:
    """A dossier of one nomination; the nominee is somebody new unless told, `changes` are to the nomination."""
    somebody: dict[str, JsonValue] = {
        **_somebody("nu", random.choice(_MIDDLE)),  # noqa: S311 a name, not a secret
        "place": {"commune": "12079"},
        **(nominee or {}),
    }
    content = _content(somebody, form, summary, [], "iv-4")
    return _submission(mark, signer, content | (changes or {}))


def many(count: int, occasion: str) -> Submission:
    """A sơ kết or tổng kết dossier with that many nominees for a Bằng khen."""
    contents: list[JsonValue] = []
    for index in range(count):
        middle = f"{random.choice(_MIDDLE_MALE)} {_FAMILY[index % len(_FAMILY)]}"  # noqa: S311 a name, not a secret
        nominee = _somebody("nam", middle) | {"place": {"commune": "12079"}}
        contents.append(_content(nominee, "bang-khen-tinh", _REVIEWED, [], "iv-4"))
    return _submission("TTr-SYT", ("Phạm Mẫu Lãnh", "Giám đốc Sở Y tế"), *contents, occasion=occasion)


def _content(
    nominee: dict[str, JsonValue], form: str, summary: str, marks: list[JsonValue], criterion: str
) -> dict[str, JsonValue]:
    day = today()
    return {
        "nominee": nominee,
        "award_form": form,
        "achievement": {
            "summary": summary,
            "began_on": (day - timedelta(days=75)).isoformat(),
            "ended_on": (day - timedelta(days=15)).isoformat(),
            "place": {"commune": "12079"},
        },
        "ground": "truc-tiep-phong-chong",
        "target_group": "truc-tiep",
        "criteria": [criterion],
        "emulation_contents": ["ii-1"],
        "common_criterion_met": True,
        "priority_marks": marks,
        "consent": True,
    }


def _submission(mark: str, signer: tuple[str, str], *contents: JsonValue, occasion: str = "dot-xuat") -> Submission:
    key = str(uuid4())
    name, position = signer
    petition: JsonValue = {
        "number": f"{key[:6].upper()}/{mark}",
        "signed_on": today().isoformat(),
        "signer": {"name": name, "position": position},
        "occasion": occasion,
        "movement": "covid-19",
    }
    return Submission(key, {"petition": petition, "nominations": list(contents)})


def _somebody(sex: str, middle: str) -> dict[str, JsonValue]:
    dice = random.SystemRandom()
    birth = _YOUNGEST - timedelta(days=dice.randrange(_SPREAD_DAYS))
    return {
        "kind": "ca-nhan",
        # “Mẫu” in the place of a middle name: nobody in office is called so.
        "name": f"{dice.choice(_FAMILY)} Mẫu {middle} {dice.choice(_GIVEN)}",
        "birth_date": birth.isoformat(),
        "sex": sex,
        "duty": "truc-tiep",
        "identity_number": _citizen_number(birth, sex, dice),
    }


def _citizen_number(birth: date, sex: str, dice: random.Random) -> str:
    """A number of Hưng Yên whose digits of century, sex and year of birth fit (TT 59/2021/TT-BCA, Điều 4)."""
    century_and_sex = (birth.year // 100 - 19) * 2 + (sex == "nu")
    return f"033{century_and_sex}{birth.year % 100:02}{dice.randrange(10**6):06}"
