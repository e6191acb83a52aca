"""CRUD in SQL: an UPDATE of one of 100,000 rows, and a trigger that keeps the old row and the new, through pgbench."""

from pathlib import Path

from benchmarks.server import Database, Server, pgbench

HERE = Path(__file__).parent


def fill(database: Database) -> None:
    """Make the tables, their trigger and their rows."""
    database.run((HERE / "tables.sql").read_text())


def updates(server: Server, clients: int, seconds: float) -> float:
    """Audited UPDATEs a second."""
    with server.database(server.template("crud", fill)) as database:
        return pgbench(database, HERE / "update.sql", clients=clients, seconds=seconds)
