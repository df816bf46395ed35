"""What each recorded act is called where people read the record."""

from collections.abc import Mapping

from shared.audit.entry import Kind

KIND_NAMES: Mapping[Kind, str] = {
    Kind.SIGN_IN: "đăng nhập",
    Kind.SIGN_IN_REFUSED: "đăng nhập không được",
    Kind.SESSION_ENDED: "kết thúc phiên",
    Kind.PASSWORD_CHANGED: "tự đổi mật khẩu",
    Kind.PASSWORD_SET: "đặt mật khẩu cho tài khoản",
    Kind.PASSWORD_RESET_ASKED: "xin đặt lại mật khẩu qua thư",
    Kind.PASSWORD_RESET: "đặt lại mật khẩu qua thư",
    Kind.MAIL_CHANGE_ASKED: "xin đổi địa chỉ thư",
    Kind.MAIL_CHANGED: "đổi địa chỉ thư",
    Kind.SECOND_FACTOR_ON: "bật xác thực hai lớp",
    Kind.SECOND_FACTOR_OFF: "tắt xác thực hai lớp",
    Kind.RECOVERY_CODE_USED: "dùng mã khôi phục",
    Kind.RECOVERY_CODES_MADE: "tạo lại mã khôi phục",
    Kind.ACCOUNT_ADDED: "thêm tài khoản",
    Kind.ACCOUNT_CHANGED: "đổi tài khoản",
    Kind.ACCOUNT_LOCKED: "khóa tài khoản",
    Kind.ACCOUNT_UNLOCKED: "mở lại tài khoản",
    Kind.ROLES_CHANGED: "đổi vai trò, đơn vị hoặc cơ quan",
    Kind.ACCOUNTS_REMOVED: "xóa tài khoản dùng thử",
    Kind.DIGEST_CHOSEN: "chọn thư tóm tắt",
    Kind.AUTHORISATION_GIVEN: "ghi ủy quyền",
    Kind.AUTHORISATION_ENDED: "kết thúc ủy quyền",
    Kind.BODY_ADDED: "thêm cơ quan, xã hoặc đơn vị",
    Kind.BODY_CHANGED: "đổi cơ quan, xã hoặc đơn vị",
    Kind.BODY_ENDED: "kết thúc cơ quan, xã hoặc đơn vị",
    Kind.BODY_REOPENED: "cho hoạt động lại",
    Kind.UNITS_IMPORTED: "nhập đơn vị từ tệp",
    Kind.DIRECTORY_FILLED: "nạp danh mục",
    Kind.MAIL_SENT_AGAIN: "gửi lại thư",
    Kind.MAIL_MARKED: "ghi kết quả của thư",
    Kind.PERSONAL_DATA_SHOWN: "xem dữ liệu cá nhân đầy đủ",
}
