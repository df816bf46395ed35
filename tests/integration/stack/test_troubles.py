"""Each trouble is told in one message that names what happened and the way out."""

import errno
from pathlib import Path

import pytest

from ops.provisioning.management import Management
from ops.stack import Stack
from ops.troubles import TroubleError, from_os_error
from tests.servers.answering import answering


def test_a_full_disk() -> None:
    trouble = from_os_error(OSError(errno.ENOSPC, "No space left on device", "/data/mongod"), "/data")

    assert "disk that holds /data/mongod is full" in trouble.happened
    assert "THIDUA_DATA" in trouble.way_out


def test_no_right_to_write() -> None:
    trouble = from_os_error(PermissionError(errno.EACCES, "Permission denied", "/srv/.data"), "/srv")

    assert "may not write to /srv/.data" in trouble.happened
    assert "chown" in trouble.way_out


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(TroubleError, match="file"):
        Stack(tmp_path / "file" / "data").prepare()


@pytest.mark.parametrize("version", ["4.2.6", "4.3.0", "3.9.29"])
def test_a_broker_that_services_cannot_work_with(version: str) -> None:
    with (
        answering({"/api/overview": {"rabbitmq_version": version}}) as url,
        Management(url, "a", "b") as management,
        pytest.raises(TroubleError, match=version),
    ):
        management.version()


@pytest.mark.parametrize("version", ["3.10.8", "3.13.7", "4.0.5", "4.2.5", "4.3.1", "4.4.0-rc.1"])
def test_a_broker_that_they_can_work_with(version: str) -> None:
    with answering({"/api/overview": {"rabbitmq_version": version}}) as url, Management(url, "a", "b") as management:
        assert management.version() == version


def test_a_broker_that_is_away() -> None:
    with Management("http://127.0.0.1:9", "a", "b") as management, pytest.raises(TroubleError, match="does not answer"):
        management.version()
