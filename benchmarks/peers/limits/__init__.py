"""What PostgreSQL itself can do: one row of the log's table a transaction, through pgbench."""

from pathlib import Path

from benchmarks.sample import stored
from benchmarks.server import Database, Server, pgbench
from infrastructure.migrations import migrate

_HERE = Path(__file__).parent


def _fill(database: Database) -> None:
    migrate(database.owner)
    database.run((_HERE / "table.sql").read_text())


def inserts(server: Server, clients: int, seconds: float) -> float:
    """Single-row INSERTs a second."""
    topic, state, metadata = stored()
    values = {"state": rf"\x{state.hex()}", "metadata": rf"\x{metadata.hex()}", "fingerprint": r"\x" + "01" * 32}
    with server.database(server.template("limits", _fill)) as database:
        return pgbench(database, _HERE / "insert.sql", clients=clients, seconds=seconds, topic=topic, **values)
