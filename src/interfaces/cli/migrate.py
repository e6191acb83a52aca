"""`rolecall migrate`: brings a database to the schema that this code needs."""

from interfaces.cli.exits import Refused
from interfaces.cli.output import say
from interfaces.container import beside_a_running_house


def migrate() -> None:
    """Bring the database to the schema that this version needs; where it is there already, nothing changes.

    Logs in by ROLECALL_ADMIN_DATABASE_URL, as the schema's owner or as an administrator.
    """
    house = beside_a_running_house()
    if house.settings().admin_database_url is None:
        raise Refused("set ROLECALL_ADMIN_DATABASE_URL too: the application's own login may not change the schema")
    house.migrate()
    say("The database is ready.")
