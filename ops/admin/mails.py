"""Commands on mails in trouble, over the API and in an operator's name, as the runbook tells."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import httpx
import typer
from pydantic import BaseModel, ConfigDict

from ops.admin.bounces import find_files, read_report
from ops.admin.console import Answer, AsJson, AwayError, given, setting, settle
from ops.admin.vietnamese import Commands
from shared.refusals import ConflictError, DomainError, NotFoundError

ADDRESS = "http://127.0.0.1:8080"
_PATIENCE_SECONDS = 15.0
_PAGE = "100"
_AWAY = frozenset({429, 500, 502, 503, 504})

mails = Commands(
    "Thư thông báo không gửi được, bị trả lại hoặc chưa rõ đã đến.\n\n"
    "Hỏi hệ thống tại THIDUA_ADDRESS (mặc định http://127.0.0.1:8080), bằng tài khoản vận hành THIDUA_ACCOUNT với "
    "mật khẩu THIDUA_PASSWORD."
)


class Trouble(StrEnum):
    """The states in which a mail wants somebody's eye."""

    FAILED = "failed"
    UNCERTAIN = "uncertain"
    RETURNED = "returned"


class _Page(BaseModel):
    model_config = ConfigDict(frozen=True)

    items: tuple[dict[str, object], ...]
    next: str | None


class _Session(BaseModel):
    model_config = ConfigDict(frozen=True)

    token: str


Mail = Annotated[str, typer.Argument(help="Mã thư, xem lệnh list.")]
_NAMES = {
    "pending": "đang chờ gửi",
    "claimed": "đang được gửi",
    "sent": "đã gửi",
    "failed": "không gửi được",
    "uncertain": "chưa rõ đã đến",
    "returned": "bị trả lại",
}


_OUTCOMES = {
    "returned": "thư {mail} bị trả lại ({status})",
    "waiting": "thư {mail} đang được gửi lại; báo cáo này nói về lần gửi trước, không ghi gì",
    "delayed": "chưa phải kết quả cuối cùng ({status}), không ghi gì",
    "unknown": "không có thư nào của hệ thống với mã {mail}; không ghi gì",
    "unreadable": "không phải báo cáo của máy chủ thư (RFC 3464); không ghi gì",
}


@mails.act("list")
def list_mails(
    state: Annotated[
        list[Trouble] | None, typer.Option(help="Chỉ thư ở trạng thái này; lặp lại để nêu nhiều trạng thái.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Liệt kê thư không gửi được (failed), bị trả lại (returned) và chưa rõ đã đến (uncertain)."""

    def work() -> Answer:
        with _operator() as http:
            return {"mails": list(_in_trouble(http, state or list(Trouble)))}

    settle(work, _say, as_json=as_json)


@mails.act("show")
def show(mail: Mail, *, as_json: AsJson = False) -> None:
    """Xem một thư, dù còn vướng hay đã gửi; không kèm địa chỉ và tên người."""

    def work() -> Answer:
        with _operator() as http:
            answer = http.get(f"/api/v1/mails/{quote(mail, safe='')}")
            if answer.status_code == httpx.codes.NOT_FOUND:
                raise NotFoundError(f"Không có thư “{mail}”. Xem mã thư bằng lệnh mails list.")
            return {"mails": [_read(answer).json()]}

    settle(work, _say, as_json=as_json)


@mails.act("resend")
def resend(mail: Mail, *, as_json: AsJson = False) -> None:
    """Gửi lại ngay một thư không gửi được, bị trả lại hoặc chưa rõ đã đến, dưới cùng mã thư."""

    def work() -> Answer:
        with _operator() as http:
            return {"mails": [_read(http.post(f"/api/v1/mails/{quote(mail, safe='')}/resend")).json()]}

    settle(work, lambda _: f"Thư {mail} được gửi lại.", as_json=as_json)


@mails.act("mark-sent")
def mark_sent(
    mail: Mail,
    why: Annotated[str, typer.Option(help="Vì sao biết thư đã đến; được giữ lại cùng tên tài khoản.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Ghi là đã gửi một thư chưa rõ đã đến mà nhật ký máy chủ thư hoặc người nhận cho biết đã đến; không gửi lại."""

    def work() -> Answer:
        with _operator() as http:
            answer = http.post(f"/api/v1/mails/{quote(mail, safe='')}/mark-sent", json={"reason": why})
            return {"mails": [_read(answer).json()]}

    settle(work, lambda _: f"Thư {mail} được ghi là đã gửi.", as_json=as_json)


@mails.act("bounced")
def bounced(
    places: Annotated[
        list[Path], typer.Argument(help="Tệp báo cáo (.eml), hoặc thư mục các báo cáo như Maildir.", metavar="TỆP...")
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Đọc báo cáo của máy chủ thư (RFC 3464) và ghi là bị trả lại những thư không đến được; chạy lại không đổi gì."""

    def work() -> Answer:
        with _operator() as http:
            return {"reports": [_returned(http, file) for place in places for file in _files(place)]}

    settle(work, _say_reports, as_json=as_json)


def _files(place: Path) -> list[Path]:
    try:
        return list(find_files(place))
    except OSError as error:
        raise DomainError(f"Không đọc được {place}: {error.strerror}. Kiểm tra đường dẫn rồi chạy lại.") from error


def _returned(http: httpx.Client, file: Path) -> Answer:
    try:
        report = read_report(file)
    except OSError as error:
        raise DomainError(f"Không đọc được {file}: {error.strerror}. Kiểm tra quyền rồi chạy lại.") from error
    row: Answer = {"file": str(file), "mail": None, "status": report.status if report else None}
    if report is None:
        return row | {"outcome": "unreadable"}
    if not report.is_final:
        return row | {"outcome": "delayed"}
    for mail in report.mails:
        body = {"report": report.digest, "status": report.status}
        answer = http.post(f"/api/v1/mails/{quote(mail, safe='')}/returned", json=body)
        if answer.status_code == httpx.codes.CONFLICT:
            return row | {"mail": mail, "outcome": "waiting"}
        if answer.status_code not in (httpx.codes.NOT_FOUND, httpx.codes.UNPROCESSABLE_ENTITY):
            return row | {"mail": mail, "outcome": "returned", "state": _read(answer).json()["state"]}
    return row | {"mail": ", ".join(report.mails) or None, "outcome": "unknown"}


def _say_reports(answer: Answer) -> str:
    found = answer["reports"]
    if not isinstance(found, list) or not found:
        return "Không có báo cáo nào."
    return "\n".join(f"{each['file']}\n  {_OUTCOMES[each['outcome']].format(**each)}" for each in found)


@contextmanager
def _operator() -> Iterator[httpx.Client]:
    signs_in = {
        "username": setting("THIDUA_ACCOUNT", "tên đăng nhập của người vận hành"),
        "password": setting("THIDUA_PASSWORD", "mật khẩu của người vận hành"),
    }
    address = given("THIDUA_ADDRESS", ADDRESS)
    with httpx.Client(base_url=address, timeout=_PATIENCE_SECONDS, trust_env=False) as http:
        try:
            session = _Session.model_validate_json(_read(http.post("/api/v1/sessions", json=signs_in)).content)
            http.headers["Authorization"] = f"Bearer {session.token}"
            yield http
            http.delete("/api/v1/sessions/current")
        except (httpx.TransportError, httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise AwayError(f"Không kết nối được {address}. Kiểm tra THIDUA_ADDRESS rồi chạy lại.") from error


def _in_trouble(http: httpx.Client, states: list[Trouble]) -> Iterator[dict[str, object]]:
    asked: dict[str, str | list[str]] = {"state": [state.value for state in states], "limit": _PAGE}
    while True:
        page = _Page.model_validate_json(_read(http.get("/api/v1/mails", params=asked)).content)
        yield from page.items
        if page.next is None:
            return
        asked["after"] = page.next


def _read(response: httpx.Response) -> httpx.Response:
    if response.is_success:
        return response
    answer = _explain(response)
    refusals: dict[int, Callable[[str], DomainError]] = {404: NotFoundError, 409: ConflictError}
    if response.status_code in _AWAY:
        raise AwayError(answer)
    raise refusals.get(response.status_code, DomainError)(answer)


def _explain(response: httpx.Response) -> str:
    try:
        problem = response.json()
        return str(problem.get("detail") or problem["title"])
    except (ValueError, KeyError, AttributeError):
        return f"Hệ thống trả lời {response.status_code}. Kiểm tra THIDUA_ADDRESS rồi chạy lại."


def _say(answer: Answer) -> str:
    found = answer["mails"]
    if not isinstance(found, list) or not found:
        return "Không có thư nào không gửi được, bị trả lại hoặc chưa rõ đã đến."
    return "\n".join(map(_describe, found))


def _describe(mail: Answer) -> str:
    state, marking = str(mail["state"]), mail["marking"]
    text = (
        f"{mail['id']}\n  {_NAMES.get(state, state)}; hồ sơ {mail['dossier_number']}; "
        f"đã thử {mail['attempts']} lần; mã trả lời {mail['reason'] or 'chưa có'}"
    )
    if not isinstance(marking, dict):
        return text
    return f"{text}\n  {marking['account']} ghi là đã đến, lúc {marking['at']}: {marking['reason']}"
