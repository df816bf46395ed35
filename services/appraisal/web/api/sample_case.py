"""The one case that the examples of all nouns speak of: a Giấy khen at a commune, from its opening to its decision."""

from pydantic import JsonValue

Example = dict[str, JsonValue]


NOMINATION_ID = "0b8f6d3e-8d6f-5f0e-9b1a-3f5c2d7e9a10"
CASE_ID = f"{NOMINATION_ID}:1"
OPENED_AT = "2021-10-05T03:00:00Z"
COMMUNE: Example = {"code": "33.327.12079", "name": "UBND xã Yên Phú", "level": "commune"}
UNIT: Example = {"code": "33.327.12079.doan-thanh-nien", "name": "Đoàn TNCS Hồ Chí Minh xã Yên Phú"}
CLERK: Example = {"account": "7c1d5a52-0a5e-4a59-9a43-0c4a2a3f7d11", "name": "Phạm Thị Mẫu"}
# What a case and its line of the worklist both say.
STANDING: Example = {
    "id": CASE_ID,
    "version": 1,
    "number": "1E7PT-FMDDX-8",
    "authority": COMMUNE,
    "award_form": {"code": "giay-khen-xa", "name": "Giấy khen của Chủ tịch UBND xã"},
    "role": "decide",
    "state": "open",
    "state_name": "đang được xử lý",
    "round": 1,
    "priority": 1,
    "due_on": "2021-10-19",
    "days_left": 10,
    "opened_at": OPENED_AT,
    "claim": None,
    "assigned_to": None,
    "assignment_lapsed": None,
}
_PLACE: Example = {"commune": "12079", "text": ""}
_CONTENT: Example = {
    "nominee": {"kind": "ca-nhan", "form_of_address": "ông", "name": "Đặng Mẫu Khoa", "place": _PLACE},
    "award_form": "giay-khen-xa",
    "achievement": {
        "summary": "Trực chốt kiểm soát dịch 60 ngày liên tục và vận động 340 hộ dân thực hiện cách ly.",
        "began_on": "2021-07-01",
        "ended_on": "2021-08-31",
        "place": _PLACE,
    },
    "ground": "truc-tiep-phong-chong",
    "target_group": "truc-tiep",
    "criteria": ["iv-6"],
    "emulation_contents": ["ii-1"],
    "common_criterion_met": True,
    "priority_marks": ["tinh-nguyen"],
    "consent": True,
}
_DOSSIER: Example = {
    "dossier_id": "5b6f1c9e-8d6f-5f0e-9b1a-3f5c2d7e9a10",
    "number": "BDQHS-7MDPX-9",
    "unit": {**UNIT, "chain": [COMMUNE]},
    "submitter": "1f0e6a52-0a5e-4a59-9a43-0c4a2a3f7d12",
    "petition": {
        "number": "12/TTr-ĐTN",
        "signed_on": "2021-10-04",
        "signer": {"name": "Lê Mẫu Cúc", "position": "Bí thư"},
        "occasion": "dot-xuat",
        "movement": "covid-19",
    },
    "rule_set": "hung-yen-covid-19-2021",
    "submitted_on": "2021-10-05",
}
_STEP: Example = {
    "step": 1,
    "after": 0,
    "role": "decide",
    "level": "commune",
    "authority": COMMUNE,
    "award_form": "giay-khen-xa",
    "working_days": 10,
    "expected_on": "2021-10-19",
}
_ENTRY: Example = {
    "version": 1,
    "action": "open",
    "at": OPENED_AT,
    "by": "",
    "mandate": "",
    "combined": [],
    "prev": "",
    "hash": "9f2c1b7a5d3e4f60",
}
CASE: Example = {
    **STANDING,
    "nomination_id": NOMINATION_ID,
    "step": 1,
    "level": "commune",
    "paused_on": None,
    "delay": None,
    "assignment": None,
    "closed_at": None,
    "dossier": _DOSSIER,
    "slip": [_STEP],
    "findings": [],
    "proposal": None,
    "ruling": None,
    "rulings": [],
    "take_overs": [],
    "supplements": [],
    "withdrawal": None,
    "award": None,
    "history": [_ENTRY],
    "content": _CONTENT,
    "identity": {"kind": "cccd", "kind_name": "số căn cước công dân", "covered": "0330••••••34"},
    "allowed": [{"code": "approve", "name": "duyệt khen thưởng"}, {"code": "return", "name": "yêu cầu bổ sung"}],
    "may_override": False,
    "duty_warnings": [],
    "council_share_percent": None,
}
