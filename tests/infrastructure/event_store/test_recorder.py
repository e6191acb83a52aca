"""The `eventsourcing` package's own cases, on the recorder that production uses."""

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import NotSupportedError, OperationalError, StoredEvent
from eventsourcing.tests import persistence as published

from infrastructure.event_store.datastore import LogDatastore
from infrastructure.event_store.recorder import LogRecorder
from tests.conftest import Database


@pytest.fixture
def recorder(database: Database, request: pytest.FixtureRequest) -> Iterator[LogRecorder]:
    datastore = LogDatastore(database.app_url)
    recorder = LogRecorder(datastore)
    if request.cls is not None:
        request.cls.recorder = recorder
    yield recorder
    datastore.close()


@pytest.mark.usefixtures("recorder")
class TestApplicationRecorder(published.ApplicationRecorderTestCase[LogRecorder]):
    recorder: LogRecorder

    def create_recorder(self) -> LogRecorder:
        return self.recorder


@pytest.mark.usefixtures("recorder")
class TestNonInterleavingNotificationIDs(published.NonInterleavingNotificationIDsBaseCase):
    recorder: LogRecorder
    insert_num = 1000

    def create_recorder(self) -> LogRecorder:
        return self.recorder


def test_nothing_to_insert_writes_nothing(recorder: LogRecorder) -> None:
    assert recorder.insert_events([]) == []
    assert recorder.max_notification_id() is None


def test_the_librarys_subscription_is_refused(recorder: LogRecorder) -> None:
    with pytest.raises(NotSupportedError):
        recorder.subscribe(gt=0)


def test_an_insert_into_a_database_that_is_away_is_tried_once() -> None:
    recorder = LogRecorder(LogDatastore("host=/nonexistent"))
    with pytest.raises(OperationalError, match="nonexistent"):
        recorder.insert_events([StoredEvent(uuid4(), 1, "topic", b"{}")])


@pytest.mark.parametrize(
    ("default", "used"), [("off", "on"), ("local", "on"), ("on", "on"), ("remote_apply", "remote_apply")]
)
def test_a_commit_is_durable_whatever_the_servers_default(database: Database, default: str, used: str) -> None:
    with psycopg.connect(database.admin_url, autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {admin.info.dbname} SET synchronous_commit = {default}")
    datastore = LogDatastore(database.app_url)
    with datastore.get_connection() as connection:
        assert connection.execute("SHOW synchronous_commit").fetchone() == {"synchronous_commit": used}
    datastore.close()
