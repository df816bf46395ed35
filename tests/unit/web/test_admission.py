"""Whose requests take how much room: bytes as they arrive, places once there is something to do."""

import re
from dataclasses import replace

import pytest

from ops.stack.mail import PROJECT
from shared.web.http.admission import Admission, Ticket, TurnedAwayError, network_of
from shared.web.http.classes import ACT, FORM, READ, SIGN_IN, UPLOAD, class_of, for_stranger

KIND = replace(ACT, body_bytes=60, pool_bytes=100, places=3, places_each=2)


def tickets(*senders: str) -> list[Ticket]:
    admission = Admission([KIND])
    return [admission.ticket(KIND, sender) for sender in senders]


def refusal(ticket: Ticket, size: int | None = None) -> int:
    with pytest.raises(TurnedAwayError) as refused:
        ticket.enter() if size is None else ticket.add(size)
    return refused.value.status


def test_what_is_announced_and_never_comes_takes_nothing() -> None:
    *idle, busy = tickets(*["an"] * 50, "bình")

    busy.add(60)
    busy.enter()

    assert len(idle) == 50


def test_a_body_over_its_class_is_too_large() -> None:
    (ticket,) = tickets("an")
    ticket.add(60)

    assert refusal(ticket, 1) == 413


def test_one_sender_fills_half_of_the_pool_and_others_the_rest() -> None:
    first, second, other = tickets("an", "an", "bình")
    first.add(30)
    second.add(20)

    assert refusal(second, 1) == 429
    other.add(50)
    assert refusal(other, 1) == 503


def test_one_body_alone_is_always_taken() -> None:
    (ticket,) = tickets("an")

    ticket.add(60)


def test_one_sender_takes_no_more_places_than_its_own() -> None:
    first, second, third, other, last = tickets("an", "an", "an", "bình", "chi")
    first.enter()
    second.enter()

    assert refusal(third) == 429
    other.enter()
    assert refusal(last) == 503


def test_what_is_given_back_is_free_again() -> None:
    first, second, third = tickets("an", "an", "an")
    for ticket in (first, second):
        ticket.add(25)
        ticket.enter()
    first.leave()
    first.leave()

    third.add(25)
    third.enter()


@pytest.mark.parametrize(
    ("method", "path", "kind", "of_stranger"),
    [
        ("POST", "/api/v1/sessions", SIGN_IN, SIGN_IN),
        ("POST", "/dang-nhap", SIGN_IN, SIGN_IN),
        ("POST", "/api/v1/dossiers", UPLOAD, None),
        ("POST", "/api/v1/attachments", UPLOAD, None),
        ("PUT", "/api/v1/levels/commune/cases/x/assignee", ACT, None),
        ("DELETE", "/api/v1/sessions/current", ACT, None),
        ("POST", "/de-nghi/x/rut", ACT, FORM),
        ("GET", "/api/v1/dossiers", READ, READ),
        ("HEAD", "/dang-nhap", READ, READ),
    ],
)
def test_each_request_has_a_class(method: str, path: str, kind: object, of_stranger: object) -> None:
    found = class_of(method, path)

    assert found is kind
    assert for_stranger(found, path) is of_stranger


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "unknown"),
    ],
)
def test_a_house_is_one_sender(address: str, network: str) -> None:
    assert network_of(address) == network


def test_the_proxy_holds_to_the_same_table() -> None:
    text = (PROJECT / "Caddyfile").read_text(encoding="utf-8")
    paths = {name: set(listed.split()) for name, listed in re.findall(r"@(\w+) (?:not )?path (/.*)", text)}
    sizes = dict(re.findall(r"request_body @(\w+) \{\s+max_size (\w+)", text))

    assert sizes == {"signing_in": "4KiB", "acting": "512KiB"}
    assert (SIGN_IN.body_bytes, ACT.body_bytes) == (4 * 1024, 512 * 1024)
    assert {class_of("POST", path) for path in paths["signing_in"]} == {SIGN_IN}
    assert {class_of("POST", path) for path in paths["acting"]} == {UPLOAD}
