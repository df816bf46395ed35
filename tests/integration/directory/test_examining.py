"""What `thidua doctor` sees of the directory by the rights of the command line's own user."""

from ops.admin.registrar import Registrar
from ops.admin.seeding import fill
from shared.mongo.client import connect
from shared.mongo.examining import look_at_directory
from tests.servers.fresh import FreshDatabases


async def test_it_sees_people_and_indexes_without_reading_accounts(databases: FreshDatabases) -> None:
    own, identity = connect(databases.url("administration")), connect(databases.url("identity"))
    name = databases.name("directory")
    await fill(Registrar(own, name, identity=lambda: identity), is_demo=True)

    whole = await look_at_directory(own, name)
    for client in (own, identity):
        client.close()

    assert whole.missing_indexes == ()
    assert whole.demo_accounts > 50
    assert (whole.administrators, whole.operators) == (0, 0)
