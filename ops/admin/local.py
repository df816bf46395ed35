"""Where the command line finds its system: in the environment, else at the `make run` that stands on this machine."""

import os
from collections.abc import Mapping

from ops.stack.services import data_folder
from ops.stack.standing import is_supervised, read_standing
from ops.troubles import TroubleError
from shared.settings.secret_files import fill_from_files

# Whoever names one of these means a system of their own: nothing is taken from another beside it.
_NAMING = (
    "THIDUA_MONGO_URL",
    "THIDUA_IDENTITY_MONGO_URL",
    "THIDUA_AMQP_URL",
    "THIDUA_MANAGEMENT_URL",
    "THIDUA_ADDRESS",
    "THIDUA_SERVICES",
    "THIDUA_MONGO_HOST",
)


def settings(environment: Mapping[str, str] = os.environ) -> Mapping[str, str]:
    """What is set, also by files of secrets, filled up from the local system where the environment names no other."""
    own = {name: value for name, value in fill_from_files(environment).items() if value}
    return own if _named(own) else {**_local(), **own}


def whence(environment: Mapping[str, str] = os.environ) -> str:
    """Why nothing, or nothing more, is taken from a local system, and how it would be: two sentences."""
    named = _named(environment)
    if named == "THIDUA_ENV":
        return "Với THIDUA_ENV=production, lệnh không tự tìm hệ thống trên máy này."
    if named:
        return f"Vì đã đặt {named}, lệnh không lấy giá trị của hệ thống `make run` trên máy này."
    folder = data_folder()
    try:
        standing = read_standing()
    except TroubleError:
        return f"Không có hệ thống nào của `make run` đang chạy với dữ liệu ở {folder}; `make run` khởi động nó."
    if is_supervised(standing):
        return f"Hệ thống của `make run` với dữ liệu ở {folder} không cho biết giá trị này."
    return f"Hệ thống của `make run` với dữ liệu ở {folder} không còn chạy; khởi động lại bằng `make run`."


def _named(environment: Mapping[str, str]) -> str:
    if environment.get("THIDUA_ENV") == "production":
        return "THIDUA_ENV"
    return next((name for name in _NAMING if environment.get(name)), "")


def _local() -> Mapping[str, str]:
    try:
        standing = read_standing()
    except TroubleError:
        return {}
    operator = standing.get("operator")
    if not isinstance(operator, dict) or not is_supervised(standing):
        return {}
    return {str(name): str(value) for name, value in operator.items()}
