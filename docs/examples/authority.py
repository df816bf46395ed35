"""A sở's own system, as an example: follows the sở's cases by its feed, keeps them in SQLite, answers over the API.

It knows thidua by its public descriptions alone (/asyncapi.json, /openapi/appraisal.json) and imports nothing of it;
beside Python it needs `aio-pika` and `httpx`. How to run it: README.md in this folder.
"""
# ruff: noqa: INP001 - one file that somebody copies, no package

import argparse
import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

import aio_pika
import httpx
from aio_pika.abc import AbstractConnection, AbstractIncomingMessage
from aio_pika.exceptions import CONNECTION_EXCEPTIONS

AT_ONCE = 20
LONGEST_PAUSE = 30.0
TRIES = 8
SIGNED_OUT, CONFLICT, OUTDATED = 401, 409, 412
BUSY = frozenset({429, 502, 503, 504})
Json = dict[str, Any]

TABLES = """
CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, type TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS cases (
    id TEXT PRIMARY KEY, level TEXT NOT NULL, version INTEGER NOT NULL, fact TEXT NOT NULL, due_on TEXT
);
"""
# Facts may arrive twice or out of order: the one of the highest version is how the case stands. Of a case speaks only
# the level that it is at.
NEWEST = """
INSERT INTO cases (id, level, version, fact, due_on) VALUES (:id, :level, :version, :fact, :due_on)
ON CONFLICT (id) DO UPDATE SET version = excluded.version, fact = excluded.fact,
    due_on = coalesce(excluded.due_on, due_on) WHERE excluded.version > version AND excluded.level = level
"""
# Whose facts a feed has: each level speaks of its own cases, with a broker account of its own.
LEVELS = frozenset({"commune", "district", "department", "province", "state"})
FACTS_OF_LEVELS = frozenset({"case", "decision"})


class Store:
    """What this system remembers; on disk before a message is acknowledged."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.executescript(TABLES)

    def take(self, event_id: str, kind: str, body: bytes) -> bool:
        """Keep the event and what follows from it, in one transaction; false if it is there already."""
        text = body.decode("utf-8", "replace")
        with self._db:
            taken = self._db.execute("INSERT OR IGNORE INTO events VALUES (?, ?, ?)", (event_id, kind, text)).rowcount
            if taken:
                self._db.executemany(NEWEST, cases_of(kind, text))
        return bool(taken)

    def cases(self) -> list[Json]:
        """Every case, the most urgent first."""
        rows = self._db.execute("SELECT * FROM cases ORDER BY due_on IS NULL, due_on, id")
        return [dict(row) for row in rows]

    def level(self, case: str) -> str:
        """The level at which the case is worked on; it is part of the case's address."""
        row = self._db.execute("SELECT level FROM cases WHERE id = ?", (case,)).fetchone()
        if row is None:
            raise SystemExit(f"Chưa nhận được việc {case} qua luồng. Chạy lệnh theo-doi rồi thử lại.")
        return str(row["level"])


def is_authors(user: str | None, source: str, kind: str, body: bytes) -> bool:
    """Whether a fact comes from the level that it speaks of.

    RabbitMQ lets nobody name another's account in `user_id`; all else in a message is the sender's own word. So the
    account, the source and the level in the body must be one and the same level's.
    """
    if source not in LEVELS or user != f"appraisal-{source}" or kind.partition(".")[0] not in FACTS_OF_LEVELS:
        return False
    try:
        said = json.loads(body)
    except ValueError:
        return False
    return isinstance(said, dict) and said.get("level") == source


def cases_of(kind: str, text: str) -> list[Json]:
    """What an event says of its cases: one, or all in a decision; none where it is of a kind not known here yet."""
    try:
        body = json.loads(text)
        subject, fact, _ = kind.split(".")
        if subject == "decision":
            return [_case(body, item, fact, item["sequence"]) for item in body["items"]]
        return [_case(body, body, fact, body["version"])]
    except (ValueError, KeyError, TypeError):
        return []


def _case(body: Json, item: Json, fact: str, version: int) -> Json:
    case = f"{item['nomination_id']}:{item['step']}"
    return {"id": case, "level": body["level"], "version": version, "fact": fact, "due_on": body.get("due_on")}


async def follow_until_told(url: str, store: Store, *, drain: bool) -> None:
    """Follow, and stop in good order on SIGTERM."""
    following = asyncio.ensure_future(follow(url, store, drain=drain))
    # This task alone: interrupting the whole loop would break the connection off, which is answered by a new one.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, following.cancel)
    await following


async def follow(url: str, store: Store, *, drain: bool) -> None:
    """Take events until told to stop; a lost connection is built anew, with longer and longer pauses."""
    pause = 1.0
    while True:
        try:
            async with await aio_pika.connect(url, timeout=10) as connection:
                say("Đã nối với luồng.")
                pause = 1.0
                await _receive(connection, urlsplit(url).username or "", store, drain=drain)
                return
        except (*CONNECTION_EXCEPTIONS, TimeoutError) as error:
            say(f"Mất kết nối ({type(error).__name__}); nối lại sau {pause:.0f} giây.")
        await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads reconnecting, keeps no secret
        pause = min(pause * 2, LONGEST_PAUSE)


async def _receive(connection: AbstractConnection, name: str, store: Store, *, drain: bool) -> None:
    """Take what waits; without `drain` until the connection is lost, which ends the iteration without a word."""
    channel = await connection.channel()
    await channel.set_qos(prefetch_count=AT_ONCE)
    # Only read: the queue, named like its user, is made by `thidua feed create`.
    queue = await channel.get_queue(name, ensure=False)
    if drain:
        while message := await queue.get(fail=False, timeout=10):
            await _keep(message, store)
        return
    async with queue.iterator() as messages:
        async for message in messages:
            await _keep(message, store)
    raise ConnectionResetError


async def _keep(message: AbstractIncomingMessage, store: Store) -> None:
    event = str(message.headers.get("cloudEvents:id") or message.message_id)
    kind = str(message.headers.get("cloudEvents:type") or message.type)
    source = str(message.headers.get("cloudEvents:source"))
    if not is_authors(message.user_id, source, kind, message.body):
        await message.reject(requeue=False)
        say(f"Bỏ qua {kind} {event}: tài khoản {message.user_id!r} gửi, ghi nguồn {source!r}. Hãy báo người quản trị.")
        return
    new = store.take(event, kind, message.body)
    # Only now: killed before this line, the program gets the event again, and knows it by its id.
    await message.ack()
    say(f"{'Nhận' if new else 'Đã có'} {kind} {message.headers.get('cloudEvents:subject')!s}")


class Refused(Exception):  # noqa: N818 - reads as what the API did
    """The API said no; the message is what it said."""

    def __init__(self, response: httpx.Response) -> None:
        problem = response.json() if "json" in response.headers.get("content-type", "") else {}
        super().__init__(problem.get("detail") or problem.get("title") or f"{response.status_code}")
        self.status = response.status_code


class Api:
    """The API in the name of one officer. What the system is too busy for is asked again when it says."""

    def __init__(self, address: str, username: str, password: str, wait: Callable[[float], None] = time.sleep) -> None:
        self._http = httpx.Client(base_url=address, timeout=30, trust_env=False)
        self._account = {"username": username, "password": password}
        self._wait = wait

    def propose(self, level: str, case: str, verdict: Json) -> Json:
        """Put in a proposal on the case as just read; where it has changed meanwhile, it is read anew."""
        for _ in range(TRIES):
            standing = self.case(level, case)
            if says(standing.get("proposal"), verdict):
                return standing  # an answer that was lost: it is in already
            try:
                headers = {"If-Match": f'"{standing["version"]}"'}
                return self.ask("PUT", f"{_path(level, case)}/proposal", verdict, headers)
            except Refused as refusal:
                if refusal.status not in {CONFLICT, OUTDATED}:
                    raise
                if self.case(level, case)["version"] == standing["version"]:
                    raise  # it is not the version: a colleague holds the case, or it is closed
        raise SystemExit(f"Việc {case} thay đổi liên tục. Hãy thử lại sau ít phút.")

    def write(self, level: str, case: str, text: str) -> Json:
        """Write to the unit; the same words about the same case go out once, however often this is called."""
        key = str(uuid5(NAMESPACE_URL, f"{case}/{text}"))
        return self.ask("POST", f"{_path(level, case)}/messages", {"text": text}, {"Idempotency-Key": key})

    def case(self, level: str, case: str) -> Json:
        """The case as it stands."""
        return self.ask("GET", _path(level, case))

    def ask(self, method: str, path: str, body: Json | None = None, headers: Mapping[str, str] | None = None) -> Json:
        """The answer. All that this program asks may be asked twice, so it is, while the system is busy or away."""
        for number in range(TRIES):
            response = self._once(method, path, body, headers or {})
            if response is not None and response.status_code not in BUSY:
                if response.is_success:
                    answer: Json = response.json()
                    return answer
                raise Refused(response)
            self._wait(_pause(response, number))
        raise SystemExit("Hệ thống chưa sẵn sàng. Hãy thử lại sau ít phút.")

    def _once(self, method: str, path: str, body: Json | None, headers: Mapping[str, str]) -> httpx.Response | None:
        try:
            if "Authorization" not in self._http.headers:
                signed_in = self._http.post("/api/v1/sessions", json=self._account)
                if not signed_in.is_success:
                    return signed_in
                self._http.headers["Authorization"] = f"Bearer {signed_in.json()['token']}"
            response = self._http.request(method, path, json=body, headers=dict(headers))
        except httpx.TransportError:
            return None
        if response.status_code == SIGNED_OUT:
            # The session has run out: signed in anew with the next try.
            del self._http.headers["Authorization"]
            return None
        return response


def says(proposal: Json | None, verdict: Json) -> bool:
    """Whether that proposal is this verdict."""
    return proposal is not None and all(proposal["verdict"].get(key) == value for key, value in verdict.items())


def say(line: str) -> None:
    """Tell whoever watches; stdout is for answers."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - a command line


def _path(level: str, case: str) -> str:
    return f"/api/v1/levels/{level}/cases/{case}"


def _pause(response: httpx.Response | None, number: int) -> float:
    told = response.headers.get("Retry-After", "") if response is not None else ""
    return float(told) if told.isdigit() else min(2.0**number, LONGEST_PAUSE)


def _setting(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise SystemExit(f"Chưa có {name}. Đặt biến này như README.md hướng dẫn rồi chạy lại.")
    return value


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="authority.py", description="Phần mềm riêng của một sở, làm mẫu.")
    commands = parser.add_subparsers(dest="command", required=True)
    following = commands.add_parser("theo-doi", help="nhận sự kiện về các việc của sở, đến khi bấm Ctrl-C")
    following.add_argument("--den-het", action="store_true", help="dừng khi luồng không còn sự kiện nào đang chờ")
    commands.add_parser("viec", help="liệt kê các việc đã biết, bằng JSON")
    proposing = commands.add_parser("de-xuat", help="đề xuất kết quả cho một việc")
    proposing.add_argument("case", help="mã việc")
    proposing.add_argument("--ket-qua", default="forward", help="forward, decline, return…; mặc định forward")
    proposing.add_argument("--noi-dung", required=True, help="nội dung giải thích")
    writing = commands.add_parser("nhan-don-vi", help="nhắn đơn vị trình về một việc")
    writing.add_argument("case", help="mã việc")
    writing.add_argument("--noi-dung", required=True, help="nội dung nhắn")
    return parser.parse_args()


def _api() -> Api:
    return Api(_setting("SO_ADDRESS"), _setting("SO_ACCOUNT"), _setting("SO_PASSWORD"))


def main() -> None:
    """Do what the command line says."""
    words = _words()
    store = Store(Path(os.environ.get("SO_STORE", "so.sqlite")))
    if words.command == "theo-doi":
        try:
            asyncio.run(follow_until_told(_setting("SO_AMQP_URL"), store, drain=words.den_het))
        except (KeyboardInterrupt, asyncio.CancelledError):
            say("Đã dừng.")
        return
    if words.command == "viec":
        answer: object = store.cases()
    elif words.command == "de-xuat":
        verdict = {"outcome": words.ket_qua, "text": words.noi_dung}
        answer = _api().propose(store.level(words.case), words.case, verdict)
    else:
        answer = _api().write(store.level(words.case), words.case, words.noi_dung)
    print(json.dumps(answer, ensure_ascii=False, indent=2))  # noqa: T201 - a command line


if __name__ == "__main__":
    try:
        main()
    except Refused as refusal:
        raise SystemExit(str(refusal)) from None
