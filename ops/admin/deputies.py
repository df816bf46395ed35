"""Commands on the authorisations by which deputies decide; a head does the same over the API."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Annotated
from uuid import uuid4

import typer

from ops.admin.console import Answer, AsJson, run
from ops.admin.registrar import Registrar
from ops.admin.vietnamese import Commands
from shared.clock.days import day_of
from shared.directory.authorising import Authorisation, Paper, checked, ended
from shared.directory.bodies import Account
from shared.directory.roles import ROLE_NAMES, Role
from shared.refusals import ConflictError, FieldProblem, InvalidError
from shared.text.formats import show_day
from shared.text.seen import compose_line

deputies = Commands("Ủy quyền cho cấp phó, theo ngày và theo văn bản ủy quyền.")

_RECORDED_BY = ROLE_NAMES[Role.ADMINISTRATOR]
Username = Annotated[str, typer.Argument(help="Tên đăng nhập của cấp phó.")]


@deputies.act("authorise")
def authorise(
    username: Username,
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Ngày cuối cùng được ủy quyền.")],
    paper: Annotated[str, typer.Option(help="Số văn bản ủy quyền, ví dụ 15/UQ-SYT.")],
    signed: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Ngày ký văn bản ủy quyền.")],
    begins: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Ngày bắt đầu; mặc định là hôm nay.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Ghi một văn bản ủy quyền; cấp phó được quyết định từ ngày bắt đầu đến hết ngày cuối cùng."""
    now = datetime.now(UTC)
    days = (begins.date() if begins else day_of(now), until.date())

    async def work(registrar: Registrar) -> Answer:
        account = await _deputy(registrar, username)
        given = _given(account, days, Paper(compose_line(paper), signed.date()), now)
        await registrar.authorisations.give(given)
        return {"username": username, "authorisations": [_fields(each, now) for each in given]}

    run(
        work, lambda _: f"{username} được ủy quyền từ {show_day(days[0])} đến hết {show_day(days[1])}.", as_json=as_json
    )


@deputies.act("end")
def end(username: Username, *, as_json: AsJson = False) -> None:
    """Kết thúc ngay mọi ủy quyền của một cấp phó còn hiệu lực hoặc chưa bắt đầu; có tác dụng trong vòng 10 giây."""
    now = datetime.now(UTC)

    async def work(registrar: Registrar) -> Answer:
        account = await _deputy(registrar, username)
        standing = [each for each in await registrar.authorisations.of_accounts([account.id]) if not each.is_over(now)]
        if not standing:
            raise ConflictError(f"{username} không có ủy quyền nào để kết thúc. Xem bằng lệnh deputy show.")
        over = [ended(each, _RECORDED_BY, now) for each in standing]
        await registrar.authorisations.end(over)
        return {"username": username, "ended": len(over)}

    run(work, lambda answer: f"Đã kết thúc {answer['ended']} ủy quyền của {username}.", as_json=as_json)


@deputies.act("show")
def show(username: Username, *, as_json: AsJson = False) -> None:
    """Xem mọi ủy quyền của một cấp phó, mới nhất trước."""
    now = datetime.now(UTC)

    async def work(registrar: Registrar) -> Answer:
        account = await _deputy(registrar, username)
        found = await registrar.authorisations.of_accounts([account.id])
        return {"username": username, "authorisations": [_fields(each, now) for each in found]}

    run(work, _say, as_json=as_json)


async def _deputy(registrar: Registrar, username: str) -> Account:
    account = await registrar.accounts.get(username)
    if Role.DEPUTY not in account.roles:
        raise InvalidError(
            [FieldProblem("username", f"{username} không phải cấp phó. Chọn tài khoản khác.")],
            message="Chưa thay đổi gì.",
        )
    return account


def _given(account: Account, days: tuple[date, date], paper: Paper, now: datetime) -> list[Authorisation]:
    # One for each authority: the head of one may end it without touching the other's.
    return [
        checked(
            Authorisation(
                id=str(uuid4()),
                account=account.id,
                authorities=frozenset({authority}),
                begins_on=days[0],
                ends_on=days[1],
                paper=paper,
                given_by="",
                given_by_name=_RECORDED_BY,
                given_at=now.replace(microsecond=0),
            ),
            today=day_of(now),
        )
        for authority in sorted(account.authorities)
    ]


def _fields(authorisation: Authorisation, now: datetime) -> dict[str, object]:
    return asdict(authorisation) | {
        "authorities": sorted(authorisation.authorities),
        "in_force": authorisation.holds(now),
    }


def _standing(authorisation: dict[str, object]) -> str:
    if authorisation["in_force"]:
        return "đang có hiệu lực"
    over, today = authorisation["ended_at"], day_of(datetime.now(UTC))
    if isinstance(over, datetime):
        return f"đã kết thúc sớm ngày {show_day(day_of(over))}"
    begins_on = authorisation["begins_on"]
    return "chưa bắt đầu" if isinstance(begins_on, date) and begins_on > today else "đã hết"


def _say(answer: Answer) -> str:
    found = answer["authorisations"]
    if not isinstance(found, list) or not found:
        return "Chưa có ủy quyền nào."
    return "\n".join(
        f"{show_day(each['begins_on'])} – {show_day(each['ends_on'])}  văn bản {each['paper']['number']}; "
        f"{', '.join(each['authorities'])}; {_standing(each)}"
        for each in found
    )
