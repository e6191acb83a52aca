"""The `eventsourcing` library's ProjectionRunner, as its examples use it: a view in PostgreSQL, a commit an event."""

import time
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL

from benchmarks import child
from benchmarks.server import Server


class Posting(Aggregate):
    """A posting with as many fields as it takes to be listed."""

    @event("Drafted")
    def __init__(self, title: str, town: str) -> None:
        self.title = title
        self.town = town

    @event("Retitled")
    def retitle(self, title: str) -> None:
        self.title = title


class Postings(Application[UUID]):
    """Its application: drafts and retitles."""

    def draft(self, number: int) -> None:
        """Five events of one posting."""
        posting = Posting(f"Baker {number} wanted", "Hamburg")
        for turn in range(4):
            posting.retitle(f"Baker {number} sought, {turn}")
        self.save(posting)


class PostingRows(PostgresTrackingRecorder):
    """One row a posting, written with the tracking of its event in one transaction."""

    def __init__(self, *arguments: Any, **words: Any) -> None:
        super().__init__(*arguments, **words)
        self.sql_create_statements.append(
            SQL("CREATE TABLE IF NOT EXISTS posting_rows (id uuid PRIMARY KEY, title text NOT NULL)").format()
        )

    def put(self, posting: UUID, title: str, tracking: Tracking) -> None:
        """Upsert."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(
                "INSERT INTO posting_rows VALUES (%s, %s) ON CONFLICT (id) DO UPDATE SET title = excluded.title",
                [posting, title],
                prepare=True,
            )


class PostingsProjection(Projection[PostingRows]):
    """Both events leave a title."""

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """Fold one event."""
        self.view.put(domain_event.originator_id, domain_event.title, tracking)


def replay(server: Server, events: int) -> float:
    """Events a second from the first to the last of a log of so many."""
    with server.database() as database:
        return child.run("peers.eventsourcing_projection", {"url": database.owner, "events": events})["per_second"]


def main() -> None:
    job = child.job()
    words = conninfo_to_dict(job["url"])
    names = {"DBNAME": "dbname", "HOST": "host", "USER": "user", "PASSWORD": "password"}
    environment = {f"POSTGRES_{name}": str(words[word]) for name, word in names.items()}
    environment |= {"PERSISTENCE_MODULE": "eventsourcing.postgres"}
    application = Postings(environment)
    for number in range(job["events"] // 5):
        application.draft(number)
    application.close()
    begun = time.perf_counter()
    with ProjectionRunner(
        application_class=Postings, projection_class=PostingsProjection, view_class=PostingRows, env=environment
    ) as runner:
        runner.wait(job["events"], timeout=600)
        seconds = time.perf_counter() - begun
    child.answer({"per_second": job["events"] / seconds})


if __name__ == "__main__":
    main()
