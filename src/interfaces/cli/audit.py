"""`rolecall audit`: what happened to a role, a posting or a unit, how it stood, what differs, and who did what."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

import typer

from application import audit
from application.readable_diff import in_words, readable
from domain.changes import changed_fields
from domain.decider import Decider
from domain.job_posting import JOB_POSTING
from domain.organisation import ORGANISATION
from domain.role import ROLE
from interfaces.api.answers import Difference, Happened, State, happened
from interfaces.cli.asking import ask
from interfaces.cli.output import AsJson, Entry, plain, print_entries, print_json, print_table, say
from interfaces.cli.times import moment, shown
from projections.audit_trail import AuditFilter, search

_TOLD: Final = 3  # so many changes of an event are told in full
_WIDTH: Final = 60  # characters of a value in a history


class Kind(StrEnum):
    """What has a past that people ask for."""

    ROLE = "role"
    POSTING = "posting"
    ORGANISATION = "organisation"


AGGREGATES: Final[Mapping[Kind, Decider[Any, Any, Any]]] = {
    Kind.ROLE: ROLE,
    Kind.POSTING: JOB_POSTING,
    Kind.ORGANISATION: ORGANISATION,
}
Which = Annotated[Kind, typer.Argument(help="Of which kind it is.")]
Id = Annotated[UUID, typer.Argument(help="Its id.", metavar="ID")]

auditing = typer.Typer(help="Ask the past.", no_args_is_help=True)


@auditing.command("history")
def history(kind: Which, stream: Id, as_json: AsJson = False) -> None:
    """Every event of one of them, oldest first: who, why, when, and which fields from what to what."""
    entries = ask(lambda house: audit.history(house.store, AGGREGATES[kind], stream))
    events = [happened(entry) for entry in entries]
    if as_json:
        print_json(events)
    else:
        print_entries(_told(event) for event in events)


@auditing.command("as-of")
def as_of(
    kind: Which,
    stream: Id,
    *,
    version: Annotated[int | None, typer.Option(min=1, help="As it stood at this version.")] = None,
    time: Annotated[datetime | None, typer.Option(parser=moment, metavar="TIME", help="As it stood then.")] = None,
    as_json: AsJson = False,
) -> None:
    """One of them as it stood at a version or a time; without either, as it stands."""
    if version is not None and time is not None:
        raise typer.BadParameter("name a version or a time, not both", param_hint="--version")
    found = ask(lambda house: audit.snapshot(house.store, AGGREGATES[kind], stream, version=version, as_of=time))
    last = found.last
    if as_json:
        print_json(State(stream, last.version, last.position, last.recorded_at, found.state))
    else:
        held = changed_fields(AGGREGATES[kind].initial, found.state)  # the others are empty
        title = f"{kind} {stream}, version {last.version} of {shown(last.recorded_at)}"
        print_table(("field", "value"), ((one.field, _words(one.new)) for one in held), title=title)


@auditing.command("diff")
def diff(
    kind: Which,
    stream: Id,
    earlier: Annotated[int, typer.Argument(min=0, help="A version; 0 is before the draft.", metavar="FROM")],
    later: Annotated[int, typer.Argument(min=0, help="Another version.", metavar="TO")],
    as_json: AsJson = False,
) -> None:
    """What differs between two versions of one of them: texts line by line, lists item by item."""
    changes = ask(lambda house: audit.diff(house.store, AGGREGATES[kind], stream, earlier, later))
    if as_json:
        print_json(Difference(stream, earlier, later, changes))
    else:
        say(readable(changes).rstrip("\n") or "Nothing differs.")


@auditing.command("who")
def who(
    subject: Annotated[str, typer.Argument(help="Who acted, or on whose behalf.")],
    *,
    kind: Annotated[Kind | None, typer.Option(help="Only what was done to this kind.")] = None,
    field: Annotated[str | None, typer.Option(help="Only what changed this field, like `pay`.")] = None,
    since: Annotated[datetime | None, typer.Option(parser=moment, metavar="TIME", help="Recorded since.")] = None,
    until: Annotated[datetime | None, typer.Option(parser=moment, metavar="TIME", help="Recorded before.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many, the newest.")] = 100,
    as_json: AsJson = False,
) -> None:
    """What a person or process did, newest first, from the audit trail."""
    wanted = AuditFilter(
        subject=subject,
        kind=kind and AGGREGATES[kind].kind,
        field=field,
        since=since,
        until=until,
    )
    rows = ask(lambda house: house.read_side.rows(search(wanted, limit=limit)))
    if as_json:
        print_json(rows)
    else:
        print_entries(_done(row) for row in rows)


def _told(event: Happened) -> Entry:
    by = str(event.actor) + (f" for {event.on_behalf_of}" if event.on_behalf_of else "")
    if len(event.changes) > _TOLD:
        changes = [f"{len(event.changes)} fields: {', '.join(change.field for change in event.changes)}"]
    else:
        changes = [f"{change.field}: {_short(change.old)} -> {_short(change.new)}" for change in event.changes]
    return (event.version, shown(event.recorded_at), event.event, by), [*changes, *_why(event.reason)]


def _done(row: Mapping[str, Any]) -> Entry:
    what = (row["position"], shown(row["recorded_at"]), row["topic"], f"{row['stream']} version {row['version']}")
    return what, [f"changed: {', '.join(row['fields'])}", *_why(row["why"])]


def _why(reason: str | None) -> list[str]:
    return [f"why: {reason}"] if reason else []


def _short(value: Any) -> str:
    words = "(nothing)" if value in (None, "", ()) else _words(value)
    return words if len(words) <= _WIDTH else f"{words[: _WIDTH - 1]}…"


def _words(value: Any) -> str:
    """A value as people write it; lists item by item."""
    if isinstance(value, tuple) and value:
        return "; ".join(_words(item) for item in value)
    return plain(in_words(value))
