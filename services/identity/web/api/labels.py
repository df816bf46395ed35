"""What people call the fields of identity's requests."""

from collections.abc import Mapping

LABELS: Mapping[str, str] = {
    "begins_on": "ngày bắt đầu ủy quyền",
    "code": "mã xác thực",
    "deputy": "cấp phó được ủy quyền",
    "ends_on": "ngày hết ủy quyền",
    "mail": "địa chỉ thư mới",
    "new_password": "mật khẩu mới",
    "old_password": "mật khẩu đang dùng",
    "paper": "văn bản ủy quyền",
    "paper.number": "số văn bản ủy quyền",
    "session_id": "mã phiên trong địa chỉ",
    "signed_on": "ngày ký văn bản",
    "token": "mã trong thư (trong địa chỉ)",
}
