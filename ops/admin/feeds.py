"""Commands on feeds: the facts that an authority's own software follows."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import typer

from ops.admin.console import Answer, AsJson, AwayError, given, run, setting, settle
from ops.admin.registrar import Registrar
from ops.admin.vietnamese import Commands
from ops.provisioning.feeds import create_feed, feeds_of, follow_also, remove_feed
from ops.provisioning.management import Management
from ops.troubles import TroubleError
from shared.clock.days import day_of
from shared.directory.succession import Succession
from shared.messaging.topology.feeds import feed_queue, feed_user
from shared.messaging.topology.queues import VHOST
from shared.mongo.body_register import Kind
from shared.refusals import ConflictError, NotFoundError

feeds = Commands(
    (
        "Luồng sự kiện cho phần mềm riêng của một cơ quan.\n\n"
        "Kết nối RabbitMQ lấy từ THIDUA_MANAGEMENT_URL và THIDUA_SECRET_AMQP_PROVISIONER, máy chủ ảo từ THIDUA_VHOST "
        "(thidua). Luồng giữ nhiều nhất 100.000 sự kiện; đầy thì bỏ sự kiện cũ nhất, các phần khác không bị ảnh hưởng."
    ),
)
Authority = Annotated[str, typer.Argument(help="Mã cơ quan, ví dụ 33.so-y-te; xem lệnh authority list.")]
_Found = TypeVar("_Found")


@feeds.act("create")
def create(
    authority: Authority,
    *,
    renew: Annotated[bool, typer.Option("--renew", help="Luồng đã có: chỉ cấp mật khẩu mới.")] = False,
    as_json: AsJson = False,
) -> None:
    """Mở luồng của một cơ quan; mật khẩu chỉ hiện một lần."""

    async def work(registrar: Registrar) -> Answer:
        if authority not in (await registrar.codes())[0]:
            raise NotFoundError(f"Không có cơ quan mã “{authority}”. Xem các mã bằng lệnh authority list.")
        password = secrets.token_urlsafe(24)
        await asyncio.to_thread(_create, authority, password, renew=renew)
        user, queue = feed_user(authority).name, feed_queue(authority).name
        return {"queue": queue, "user": user, "password": password, "vhost": _vhost()}

    run(work, lambda answer: "\n".join(f"{name}: {value}" for name, value in answer.items()), as_json=as_json)


@feeds.act("list")
def list_feeds(*, as_json: AsJson = False) -> None:
    """Liệt kê các luồng, cơ quan của luồng và số sự kiện đang chờ."""

    async def work(registrar: Registrar) -> list[Answer]:
        names = await registrar.names()
        found = await asyncio.to_thread(_managed, lambda management: feeds_of(management, vhost=_vhost()))
        return [{"authority": code, "waiting": count, "name": names.get(code, "")} for code, count in found.items()]

    run(work, _say_feeds, as_json=as_json)


@feeds.act("follow")
def follow(authority: Authority, *, as_json: AsJson = False) -> None:
    """Cho luồng nhận cả sự kiện của các cơ quan mà cơ quan này đã kế thừa đến hôm nay."""

    async def work(registrar: Registrar) -> Answer:
        today = day_of(datetime.now(UTC))
        forebears = Succession(await registrar.bodies.links(Kind.AUTHORITY), today).forebears(authority) - {authority}
        if not forebears:
            raise NotFoundError(f"Đến hôm nay “{authority}” chưa kế thừa cơ quan nào. Xem lệnh authority list.")
        await asyncio.to_thread(_follow, authority, forebears)
        return {"queue": feed_queue(authority).name, "authorities": sorted(forebears)}

    run(work, lambda answer: f"Luồng {answer['queue']} nhận cả sự kiện của các cơ quan đã kế thừa.", as_json=as_json)


@feeds.act("remove")
def remove(authority: Authority, *, as_json: AsJson = False) -> None:
    """Đóng luồng: thu hồi tài khoản, bỏ các sự kiện đang chờ."""

    def work() -> Answer:
        if authority not in _managed(lambda management: feeds_of(management, vhost=_vhost())):
            raise NotFoundError(f"Cơ quan “{authority}” không có luồng nào. Xem các luồng bằng lệnh feed list.")
        _managed(lambda management: remove_feed(management, authority, vhost=_vhost()))
        return {"removed": authority}

    settle(work, lambda _: f"Đã đóng luồng của {authority}.", as_json=as_json)


def _say_feeds(found: Sequence[Answer]) -> str:
    lines = [f"{each['waiting']:>7}  {each['authority']:<24} {each['name']}" for each in found]
    return "\n".join(lines) or "Chưa có luồng nào."


def _create(authority: str, password: str, *, renew: bool) -> None:
    exists = authority in _managed(lambda management: feeds_of(management, vhost=_vhost()))
    if exists and not renew:
        raise ConflictError(f"Cơ quan “{authority}” đã có luồng. Để cấp mật khẩu mới, thêm --renew.")
    _managed(lambda management: create_feed(management, authority, password, vhost=_vhost()))


def _follow(authority: str, forebears: frozenset[str]) -> None:
    if authority not in _managed(lambda management: feeds_of(management, vhost=_vhost())):
        raise NotFoundError(f"Cơ quan “{authority}” không có luồng nào. Mở luồng bằng lệnh feed create.")
    _managed(lambda management: follow_also(management, authority, sorted(forebears), vhost=_vhost()))


def _managed(work: Callable[[Management], _Found]) -> _Found:
    url = setting("THIDUA_MANAGEMENT_URL", "địa chỉ quản lý của RabbitMQ")
    secret = setting("THIDUA_SECRET_AMQP_PROVISIONER", "mật khẩu của tài khoản provisioner")
    try:
        with Management(url, "provisioner", secret) as management:
            return work(management)
    except TroubleError as trouble:
        raise AwayError(
            f"RabbitMQ chưa thực hiện ({trouble.happened}). Kiểm tra THIDUA_MANAGEMENT_URL rồi chạy lại."
        ) from trouble


def _vhost() -> str:
    return given("THIDUA_VHOST", VHOST)
