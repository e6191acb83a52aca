"""What follows from the figures for a house that outgrows one machine: docs/performance.md explains the letters."""

from benchmarks.figures import Results

ORGANISATION = 100_000  # events a year: of 100,000 people a tenth is hired anew, and a posting takes ten events
BOARD = 10_000_000  # events a day: a million postings that machines bring
PLATFORM = 1_000  # organisations, each with a log of its own
PEAK = 100  # times the average: everybody works in the same hours
YEAR, HOUR = 365 * 24 * 3_600, 3_600  # seconds

Row = tuple[str, str, float | None]  # what, how it follows, how much: None where what it follows from has no figure


def rows(results: Results) -> list[Row]:
    """One machine's limits, and how many of what a larger house needs."""
    appends = _best(results, "appends/rolecall/", "/per_second")
    commands = _best(results, "http/rolecall/", "/per_second")
    followed = _best(results, "relay/rolecall/", "/per_second")
    rebuilt = _best(results, "replay/slowest/", "/per_second")
    memory = _best(results, "http/rolecall/64/", "/server_mib")
    log = _best(results, "queries/disk/log_bytes_an_event")
    read = _best(results, "queries/disk/read_bytes_an_event")
    both = None if log is None or read is None else log + read
    return [
        ("A: commands a second that one log takes", "appends/rolecall at its best", appends),
        ("H: commands a second of one API process", "http/rolecall/64", commands),
        ("API processes, a core each, that fill one log", "A / H", _ratio(appends, commands)),
        ("R: events a second that one consumer of all projections follows", "relay/rolecall", followed),
        ("consumers, a core each, that follow one log at its fullest", "A / R", _ratio(appends, followed)),
        ("P: events a second of the slowest projection's rebuild by one worker", "replay/slowest", rebuilt),
        ("events that it rebuilds in an hour", f"{HOUR:,} P", _ratio(rebuilt, 1 / HOUR)),
        (
            f"years until an organisation of {ORGANISATION:,} events a year has so many",
            f"{HOUR:,} P / {ORGANISATION:,}",
            _ratio(rebuilt, ORGANISATION / HOUR),
        ),
        (
            f"days until a board of {BOARD:,} events a day has so many",
            f"{HOUR:,} P / {BOARD:,}",
            _ratio(rebuilt, BOARD / HOUR),
        ),
        (
            f"such organisations whose appends one primary takes, at peaks of {PEAK} times the average",
            f"A · a year / ({PEAK} · {ORGANISATION:,})",
            _ratio(appends, PEAK * ORGANISATION / YEAR),
        ),
        (f"GiB of memory for the API processes of {PLATFORM:,}", "http/rolecall/64", _ratio(memory, 1_024 / PLATFORM)),
        ("L: bytes of the log an event, indexes included", "queries/disk", log),
        ("T: bytes of the read tables an event, indexes included", "queries/disk", read),
        (
            f"GB of disk a year of {PLATFORM:,} organisations",
            f"{PLATFORM:,} · {ORGANISATION:,} (L + T)",
            _ratio(both, 1e9 / (PLATFORM * ORGANISATION)),
        ),
    ]


def _best(results: Results, prefix: str, suffix: str = "") -> float | None:
    name = results.best(prefix, suffix)
    spread = results.spread(name) if name else None
    return spread.median if spread else None


def _ratio(value: float | None, beside: float | None) -> float | None:
    return value / beside if value and beside else None
