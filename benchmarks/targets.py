"""What is to be reached, line by line as the project set it itself, each with the figures that it compares."""

from dataclasses import dataclass
from typing import Final

from benchmarks.figures import Results, Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """ours, peer: the beginning of figures' names, of which the best median counts; suffix ends both.

    reach: of ours / peer, or of ours itself where there is no peer. at_most: lower is better.
    """

    what: str
    ours: str
    peer: str | None = None
    suffix: str = "/per_second"
    reach: float
    aim: float | None = None
    at_most: bool = False
    unit: str = "/s"

    def measured(self, results: Results) -> "Measured | None":
        """None where a side was not measured."""
        ours = results.best(self.ours, self.suffix, lowest=self.at_most)
        if ours is None or (spread := results.spread(ours)) is None:
            return None
        if self.peer is None:
            return Measured(self, ours, spread, None, None, spread.median)
        peer = results.best(self.peer, self.suffix, lowest=self.at_most)
        if peer is None or (beside := results.spread(peer)) is None or not beside.median:
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


def _latency(what: str, ours: str, reach: float, peer: str | None = None) -> Target:
    return Target(what=what, ours=ours, peer=peer, suffix="/p99_ms", reach=reach, at_most=True, unit=" ms")


def _growth(what: str, ours: str) -> Target:
    return Target(what=what, ours=ours, suffix="/ratio", reach=1.3, at_most=True, unit=" ×")


_OURS: Final = "appends/rolecall/"
_INSERT: Final = "appends/insert/"
_JOB_POSTINGS: Final = "replay/job_postings/1"

TARGETS: Final = (
    Target(
        what="durable appends, one event each, 32 writers, beside eventsourcing at its best",
        ours=f"{_OURS}32/",
        peer="appends/eventsourcing/",
        reach=6,
        aim=10,
    ),
    Target(what="… beside Emmett at its best", ours=f"{_OURS}32/", peer="appends/emmett/", reach=6, aim=10),
    Target(what="… beside message-db at its best", ours=f"{_OURS}32/", peer="appends/message-db/", reach=4),
    Target(what="… beside CRUD in SQL at its best", ours=f"{_OURS}32/", peer="appends/crud/", reach=1.25, aim=2),
    Target(
        what="the same with command keys, a fifth retries, 80% of writes on 100 hot streams, beside uncontended",
        ours="appends/rolecall-hot/32/",
        peer=f"{_OURS}32/",
        reach=0.6,
    ),
    Target(
        what="fresh streams, 256 writers, the full contract, beside INSERT at its best",
        ours=f"{_OURS}256/",
        peer=_INSERT,
        reach=0.75,
        aim=1,
    ),
    Target(what="one writer, beside one client's INSERT", ours=f"{_OURS}1/", peer=f"{_INSERT}1/", reach=0.25, aim=0.4),
    Target(
        what="32 writers when a commit takes 2 ms, beside eventsourcing at its best",
        ours="appends-2ms/rolecall/32/",
        peer="appends-2ms/eventsourcing/",
        reach=20,
    ),
    Target(
        what="four processes at once, beside the best single one",
        ours="appends/rolecall-4-processes/",
        peer=_OURS,
        reach=0.9,
    ),
    Target(
        what="commands over HTTP, 64 connections, one process, beside CRUD over HTTP",
        ours="http/rolecall/64/",
        peer="http/crud/",
        reach=1,
        aim=1.5,
    ),
    _latency("… their p99", "http/rolecall/64/", 1.25, peer="http/crud/"),
    _latency("commit to visible at 1,000 commands/s, embedded, p99", "visible/embedded/", 20),
    _latency("… through RabbitMQ, p99", "visible/rabbitmq/", 50),
    Target(
        what="RabbitMQ path, sustained, all projections fed, in batches, beside aio-pika alone, event by event",
        ours="relay/rolecall/",
        peer="relay/aio-pika/",
        reach=0.7,
    ),
    Target(what="… behind by 500,000 events, caught up at", ours="relay/catch-up/", reach=50_000),
    Target(what="replay of `job_postings` over 1,000,000 events, one core", ours=f"{_JOB_POSTINGS}/", reach=100_000),
    Target(
        what="… beside reading and decoding the same rows",
        ours=f"{_JOB_POSTINGS}/",
        peer="replay/decode/",
        reach=0.4,
    ),
    Target(what="… beside ProjectionRunner", ours=f"{_JOB_POSTINGS}/", peer="replay/eventsourcing/", reach=30),
    Target(what="… two workers, beside one", ours="replay/job_postings/2/", peer=f"{_JOB_POSTINGS}/", reach=1.6),
    Target(what="every projection's replay: the slowest", ours="replay/slowest/", reach=50_000),
    _latency("queries at 1,000,000 postings, at the database: the slowest kind's p99", "queries/database/slowest/", 10),
    _latency("… over HTTP: the slowest kind's p99", "queries/http/slowest/", 20),
    _growth("growth from 10⁵ to 10⁷ events: latency of an append", "growth/append/"),
    _growth("… of a look-up by id", "growth/by-id/"),
    _growth("… of an audit by actor", "growth/audit-by-actor/"),
    _growth("… of an audit by field", "growth/audit-by-field/"),
    Target(
        what="… events/s of a replay of the audit trail, of 10⁷ over the last tenth",
        ours="growth/replay/",
        suffix="/ratio",
        reach=0.8,
        unit=" ×",
    ),
    Target(
        what="memory of the API under load",
        ours="http/rolecall/64/",
        suffix="/server_mib",
        reach=200,
        at_most=True,
        unit=" MiB",
    ),
    Target(
        what="memory of a replay: 1,000,000 events to 100,000",
        ours="memory/replay/",
        suffix="/ratio",
        reach=1.15,
        at_most=True,
        unit=" ×",
    ),
    Target(
        what="start of `make up`, second time, until ready",
        ours="startup/second/",
        suffix="/seconds",
        reach=3,
        at_most=True,
        unit=" s",
    ),
)
