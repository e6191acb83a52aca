"""Emmett's PostgreSQL event store on Node: a process of its own, as many writers as connections in its pool."""

from pathlib import Path

from benchmarks import child
from benchmarks.peers.npm import node
from benchmarks.sample import stored
from benchmarks.server import Server


def appends(server: Server, writers: int, seconds: float) -> float:
    """Events a second, each to a stream that must not exist."""
    topic, state, metadata = stored()
    with server.database() as database:
        job = {"url": database.owner, "writers": writers, "seconds": seconds, "type": topic}
        job |= {"data": state.decode(), "metadata": metadata.decode()}
        return child.run([node(), Path(__file__).parent / "load.mjs"], job)["per_second"]
