"""Memory: of the API under load, and of a replay whatever the log's length; peaks, in MiB."""

from collections.abc import Sequence

from benchmarks import child, replay
from benchmarks.contenders import Contender, Run


def contenders(quick: bool) -> Sequence[Contender]:
    """The API's peak is measured with its load: see http."""
    short, long = (5_000, 20_000) if quick else (100_000, 1_000_000)
    return [Contender("memory/replay", lambda run: of_replay(run, short, long), once=True)]


def of_replay(run: Run, short: int, long: int) -> child.Figures:
    """Peaks of replaying job_postings, and how much more the longer log takes."""
    peaks = {length: replay.rebuilt(run, length, "job_postings")["peak_mib"] for length in (short, long)}
    return {"short_mib": peaks[short], "long_mib": peaks[long], "ratio": peaks[long] / peaks[short]}
