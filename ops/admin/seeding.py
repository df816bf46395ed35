"""Fills an empty directory from the data files, or brings an older one up to them; twice changes nothing."""

from dataclasses import asdict

from ops.admin.console import Answer, AsJson, environment, run
from ops.admin.registrar import Registrar
from services.identity.adapters.account_register import with_password
from services.identity.adapters.hashing import Passwords
from shared.directory.demo import DEMO_PASSWORD
from shared.directory.loading import DirectoryData, load_directory
from shared.directory.rows import TableError
from shared.refusals import FieldProblem, InvalidError

_NAMES = {
    "authorities": "cơ quan",
    "communes": "xã, phường, thị trấn",
    "blocks": "khối thi đua",
    "units": "đơn vị",
    "demo_units": "đơn vị dùng thử",
    "demo_accounts": "tài khoản dùng thử",
    "demo_authorisations": "ủy quyền dùng thử",
}


def seed(*, as_json: AsJson = False) -> None:
    """Nạp danh mục từ tệp dữ liệu; ngoài môi trường production, thêm cả đơn vị và tài khoản dùng thử."""
    run(_seed, _say, as_json=as_json)


async def _seed(registrar: Registrar) -> Answer:
    return await fill(registrar, is_demo=environment() in {"demo", "test"})


async def fill(registrar: Registrar, *, is_demo: bool) -> Answer:
    """Bring a directory up to the data files; `is_demo` adds the units and accounts for trying the system out."""
    data = _loaded()
    await registrar.ensure_indexes()
    written = dict(await registrar.save_bodies(data))
    if is_demo:
        accounts = with_password(data.demo_accounts, Passwords().hash(DEMO_PASSWORD))
        written |= await registrar.save_demo(data.demo_units, accounts, data.demo_authorisations)
    return {"dataset": data.name, "demo": is_demo, **{name: asdict(counts) for name, counts in written.items()}}


def _loaded() -> DirectoryData:
    try:
        return load_directory()
    except TableError as error:
        raise InvalidError(
            [FieldProblem("data", fault) for fault in error.faults], message="Tệp dữ liệu danh mục có chỗ cần sửa."
        ) from error


def _say(answer: Answer) -> str:
    lines = [f"Danh mục: {answer['dataset']}"]
    for key, name in _NAMES.items():
        counts = answer.get(key)
        if isinstance(counts, dict):
            lines.append(f"  {name}: thêm {counts['added']}, cập nhật {counts['changed']}")
    if not answer["demo"]:
        lines.append("Môi trường production: không nạp tài khoản dùng thử.")
    return "\n".join(lines)
