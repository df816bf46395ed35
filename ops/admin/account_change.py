"""`thidua account change`: another name, mail, role, unit or authority for an account that stays the same."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from ops.admin.accounts import Username, accounts, check, read_mail
from ops.admin.console import Answer, AsJson, DryRun, Yes, agreed, run
from ops.admin.registrar import Registrar
from shared.directory.bodies import Account
from shared.directory.changing import Wish, change, consequences, differences, ends_sessions, lapsing
from shared.directory.roles import ROLE_NAMES, Role
from shared.text.seen import compose_line


@accounts.act("change")
def change_account(
    username: Username,
    name: Annotated[str | None, typer.Option(help="Họ và tên mới.")] = None,
    mail: Annotated[str | None, typer.Option(help='Địa chỉ thư mới; để trống ("") là bỏ.')] = None,
    role: Annotated[
        list[Role] | None, typer.Option(help="Vai trò mới, thay mọi vai trò cũ; lặp lại để nêu nhiều vai trò.")
    ] = None,
    unit: Annotated[str | None, typer.Option(help='Mã đơn vị mới; để trống ("") là bỏ.')] = None,
    authority: Annotated[
        list[str] | None, typer.Option(help="Mã cơ quan mới, thay mọi cơ quan cũ; lặp lại để nêu nhiều cơ quan.")
    ] = None,
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Đổi tên, thư, vai trò, đơn vị hoặc cơ quan của một tài khoản; mọi việc đã làm vẫn đứng tên tài khoản ấy."""
    wish = Wish(
        name=None if name is None else compose_line(name),
        mail=None if mail is None else read_mail(mail),
        roles=None if role is None else frozenset(role),
        unit=None if unit is None else compose_line(unit),
        authorities=None if authority is None else frozenset(map(compose_line, authority)) - {""},
    )
    if wish.is_empty:
        raise typer.BadParameter("Nêu ít nhất một điều cần đổi: --name, --mail, --role, --unit hoặc --authority.")

    async def work(registrar: Registrar) -> Answer:
        before = await registrar.accounts.get(username)
        after = change(before, wish)
        await check(registrar, after, before)
        answer = await _foreseen(registrar, before, after)
        if dry_run:
            return answer
        agreed(_lines(answer), yes=yes or before == after, as_json=as_json)
        over = await registrar.accounts.replace(
            before, after, by_name=ROLE_NAMES[Role.ADMINISTRATOR], at=datetime.now(UTC)
        )
        return answer | {
            "changed": before != after,
            "sessions_ended": over.sessions,
            "authorisations_ended": over.authorisations,
        }

    run(work, _say, as_json=as_json)


async def _foreseen(registrar: Registrar, before: Account, after: Account) -> Answer:
    changes = differences(before, after)
    at = datetime.now(UTC)
    given = [each for each in await registrar.authorisations.of_accounts([before.id]) if not each.is_over(at)]
    sessions = await registrar.accounts.open_sessions(before, at) if ends_sessions(before, after) else 0
    return {
        "username": before.username,
        "changed": False,
        "changes": [asdict(each) for each in changes],
        "follows": list(consequences(before, after)) if changes else [],
        "sessions_ended": sessions,
        "authorisations_ended": len(lapsing(given, after)),
    }


def _lines(answer: Answer) -> Sequence[str]:
    changes, follows = answer["changes"], answer["follows"]
    if not isinstance(changes, list) or not isinstance(follows, list):
        return ()
    if not changes:
        return (f"{answer['username']} đã như vậy; không có gì thay đổi.",)
    return (
        f"Tài khoản {answer['username']}:",
        *(f"  {each['label']}: {each['before'] or '(trống)'} → {each['after'] or '(trống)'}" for each in changes),
        "Kéo theo:",
        f"  Kết thúc {answer['sessions_ended']} phiên và {answer['authorisations_ended']} ủy quyền.",
        *(f"  {follow}" for follow in follows),
    )


def _say(answer: Answer) -> str:
    done = "Đã đổi." if answer["changed"] else "Chưa đổi gì."
    return "\n".join([*_lines(answer), done])
