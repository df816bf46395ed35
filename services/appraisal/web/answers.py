"""Examples of what a level answers, as OpenAPI shows them: one Giấy khen at a commune, from opening to decision."""

from collections.abc import Mapping

from pydantic import BaseModel

from services.appraisal.application.worklist import TAB_NAMES
from services.appraisal.web.bulk_shapes import BulkView
from services.appraisal.web.decision_views import (
    AmendmentPreviewView,
    AnnulmentsView,
    CorrectionsView,
    DecisionPreviewView,
    DecisionsView,
    DecisionView,
)
from services.appraisal.web.examples import ANNULMENT, CORRECTION, WINDOW
from services.appraisal.web.messages import MessagesView, MessageView
from services.appraisal.web.people import PeopleView
from services.appraisal.web.views import (
    CaseView,
)
from services.appraisal.web.windows import WindowsView, WindowView
from services.appraisal.web.worklist_views import CountsView, RowsView
from shared.web.api.authorisations import AUTHORISATION_SHOWN

_NOMINATION_ID = "0b8f6d3e-8d6f-5f0e-9b1a-3f5c2d7e9a10"
_CASE_ID = f"{_NOMINATION_ID}:1"
_AT = "2021-10-05T03:00:00Z"
_COMMUNE = {"code": "33.327.12079", "name": "UBND xã Yên Phú", "level": "commune"}
_HOME_OFFICE = {"code": "33.so-noi-vu", "name": "Sở Nội vụ", "level": "province"}
_UNIT = {"code": "33.327.12079.doan-thanh-nien", "name": "Đoàn TNCS Hồ Chí Minh xã Yên Phú"}
_FORM = {"code": "giay-khen-xa", "name": "Giấy khen của Chủ tịch UBND xã"}
_CLERK = {"account": "7c1d5a52-0a5e-4a59-9a43-0c4a2a3f7d11", "name": "Phạm Thị Mẫu"}
_SHARED = {
    "version": 1,
    "number": "1E7PT-FMDDX-8",
    "authority": _COMMUNE,
    "award_form": _FORM,
    "role": "decide",
    "state": "open",
    "state_name": "đang được xử lý",
    "round": 1,
    "priority": 1,
    "due_on": "2021-10-19",
    "days_left": 10,
    "opened_at": _AT,
    "claim": None,
    "assigned_to": None,
    "assignment_lapsed": None,
}
_PLACE = {"commune": "12079", "text": ""}
_CONTENT = {
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
    "priority_marks": ["tinh-nguyen"],
    "consent": True,
}
_DOSSIER = {
    "dossier_id": "5b6f1c9e-8d6f-5f0e-9b1a-3f5c2d7e9a10",
    "number": "BDQHS-7MDPX-9",
    "unit": {**_UNIT, "chain": [_COMMUNE]},
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
_STEP = {
    "step": 1,
    "after": 0,
    "role": "decide",
    "level": "commune",
    "authority": _COMMUNE,
    "award_form": "giay-khen-xa",
    "working_days": 10,
    "expected_on": "2021-10-19",
}
_ENTRY = {
    "version": 1,
    "action": "open",
    "at": _AT,
    "by": "",
    "mandate": "",
    "combined": [],
    "prev": "",
    "hash": "9f2c1b7a5d3e4f60",
}
_CASE = {
    **_SHARED,
    "id": _CASE_ID,
    "nomination_id": _NOMINATION_ID,
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
_ROW = {
    **_SHARED,
    "id": _CASE_ID,
    "nominee": "Đặng Mẫu Khoa",
    "unit": _UNIT,
    "occasion": "dot-xuat",
    "priority_marks": ["tinh-nguyen"],
    "blocking_findings": 0,
    "proposed": None,
}
_DECISION = {
    "id": "2d9f4c1e-8d6f-4f0e-9b1a-3f5c2d7e9a10",
    "version": 2,
    "state": "issued",
    "number": "30/QĐ-UBND",
    "issued_on": "2021-10-05",
    "date_reason": "",
    "signatory": {"name": "Nguyễn Văn Mẫu", "position": "Chủ tịch"},
    "authority": _COMMUNE,
    "level": "commune",
    "recorded_by": _CLERK,
    "recorded_at": _AT,
    "issued_at": _AT,
    "is_complete": True,
    "case_ids": [_CASE_ID],
    "items": [{"nomination_id": _NOMINATION_ID, "step": 1, "sequence": 2}],
    "in_force": [_CASE_ID],
    "duty_warnings": [],
    "corrections": [],
    "annulments": [],
}
_CHANGE = {
    "field": "ngay-quyet-dinh",
    "field_name": "ngày quyết định",
    "before": "2021-10-05",
    "after": "2021-10-06",
    "text": "ngày quyết định: “05/10/2021” sửa thành “06/10/2021”",
    "case_id": None,
    "amendment_id": None,
}
_RECORDED = {
    "case_ids": [_CASE_ID],
    "recorded_by": _CLERK,
    "recorded_at": "2021-10-08T03:00:00Z",
    "duty_warnings": [],
}
_CORRECTION = {
    "id": "7c1f4c1e-8d6f-4f0e-9b1a-3f5c2d7e9a10",
    "kind": "dinh-chinh",
    "kind_name": "đính chính văn bản",
    "paper": CORRECTION["paper"],
    "reason": CORRECTION["reason"],
    "changes": [_CHANGE],
    **_RECORDED,
}
_ANNULMENT = {
    "id": "7d2f4c1e-8d6f-4f0e-9b1a-3f5c2d7e9a10",
    "kind": "thu-hoi",
    "kind_name": "thu hồi quyết định khen thưởng",
    "paper": ANNULMENT["paper"],
    "reason": ANNULMENT["reason"],
    "basis": ANNULMENT["basis"],
    "is_whole": True,
    **_RECORDED,
}
_WINDOW = {
    **WINDOW,
    "id": "3e8f4c1e-8d6f-4f0e-9b1a-3f5c2d7e9a10",
    "version": 1,
    "state": "open",
    "authority": _HOME_OFFICE,
    "opened_by": _CLERK,
    "opened_at": _AT,
    "closed_by": None,
    "closed_at": None,
}

_RESULT = {"case_id": _CASE_ID, "version_seen": 1, "result": "done", "state": "approved", "version": 2}
_BULK = {
    "id": "4a7f4c1e-8d6f-4f0e-9b1a-3f5c2d7e9a10",
    "kind": "outcome",
    "dry_run": False,
    "outcome": "approve",
    "recorded_by": _CLERK,
    "recorded_at": _AT,
    "is_complete": True,
    "total": 1,
    "succeeded": 1,
    "refused": 0,
    "items": [_RESULT],
}
_STAFF = {
    "person": {"account": AUTHORISATION_SHOWN["deputy"], "name": "Hoàng Mẫu Phó"},
    "roles": [{"role": "deputy", "name": "cấp phó"}],
    "authorisations": [AUTHORISATION_SHOWN],
}

_MESSAGE = {
    "id": "6d2f4c1e-8d6f-4f0e-9b1a-3f5c2d7e9a10",
    "sender": "authority",
    "authority": _COMMUNE,
    "written_by": _CLERK,
    "text": "Đơn vị cho biết thời gian trực chốt của từng tháng.",
    "at": _AT,
}

ANSWERS: Mapping[type[BaseModel], object] = {
    RowsView: {"items": [_ROW], "next": None},
    CountsView: {"tabs": [{"tab": tab, "name": name, "count": 0, "is_exact": True} for tab, name in TAB_NAMES.items()]},
    CaseView: _CASE,
    DecisionView: _DECISION,
    DecisionsView: {"items": [_DECISION], "next": None},
    DecisionPreviewView: {
        "dry_run": True,
        "number": "30/QĐ-UBND",
        "can_be_issued": True,
        "items": [{"case_id": _CASE_ID, "result": "possible", "message": "", "duty_warnings": []}],
    },
    CorrectionsView: {"items": [_CORRECTION]},
    AnnulmentsView: {"items": [_ANNULMENT]},
    AmendmentPreviewView: {
        "dry_run": True,
        "number": "30/QĐ-UBND",
        "issued_on": "2021-10-06",
        "case_ids": [_CASE_ID],
        "changes": [_CHANGE],
        "duty_warnings": [],
    },
    BulkView: _BULK,
    MessageView: _MESSAGE,
    MessagesView: {"items": [_MESSAGE]},
    PeopleView: {"items": [_STAFF]},
    WindowView: _WINDOW,
    WindowsView: {"items": [_WINDOW]},
}
