"""The `eventsourcing` library used plainly: its PostgreSQL recorder in its default, locked mode, a thread a writer."""

import time
from threading import Event, Thread
from uuid import uuid4

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict

from benchmarks import child
from benchmarks.sample import stored
from benchmarks.server import Server


def appends(server: Server, writers: int, seconds: float, *, slow_commit: bool = False) -> float:
    """Events a second, each the first of a new originator."""
    with server.database(slow_commit=slow_commit) as database:
        job = {"url": database.owner, "writers": writers, "seconds": seconds}
        return child.run("peers.eventsourcing", job)["per_second"]


def recorder(url: str, connections: int) -> PostgresApplicationRecorder:
    """Its recorder, with its table made."""
    words = conninfo_to_dict(url)
    datastore = PostgresDatastore(
        dbname=str(words["dbname"]),
        host=str(words["host"]),
        port=5432,
        user=str(words["user"]),
        password=str(words["password"]),
        pool_size=connections,
        connect_timeout=60,
    )
    made = PostgresApplicationRecorder(datastore)
    made.create_table()
    return made


def main() -> None:
    job = child.job()
    topic, state, metadata = stored()
    shared = recorder(job["url"], job["writers"])
    counts, stop = [0] * job["writers"], Event()

    def write(number: int) -> None:
        while not stop.is_set():
            shared.insert_events([StoredEvent(uuid4(), 1, topic, state + metadata)])
            counts[number] += 1

    threads = [Thread(target=write, args=(number,)) for number in range(job["writers"])]
    for thread in threads:
        thread.start()
    time.sleep(0.5)  # warm up, as long as ours
    before, begun = sum(counts), time.perf_counter()
    time.sleep(job["seconds"])
    per_second = (sum(counts) - before) / (time.perf_counter() - begun)
    stop.set()
    for thread in threads:
        thread.join()
    shared.datastore.close()
    child.answer({"per_second": per_second})


if __name__ == "__main__":
    main()
