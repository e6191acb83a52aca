"""Runs the families that are named (all by default), one after another; RESULTS.md, results.json and the plots follow.

They are written after every contender. Families that are not run keep the figures of their last run.
"""

import argparse
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from benchmarks import appends, growth, http, machine, memory, plots, queries, relay, replay, report, startup
from benchmarks.contenders import Contender, Family, Run, after_the_first_round
from benchmarks.figures import Figures, Results
from benchmarks.peers import npm
from benchmarks.server import Server, scratch_folder

HERE: Final = Path(__file__).parent
FAMILIES: Final[dict[str, Family]] = {
    "appends": appends.contenders,
    "http": http.contenders,
    "relay": relay.contenders,
    "replay": replay.contenders,
    "memory": memory.contenders,
    "startup": startup.contenders,
    "queries": queries.contenders,  # these two take longest: a run that is ended early has the others
    "growth": growth.contenders,
}
ROUNDS, SECONDS = 3, 2.5
QUICK_ROUNDS, QUICK_SECONDS = 1, 0.8


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("families", nargs="*", help=f"of {', '.join(FAMILIES)}; all where none is named")
    parser.add_argument("--quick", action="store_true", help="small sizes, shorter, one round, and a folder of its own")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seconds", type=float, help="each contender measures so long, in each round")
    parser.add_argument("--scratch", type=Path, help="where servers keep their data: on the disk to be measured")
    parser.add_argument("--out", type=Path, help="where the results go")
    options = parser.parse_args()
    chosen = options.families or list(FAMILIES)
    if unknown := set(chosen) - set(FAMILIES):
        parser.error(f"no such family: {', '.join(sorted(unknown))}")
    rounds = options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS)
    seconds = options.seconds or (QUICK_SECONDS if options.quick else SECONDS)
    out: Path = options.out or (HERE / "quick" if options.quick else HERE)
    try:
        results = earlier(out, quick=options.quick)
    except ValueError as error:
        parser.error(str(error))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that servers are stopped
    with scratch_folder(options.scratch) as folder, Server(folder) as server:
        run, facts = Run(server, seconds, options.quick), machine.facts(server, seconds)
        for name in chosen:
            figures = results.families[name] = Figures(facts | machine.now(), rounds)
            if name == "appends" and (reason := npm.why_not()):
                figures.left_out["Emmett and message-db"] = reason
            measure(figures, FAMILIES[name](options.quick), run, lambda: write(results, out))
    if options.quick:
        sys.stdout.write((out / "RESULTS.md").read_text())
    if failed := [name for family in chosen for name in results.families[family].failed]:
        sys.exit(f"no figure came of {', '.join(failed)}")


def earlier(out: Path, *, quick: bool) -> Results:
    """What was written there before. Raises ValueError where quick and full runs would be mixed."""
    path = out / "results.json"
    if not path.exists():
        return Results(quick)
    results = Results.load(path)
    if results.quick is not quick:
        raise ValueError(f"{path} is of a {'quick' if results.quick else 'full'} run: name another folder with --out")
    return results


def write(results: Results, out: Path) -> None:
    """Everything that is made of the results, as far as there are any."""
    out.mkdir(parents=True, exist_ok=True)
    results.save(out / "results.json")
    report.write(results, out / "RESULTS.md")
    plots.draw_all(results, out)


def measure(figures: Figures, contenders: Sequence[Contender], run: Run, keep: Callable[[], None]) -> None:
    """All rounds of a family; `keep` is called after every contender."""
    for number in range(figures.asked):
        if number == 1:
            contenders = after_the_first_round(contenders, figures)
        start = (
            number * len(contenders) // figures.asked
        )  # each round begins elsewhere: who follows whom must not decide
        for contender in [*contenders[start:], *contenders[:start]]:
            if contender.name in figures.failed:
                continue
            begun = time.monotonic()
            try:
                figures.add(contender.name, contender.measure(run))
            except Exception as error:  # one that fails must not cost what the others measure
                traceback.print_exc()
                figures.failed[contender.name] = type(error).__name__
            took = time.monotonic() - begun
            figures.took += took
            keep()
            sys.stderr.write(f"round {number + 1}  {contender.name}  {took:.1f} s\n")
        figures.done += 1
        keep()


if __name__ == "__main__":
    main()
