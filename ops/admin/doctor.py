"""`thidua doctor`: whether a deployment is fit for use, check by check, each with what to do; it changes nothing."""

import asyncio
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import typer

from ops.admin import checkups
from ops.admin.console import AWAY, Answer, AsJson, environment, given, settle
from ops.admin.finding import STATE_NAMES, Finding, State
from ops.admin.local import settings
from ops.provisioning.management import Management
from ops.stack.mail import PROJECT
from shared.messaging.topology.queues import VHOST
from shared.mongo.client import connect
from shared.mongo.examining import DirectorySeen, ServerSeen, look_at_directory, look_at_server
from shared.refusals import UnavailableError


def doctor(*, as_json: AsJson = False) -> None:
    """Kiểm tra hệ thống đã sẵn sàng dùng thật chưa: từng mục đúng, hoặc cần làm gì; mã thoát 3 khi còn mục cần sửa.

    Ngoài các biến của lệnh khác: THIDUA_PUBLIC_URL, THIDUA_SMTP_HOST, THIDUA_SMTP_PORT, THIDUA_SMTP_TLS,
    THIDUA_MAIL_SENDER như của các dịch vụ, và THIDUA_BACKUP_PATH (tệp hoặc thư mục bản sao lưu).
    """
    answer = settle(lambda: summary(tuple(_examined())), _say, as_json=as_json)
    if not answer["ready"]:
        raise typer.Exit(AWAY)


def summary(findings: tuple[Finding, ...]) -> Answer:
    """What the checks found, as it is printed; ready while nothing must be mended."""
    return {
        "ready": all(finding.state is not State.MEND for finding in findings),
        "checks": [asdict(finding) for finding in findings],
    }


def _examined() -> Iterator[Finding]:
    env = environment()
    yield checkups.environment(env)
    yield from _database(env)
    yield from _broker()
    yield from checkups.mail_server(settings())
    yield checkups.address(given("THIDUA_PUBLIC_URL"))
    yield checkups.disk(Path(given("THIDUA_BACKUP_PATH") or PROJECT))
    yield checkups.backup(given("THIDUA_BACKUP_PATH"))
    yield checkups.secrets_file(PROJECT / "secrets")


def _database(env: str) -> Iterator[Finding]:
    url = given("THIDUA_MONGO_URL")
    if not url:
        yield Finding("cơ sở dữ liệu", State.MEND, "Chưa có THIDUA_MONGO_URL. Đặt rồi chạy lại.")
        return
    try:
        server, directory = asyncio.run(_look(url))
    except UnavailableError:
        says = "Không kết nối được. Kiểm tra THIDUA_MONGO_URL và máy chủ MongoDB."
        yield Finding("cơ sở dữ liệu", State.MEND, says)
        return
    yield from checkups.server(server)
    yield from checkups.directory(directory, env)


async def _look(url: str) -> tuple[ServerSeen, DirectorySeen]:
    client = connect(url)
    try:
        name = given("THIDUA_DIRECTORY_DATABASE", "directory")
        return await look_at_server(client), await look_at_directory(client, name)
    finally:
        client.close()


def _broker() -> Iterator[Finding]:
    url, secret = given("THIDUA_MANAGEMENT_URL"), given("THIDUA_SECRET_AMQP_PROVISIONER")
    if not url or not secret:
        says = "Chưa có THIDUA_MANAGEMENT_URL hoặc THIDUA_SECRET_AMQP_PROVISIONER. Đặt cả hai rồi chạy lại."
        yield Finding("RabbitMQ", State.MEND, says)
        return
    with Management(url, "provisioner", secret) as management:
        yield from checkups.broker(management, given("THIDUA_VHOST", VHOST))


def _say(answer: Answer) -> str:
    checks = answer["checks"]
    lines = [
        f"{STATE_NAMES[State(each['state'])]:<20} {each['check']}: {each['says']}"
        for each in (checks if isinstance(checks, list) else [])
    ]
    done = "Không còn mục nào cần sửa." if answer["ready"] else "Còn mục cần sửa; xem docs/going-live.md."
    return "\n".join([*lines, "", done])
