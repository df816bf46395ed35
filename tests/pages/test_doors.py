"""Every page opens to whom it may and to nobody else: each row of the tables, as each visitor, over HTTP."""

import re

import httpx
import pytest

from ops.demo.people import Office
from shared.web.http.cookies import SESSION_COOKIE
from tests.pages.doors import Door
from tests.pages.tables.all import DOORS
from tests.pages.things import Things
from tests.pages.visitors import Visitor
from tests.running import System

_TOKEN = re.compile(r'name="ma_bieu_mau" value="([^"]+)"')
_LANDING = "/dang-nhap"


class Browsers:
    """A browser without scripts per visitor, signed in by session cookie."""

    def __init__(self, address: str, office: Office) -> None:
        self._address = address
        self._office = office

    async def open(self, visitor: Visitor, *, ends_session: bool) -> httpx.AsyncClient:
        """A browser of its own, signed in unless it is nobody's; in a session of its own where that will end."""
        http = httpx.AsyncClient(base_url=self._address, headers={"Accept": "text/html"}, timeout=30, trust_env=False)
        if visitor is not Visitor.NOBODY:
            token = await (self._new_token(visitor) if ends_session else self._token(visitor))
            http.cookies.set(SESSION_COOKIE, token, domain=httpx.URL(self._address).host)
        return http

    async def _token(self, visitor: Visitor) -> str:
        person = await self._office.person(visitor)
        return person.http.headers["Authorization"].removeprefix("Bearer ")

    async def _new_token(self, visitor: Visitor) -> str:
        async with Office(self._address) as own:
            person = await own.person(visitor)
            return person.http.headers["Authorization"].removeprefix("Bearer ")


@pytest.fixture(scope="module")
def browsers(system: System, office: Office) -> Browsers:
    return Browsers(system.stack.address, office)


# Of whoever may and of each kind that may not, one tries in each run; everybody by `make pages`.
_SOME = frozenset(
    {
        *(Visitor.NOBODY, Visitor.UNIT, Visitor.OTHER_UNIT, Visitor.OFFICER, Visitor.CLERK),
        *(Visitor.OTHER_OFFICER, Visitor.ADMINISTRATOR),
    }
)


# Those who may come last: what they do may change the thing.
@pytest.mark.parametrize("is_everybody", [pytest.param(False, id=""), pytest.param(True, marks=pytest.mark.matrix)])
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
async def test_opens_to_its_visitors_alone(
    browsers: Browsers, things: Things, door: Door, *, is_everybody: bool
) -> None:
    address, answers = await things.address(door), {}
    trying = door.tried_by if is_everybody else door.tried_by & (_SOME | {door.first_visitor})

    for visitor in sorted(trying, key=lambda each: each in door.may):
        async with await browsers.open(visitor, ends_session=door.ends_session) as http:
            answer = await _knock(http, door, address)
        answers[visitor] = answer.status_code
        if door.is_html and answer.status_code not in range(300, 400):
            assert answer.headers["content-type"].startswith("text/html"), visitor

    wrong = {visitor.name: status for visitor, status in answers.items() if status not in door.expects(visitor)}
    assert wrong == {}


async def _knock(http: httpx.AsyncClient, door: Door, address: str) -> httpx.Response:
    if door.method == "GET":
        return await http.get(address)
    found = _TOKEN.search((await http.get(_LANDING)).text)
    token = {"ma_bieu_mau": found[1]} if found else {}
    return await http.request(door.method, address, data={**door.fields, **token})
