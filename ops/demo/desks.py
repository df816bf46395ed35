"""What people do at their desks: submit, propose, decide, record a decision; each returns what the next one needs."""

from dataclasses import dataclass
from uuid import uuid4

from pydantic import JsonValue

from ops.demo.dossiers import Submission, today
from ops.demo.papers import with_signed_petition
from ops.demo.people import Office, Person
from ops.demo.views import Case, Decision, Nomination, Taken
from ops.demo.waiting import until
from shared.text.formats import show_day


@dataclass(frozen=True)
class Desk:
    """An authority's desk at a level, by the names of its accounts: `<role>.<place>`.

    `helped_by` is the place of officer and văn thư where another body prepares and records the authority's work.
    """

    level: str
    place: str
    helped_by: str = ""

    @property
    def officer(self) -> str:
        """The account of whoever proposes."""
        return f"chuyen-vien.{self.helped_by or self.place}"

    @property
    def head(self) -> str:
        """The account of whoever decides."""
        return f"lanh-dao.{self.place}"

    @property
    def clerk(self) -> str:
        """The account of whoever records decisions."""
        return f"van-thu.{self.helped_by or self.place}"

    @property
    def cases(self) -> str:
        """Where the level's cases are."""
        return f"/api/v1/levels/{self.level}/cases"

    @property
    def decisions(self) -> str:
        """Where the level's decisions are."""
        return f"/api/v1/levels/{self.level}/decisions"


@dataclass(frozen=True)
class Ruled:
    """What became of a case, and by whom."""

    officer: str
    head: str
    case: Case


async def submit(office: Office, username: str, submission: Submission) -> Taken:
    """The dossier as it was taken in, with its signed Tờ trình."""
    unit = await office.person(username)
    body = await with_signed_petition(unit, submission)
    response = await unit.do("/api/v1/dossiers", body, key=submission.key)
    return Taken.model_validate_json(response.content)


async def rule(office: Office, desk: Desk, case_id: str, verdict: dict[str, JsonValue]) -> Ruled:
    """The case once its officer has proposed the verdict and its head has given it."""
    officer = await office.person(desk.officer)
    head = await office.person(desk.head)
    path = f"{desk.cases}/{case_id}"
    await wait_for_case(officer, path)
    await officer.do(f"{path}/claim")
    await officer.do(f"{path}/proposal", verdict, method="PUT", version=(await _case(officer, path)).version)
    standing = await _case(head, path)
    await head.do(f"{path}/outcome", verdict, version=standing.version)
    return Ruled(officer.name, head.name, await _case(head, path))


async def vote(office: Office, desk: Desk, case_id: str, approving: int) -> Ruled:
    """The case once the council's secretary has entered a vote of its fifteen members."""
    secretary = await office.person(f"thu-ky.{desk.place}")
    path = f"{desk.cases}/{case_id}"
    version = (await wait_for_case(secretary, path)).version
    tally: dict[str, JsonValue] = {
        "members": 15,
        "present": 14,
        "approving": approving,
        "minutes": f"07/BB-HĐTĐKT ngày {show_day(today())}",
    }
    await secretary.do(f"{path}/vote", tally, version=version)
    return Ruled(secretary.name, "Hội đồng", await _case(secretary, path))


async def record_decision(
    office: Office, desk: Desk, number: str, case_ids: list[str], signatory: tuple[str, str] | None = None
) -> tuple[Person, Decision]:
    """The numbered decision over approved cases, recorded by the clerk; signed by the head where nobody is named."""
    clerk = await office.person(desk.clerk)
    name, position = signatory or ((await office.person(desk.head)).name, "Chủ tịch")
    body: dict[str, JsonValue] = {
        "number": number,
        "issued_on": today().isoformat(),
        "signatory": {"name": name, "position": position},
        "case_ids": list(case_ids),
    }
    response = await clerk.do(desk.decisions, body, key=str(uuid4()))
    return clerk, Decision.model_validate_json(response.content)


async def wait_for_case(reader: Person, path: str, *, seconds: float = 30) -> Case:
    """The case once the level has it."""

    async def look() -> Case | None:
        response = await reader.see(path)
        return None if response is None else Case.model_validate_json(response.content)

    return await until(look, what=f"Việc tại {path}", seconds=seconds)


async def nomination(reader: Person, identity: str) -> Nomination:
    """The nomination as it stands."""
    response = await reader.do(f"/api/v1/nominations/{identity}", method="GET")
    return Nomination.model_validate_json(response.content)


async def wait_for_status(reader: Person, identity: str, status: str, *, seconds: float = 30) -> Nomination:
    """The nomination once it has that status."""

    async def look() -> Nomination | None:
        seen = await nomination(reader, identity)
        return seen if seen.status == status else None

    return await until(look, what=f"Đề nghị {identity} ở trạng thái {status}", seconds=seconds)


async def wait_for_steps(reader: Person, identity: str, steps: int) -> Nomination:
    """The nomination once its route has that many steps: a referral has arrived."""

    async def look() -> Nomination | None:
        seen = await nomination(reader, identity)
        return seen if len(seen.route) >= steps else None

    return await until(look, what=f"Lộ trình mới của đề nghị {identity}")


async def _case(reader: Person, path: str) -> Case:
    return Case.model_validate_json((await reader.do(path, method="GET")).content)
