"""Runs the families that are named (all by default) and writes RESULTS.md, results.json and the plots."""

import argparse
import sys
import time
import traceback
from pathlib import Path
from typing import Final

from benchmarks import appends, growth, http, machine, memory, plots, queries, relay, replay, report, startup
from benchmarks.contenders import Contender, Family, Run
from benchmarks.figures import Figures
from benchmarks.peers import npm
from benchmarks.server import Server, scratch_folder

HERE: Final = Path(__file__).parent
FAMILIES: Final[dict[str, Family]] = {
    "appends": appends.contenders,
    "http": http.contenders,
    "relay": relay.contenders,
    "replay": replay.contenders,
    "queries": queries.contenders,
    "growth": growth.contenders,
    "memory": memory.contenders,
    "startup": startup.contenders,
}
ROUNDS, SECONDS = 3, 2.5  # all in all, half an hour on two cores
QUICK_ROUNDS, QUICK_SECONDS = 1, 0.8


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("families", nargs="*", help=f"of {', '.join(FAMILIES)}; all where none is named")
    parser.add_argument(
        "--quick", action="store_true", help="under three minutes: smaller sizes, shorter, fewer rounds"
    )
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seconds", type=float, help="each contender measures so long, in each round")
    parser.add_argument("--scratch", type=Path, help="where servers keep their data: on the disk to be measured")
    parser.add_argument("--out", type=Path, default=HERE, help="where the results go")
    options = parser.parse_args()
    rounds = options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS)
    seconds = options.seconds or (QUICK_SECONDS if options.quick else SECONDS)
    chosen = options.families or list(FAMILIES)
    figures = Figures()
    if reason := npm.why_not():
        figures.left_out["Emmett and message-db"] = reason
    with scratch_folder(options.scratch) as folder, Server(folder) as server:
        contenders = [(name, each) for name in chosen for each in FAMILIES[name](options.quick)]
        run = Run(server, seconds, options.quick)
        for number in range(rounds):
            _one_round(figures, contenders, run, number)
        figures.facts = machine.facts(server, rounds=rounds, seconds=seconds, quick=options.quick)
    options.out.mkdir(parents=True, exist_ok=True)
    figures.save(options.out / "results.json")
    report.write(figures, options.out / "RESULTS.md")
    plots.draw_all(figures, options.out)
    for name, took in figures.took.items():
        sys.stderr.write(f"{name}: {took:.0f} s\n")
    if figures.failed:
        sys.exit(f"no figure came of {', '.join(figures.failed)}")


def _one_round(figures: Figures, contenders: list[tuple[str, Contender]], run: Run, number: int) -> None:
    # Each round begins elsewhere: who runs after whom must not decide.
    start = number * len(contenders) // 3 % len(contenders)
    for family, contender in contenders[start:] + contenders[:start]:
        if (contender.once and number) or contender.name in figures.failed:
            continue
        begun = time.monotonic()
        try:
            figures.add(contender.name, contender.measure(run))
        except Exception as error:  # one that fails must not cost what the others have measured
            traceback.print_exc()
            figures.failed[contender.name] = type(error).__name__
        took = time.monotonic() - begun
        figures.took[family] = figures.took.get(family, 0.0) + took
        sys.stderr.write(f"round {number + 1}  {contender.name}  {took:.1f} s\n")


if __name__ == "__main__":
    main()
