"""Tells whether the log is still the one that a table was folded from, or was set back to an older copy."""

from collections.abc import Mapping, Sequence

from application.ports import Head
from infrastructure.read_side.checkpoints import Checkpoint
from infrastructure.read_side.log import Log, read_on


class Diverged(Exception):
    """Tables hold events that the log does not. They must be rebuilt; until then the read side is not ready.

    findings: a sentence for each table.
    """

    def __init__(self, findings: Sequence[str]) -> None:
        super().__init__("; ".join(findings))
        self.findings = tuple(findings)


async def divergence(log: Log, head: Head, checkpoints: Mapping[str, Checkpoint]) -> dict[str, str]:
    """A sentence for each table whose checkpoint is ahead of the log, or stands at an event that is not in it."""
    found = {position: await _event_id(log, position) for position in {c.position for c in checkpoints.values()}}
    return {
        table: sentence
        for table, checkpoint in sorted(checkpoints.items())
        if (sentence := _compare(table, checkpoint, head, found[checkpoint.position]))
    }


def _compare(table: str, checkpoint: Checkpoint, head: Head, event_id: object) -> str | None:
    if checkpoint.position > head.position:
        return (
            f"{table} has seen position {checkpoint.position}, and the log ends at {head.position}:"
            " the log was set back to an older copy, the table must be rebuilt"
        )
    if checkpoint.position and event_id != checkpoint.event_id:
        return (
            f"{table} has seen another event at position {checkpoint.position} than the log holds there:"
            " the log was set back and has grown anew, the table must be rebuilt"
        )
    return None


async def _event_id(log: Log, position: int) -> object:
    events = await read_on(log, position - 1, 1) if position else ()
    return events[0].event_id if events else None
