"""Production does not start on settings with which passwords cross the network readable."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

import pytest
from pydantic import SecretStr, ValidationError

from services.intake.settings import Settings as IntakeSettings
from services.notifier.settings import Settings as NotifierSettings
from tests.unit.nominees.samples import KEY

Env = Literal["demo", "test", "production"]
MONGO, AMQP = SecretStr("mongodb://127.0.0.1:9/"), SecretStr("amqp://nobody@127.0.0.1:9/")
HTTPS = "https://thidua.example"


def notifier(env: Env, smtp: Mapping[str, str]) -> NotifierSettings:
    told = {"env": env, "public_url": HTTPS, "mongo_url": MONGO, "amqp_url": AMQP, "smtp_host": "mail.example"}
    return NotifierSettings.model_validate({**told, "mail_sender": "thidua@thidua.example", **smtp})


@pytest.mark.parametrize(
    "address",
    ["http://thidua.example", "http://127.0.0.1:8080", "thidua.example", "HTTP://a.b", "https://", "https:///a", ""],
)
def test_an_address_without_tls_is_refused(address: str) -> None:
    with pytest.raises(ValidationError, match="THIDUA_PUBLIC_URL must begin with https:// and a name"):
        IntakeSettings(
            env="production", public_url=address, mongo_url=MONGO, amqp_url=AMQP, identity_key=KEY, signing_key=KEY
        )


@pytest.mark.parametrize(("env", "address"), [("production", HTTPS), ("demo", "http://localhost:8080")])
def test_an_address_with_tls_or_of_a_demo_is_taken(env: Env, address: str) -> None:
    settings = IntakeSettings(
        env=env, public_url=address, mongo_url=MONGO, amqp_url=AMQP, identity_key=KEY, signing_key=KEY
    )

    assert settings.public_url == address


@pytest.mark.parametrize("env", ["production", "demo"])
def test_a_mail_server_without_a_name_is_refused(env: Env) -> None:
    with pytest.raises(ValidationError, match="THIDUA_SMTP_HOST names the mail server"):
        notifier(env, {"smtp_host": ""})


def test_a_mail_password_without_tls_is_refused() -> None:
    with pytest.raises(ValidationError, match="THIDUA_SMTP_TLS=none sends THIDUA_SMTP_PASSWORD readable"):
        notifier("production", {"smtp_username": "thidua"})


@pytest.mark.parametrize("smtp", [{}, {"smtp_username": "thidua", "smtp_tls": "starttls"}])
def test_mails_without_a_password_or_by_tls_are_taken(smtp: dict[str, str]) -> None:
    assert notifier("production", smtp).smtp_username == smtp.get("smtp_username", "")


@pytest.mark.parametrize("name", ["identity_key", "identity_key_before", "signing_key"])
def test_a_key_of_intake_that_could_be_guessed_is_refused(name: str) -> None:
    keys = {"identity_key": KEY, "signing_key": KEY} | {name: SecretStr("short")}

    with pytest.raises(ValidationError, match=f"THIDUA_{name.upper()} has at least 32 characters"):
        IntakeSettings.model_validate({"public_url": HTTPS, "mongo_url": MONGO, "amqp_url": AMQP} | keys)


@pytest.mark.parametrize(
    ("env", "hosts", "is_rated", "draws_ids"),
    [
        ("production", {"thidua.example", "thi-dua.noi-bo"}, True, True),
        ("demo", None, True, False),
        ("test", None, False, False),
    ],
)
def test_what_production_holds_to_that_a_demo_does_not(
    env: Env, hosts: set[str] | None, *, is_rated: bool, draws_ids: bool
) -> None:
    addresses = {"public_url": HTTPS, "other_hosts": "Thi-dua.noi-bo", "mongo_url": MONGO, "amqp_url": AMQP}
    settings = IntakeSettings.model_validate({**addresses, "env": env, "identity_key": KEY, "signing_key": KEY})

    ids = {settings.new_file_id("33.mot", "ab") for _ in range(2)}

    assert (settings.hosts, settings.is_rated, len(ids) == 2) == (hosts, is_rated, draws_ids)
    assert IntakeSettings.model_validate({**settings.model_dump(), "counts_acts": not is_rated}).is_rated != is_rated


@pytest.mark.parametrize("day", ["2021-11-15", ""])
def test_only_demos_go_by_the_law_of_another_day(day: str) -> None:
    wanted = {"law_day": day}

    assert notifier("demo", wanted).law_day == (date(2021, 11, 15) if day else None)
    if day:
        with pytest.raises(ValidationError, match="THIDUA_LAW_DAY"):
            notifier("production", {**wanted, "smtp_tls": "tls"})
    else:
        assert notifier("production", {**wanted, "smtp_tls": "tls"}).law_day is None
