"""`thidua provision`: what `python -m ops.provisioning` does, with the exit codes of the other commands."""

import typer

from ops.admin.console import AWAY
from ops.provisioning.__main__ import main


def provision() -> None:
    """Khai báo hàng đợi, tài khoản và quyền ở RabbitMQ và MongoDB; chạy lại không đổi gì khác.

    Chờ hai máy chủ nhiều nhất 3 phút. Cần THIDUA_MONGO_HOST, THIDUA_MANAGEMENT_URL và mọi THIDUA_SECRET_<loại>_<tên>;
    thiếu một trong đó, hoặc máy chủ không trả lời, thì mã thoát là 3.
    """
    if main():
        raise typer.Exit(AWAY)
