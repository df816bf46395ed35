"""Commands on accounts."""

import secrets
import sys
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Annotated
from uuid import uuid4

import typer

from ops.admin.console import Answer, AsJson, run
from ops.admin.registrar import Registrar
from ops.admin.vietnamese import Commands
from services.identity.adapters.hashing import Passwords
from services.identity.domain.passwords import password_fault
from shared.clock.days import day_of
from shared.directory.bodies import Account, account_faults
from shared.directory.changing import consequences
from shared.directory.roles import Role, role_name
from shared.directory.succession import Succession
from shared.mongo.body_register import Kind
from shared.refusals import FieldProblem, InvalidError
from shared.text.addresses import UNREACHABLE, MailAddressError, is_address, read_address
from shared.text.seen import compose_line

accounts = Commands("Tài khoản của đơn vị và cơ quan.")

Username = Annotated[str, typer.Argument(help="Tên đăng nhập.")]
FromStdin = Annotated[
    bool,
    typer.Option("--password-stdin", help="Đọc mật khẩu từ đầu vào chuẩn; nếu không, hệ thống đặt và in ra một lần."),
]


@accounts.act("add")
def add(
    username: Username,
    name: Annotated[str, typer.Option(help="Họ và tên.")],
    role: Annotated[list[Role], typer.Option(help="Vai trò; lặp lại để nêu nhiều vai trò.")],
    unit: Annotated[str, typer.Option(help="Mã đơn vị, với người nộp hồ sơ.")] = "",
    authority: Annotated[list[str] | None, typer.Option(help="Mã cơ quan; lặp lại để nêu nhiều cơ quan.")] = None,
    mail: Annotated[str, typer.Option(help="Địa chỉ thư.")] = "",
    *,
    password_stdin: FromStdin = False,
    as_json: AsJson = False,
) -> None:
    """Thêm một tài khoản; cấp phó còn cần một ủy quyền: lệnh deputy authorise."""
    account = Account(
        id=str(uuid4()),
        username=compose_line(username).casefold(),
        name=compose_line(name),
        roles=frozenset(role),
        unit=compose_line(unit) or None,
        authorities=frozenset(map(compose_line, authority or ())),
        mail=read_mail(mail) or None,
    )
    _add(account, *_password(account.username, from_stdin=password_stdin), as_json=as_json)


@accounts.act("lock")
def lock(username: Username, *, as_json: AsJson = False) -> None:
    """Khóa tài khoản, kết thúc mọi phiên và mọi ủy quyền của nó; việc đang giao cho nó lại tính là chưa giao."""

    async def work(registrar: Registrar) -> Answer:
        account = await registrar.accounts.get(username)
        over = await registrar.accounts.set_active(username, active=False)
        follows = consequences(account, replace(account, active=False))
        ended = {"sessions_ended": over.sessions, "authorisations_ended": over.authorisations}
        return {"username": username, **ended, "follows": list(follows)}

    run(work, _say_locked, as_json=as_json)


@accounts.act("unlock")
def unlock(username: Username, *, as_json: AsJson = False) -> None:
    """Mở lại tài khoản đã khóa."""

    async def work(registrar: Registrar) -> Answer:
        await registrar.accounts.set_active(username, active=True)
        return {"username": username}

    run(work, lambda _: f"Đã mở lại {username}.", as_json=as_json)


@accounts.act("digest")
def digest(
    username: Username,
    wanted: Annotated[bool, typer.Option("--on/--off", help="Gửi hay thôi gửi.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Gửi hoặc thôi gửi thư tóm tắt việc mỗi ngày làm việc cho tài khoản."""

    async def work(registrar: Registrar) -> Answer:
        await registrar.choose_digest(await registrar.accounts.get(username), wanted=wanted)
        return {"username": username, "wants_digest": wanted}

    done = "Sẽ gửi" if wanted else "Thôi gửi"
    run(work, lambda _: f"{done} thư tóm tắt việc hằng ngày cho {username}.", as_json=as_json)


@accounts.act("password")
def password(username: Username, *, password_stdin: FromStdin = False, as_json: AsJson = False) -> None:
    """Đặt mật khẩu mới và kết thúc mọi phiên làm việc của tài khoản."""
    chosen, shown = _password(username, from_stdin=password_stdin)

    async def work(registrar: Registrar) -> Answer:
        ended = await registrar.accounts.set_password(username, Passwords().hash(chosen))
        return {"username": username, "sessions_ended": ended, **shown}

    run(work, lambda answer: f"Đã đặt mật khẩu mới cho {username}.{_shown(answer)}", as_json=as_json)


@accounts.act("revoke-sessions")
def revoke_sessions(username: Username, *, as_json: AsJson = False) -> None:
    """Kết thúc mọi phiên làm việc của tài khoản trong vòng 10 giây."""

    async def work(registrar: Registrar) -> Answer:
        return {"username": username, "sessions_ended": await registrar.accounts.revoke_sessions(username)}

    run(work, lambda answer: f"Đã kết thúc {answer['sessions_ended']} phiên của {username}.", as_json=as_json)


@accounts.act("second-factor-remove")
def second_factor_remove(username: Username, *, as_json: AsJson = False) -> None:
    """Bỏ xác thực hai lớp của người đã mất cả điện thoại và mã khôi phục, và kết thúc mọi phiên của tài khoản."""

    async def work(registrar: Registrar) -> Answer:
        return {"username": username, "sessions_ended": await registrar.accounts.remove_second_factor(username)}

    done = "Đã bỏ xác thực hai lớp của"
    run(work, lambda answer: f"{done} {username}; kết thúc {answer['sessions_ended']} phiên.", as_json=as_json)


@accounts.act("show")
def show(username: Username, *, as_json: AsJson = False) -> None:
    """Xem một tài khoản."""

    async def work(registrar: Registrar) -> Answer:
        return await _shown_accounts(registrar, [await registrar.accounts.get(username)])

    run(work, _say_accounts, as_json=as_json)


@accounts.act("list")
def list_accounts(
    authority: Annotated[str, typer.Option(help="Chỉ tài khoản của cơ quan này.")] = "",
    unit: Annotated[str, typer.Option(help="Chỉ tài khoản của đơn vị này.")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Liệt kê tài khoản."""

    async def work(registrar: Registrar) -> Answer:
        return await _shown_accounts(registrar, await registrar.accounts.found(authority or None, unit or None))

    run(work, _say_accounts, as_json=as_json)


@accounts.act("remove-demo")
def remove_demo(*, as_json: AsJson = False) -> None:
    """Xóa mọi tài khoản dùng thử, trước khi dùng chính thức."""

    async def work(registrar: Registrar) -> Answer:
        return {"removed": await registrar.accounts.remove_demo()}

    run(work, lambda answer: f"Đã xóa {answer['removed']} tài khoản dùng thử.", as_json=as_json)


def _add(account: Account, chosen: str, shown: Answer, *, as_json: bool) -> None:
    async def work(registrar: Registrar) -> Answer:
        await check(registrar, account)
        await registrar.accounts.add(
            replace(account, password_hash=Passwords().hash(chosen), password_is_temporary=True)
        )
        return {"username": account.username, "id": account.id, **shown}

    run(work, lambda answer: f"Đã thêm tài khoản {answer['username']}.{_shown(answer)}", as_json=as_json)


async def check(registrar: Registrar, account: Account, before: Account | None = None) -> None:
    """Pass when the account, which may have been another `before`, is of use to its owner.

    Raises:
        InvalidError: It is not; everything that must be mended is named.
    """
    faults = account_faults(account)
    known, _ = await registrar.codes()
    faults += [
        f"Chưa có cơ quan mã “{code}”. Xem danh sách: thidua authority list"
        for code in sorted(account.authorities - known)
    ]
    if account.unit and not await registrar.has_unit(account.unit):
        faults.append(f"Chưa có đơn vị mã “{account.unit}”. Thêm bằng lệnh unit add.")
    faults += await _over(registrar, Kind.UNIT, {account.unit or ""} - {before.unit if before else None})
    faults += await _over(registrar, Kind.AUTHORITY, account.authorities - (before.authorities if before else set()))
    if account.mail and not is_address(account.mail):
        faults.append(UNREACHABLE)
    _refuse(faults)


async def _over(registrar: Registrar, kind: Kind, codes: AbstractSet[str]) -> list[str]:
    standing = Succession(await registrar.bodies.links(kind), day_of(datetime.now(UTC)))
    return [
        f"Mã “{code}” đã kết thúc hoạt động. Nêu mã kế thừa: {standing.heir(code)}."
        for code in sorted(codes)
        if standing.is_over(code)
    ]


def read_mail(typed: str) -> str:
    """The address as letters carry it; what is none comes back as it is seen, for `check` to name."""
    try:
        return read_address(typed)
    except MailAddressError:
        return compose_line(typed)


def _password(username: str, *, from_stdin: bool) -> tuple[str, dict[str, object]]:
    if not from_stdin:
        made = secrets.token_urlsafe(15)
        return made, {"password": made}
    typed = sys.stdin.readline().rstrip("\r\n")
    fault = password_fault(typed, username)
    if fault:
        typer.echo(fault, err=True)
        raise typer.Exit(1)
    return typed, {}


def _refuse(faults: list[str]) -> None:
    if faults:
        raise InvalidError([FieldProblem("account", fault) for fault in faults], message="Chưa thay đổi gì.")


def _shown(answer: Answer) -> str:
    made = answer.get("password")
    return f"\nMật khẩu (chỉ hiện một lần): {made}" if made else ""


async def _shown_accounts(registrar: Registrar, found: Sequence[Account]) -> Answer:
    now, names = datetime.now(UTC), await registrar.names()
    deputies = [each.id for each in found if Role.DEPUTY in each.roles]
    given = await registrar.authorisations.of_accounts(deputies)
    holding = {each.account for each in given if each.holds(now)}
    return {"accounts": [_fields(each, names, is_authorised=each.id in holding) for each in found]}


def _fields(account: Account, names: Mapping[str, str], *, is_authorised: bool) -> dict[str, object]:
    fields = asdict(account)
    del fields["password_hash"], fields["credential_version"]
    codes = (*([account.unit] if account.unit else []), *sorted(account.authorities))
    return fields | {
        "roles": sorted(account.roles),
        "authorities": sorted(account.authorities),
        "role_names": [role_name(role, is_authorised=is_authorised) for role in Role if role in account.roles],
        "works_for": {code: names.get(code, "") for code in codes},
    }


def _say_accounts(answer: Answer) -> str:
    found = answer["accounts"]
    if not isinstance(found, list) or not found:
        return "Chưa có tài khoản nào."
    return "\n".join(
        f"{each['username']:<32} {each['name']:<24} {', '.join(each['role_names'])}; "
        f"{_places(each['works_for'])}{'' if each['active'] else ' (đã khóa)'}"
        for each in found
    )


def _places(works_for: Mapping[str, str]) -> str:
    return ", ".join(f"{code} ({name})" if name else code for code, name in works_for.items()) or "toàn tỉnh"


def _say_locked(answer: Answer) -> str:
    first = (
        f"Đã khóa {answer['username']}; kết thúc {answer['sessions_ended']} phiên và "
        f"{answer['authorisations_ended']} ủy quyền."
    )
    follows = answer["follows"]
    return "\n".join([first, *map(str, follows)]) if isinstance(follows, list) else first
