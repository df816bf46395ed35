"""`python -m ops.provisioning`: waits for RabbitMQ and MongoDB and declares everything; twice changes nothing.

Settings: THIDUA_MONGO_HOST, THIDUA_MONGO_PORT (27017), THIDUA_MANAGEMENT_URL, and one THIDUA_SECRET_<KIND>_<USER> for
each user, such as THIDUA_SECRET_AMQP_INTAKE, as a variable or a file (`shared.settings.secret_files`). In a cluster
also THIDUA_MONGO_OTHERS, the further members with commas between them, and THIDUA_RABBITMQ_NODES, how many nodes must
run before a queue is declared for the first time. Where THIDUA_PUBLIC_KEYS_FILE names the file that the levels read,
also THIDUA_SIGNING_KEY, of which intake's keys are made: the public one is written into it.
`make run` and the tests do the same through `provision_broker` and `provision_database`.
"""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from ops.provisioning.broker import provision_broker
from ops.provisioning.database import DatabaseServer, provision_database
from ops.provisioning.management import Management
from ops.provisioning.public_keys import publish_key
from ops.stack.waiting import wait_until
from ops.troubles import TroubleError
from shared.messaging.topology.queues import VHOST
from shared.mongo.administration import is_alive
from shared.settings.secret_files import fill_from_files

_PATIENCE_SECONDS = 180
_MONGO_ADMINISTRATOR, _AMQP_ADMINISTRATOR = "root", "provisioner"


def main(environment: Mapping[str, str] = os.environ) -> int:
    """Wait, then declare; the answer is the exit status."""
    environment = fill_from_files(environment)
    try:
        server = _database_server(environment)
        wait_until(
            lambda: is_alive(server.host, server.port),
            what=f"MongoDB at {server.host}:{server.port}",
            seconds=_PATIENCE_SECONDS,
            way_out="Check that it runs, THIDUA_MONGO_HOST and THIDUA_MONGO_PORT.",
        )
        if path := environment.get("THIDUA_PUBLIC_KEYS_FILE"):
            publish_key(Path(path), _setting(environment, "THIDUA_SIGNING_KEY"))
            print(f"{path}: has the public key of intake, for the levels.")
        provision_database(server, _secrets(environment, "mongo"))
        print("MongoDB: replica set, users and rights are as they should be.")
        with _management(environment) as management:
            wait_until(
                management.is_up,
                what=f"RabbitMQ's management API at {management.url}",
                seconds=_PATIENCE_SECONDS,
                way_out="Check that it runs, THIDUA_MANAGEMENT_URL and THIDUA_SECRET_AMQP_PROVISIONER.",
            )
            nodes = int(environment.get("THIDUA_RABBITMQ_NODES", "1"))
            wait_until(
                lambda: _running_nodes(management) >= nodes or bool(management.get("queues", VHOST)),
                what=f"RabbitMQ's cluster of {nodes}",
                seconds=_PATIENCE_SECONDS,
                way_out="Check that all nodes run with the same cookie, and THIDUA_RABBITMQ_NODES.",
            )
            provision_broker(management, _secrets(environment, "amqp"))
            print(f"RabbitMQ {management.version()}: exchanges, queues, policies and rights are as they should be.")
    except TroubleError as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


def _database_server(environment: Mapping[str, str]) -> DatabaseServer:
    host, port = _setting(environment, "THIDUA_MONGO_HOST"), int(environment.get("THIDUA_MONGO_PORT", "27017"))
    password = _secrets(environment, "mongo")(_MONGO_ADMINISTRATOR)
    others = tuple(other for other in environment.get("THIDUA_MONGO_OTHERS", "").split(",") if other)
    return DatabaseServer(host, port, _MONGO_ADMINISTRATOR, password, member=f"{host}:{port}", others=others)


def _running_nodes(management: Management) -> int:
    # A quorum queue has its copies on the nodes there are when it is declared; once declared, it can do with fewer.
    return sum(bool(node.get("running")) for node in management.get("nodes"))


def _management(environment: Mapping[str, str]) -> Management:
    url = _setting(environment, "THIDUA_MANAGEMENT_URL")
    return Management(url, _AMQP_ADMINISTRATOR, _secrets(environment, "amqp")(_AMQP_ADMINISTRATOR))


def _secrets(environment: Mapping[str, str], kind: str) -> Callable[[str], str]:
    return lambda user: _setting(environment, f"THIDUA_SECRET_{kind}_{user}".upper().replace("-", "_"))


def _setting(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name)
    if not value:
        raise TroubleError(f"{name} is not set.", "With Docker: `sh ops/secrets.sh` makes all secrets, once.")
    return value


if __name__ == "__main__":
    sys.exit(main())
