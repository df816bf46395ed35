"""The dossiers of the load: many, each with nominees and a Tờ trình of its own."""

from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import JsonValue

from ops.demo.dossiers import today

_DAY = date(1960, 1, 1)


@dataclass(frozen=True)
class Sender:
    """A unit's account, and the form that it proposes in the load."""

    username: str
    form: str


COMMUNE = Sender("nop.doan-yen-phu", "giay-khen-xa")
SCHOOL = Sender("nop.thcs-yen-phu", "giay-khen-xa")
DISTRICT = Sender("nop.gddt-yen-my", "giay-khen-huyen")
HEALTH = Sender("nop.ttyt-yen-my", "bang-khen-tinh")
# Out of ten dossiers: six for the commune, two for the district, two for the province (four steps each).
SENDERS = (COMMUNE, HEALTH, SCHOOL, DISTRICT, COMMUNE, SCHOOL, HEALTH, COMMUNE, DISTRICT, SCHOOL)
_LARGE_EVERY = 30
_LARGE = 3


def sender_of(index: int) -> Sender:
    """Who sends the dossier of this number."""
    return SENDERS[index % len(SENDERS)]


def body_of(run: str, index: int) -> dict[str, JsonValue]:
    """The dossier of this number; no two share a nominee."""
    size = _LARGE if index % _LARGE_EVERY == 0 else 1
    form = sender_of(index).form
    day = today()
    return {
        "petition": {
            "number": f"{run}-{index}/TTr",
            "signed_on": day.isoformat(),
            "signer": {"name": "Lương Thị Hoài Mẫu", "position": "Thủ trưởng đơn vị"},
            "occasion": "dot-xuat",
            "movement": "covid-19",
        },
        "nominations": [_nomination(run, index * _LARGE + place, form, day) for place in range(size)],
    }


def _nomination(run: str, number: int, form: str, day: date) -> JsonValue:
    return {
        "nominee": {
            "kind": "ca-nhan",
            "name": f"Nguyễn Mẫu Ấn {run} {number:04d}",
            "birth_date": (_DAY + timedelta(days=number * 7)).isoformat(),
            "sex": "nu",
            "position": "Điều dưỡng",
            "duty": "truc-tiep",
            "workplace": "Đơn vị mẫu",
            "place": {"commune": "12079"},
            "identity_number": f"033{int(run, 36) % 10**5:05d}{number:04d}",
        },
        "award_form": form,
        "achievement": {
            "summary": f"Trực liên tục {number % 60 + 10} ngày đêm tại điểm lấy mẫu. " + "Không quản khó khăn." * 8,
            "began_on": (day - timedelta(days=60)).isoformat(),
            "ended_on": (day - timedelta(days=20)).isoformat(),
            "place": {"commune": "12079"},
        },
        "ground": "truc-tiep-phong-chong",
        "target_group": "truc-tiep",
        "criteria": ["iv-4"],
        "consent": True,
    }
