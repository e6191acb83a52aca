"""What is to be reached: issue by issue the same table, each line with the figures that it compares."""

from dataclasses import dataclass
from typing import Final

from benchmarks.figures import Figures, Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """ours, peer: the beginning of figures' names, of which the best median counts; suffix ends both.

    reach: of ours / peer, or of ours itself where there is no peer. at_most: lower is better.
    """

    what: str
    ours: str
    peer: str | None = None
    suffix: str = ""
    peer_suffix: str | None = None
    reach: float
    aim: float | None = None
    at_most: bool = False
    unit: str = "/s"

    def measured(self, figures: Figures) -> "Measured | None":
        """None where a side was not measured."""
        ours = figures.best(self.ours, self.suffix, lowest=self.at_most)
        if ours is None or (spread := figures.spread(ours)) is None:
            return None
        if self.peer is None:
            return Measured(self, ours, spread, None, None, spread.median)
        ending = self.suffix if self.peer_suffix is None else self.peer_suffix
        peer = figures.best(self.peer, ending, lowest=self.at_most)
        if peer is None or (beside := figures.spread(peer)) is None:
            return None
        return Measured(self, ours, spread, peer, beside, spread.median / beside.median)


@dataclass(frozen=True, slots=True)
class Measured:
    """A target beside what was measured. ratio: ours to the peer's, or ours alone."""

    target: Target
    ours: str
    spread: Spread
    peer: str | None
    beside: Spread | None
    ratio: float

    @property
    def reached(self) -> bool:
        return self.ratio <= self.target.reach if self.target.at_most else self.ratio >= self.target.reach


PER_SECOND: Final = "/per_second"
_OURS: Final = "appends/rolecall/"
_ES: Final = "appends/eventsourcing/"
_LIMIT: Final = "appends/insert/"
_CRUD: Final = "http/crud/64"

TARGETS: Final = (
    Target(what="32 writers, beside eventsourcing", ours=f"{_OURS}32", suffix=PER_SECOND, peer=_ES, reach=6, aim=10),
    Target(what="… beside Emmett", ours=f"{_OURS}32", suffix=PER_SECOND, peer="appends/emmett/", reach=6, aim=10),
    Target(what="… beside message-db", ours=f"{_OURS}32", suffix=PER_SECOND, peer="appends/message-db/", reach=4),
    Target(what="… beside CRUD in SQL", ours=f"{_OURS}32", suffix=PER_SECOND, peer="appends/crud/", reach=1.25, aim=2),
    Target(
        what="command keys, a fifth retries, 80% on 100 hot streams, beside 32 writers uncontended",
        ours="appends/rolecall-hot/32",
        peer=f"{_OURS}32",
        suffix=PER_SECOND,
        reach=0.6,
    ),
    Target(
        what="fresh streams, 256 writers, beside INSERT",
        ours=f"{_OURS}256",
        suffix=PER_SECOND,
        peer=_LIMIT,
        reach=0.75,
        aim=1,
    ),
    Target(
        what="one writer, beside one client's INSERT",
        ours=f"{_OURS}1/",
        suffix=PER_SECOND,
        peer=f"{_LIMIT}1/",
        reach=0.25,
        aim=0.4,
    ),
    Target(
        what="a commit takes 2 ms, 32 writers, beside eventsourcing",
        ours="appends-2ms/rolecall/32",
        peer="appends-2ms/eventsourcing/",
        suffix=PER_SECOND,
        reach=20,
    ),
    Target(
        what="four processes, beside the best single one",
        ours="appends/rolecall-4-processes/",
        peer=_OURS,
        suffix=PER_SECOND,
        reach=0.9,
    ),
    Target(
        what="commands over HTTP, 64 connections, beside CRUD",
        ours="http/rolecall/64",
        peer=_CRUD,
        suffix=PER_SECOND,
        reach=1,
        aim=1.5,
    ),
    Target(
        what="… their p99", ours="http/rolecall/64", peer=_CRUD, suffix="/p99_ms", reach=1.25, at_most=True, unit=" ms"
    ),
    Target(
        what="commit to visible at 1,000/s, embedded, p99",
        ours="visible/embedded",
        suffix="/p99_ms",
        reach=20,
        at_most=True,
        unit=" ms",
    ),
    Target(
        what="… through RabbitMQ, p99", ours="visible/rabbitmq", suffix="/p99_ms", reach=50, at_most=True, unit=" ms"
    ),
    Target(
        what="RabbitMQ path, sustained, beside aio-pika alone",
        ours="relay/rolecall",
        peer="relay/aio-pika",
        suffix=PER_SECOND,
        reach=0.7,
    ),
    Target(what="RabbitMQ path, caught up when far behind", ours="relay/catch-up", suffix=PER_SECOND, reach=50_000),
    Target(what="replay of job_postings, one core", ours="replay/job_postings/1", suffix=PER_SECOND, reach=100_000),
    Target(
        what="… beside decoding the same rows",
        ours="replay/job_postings/1",
        peer="replay/decode",
        suffix=PER_SECOND,
        reach=0.4,
    ),
    Target(
        what="… beside ProjectionRunner",
        ours="replay/job_postings/1",
        peer="replay/eventsourcing",
        suffix=PER_SECOND,
        reach=30,
    ),
    Target(
        what="… two workers beside one",
        ours="replay/job_postings/2",
        peer="replay/job_postings/1",
        suffix=PER_SECOND,
        reach=1.6,
    ),
    Target(what="slowest projection's replay", ours="replay/slowest", suffix=PER_SECOND, reach=50_000),
    Target(
        what="slowest query at the database, p99",
        ours="queries/database/slowest",
        suffix="/p99_ms",
        reach=10,
        at_most=True,
        unit=" ms",
    ),
    Target(
        what="slowest query over HTTP, p99",
        ours="queries/http/slowest",
        suffix="/p99_ms",
        reach=20,
        at_most=True,
        unit=" ms",
    ),
    Target(
        what="growth: append latency, large log to small",
        ours="growth/append",
        suffix="/ratio",
        reach=1.3,
        at_most=True,
        unit=" ×",
    ),
    Target(what="growth: by-id latency", ours="growth/by-id", suffix="/ratio", reach=1.3, at_most=True, unit=" ×"),
    Target(
        what="growth: audit by actor", ours="growth/audit-by-actor", suffix="/ratio", reach=1.3, at_most=True, unit=" ×"
    ),
    Target(
        what="growth: audit by field", ours="growth/audit-by-field", suffix="/ratio", reach=1.3, at_most=True, unit=" ×"
    ),
    Target(
        what="growth: events a second of a replay, large log to small",
        ours="growth/replay",
        suffix="/ratio",
        reach=0.8,
        unit=" ×",
    ),
    Target(
        what="memory of the API", ours="http/rolecall/64", suffix="/server_mib", reach=200, at_most=True, unit=" MiB"
    ),
    Target(
        what="replay's memory, long log to short",
        ours="memory/replay",
        suffix="/ratio",
        reach=1.15,
        at_most=True,
        unit=" ×",
    ),
    Target(
        what="`make up`, second time, until ready",
        ours="startup/second",
        suffix="/seconds",
        reach=3,
        at_most=True,
        unit=" s",
    ),
)
