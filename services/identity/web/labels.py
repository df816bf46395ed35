"""What people call the fields of identity's requests."""

from collections.abc import Mapping

LABELS: Mapping[str, str] = {
    "code": "mã xác thực",
    "mail": "địa chỉ thư mới",
    "new_password": "mật khẩu mới",
    "old_password": "mật khẩu đang dùng",
    "session_id": "mã phiên trong địa chỉ",
    "token": "mã trong thư (trong địa chỉ)",
}
