"""Rebuilds projections in a process of its own. Job: url, projections, events (that the log holds), workers (1)."""

import asyncio
import resource
import time

from benchmarks import child
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.read_side.pool import read_side_pool
from infrastructure.read_side.rebuild import rebuild
from infrastructure.read_side.workers import Crew
from projections.catalogue import discover
from projections.declaration import SCHEMA


async def main() -> None:
    job = child.job()
    figures: child.Figures = {}
    async with PostgresEventStore(job["url"]) as store, read_side_pool(job["url"]) as pool:
        for projection in (each for each in discover() if each.name in job["projections"]):
            begun, cpu = time.perf_counter(), time.process_time()
            position = await rebuild(pool, store, projection, crew=Crew(job["url"], job.get("workers", 1)))
            seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
            async with pool.connection() as connection:
                [(parked,)] = await (await connection.execute(f"SELECT count(*) FROM {SCHEMA}.parked")).fetchall()
            if position != job["events"] or parked:
                raise AssertionError(f"{projection.name} reached {position} of {job['events']}, {parked} parked")
            figures[f"{projection.name}/per_second"] = position / seconds
            figures[f"{projection.name}/own_cpu_us_an_event"] = cpu * 1e6 / position
            figures[f"{projection.name}/peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child.answer(figures)


if __name__ == "__main__":
    asyncio.run(main())
