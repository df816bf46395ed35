"""`thidua`, also `python -m ops.admin`: every command with which administrators and operators run the system."""

from ops.admin import account_change as _account_change  # noqa: F401  # adds its command
from ops.admin.accounts import accounts
from ops.admin.audit import audit
from ops.admin.bodies import authorities, communes
from ops.admin.deputies import deputies
from ops.admin.doctor import doctor
from ops.admin.feeds import feeds
from ops.admin.mails import mails
from ops.admin.provisioning import provision
from ops.admin.rules import rules
from ops.admin.seeding import seed
from ops.admin.status import status
from ops.admin.units import units
from ops.admin.vietnamese import Commands
from ops.park import app as park

app = Commands(
    "Quản trị hệ thống thi đua – khen thưởng: danh mục, tài khoản, luồng sự kiện, thông điệp để riêng, thư.\n\n"
    "Trên máy đang chạy `make run`, lệnh tự tìm hệ thống ấy. Nơi khác, kết nối lấy từ THIDUA_MONGO_URL, tên cơ sở dữ "
    "liệu từ THIDUA_DIRECTORY_DATABASE (directory), môi trường từ THIDUA_ENV (demo, test, production; mặc định "
    "production); đã đặt một kết nối bằng biến môi trường thì mọi kết nối đều lấy từ đó.\n\n"
    "Với --json, đầu ra chuẩn là đúng một tài liệu JSON; lời báo lỗi ở đầu ra lỗi.\n\n"
    "Mã thoát: 0 đã xong; 1 không thực hiện được và chưa thay đổi gì; 2 sai cú pháp lệnh; "
    "3 không kết nối được phần cần đến, hoặc phần ấy chưa sẵn sàng; 4 lỗi khác giữa chừng, chạy lại là an toàn."
)
app.act("status")(status)
app.act("doctor")(doctor)
app.act("provision")(provision)
app.act("seed")(seed)
app.add_typer(units, name="unit")
app.add_typer(authorities, name="authority")
app.add_typer(communes, name="commune")
app.add_typer(accounts, name="account")
app.add_typer(deputies, name="deputy")
app.add_typer(feeds, name="feed")
app.add_typer(park, name="park")
app.add_typer(mails, name="mails")
app.add_typer(audit, name="audit")
app.add_typer(rules, name="rules")

if __name__ == "__main__":
    app(prog_name="thidua")
