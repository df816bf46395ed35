"""`python -m ops.admin`: seeds the directory and manages units and accounts."""

import typer

from ops.admin.accounts import accounts
from ops.admin.deputies import deputies
from ops.admin.feeds import feeds
from ops.admin.seeding import seed
from ops.admin.units import authorities, units
from ops.park import app as park

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=(
        "Quản trị danh mục cơ quan, đơn vị và tài khoản.\n\n"
        "Kết nối lấy từ THIDUA_MONGO_URL, tên cơ sở dữ liệu từ THIDUA_DIRECTORY_DATABASE (directory), "
        "môi trường từ THIDUA_ENV (demo, test, production; mặc định production).\n\n"
        "Mã thoát: 0 đã xong; 1 không thực hiện được và chưa thay đổi gì; 2 sai cú pháp lệnh; "
        "3 không kết nối được cơ sở dữ liệu hoặc RabbitMQ; 4 lỗi khác của cơ sở dữ liệu, chạy lại là an toàn."
    ),
)
app.command("seed")(seed)
app.add_typer(units, name="unit")
app.add_typer(authorities, name="authority")
app.add_typer(accounts, name="account")
app.add_typer(deputies, name="deputy")
app.add_typer(feeds, name="feed")
app.add_typer(park, name="park")

if __name__ == "__main__":
    app(prog_name="python -m ops.admin")
