"""What the mails about one's own account say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from services.identity.domain.account_mails import LINK_LIFE, AccountMail, MailKind
from shared.clock.days import VIETNAM
from shared.mails.page import Details, Page, Section

RESET_PATH, CONFIRMATION_PATH, ACCOUNT_PATH = "/dat-lai-mat-khau", "/xac-nhan-thu", "/tai-khoan"
TOKEN_FIELD = "ma"  # noqa: S105 - the name of a field
_FOOTER = (
    "Thư này được gửi tự động, thư trả lời không có người đọc. Cần giúp đỡ thì liên hệ quản trị viên của tỉnh "
    "(Sở Nội vụ). Hệ thống không bao giờ hỏi mật khẩu qua thư hoặc điện thoại."
)
_NOT_YOU = (
    "Nếu không phải bạn: đổi mật khẩu ngay, xem lại các phiên đăng nhập trong trang tài khoản, rồi báo quản trị viên "
    "của tỉnh (Sở Nội vụ)."
)


@dataclass(frozen=True)
class _Words:
    """The words of one kind of mail."""

    subject: str
    sentence: str
    call: str = "Xem tài khoản của bạn"
    path: str = ACCOUNT_PATH
    remark: str = _NOT_YOU
    shows_network: bool = False


_WORDS: Mapping[MailKind, _Words] = {
    MailKind.ACCOUNT_ADDED: _Words(
        "Tài khoản mới của bạn",
        "Quản trị viên của tỉnh vừa tạo cho bạn một tài khoản. Mở liên kết dưới đây để đặt mật khẩu, rồi đăng nhập "
        "bằng tên đăng nhập ghi trong thư này. Liên kết dùng được một lần, trong {life}; quá hạn thì dùng “Quên mật "
        "khẩu” ở trang đăng nhập để nhận liên kết mới.",
        "Đặt mật khẩu",
        RESET_PATH,
        "Nếu bạn không chờ tài khoản này, đừng mở liên kết và báo quản trị viên của tỉnh (Sở Nội vụ). Đừng chuyển thư "
        "này cho ai.",
    ),
    MailKind.PASSWORD_RESET: _Words(
        "Đặt lại mật khẩu",
        "Có người, có thể là bạn, cho biết đã quên mật khẩu của tài khoản này. Mở liên kết dưới đây để đặt mật khẩu "
        "mới. Liên kết dùng được một lần, trong {life}.",
        "Đặt mật khẩu mới",
        RESET_PATH,
        "Nếu bạn không yêu cầu, hãy bỏ qua thư này: mật khẩu đang dùng không thay đổi. Đừng chuyển thư này cho ai.",
    ),
    MailKind.MAIL_CONFIRMATION: _Words(
        "Xác nhận địa chỉ thư mới",
        "Có người, có thể là bạn, muốn thư về tài khoản này được gửi đến địa chỉ này. Mở liên kết dưới đây để xác "
        "nhận. Liên kết dùng được một lần, trong {life}.",
        "Xác nhận địa chỉ thư",
        CONFIRMATION_PATH,
        "Nếu bạn không yêu cầu, hãy bỏ qua thư này: không có gì thay đổi.",
    ),
    MailKind.MAIL_CHANGED: _Words(
        "Địa chỉ thư của tài khoản đã đổi",
        "Từ nay thư về tài khoản của bạn được gửi đến một địa chỉ khác; địa chỉ này không nhận thư của tài khoản nữa.",
    ),
    MailKind.NEW_NETWORK: _Words(
        "Đăng nhập từ một mạng mới",
        "Tài khoản của bạn vừa được đăng nhập từ một mạng mà trước đây chưa thấy.",
        shows_network=True,
    ),
    MailKind.PASSWORD_CHANGED: _Words(
        "Mật khẩu đã đổi",
        "Mật khẩu của tài khoản vừa được đổi; các phiên đăng nhập khác đã kết thúc.",
    ),
    MailKind.PASSWORD_SET: _Words(
        "Quản trị viên đã đặt mật khẩu mới",
        "Quản trị viên vừa đặt cho tài khoản của bạn một mật khẩu chỉ dùng một lần; các phiên đăng nhập đã kết thúc. "
        "Nhận mật khẩu từ quản trị viên, đăng nhập rồi đổi thành mật khẩu của riêng bạn.",
        remark="Nếu bạn không nhờ đặt lại mật khẩu, hãy báo quản trị viên của tỉnh (Sở Nội vụ).",
    ),
    MailKind.SECOND_FACTOR_ON: _Words(
        "Xác thực hai lớp đã bật",
        "Từ nay đăng nhập tài khoản của bạn cần mật khẩu và mã của ứng dụng xác thực.",
    ),
    MailKind.SECOND_FACTOR_OFF: _Words(
        "Xác thực hai lớp đã tắt",
        "Từ nay đăng nhập tài khoản của bạn chỉ cần mật khẩu.",
    ),
}
# Called with the path and, where the mail has a link that serves once, its token.
Address = Callable[[str, str], str]


def write_subject(mail: AccountMail) -> str:
    """The subject."""
    return _WORDS[mail.kind].subject


def lay_out(mail: AccountMail, token: str, address: Address) -> Page:
    """The letter; `token` is what its link carries."""
    words = _WORDS[mail.kind]
    sentence = words.sentence.format(life=_life(mail.kind)) if mail.has_link else words.sentence
    return Page(
        heading=words.subject,
        greeted=mail.name,
        sentence=sentence,
        link=address(words.path, token if mail.has_link else ""),
        call=words.call,
        details=_details(mail, shows_network=words.shows_network),
        notes=(Section("Không phải bạn?", (words.remark,), is_list=False),),
        footer=_FOOTER,
    )


def _details(mail: AccountMail, *, shows_network: bool) -> Details:
    at = mail.created_at.astimezone(VIETNAM).strftime("%H:%M ngày %d/%m/%Y")
    network = (("Từ mạng", mail.network),) if shows_network and mail.network else ()
    username = (("Tên đăng nhập", mail.username),) if mail.username else ()
    return (*username, ("Lúc", at), *network)


def _life(kind: MailKind) -> str:
    minutes = int(LINK_LIFE[kind].total_seconds()) // 60
    return f"{minutes} phút" if minutes < 60 else f"{minutes // 60} giờ"  # noqa: PLR2004 - minutes of an hour
