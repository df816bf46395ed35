"""Examples in the API's description: the two stories of the plan, ready to be tried."""

from fastapi.openapi.models import Example

from shared.web.api.examples import DOSSIER, DOSSIER_NUMBER, NOMINATION, NOMINATION_NUMBER, PAPER, PAPER_OF_CENTRE

NURSE: dict[str, object] = {
    "nominee": {
        "kind": "ca-nhan",
        "form_of_address": "bà",
        "name": "Nguyễn Mẫu Ấn",
        "birth_date": "1990-05-17",
        "sex": "nu",
        "position": "Điều dưỡng",
        "duty": "truc-tiep",
        "workplace": "Trạm Y tế xã Yên Phú",
        "place": {"commune": "12079"},
        "identity_number": "033190001234",
    },
    "award_form": "bang-khen-tinh",
    "achievement": {
        "summary": "Trực chốt kiểm soát dịch 60 ngày liên tục, trực tiếp lấy 12.000 mẫu xét nghiệm tại vùng phong tỏa"
        " và vận động 340 hộ dân thực hiện cách ly, góp phần khống chế ổ dịch trong 14 ngày.",
        "began_on": "2021-07-01",
        "ended_on": "2021-08-31",
        "place": {"commune": "12079"},
    },
    "ground": "truc-tiep-phong-chong",
    "target_group": "truc-tiep",
    "criteria": ["iv-4"],
    "priority_marks": ["tuyen-dau"],
    "consent": True,
}
_VOLUNTEER: dict[str, object] = {
    **NURSE,
    "nominee": {
        "kind": "ca-nhan",
        "form_of_address": "ông",
        "name": "Đặng Mẫu Khoa",
        "birth_date": "1998-11-02",
        "sex": "nam",
        "position": "Tình nguyện viên",
        "duty": "truc-tiep",
        "workplace": "Đội tình nguyện xã Yên Phú",
        "place": {"commune": "12079"},
    },
    "award_form": "giay-khen-xa",
    "criteria": ["iv-6"],
    "priority_marks": ["tinh-nguyen"],
}


def petition(number: str, signer: str, position: str, paper: str) -> dict[str, object]:
    """A Tờ trình of that number, as the unit sends it, with its signed paper."""
    return {
        "number": number,
        "signed_on": "2021-10-04",
        "signer": {"name": signer, "position": position},
        "occasion": "dot-xuat",
        "movement": "covid-19",
        "attachments": [{"id": paper, "kind": "to-trinh"}],
    }


SUBMISSIONS: dict[str, Example] = {
    "giay-khen": Example(
        summary="Đoàn xã (nop.doan-yen-phu) đề nghị Giấy khen của Chủ tịch UBND xã",
        value={
            "petition": petition("12/TTr-ĐTN", "Lê Mẫu Cúc", "Bí thư", PAPER),
            "nominations": [_VOLUNTEER],
        },
    ),
    "bang-khen": Example(
        summary="Trung tâm Y tế huyện (nop.ttyt-yen-my) đề nghị Bằng khen của Chủ tịch UBND tỉnh",
        value={
            "petition": petition("45/TTr-TTYT", "Trần Mẫu Bình", "Giám đốc", PAPER_OF_CENTRE),
            "nominations": [NURSE],
        },
    ),
}
WITHDRAWAL: dict[str, Example] = {
    "nham": Example(summary="Nộp nhầm", value={"reason": "Đơn vị nộp nhầm hình thức khen thưởng."}),
}
SUPPLEMENT: dict[str, Example] = {
    "so-lieu": Example(
        summary="Bổ sung số liệu", value={"content": _VOLUNTEER, "note": "Đã bổ sung số liệu có xác nhận của thôn."}
    ),
}
RECEIPT: dict[str, object] = {
    "id": DOSSIER,
    "number": DOSSIER_NUMBER,
    "submitted_at": "2021-10-05T03:00:00Z",
    "rule_set": "hung-yen-covid-19-2021",
    "nominations": [
        {
            "id": NOMINATION,
            "number": NOMINATION_NUMBER,
            "route": [
                {
                    "step": 1,
                    "authority": {"code": "33.327.12079", "name": "UBND xã Yên Phú", "level": "commune"},
                    "level": "commune",
                    "role": "appraise",
                    "award_form": "giay-khen-xa",
                    "expected_on": "2021-10-19",
                    "state": None,
                }
            ],
        }
    ],
}
ANSWER: dict[str, Example] = {
    "tra-loi": Example(
        summary="Trả lời cơ quan nhắn gần nhất",
        value={"text": "Đơn vị xác nhận thời gian trực chốt từ ngày 01/7 đến hết ngày 31/8/2021."},
    )
}
LOOK: dict[str, Example] = {
    "doi-chieu": Example(
        summary="Đối chiếu giấy tờ", value={"reason": "Đối chiếu với căn cước công dân bản gốc đơn vị mang đến."}
    ),
}
