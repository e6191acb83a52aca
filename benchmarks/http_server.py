"""Serves one of the contenders. Job: who (rolecall, crud, nothing), url, home (of the token's key), port, pool."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
import uvloop
from fastapi import FastAPI, HTTPException, Request, Response
from psycopg_pool import AsyncConnectionPool
from pydantic import BaseModel, ConfigDict

from benchmarks import child
from infrastructure.settings import Settings
from interfaces.api.serve import serve
from interfaces.collector import collect_seldom
from interfaces.container import Container, built

_UPDATE = """
    UPDATE postings SET pay_minimum = %s, pay_maximum = %s, version = version + 1, changed_by = %s, changed_at = now()
    WHERE number = %s RETURNING version
"""


class NewSalary(BaseModel):
    """The body: what a change of salary says."""

    model_config = ConfigDict(extra="forbid", strict=True)
    minimum: int
    maximum: int
    currency: str
    reason: str


def plain(container: Container, job: dict[str, Any]) -> FastAPI:
    """The endpoint as plain CRUD has it, with our tokens; where `who` is nothing, it answers at once.

    At its best: one round trip a statement, which commits by itself, and garbage looked for as seldom as by ours.
    """
    verifier = container.verifier()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        size, settings = job.get("pool", 1), {"autocommit": True}
        async with AsyncConnectionPool(job["url"], min_size=1, max_size=size, kwargs=settings) as app.state.pool:
            collect_seldom()
            yield

    app = FastAPI(lifespan=lifespan, openapi_url=None)

    @app.get("/health/live")
    async def live() -> None:
        return None

    @app.post("/postings/{number}/change-salary")
    async def change_salary(number: int, salary: NewSalary, request: Request) -> Response:
        identity = verifier.verify(request.headers["authorization"].removeprefix("Bearer "))
        version = 1
        if job["who"] == "crud":
            async with request.app.state.pool.connection() as connection:
                parameters = [salary.minimum, salary.maximum, identity.actor.subject, number]
                row = await (await connection.execute(_UPDATE, parameters, prepare=True)).fetchone()
            if row is None:
                raise HTTPException(404)
            version = row[0]
        content = b'{"id":%d,"version":%d}' % (number, version)
        return Response(content, headers={"ETag": f'"{version}"'}, media_type="application/json")

    return app


async def main() -> None:
    job = child.job()
    home = Path(job["home"])
    container = built(Settings(home=home, cache=home, database_url=job["url"]))
    if job["who"] == "rolecall":
        await serve(container, "127.0.0.1", job["port"])
        return
    config = uvicorn.Config(
        plain(container, job), port=job["port"], log_level="warning", access_log=False, http="httptools", ws="none"
    )
    await uvicorn.Server(config).serve()


if __name__ == "__main__":
    uvloop.run(main())
