"""An account in a stranger's hand does what its role does, and nothing else: every account tries every act."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import httpx
import pytest

from ops.demo.people import Office, Person
from shared.directory.roles import Role
from tests.attack.conftest import Mongo
from tests.attack.described import PEOPLE, Operation, operations
from tests.journey.acts import COMMUNE, YOUTH, opened, submitted
from tests.running import System
from tests.unit.files.samples import pdf

pytestmark = pytest.mark.timeout(180)

SUBMITTER, OFFICER, HEAD, DEPUTY, CLERK = Role.SUBMITTER, Role.OFFICER, Role.HEAD, Role.DEPUTY, Role.CLERK
DESK, DECIDING = {OFFICER, HEAD, DEPUTY}, {HEAD, DEPUTY}
CASES = "appraisal-commune {method} /api/v1/levels/{{level}}/cases/{{case_id}}/{act}"
LEVEL = "appraisal-commune POST /api/v1/levels/{level}/"
PAPERS = "identity POST /api/v1/levels/{level}/authorisations"
# Every act that changes something, and whose it is. What is not here is refused to everybody.
ACTS: Mapping[str, set[Role]] = {
    "intake POST /api/v1/dossiers": {SUBMITTER},
    "intake POST /api/v1/attachments": {SUBMITTER},
    "intake DELETE /api/v1/attachments/{attachment_id}": {SUBMITTER},
    "intake POST /api/v1/drafts": {SUBMITTER},
    "intake DELETE /api/v1/drafts/{draft_id}": {SUBMITTER},
    "intake PUT /api/v1/drafts/{draft_id}/petition": {SUBMITTER},
    "intake PUT /api/v1/drafts/{draft_id}/files": {SUBMITTER},
    "intake PUT /api/v1/drafts/{draft_id}/declaration": {SUBMITTER},
    "intake POST /api/v1/drafts/{draft_id}/nominations": {SUBMITTER},
    "intake PUT /api/v1/drafts/{draft_id}/nominations/{entry_id}": {SUBMITTER},
    "intake DELETE /api/v1/drafts/{draft_id}/nominations/{entry_id}": {SUBMITTER},
    "intake POST /api/v1/drafts/{draft_id}/submission": {SUBMITTER},
    "intake POST /api/v1/nominations/{reference}/withdrawal": {SUBMITTER},
    "intake POST /api/v1/nominations/{reference}/supplement": {SUBMITTER},
    "intake POST /api/v1/nominations/{reference}/messages": {SUBMITTER},
    # A number whole, for a reason that is recorded.
    "intake POST /api/v1/nominations/{reference}/identity-number/looks": DESK,
    CASES.format(method="POST", act="claim"): DESK,
    CASES.format(method="DELETE", act="claim"): DESK,
    CASES.format(method="PUT", act="proposal"): {OFFICER},
    CASES.format(method="POST", act="outcome"): DECIDING,
    CASES.format(method="PUT", act="assignee"): DECIDING,
    CASES.format(method="DELETE", act="assignee"): DECIDING,
    CASES.format(method="POST", act="messages"): DESK,
    CASES.format(method="POST", act="vote"): {Role.COUNCIL_SECRETARY},
    LEVEL + "bulk": DECIDING,
    LEVEL + "decisions": {CLERK},
    LEVEL + "decisions/{decision_id}/corrections": {CLERK},
    LEVEL + "decisions/{decision_id}/annulments": {CLERK},
    LEVEL + "windows": set(),
    LEVEL + "windows/{window_id}/close": DECIDING,
    PAPERS: {HEAD},
    PAPERS + "/{authorisation_id}/end": {HEAD},
    "notifier POST /api/v1/mails/{mail_id}/resend": {Role.OPERATOR},
    "notifier POST /api/v1/mails/{mail_id}/mark-sent": {Role.OPERATOR},
    "notifier POST /api/v1/mails/{mail_id}/returned": {Role.OPERATOR},
}
# Not acts by a role: they are about one's own account, and whoever has a session, or a link of a mail, has them.
OF_ONES_OWN = ("/api/v1/sessions", "/api/v1/account/", "/api/v1/password-resets", "/api/v1/mail-confirmations")
DRAFTS = "/api/v1/drafts"
FILES = "/api/v1/attachments"
# Whoever may not act on a thing may not know of it either: of these, where the thing is not theirs, 404 is the refusal.
HIDDEN = ("/api/v1/nominations/", f"{FILES}/", f"{DRAFTS}/")
_STALE = '"999"'
_REFUSED = {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}


@pytest.fixture(scope="module")
def acts(system: System) -> list[Operation]:
    """What can be asked of the services that changes something."""
    return [one for one in operations(system) if one.method != "get" and not one.path.startswith(OF_ONES_OWN)]


def test_the_table_names_every_act(acts: list[Operation]) -> None:
    assert {str(one) for one in acts} == ACTS.keys()


@pytest.mark.parametrize("role", PEOPLE)
async def test_an_account_acts_by_its_role_alone(
    office: Office, mongo: Mongo, acts: list[Operation], role: Role
) -> None:
    nomination = (await submitted(office)).nominations[0].id
    case = f"{nomination}:1"
    await opened(office, COMMUNE, case)
    before = _made(mongo, case)
    person = await office.person(PEOPLE[role])
    file = (await _upload(await office.person(YOUTH), str(uuid4()))).raise_for_status().json()["id"]
    draft, entry = await _draft(await office.person(YOUTH))
    things = defaultdict(lambda: nomination, case_id=case, attachment_id=file, draft_id=draft, entry_id=entry)

    tried = {str(one): await _is_admitted(person, one, things) for one in acts}

    assert {act for act, is_admitted in tried.items() if is_admitted} == {
        act for act, roles in ACTS.items() if role in roles
    }
    after = _made(mongo, case)
    # Officers may take a case up; nobody had reason to decide.
    assert after["version"] == before["version"] or role in DESK
    assert (after["state"], after["decisions"]) == (before["state"], before["decisions"])


async def _upload(person: Person, text: str) -> httpx.Response:
    params, file = {"name": "Tờ trình.pdf"}, pdf(text)
    return await person.http.post(FILES, params=params, content=file, headers={"Content-Type": "application/pdf"})


async def _draft(person: Person) -> tuple[str, str]:
    """A draft of the person's unit, and a nominee of it."""
    body = {"petition": {"movement": "covid-19", "occasion": "dot-xuat"}}
    begun = await person.http.post(DRAFTS, json=body, headers={"Idempotency-Key": str(uuid4())})
    draft = str(begun.raise_for_status().json()["id"])
    nominees = {"nominations": [{"nominee": {"kind": "ca-nhan"}}]}
    headers = {"Idempotency-Key": str(uuid4())}
    added = await person.http.post(f"{DRAFTS}/{draft}/nominations", json=nominees, headers=headers)
    return draft, str(added.raise_for_status().json()["ids"][0])


async def _is_admitted(person: Person, act: Operation, things: Mapping[str, str]) -> bool:
    path = act.path.replace("{level}", "commune")
    for name in act.parameters("path"):
        path = path.replace(f"{{{name}}}", things[name])
    # Of a version that there is not, so that what is admitted changes as little as can be.
    headers = {"Idempotency-Key": str(uuid4()), "If-Match": _STALE}
    if str(act) == f"intake POST {FILES}":
        answer = await _upload(person, str(uuid4()))
    else:
        answer = await person.http.request(act.method.upper(), path, json=act.body_example, headers=headers)
    assert answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR, (act, answer.text)
    is_hidden = act.path.startswith(HIDDEN) and answer.status_code == httpx.codes.NOT_FOUND
    return answer.status_code not in _REFUSED and not is_hidden


def _made(mongo: Mongo, case: str) -> dict[str, Any]:
    found = mongo["appraisal_commune"]["cases"].find_one({"_id": case}) or {}
    decisions = mongo["appraisal_commune"]["decisions"].count_documents({})
    return {"version": found["version"], "state": found["state"], "decisions": decisions}
