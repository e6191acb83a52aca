"""What follows from the figures for a house that outgrows one machine: docs/performance.md explains the letters."""

from benchmarks.figures import Results

ORGANISATION = 100_000  # events a year: of 100,000 people a tenth is hired anew, and a posting takes ten events
PLATFORM = 1_000  # organisations in one log
PEAK = 100  # times the average: everybody works in the same hours, and machines post in batches
YEAR, HOUR = 365 * 24 * 3_600, 3_600  # seconds

Row = tuple[str, str, float | None]  # what, how it follows, how much: None where what it follows from has no figure


def rows(results: Results) -> list[Row]:
    """One machine's limits, and how many of what a larger house needs."""
    appends = _best(results, "appends/rolecall/", "/per_second")
    commands = _best(results, "http/rolecall/", "/per_second")
    followed = _best(results, "relay/rolecall/", "/per_second")
    rebuilt = _best(results, "replay/slowest/", "/per_second")
    log = _best(results, "queries/disk/log_bytes_an_event")
    read = _best(results, "queries/disk/read_bytes_an_event")
    a_year = float(ORGANISATION * PLATFORM)
    return [
        ("A: commands a second that one primary carries", "appends/rolecall at its best", appends),
        ("H: commands a second of one API process", "http/rolecall/64", commands),
        ("API processes, a core each, that feed one primary at its fullest", "A / H", _ratio(appends, commands)),
        ("R: events a second that one consumer of all projections follows", "relay/rolecall", followed),
        ("consumers, a core each, that follow one primary at its fullest", "A / R", _ratio(appends, followed)),
        ("P: events a second of the slowest projection's rebuild by one worker", "replay/slowest", rebuilt),
        ("events that it rebuilds in an hour", f"{HOUR:,} P", _ratio(rebuilt, 1 / HOUR)),
        (f"events a year of {PLATFORM:,} organisations", f"{ORGANISATION:,} each", a_year),
        ("years until the slowest rebuild of their log takes an hour", "", _ratio(rebuilt, a_year / HOUR)),
        (
            f"organisations that one primary carries, at peaks of {PEAK} times the average",
            f"A · a year / ({PEAK} · {ORGANISATION:,})",
            _ratio(appends, PEAK * ORGANISATION / YEAR),
        ),
        ("L: bytes of the log an event, indexes included", "queries/disk", log),
        ("T: bytes of the read tables an event, indexes included", "queries/disk", read),
        (
            f"GB a year of {PLATFORM:,} organisations",
            "events · (L + T)",
            None if log is None or read is None else a_year * (log + read) / 1e9,
        ),
    ]


def _best(results: Results, prefix: str, suffix: str = "") -> float | None:
    name = results.best(prefix, suffix)
    spread = results.spread(name) if name else None
    return spread.median if spread else None


def _ratio(value: float | None, beside: float | None) -> float | None:
    return value / beside if value and beside else None
