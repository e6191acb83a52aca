"""message-db: its own SQL as its install script loads it, and its function write_message, through pgbench."""

from pathlib import Path

from benchmarks.peers.npm import MODULES
from benchmarks.sample import stored
from benchmarks.server import Database, Server, pgbench

_SQL = MODULES / "@eventide/message-db/database"
# In the order of install.sh. Its extension pgcrypto is left out: gen_random_uuid() has been PostgreSQL's own since 13.
_INSTALLED = ("schema/message-store.sql", "tables/messages.sql", "types/message.sql")
_LATER = ("functions/*.sql", "indexes/*.sql")


def _fill(database: Database) -> None:
    files = [_SQL / name for name in _INSTALLED]
    files += [file for pattern in _LATER for file in sorted(_SQL.glob(pattern))]
    # As install-functions.sh and install-indexes.sh: unqualified names are found in message_store.
    database.run(f"ALTER DATABASE {database.name} SET search_path = message_store, public")
    for file in files:
        database.run(file.read_text())


def writes(server: Server, clients: int, seconds: float) -> float:
    """Messages a second, each to a stream that must not exist."""
    topic, state, metadata = stored()
    values = {"topic": topic, "state": state.decode(), "metadata": metadata.decode()}
    template = server.template("messages", _fill)
    with server.database(template) as database:
        database.run(f"ALTER DATABASE {database.name} SET search_path = message_store, public")
        script = Path(__file__).parent / "write.sql"
        return pgbench(database, script, clients=clients, seconds=seconds, **values)
