"""Examples of what intake answers, as OpenAPI shows them: one nurse's nomination on its first day."""

from collections.abc import Mapping

from pydantic import BaseModel

from services.intake.web.examples import NURSE, petition
from services.intake.web.looks import LooksView, NumberView
from services.intake.web.messages import MessagesView, MessageView
from services.intake.web.views import DossierPage, DossierView, NominationPage, NominationView
from shared.web.api.examples import PAPER_OF_CENTRE

_DOSSIER_ID = "5b6f1c9e-8d6f-5f0e-9b1a-3f5c2d7e9a10"
_NOMINATION_ID = "0b8f6d3e-8d6f-5f0e-9b1a-3f5c2d7e9a10"
_AT = "2021-10-05T03:00:00Z"
_HEALTH_OFFICE = {"code": "33.so-y-te", "name": "Sở Y tế", "level": "department"}
_PETITION = petition("45/TTr-TTYT", "Trần Mẫu Bình", "Giám đốc", PAPER_OF_CENTRE)
_DOSSIER = {"id": _DOSSIER_ID, "number": "BDQHS-7MDPX-9", "petition": _PETITION, "submitted_at": _AT, "total": 1}
_LINE: dict[str, object] = {
    "id": _NOMINATION_ID,
    "number": "1E7PT-FMDDX-8",
    "name": "Nguyễn Mẫu Ấn",
    "kind": "ca-nhan",
    "award_form": "bang-khen-tinh",
    "status": "dang-xet",
    "status_text": "đang xét",
    "authority": _HEALTH_OFFICE,
    "expected_on": "2021-10-12",
    "version": 1,
}
_STEP = {
    "step": 1,
    "authority": _HEALTH_OFFICE,
    "level": "department",
    "role": "endorse",
    "award_form": "bang-khen-tinh",
    "expected_on": "2021-10-12",
    "state": "dang-xet",
}
_ENTRY = {
    "version": 1,
    "fact": "received",
    "text": "Đã tiếp nhận, chuyển Sở Y tế",
    "step": 1,
    "at": _AT,
    "authority": None,
    "details": {},
    "note": "",
    "basis": "",
    "missing": [],
    "changes": [],
    "prev": "",
    "hash": "9f2c1b7a5d3e4f60",
}
_MAIL = {
    "id": f"{_DOSSIER_ID}:1:unit",
    "subject": "Đã tiếp nhận hồ sơ BDQHS-7MDPX-9",
    "recipient": "unit",
    "state": "sent",
    "at": "2021-10-05T03:00:06Z",
}
_NOMINATION = {
    "id": _NOMINATION_ID,
    "number": "1E7PT-FMDDX-8",
    "version": 1,
    "dossier_id": _DOSSIER_ID,
    "dossier_number": "BDQHS-7MDPX-9",
    "unit": "33.so-y-te.ttyt-yen-my",
    "unit_name": "Trung tâm Y tế huyện Yên Mỹ",
    "petition": _PETITION,
    "status": "dang-xet",
    "status_text": "đang xét",
    "award_form": "bang-khen-tinh",
    "current_step": 1,
    "content": NURSE,
    "route": [_STEP],
    "history": [_ENTRY],
    "mails": [_MAIL],
    "withdrawal": None,
    "award": None,
}

_MESSAGE = {
    "id": "6d2f4c1e-8d6f-4f0e-9b1a-3f5c2d7e9a10",
    "step": 1,
    "authority": {"code": "33.so-y-te", "name": "Sở Y tế", "level": "department"},
    "sender": "authority",
    "written_by": "Phạm Thị Mẫu",
    "text": "Đơn vị cho biết số điện thoại của người phụ trách khu cách ly.",
    "at": "2021-10-06T03:00:00Z",
}

_LOOK = {
    "authority": {"code": "33.327.12079", "name": "UBND xã Yên Phú", "level": "commune"},
    "reason": "Đối chiếu với căn cước công dân bản gốc đơn vị mang đến.",
    "at": "2021-10-06T03:00:00Z",
}
ANSWERS: Mapping[type[BaseModel], object] = {
    DossierPage: {"items": [{**_DOSSIER, "statuses": {"dang-xet": 1}}], "next": None},
    DossierView: {
        **_DOSSIER,
        "unit": "33.so-y-te.ttyt-yen-my",
        "unit_name": "Trung tâm Y tế huyện Yên Mỹ",
        "rule_set": "hung-yen-covid-19-2021",
        "nominations": [_LINE],
        "nominations_next": None,
        "mails": [_MAIL],
    },
    NominationPage: {"items": [_LINE], "next": None},
    NominationView: _NOMINATION,
    NumberView: {**_LOOK, "identity_number": "033190001234"},
    LooksView: {"items": [_LOOK]},
    MessageView: _MESSAGE,
    MessagesView: {"items": [_MESSAGE]},
}
