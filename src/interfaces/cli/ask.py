"""`rolecall ask`: the questions of compliance officers and auditors, one command each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Final
from uuid import UUID

import typer

from application import publications
from interfaces.api.publications import retention_of
from interfaces.cli.asking import ask
from interfaces.cli.audit import who
from interfaces.cli.output import AsJson, print_json, print_table, say
from interfaces.cli.times import day as a_day
from interfaces.cli.times import moment, shown
from interfaces.services import Services
from projections import band_exceptions, compliance, hiring_dashboard, pay_changes, pay_ranges
from projections.compliance import ConcernFilter
from projections.declaration import Query
from projections.paging import Cursor
from projections.pay_changes import PayChangeFilter
from projections.retention import Because

PAGE: Final = 1_000
BECAUSE: Final = {
    Because.LEGAL_HOLD: "a legal hold stands,",
    Because.NOT_YET_KNOWN: "nobody knows yet when its years begin, of",
    Because.RULE: "by",
    Because.NO_RULE: "no rule asks for it",
}
Row = Mapping[str, Any]
Posting = Annotated[UUID, typer.Argument(help="The posting's id.", metavar="POSTING")]
Unit = Annotated[UUID | None, typer.Option(help="Only of this unit of the organisation.", metavar="UNIT")]
Day = Annotated[date, typer.Argument(parser=a_day, metavar="DAY", help="In the posting's own time zone.")]
Since = Annotated[datetime | None, typer.Option("--from", parser=moment, metavar="TIME", help="At or after.")]
Until = Annotated[datetime | None, typer.Option("--to", parser=moment, metavar="TIME", help="Before.")]
First = Annotated[date | None, typer.Option("--from", parser=a_day, metavar="DAY", help="On or after.")]
Last = Annotated[date | None, typer.Option("--to", parser=a_day, metavar="DAY", help="On or before.")]

asking = typer.Typer(help="Ask what a regulator, an auditor or your own lawyers would.", no_args_is_help=True)


@asking.command("public-pay")
def public_pay(
    on: Annotated[date, typer.Option(parser=a_day, metavar="DAY", help="In the postings' own time zones.")],
    *,
    region: Annotated[str | None, typer.Option(help="ISO 3166-2, like US-CO, or a country.")] = None,
    as_json: AsJson = False,
) -> None:
    """What was public on that day, and with which pay."""
    rows = everything(
        lambda after: pay_ranges.public_on(on, region=region, after=after, limit=PAGE), "position", "range"
    )
    table = (
        (r["posting_id"], r["title"], amount(r), "; ".join(r["places"]), r["first_day"], r["last_day"]) for r in rows
    )
    answer(rows, ("posting", "title", "pay", "places", "from", "to"), table, as_json)


@asking.command("pay-changes")
def changes_of_pay(
    *,
    unit: Unit = None,
    unit_name: Annotated[str | None, typer.Option(help="What postings call their unit.")] = None,
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,
) -> None:
    """Every change of pay: from, to, why, who, and who approved it."""
    wanted = PayChangeFilter(unit_id=unit, unit=unit_name, since=since, until=until)
    rows = everything(lambda after: pay_changes.search(wanted, after=after, limit=PAGE), "changed_at", "position")
    table = (
        (
            shown(r["changed_at"]),
            f"{r['title']} ({r['stream']})",
            in_words(r["old"] or r["old_bands"]),
            in_words(r["new"] or r["new_bands"]),
            r["reason"],
            names(r["by"]),
            r["outcome"],
            names(r["approved_by"]),
        )
        for r in rows
    )
    answer(rows, ("when", "of", "from", "to", "why", "who", "outcome", "approved by"), table, as_json)


asking.command("who")(who)


@asking.command("outside-band")
def outside_band(*, unit: Unit = None, first: First = None, last: Last = None, as_json: AsJson = False) -> None:
    """What was published outside its role's band, and under whose exception."""
    rows = everything(
        lambda after: band_exceptions.outside_band(first=first, last=last, unit_id=unit, after=after, limit=PAGE),
        "shown_at",
        "position",
    )
    table = (
        (r["shown_on"], r["title"], r["posting_id"], in_words(r["pay"]), r["reason"], names(r["granted_by"]))
        for r in rows
    )
    answer(rows, ("shown on", "title", "posting", "pay", "why", "granted by"), table, as_json)


@asking.command("on")
def on(posting: Posting, day: Day, as_json: AsJson = False) -> None:
    """What a posting said on that day, exactly, who approved it, and whether it was lawful then."""
    found = ask(lambda house: publications.on_day(house.store, posting, day))
    if as_json:
        print_json(found)
        return
    say(f"{posting} on {day} ({found.time_zone}): {found.status}, version {found.version}.")
    for text in found.shown:
        say(f"From {shown(text.since)} to {shown(text.until)}, to {'anyone' if text.public else 'the house alone'}:")
        say(f"  text      version {text.version}, SHA-256 {text.document_sha256}")
        say(f"  pay       {'; '.join(map(str, text.pay)) or 'not disclosed'}")
        say(f"  approved  by {', '.join(map(str, text.approved_by)) or f'nobody here: asserted by {text.asserted_by}'}")
        judged = f"as judged on {shown(text.judged_at)}" if text.judged_at else "never judged"
        say(f"  lawful    {'yes' if text.lawful else 'no'}, {judged}")
        for result in text.judgement.results if text.judgement else ():
            missing = "; ".join(lack.words for lack in result.missing)
            say(f"            {result.rule} ({result.statute}): {result.outcome}{f': {missing}' if missing else ''}")
    if not found.shown:
        say("Nothing was shown to anyone.")


@asking.command("retention")
def kept(posting: Posting, as_json: AsJson = False) -> None:
    """Until when a posting must be kept, and by which rule."""
    found = ask(lambda house: retention_of(house, posting))
    if as_json:
        print_json(found)
        return
    verdict = found.verdict
    until = f"Until {verdict.keep_until}" if verdict.keep_until else "No last day"
    say(f"{until}: {BECAUSE[verdict.because]} {', '.join(verdict.deciding)}".rstrip())
    columns = ("rule", "years", "from", "since", "until", "statute")
    names_of = ("rule", "years", "runs_from", "happened_on", "keep_until", "statute")
    print_table(columns, ([row[name] for name in names_of] for row in found.rules))


@asking.command("compliance")
def open_concerns(*, unit: Unit = None, as_json: AsJson = False) -> None:
    """What someone must see to: rules found broken, notices, channels that drift; the longest open first."""
    wanted = ConcernFilter(unit_id=unit)
    rows = everything(
        lambda after: compliance.open_concerns(wanted, after=after, limit=PAGE), "open_since", "concern_id"
    )
    columns = ("since", "matter", "subject", "outcome", "due", "posting", "title")
    names_of = ("open_since", "matter", "subject", "outcome", "due", "posting_id", "title")
    answer(rows, columns, ([row[name] for name in names_of] for row in rows), as_json)


@asking.command("dashboard")
def dashboard(
    first: Annotated[date, typer.Option("--from", parser=a_day, metavar="DAY", help="Its month.")],
    last: Annotated[date, typer.Option("--to", parser=a_day, metavar="DAY", help="Its month.")],
    *,
    unit: Unit = None,
    as_json: AsJson = False,
) -> None:
    """How hiring goes, by month and unit."""
    rows = ask(lambda house: house.read_side.rows(hiring_dashboard.by_unit_and_month(first, last, unit)))
    columns = ("month", "unit", "drafted", "published", "closed", "days_to_publish", "days_open")
    answer(rows, columns, ([row[name] for name in columns] for row in rows), as_json)


def everything(query: Callable[[Cursor | None], Query], *key: str) -> list[Row]:
    """All rows, a page at a time: whoever asks for evidence wants all of it."""

    async def pages(house: Services) -> list[Row]:
        found: list[Row] = []
        after: Cursor | None = None
        while rows := await house.read_side.rows(query(after)):
            found += rows
            if len(rows) < PAGE:
                break
            after = Cursor(*(str(rows[-1][name]) for name in key))
        return found

    return ask(pages)


def answer(rows: Sequence[Row], columns: Sequence[str], table: Iterable[Sequence[Any]], as_json: bool) -> None:
    """For machines all there is, for people what fits a line."""
    if as_json:
        print_json([{name: value for name, value in row.items() if name != "sort_value"} for row in rows])
    elif rows:
        print_table(columns, table)
    else:
        say("Nothing was found.")


def amount(row: Row) -> str:
    """One range of the public."""
    return in_words([{**row, "period": row["pay_period"], "places": ()}] if row["disclosed"] else [])


def in_words(pay: Sequence[Mapping[str, Any]]) -> str:
    """Ranges or bands, as rows hold them."""
    return "; ".join(_range(one) for one in pay) or "not disclosed"


def names(people: Sequence[Mapping[str, str]]) -> str:
    """People by their subjects."""
    return ", ".join(person["subject"] for person in people)


def _range(pay: Mapping[str, Any]) -> str:
    where = f" in {'; '.join(pay['places'])}" if pay.get("places") else ""
    least, most, period = pay["minimum"], pay["maximum"], f"a {pay['period']}"
    if least is None:
        return f"up to {pay['currency']} {most} {period}{where}"
    if most is None:
        return f"{pay['currency']} {least} {period} and up{where}"
    return f"{pay['currency']} {least} to {most} {period}{where}"
