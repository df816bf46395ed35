"""Examples of what is sent, as OpenAPI shows them and the contract tests try them."""

from pydantic import JsonValue

from shared.clock import utc_now
from shared.clock.days import day_of
from shared.web.api.examples import FIRST_CASE, OFFICER, SECOND_CASE

Example = dict[str, JsonValue]

FORWARD: Example = {"outcome": "forward", "text": "Đủ điều kiện, đề nghị chuyển bước tiếp theo."}
RETURN: Example = {
    "outcome": "return",
    "text": "Bổ sung trong tuần này để kịp đợt xét.",
    "missing": [
        {"section": "Thành tích", "message": "Nêu rõ thời gian và địa điểm trực tiếp tham gia chống dịch."},
        {"section": "Đóng góp", "message": "Kèm xác nhận của bên nhận."},
    ],
}
DECLINE: Example = {
    "outcome": "decline",
    "reason_code": "khong-du-tieu-chuan",
    "text": "Thành tích nêu trong báo cáo thuộc nhiệm vụ thường xuyên.",
}
REFER: Example = {
    "outcome": "refer",
    "award_form": "bang-khen-tinh",
    "text": "Thành tích xuất sắc, có ảnh hưởng trong toàn tỉnh; đề nghị Bằng khen của Chủ tịch UBND tỉnh.",
}
CONFIRM: Example = {"confirm": True}
SEND_BACK: Example = {"send_back": True, "text": "Đối chiếu lại với danh sách trực chốt trước khi đề xuất."}
VOTE: Example = {"members": 15, "present": 13, "approving": 12, "minutes": "07/BB-HĐTĐKT ngày 20/12/2021"}
WINDOW: Example = {
    "movement": "covid-19",
    "occasion": "tong-ket",
    "opens_on": "2021-12-01",
    "closes_on": "2022-01-31",
    "of_government": {"number": "6892/VPCP-KGVX", "issued_on": "2021-09-25", "file": "6892-vpcp.pdf"},
    "of_province": {"number": "150/KH-UBND", "issued_on": "2021-09-30", "file": "150-kh-ubnd.pdf"},
}
TAKE_OVER: Example = {"take_over": True}
DECISION: Example = {
    "number": "30/QĐ-UBND",
    # A decision cannot be older than what it decides, which is sent on the day on which the example is.
    "issued_on": day_of(utc_now()).isoformat(),
    "signatory": {"name": "Nguyễn Văn Mẫu", "position": "Chủ tịch"},
    "case_ids": [SECOND_CASE],
}
CORRECTION: Example = {
    "kind": "dinh-chinh",
    "paper": {
        "number": "45/QĐ-UBND",
        "issued_on": "2021-10-08",
        "signatory": {"name": "Nguyễn Văn Mẫu", "position": "Chủ tịch"},
    },
    "reason": "Sai sót khi soạn thảo văn bản.",
    "changes": [
        {"field": "ngay-quyet-dinh", "value": "2021-10-06"},
        {
            "field": "ten-doi-tuong",
            "value": "Đặng Văn Khoát",
            "case_id": "0b8f6d3e-8d6f-5f0e-9b1a-3f5c2d7e9a10:2",
        },
    ],
}
CORRECTION_OF_RECORD: Example = {
    "kind": "ghi-sai",
    "reason": "Nhập nhầm số khi ghi quyết định; văn bản ghi đúng.",
    "changes": [{"field": "so-quyet-dinh", "value": "31/QĐ-UBND"}],
}
ANNULMENT: Example = {
    "kind": "thu-hoi",
    "paper": {
        "number": "52/QĐ-UBND",
        "issued_on": "2021-11-29",
        "signatory": {"name": "Nguyễn Văn Mẫu", "position": "Chủ tịch"},
    },
    "reason": "Kê khai không đúng thành tích.",
    "basis": "Luật Thi đua, Khen thưởng",
    "case_ids": ["0b8f6d3e-8d6f-5f0e-9b1a-3f5c2d7e9a10:2"],
}
BULK_OUTCOME: Example = {
    "kind": "outcome",
    "cases": [{"case_id": FIRST_CASE, "version": 2}],
    "confirm": True,
    "dry_run": True,
}
BULK_PROPOSAL: Example = {
    "kind": "proposal",
    "cases": [{"case_id": FIRST_CASE, "version": 1}],
    "outcome": "decline",
    "reason_code": "khong-du-tieu-chuan",
    "text": "Thành tích nêu trong báo cáo thuộc nhiệm vụ thường xuyên.",
}
ASSIGNMENT: Example = {
    "assignee": OFFICER,
    "reason": "Đã theo dõi đơn vị này ở đợt trước.",
}
MESSAGE: Example = {"text": "Đề nghị đơn vị cho biết tên chốt kiểm soát mà ông/bà đã trực trong tháng 8/2021."}
