"""What Prometheus reads: the log's end, and how each projection stands."""

import asyncio
import re

import psycopg

from infrastructure.settings import Settings
from interfaces.container import built, opened
from projections import job_postings, roles
from projections.catalogue import discover
from tests.conftest import Database
from tests.interfaces.api.house import House, example, serving
from tests.interfaces.api.stories import send

SAMPLE = re.compile(r'(rolecall_[a-z_]+)(?:\{projection="([a-z_]+)"\})? (\d+)')


def metrics(house: House) -> dict[tuple[str, str], int]:
    """(metric, projection or "") -> value; each line is one of the format, each metric has its type before it."""
    answer = house.olga.get("/metrics")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.text.endswith("\n")
    typed, found = set(), {}
    for line in answer.text.splitlines():
        if line.startswith("# TYPE "):
            typed.add(line.removeprefix("# TYPE ").removesuffix(" gauge"))
        elif not line.startswith("# HELP "):
            sample = SAMPLE.fullmatch(line)
            assert sample, line
            assert sample[1] in typed
            found[sample[1], sample[2] or ""] = int(sample[3])
    return found


def feed_once(settings: Settings) -> None:
    """Bring the read side to the end of the log, and leave it there."""

    async def feed() -> None:
        container = built(settings)
        async with opened(container):
            engine = await container.engine.async_()
            await engine.start()
            await engine.follow()

    asyncio.run(feed())


def test_each_projection_says_how_it_stands(settings: Settings, database: Database) -> None:
    with serving(settings, fed=False) as house:
        position = send(house.alice, "DraftRole")["position"]
        feed_once(settings)
        assert metrics(house) == where_all_is_well(position)
        with psycopg.connect(database.app_url) as connection:
            connection.execute(
                "INSERT INTO read_side.parked (projection, stream, key, position, event_id, error)"
                " VALUES (%s, gen_random_uuid(), '{}', 1, gen_random_uuid(), 'poison')",
                [roles.projection.table],
            )
            connection.execute(
                "DELETE FROM read_side.checkpoints WHERE projection = %s", [job_postings.projection.table]
            )
        found = metrics(house)
    assert found["rolecall_projection_parked", "roles"] == 1
    assert found["rolecall_projection_ready", "roles"] == 1
    assert found["rolecall_projection_ready", "job_postings"] == 0
    assert found["rolecall_projection_lag", "job_postings"] == position


def test_what_somebody_must_do_something_about_is_counted(settings: Settings) -> None:
    with serving(settings, fed=False) as house:
        unlawful = {"locations": [{"country": "US", "region": "US-CO", "locality": "Denver"}], "channels": ["Site"]}
        content = {**example("AdoptPosting")["content"], **unlawful}
        posting = send(house.olga, "AdoptPosting", content=content)["id"]
        send(house.olga, "RecordObservation", posting, channel="Site")
        feed_once(settings)
        found = metrics(house)
        assert (found["rolecall_open_findings", ""], found["rolecall_channel_drifts", ""]) == (1, 1)
        send(house.olga, "ClosePosting", posting)
        feed_once(settings)
        assert metrics(house)["rolecall_open_findings", ""] == 0


def where_all_is_well(position: int) -> dict[tuple[str, str], int]:
    expected = {"position": position, "lag": 0, "parked": 0, "ready": 1}
    house = {"log_head_position": position, "open_findings": 0, "channel_drifts": 0}
    return {(f"rolecall_{name}", ""): value for name, value in house.items()} | {
        (f"rolecall_projection_{name}", projection.name): value
        for projection in discover()
        for name, value in expected.items()
    }
