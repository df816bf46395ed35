"""The checks of `thidua doctor`, one function each: they look, and change nothing."""

import shutil
import smtplib
import stat
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from ops.admin.finding import Finding, State
from ops.provisioning.management import Management
from ops.stack.mail import PROJECT
from ops.troubles import TroubleError
from shared.messaging.topology.queues import CONSUMED, POLICIES, QUEUES
from shared.messaging.topology.rights import USERS
from shared.mongo.examining import DirectorySeen, ServerSeen

MOST_SKEW = timedelta(seconds=2)
_MOST_BACKUP_AGE = timedelta(hours=26)
_LEAST_FREE_SHARE = 0.2
_SMTP_SECONDS = 10.0
_ACCEPTED = 250
_MEMBERS = 3
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1", "mailpit"})


def environment(env: str) -> Finding:
    """Whether it is the real thing."""
    if env == "production":
        return Finding("môi trường", State.RIGHT, "THIDUA_ENV=production: không nhận tài khoản dùng thử.")
    return Finding(
        "môi trường",
        State.MEND,
        f"THIDUA_ENV={env}: còn nhận tài khoản dùng thử. Đặt THIDUA_ENV=production rồi khởi động lại.",
    )


def server(seen: ServerSeen) -> Iterator[Finding]:
    """The clocks, and how many servers hold the data."""
    skew = abs(seen.ahead)
    if skew > MOST_SKEW:
        says = (
            f"Đồng hồ máy này và máy cơ sở dữ liệu lệch {skew.total_seconds():.1f} giây. Bật NTP (chrony) trên mọi máy."
        )
        yield Finding("đồng hồ", State.MEND, says)
    else:
        yield Finding("đồng hồ", State.RIGHT, f"Lệch cơ sở dữ liệu {skew.total_seconds():.1f} giây.")
    if not seen.has_primary:
        yield Finding("cơ sở dữ liệu", State.MEND, "Không có máy chính: bật lại đa số máy của replica set.")
    elif seen.members < _MEMBERS:
        says = (
            f"Replica set có {seen.members} máy: mất máy là mất dữ liệu từ lần sao lưu cuối. Ba máy chịu được mất một."
        )
        yield Finding("cơ sở dữ liệu", State.KNOW, says)
    else:
        yield Finding("cơ sở dữ liệu", State.RIGHT, f"Replica set có {seen.members} máy và một máy chính.")


def directory(seen: DirectorySeen, env: str) -> Iterator[Finding]:
    """Indexes, accounts of the demo, and the first people."""
    if seen.missing_indexes:
        yield Finding("chỉ mục danh mục", State.MEND, f"Thiếu {', '.join(seen.missing_indexes)}. Chạy: thidua seed")
    else:
        yield Finding("chỉ mục danh mục", State.RIGHT, "Đủ chỉ mục.")
    if seen.demo_accounts:
        state = State.MEND if env == "production" else State.KNOW
        says = f"Còn {seen.demo_accounts} tài khoản dùng thử, mật khẩu ai cũng biết. Xóa: thidua account remove-demo"
        yield Finding("tài khoản dùng thử", state, says)
    else:
        yield Finding("tài khoản dùng thử", State.RIGHT, "Không còn tài khoản dùng thử.")
    for role, count in (("administrator", seen.administrators), ("operator", seen.operators)):
        if count:
            yield Finding(f"người có vai trò {role}", State.RIGHT, f"Có {count} tài khoản.")
        else:
            says = f"Chưa có ai. Thêm: thidua account add <tên đăng nhập> --name <họ và tên> --role {role} --mail <thư>"
            yield Finding(f"người có vai trò {role}", State.MEND, says)


def broker(management: Management, vhost: str) -> Iterator[Finding]:
    """Policies, rights and queues as the topology says, and somebody behind each queue."""
    try:
        policies = {str(row["name"]): row.get("definition") for row in management.get("policies", vhost)}
        queues = {str(row["name"]): row for row in management.get("queues", vhost)}
        users = {str(row["user"]): row for row in management.get("vhosts", vhost, "permissions")}
    except TroubleError as trouble:
        yield Finding("RabbitMQ", State.MEND, f"Không hỏi được ({trouble.happened}). Kiểm tra THIDUA_MANAGEMENT_URL.")
        return
    wrong = [f"chính sách {policy.name}" for policy in POLICIES if policies.get(policy.name) != dict(policy.definition)]
    wrong += [f"hàng đợi {queue.name}" for queue in QUEUES if queue.name not in queues]
    wrong += [
        f"quyền của {user.name}"
        for user in USERS
        if _rights(users.get(user.name)) != (user.configure, user.write, user.read)
    ]
    if wrong:
        yield Finding("RabbitMQ", State.MEND, f"Chưa đúng: {', '.join(wrong[:8])}. Chạy: thidua provision")
    else:
        yield Finding(
            "RabbitMQ", State.RIGHT, f"Đúng {len(QUEUES)} hàng đợi, {len(POLICIES)} chính sách, {len(USERS)} tài khoản."
        )
    idle = [name for name in CONSUMED if not queues.get(name, {}).get("consumers")]
    if idle:
        says = f"Không ai nhận từ {', '.join(idle)}. Xem tiến trình nào dừng: thidua status"
        yield Finding("người nhận thông điệp", State.MEND, says)
    else:
        yield Finding("người nhận thông điệp", State.RIGHT, "Mọi hàng đợi có tiến trình nhận.")


def mail_server(settings: Mapping[str, str]) -> Iterator[Finding]:
    """Whether the mail server answers, protects the line, and who is named as the sender."""
    host, port = settings.get("THIDUA_SMTP_HOST", ""), settings.get("THIDUA_SMTP_PORT", "") or "25"
    sender, tls = settings.get("THIDUA_MAIL_SENDER", ""), settings.get("THIDUA_SMTP_TLS", "") or "none"
    if not host:
        yield Finding("máy chủ thư", State.UNSEEN, "Chưa có THIDUA_SMTP_HOST. Đặt như của notifier rồi chạy lại.")
    else:
        yield _smtp(host, int(port) if port.isdigit() else 25, tls)
    if sender.endswith(".example") or not sender:
        says = "Đặt THIDUA_MAIL_SENDER là hộp thư có thật của đơn vị vận hành, có người đọc: thư bị trả về sẽ đến đó."
        yield Finding("người gửi thư", State.MEND if sender else State.UNSEEN, says)
    else:
        yield Finding(
            "người gửi thư", State.RIGHT, f"{sender}; kiểm tra SPF, DKIM, DMARC của tên miền theo docs/going-live.md."
        )


def address(url: str) -> Finding:
    """Whether people reach the system by https."""
    if not url:
        return Finding("địa chỉ", State.UNSEEN, "Chưa có THIDUA_PUBLIC_URL. Đặt như của các dịch vụ rồi chạy lại.")
    if urlsplit(url).scheme == "https":
        return Finding("địa chỉ", State.RIGHT, url)
    return Finding(
        "địa chỉ", State.MEND, f"{url} không mã hóa. Đặt THIDUA_SITE và THIDUA_PUBLIC_URL với tên miền và https."
    )


def disk(folder: Path) -> Finding:
    """Whether there is room where the command runs."""
    try:
        usage = shutil.disk_usage(folder if folder.exists() else PROJECT)
    except OSError as error:
        return Finding("đĩa", State.UNSEEN, f"Không xem được {folder}: {error.strerror}.")
    share = usage.free / usage.total
    says = f"Còn trống {usage.free // 2**30} GiB ({share:.0%}) ở {folder}."
    if share < _LEAST_FREE_SHARE:
        return Finding("đĩa", State.MEND, f"{says} Dọn hoặc mở rộng trước khi dưới 10%.")
    return Finding("đĩa", State.RIGHT, says)


def backup(path: str) -> Finding:
    """How old the youngest backup is, where it is said where they lie."""
    if not path:
        says = "Chưa có THIDUA_BACKUP_PATH (tệp hoặc thư mục bản sao lưu). Đặt rồi chạy lại; xem docs/containers.md."
        return Finding("sao lưu", State.UNSEEN, says)
    root = Path(path)
    try:
        files = [root] if root.is_file() else [each for each in root.rglob("*") if each.is_file()]
        latest = max((file.stat().st_mtime for file in files if file.stat().st_size), default=None)
    except OSError as error:
        return Finding(
            "sao lưu", State.UNSEEN, f"Không đọc được {path}: {error.strerror}. Kiểm tra đường dẫn và quyền."
        )
    if latest is None:
        return Finding("sao lưu", State.MEND, f"Chưa có bản sao lưu nào ở {path}. Sao lưu theo docs/containers.md.")
    age = timedelta(seconds=max(0.0, time.time() - latest))
    hours = age.total_seconds() / 3600
    if age > _MOST_BACKUP_AGE:
        return Finding(
            "sao lưu", State.MEND, f"Bản mới nhất đã {hours:.0f} giờ. Xem vì sao lần sao lưu hằng ngày không chạy."
        )
    return Finding("sao lưu", State.RIGHT, f"Bản mới nhất {hours:.0f} giờ trước.")


def secrets_file(path: Path) -> Finding:
    """Whether the passwords, in a file or a folder of files, are for their owner alone."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return Finding("tệp mật khẩu", State.UNSEEN, f"Không có {path} trên máy này.")
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        mend = f"chmod {'700' if path.is_dir() else '600'} {path}"
        return Finding("tệp mật khẩu", State.MEND, f"Người khác đọc được {path}. Chạy: {mend}")
    return Finding("tệp mật khẩu", State.RIGHT, f"Chỉ chủ sở hữu đọc được {path}.")


def _rights(row: Mapping[str, object] | None) -> tuple[object, object, object] | None:
    return None if row is None else (row.get("configure"), row.get("write"), row.get("read"))


def _smtp(host: str, port: int, tls: str) -> Finding:
    where = f"{host}:{port}"
    try:
        connection = smtplib.SMTP_SSL if tls == "tls" else smtplib.SMTP
        with connection(host, port, timeout=_SMTP_SECONDS) as smtp:
            code, _ = smtp.ehlo()
            offers = smtp.has_extn("starttls")
    except (OSError, smtplib.SMTPException) as error:
        says = (
            f"{where} không trả lời ({type(error).__name__}). Kiểm tra THIDUA_SMTP_HOST, THIDUA_SMTP_PORT và tường lửa."
        )
        return Finding("máy chủ thư", State.MEND, says)
    if code != _ACCEPTED:
        return Finding("máy chủ thư", State.MEND, f"{where} từ chối EHLO (mã {code}). Hỏi người quản trị máy chủ thư.")
    if tls == "none" and host not in _LOCAL:
        way = (
            "Đặt THIDUA_SMTP_TLS=starttls."
            if offers
            else "Hỏi người quản trị máy chủ thư cách mã hóa (STARTTLS hoặc TLS)."
        )
        return Finding("máy chủ thư", State.MEND, f"Thư đi đến {where} không mã hóa. {way}")
    if tls == "starttls" and not offers:
        says = f"{where} không có STARTTLS, nên không thư nào gửi được. Đặt THIDUA_SMTP_TLS=tls với cổng 465."
        return Finding("máy chủ thư", State.MEND, says)
    return Finding("máy chủ thư", State.RIGHT, f"{where} trả lời; mã hóa: {tls}.")
