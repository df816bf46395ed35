"""An installation's settings and secrets, as `sh ops/secrets.sh` makes them."""

import pytest

from tests.unit.containers.compose import make_secrets, read_env


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The `.env` of a fresh installation."""
    folder = tmp_path_factory.mktemp("installation")
    make_secrets(folder)
    return read_env(folder)
