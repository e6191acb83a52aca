"""Writes RESULTS.md: the targets first, what was missed, then every figure that was measured."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks import model
from benchmarks.figures import Results, Spread
from benchmarks.targets import TARGETS, Measured, Target

PROFILES: Final = Path(__file__).parent / "profiles"
# Beginning of a figure's name -> the section of docs/performance.md that says where the time goes, and its profile.
TOLD: Final = {
    "appends": ("in-an-append", "appends.svg"),
    "http": ("in-a-command", "http.svg"),
    "visible": ("on-the-way-to-the-read-model", "following.svg"),
    "relay": ("on-the-way-to-the-read-model", "feeding.svg"),
    "replay": ("in-a-replay", "replay.svg"),
    "memory": ("in-a-replay", "replay.svg"),
    "queries": ("in-a-query", "queries.txt"),
    "growth": ("in-a-query", ""),
    "startup": ("in-a-start", ""),
}
NOTES: Final = (
    "a commit of 2 ms: `commit_delay = 2000` with `commit_siblings = 0`, waited for before the flush with locks held",
    "message-db: without its extension pgcrypto, since gen_random_uuid() is PostgreSQL's own since version 13",
    "what follows our log (read side, rebuild, relay) commits with `synchronous_commit` off: it can be made again",
    "CRUD over HTTP goes through FastAPI's router, as its endpoint is written; our commands pass the router by",
    "a figure is the median of its rounds, with the least and the most of them in brackets; what takes minutes has one",
)


def write(results: Results, path: Path) -> None:
    """The whole report, anew."""
    measured = [(target, target.measured(results)) for target in TARGETS]
    lines = ["# Rolecall beside its peers", "", *_machine(results), "", *_runs(results)]
    lines += ["", "## Targets", "", *_targets(measured)]
    lines += ["", "## What was not reached", "", *_missed(measured)]
    lines += ["", "## What follows for larger houses", "", *_model(results)]
    lines += ["", "## Every figure", "", *_every_figure(results)]
    new = path.with_suffix(".new")
    new.write_text("\n".join(lines) + "\n")
    new.replace(path)


def _machine(results: Results) -> list[str]:
    lines = (
        ["Small sizes, in one short round: this tells that all runs, not how fast it is.", ""] if results.quick else []
    )
    for name in ("machine", "disk", "database", "versions"):
        said: dict[str, list[str]] = {}
        for family, figures in results.families.items():
            said.setdefault(figures.facts.get(name, "unknown"), []).append(family)
        lines += [
            f"- {name}: {value}" + (f" ({', '.join(families)})" if len(said) > 1 else "")
            for value, families in said.items()
        ]
    lines += [f"- {note}" for note in NOTES]
    for figures in results.families.values():
        lines += [f"- not measured: {what}, because {why}" for what, why in figures.left_out.items()]
        lines += [f"- **failed**: {what}, with {error}" for what, error in figures.failed.items()]
    return lines


def _runs(results: Results) -> list[str]:
    lines = [
        "| family | begun (UTC) | commit | rounds | seconds each | took | load before |",
        "|---|---|---|---|---|---|---|",
    ]
    for family, figures in results.families.items():
        rounds = f"{figures.done}" if figures.done == figures.asked else f"**ended early, in round {figures.done + 1}**"
        facts = [figures.facts.get(name, "unknown") for name in ("begun", "commit", "seconds", "load")]
        begun, commit, seconds, load = facts
        lines.append(f"| {family} | {begun} | {commit} | {rounds} | {seconds} | {figures.took:,.0f} s | {load} |")
    return lines


def _targets(measured: Sequence[tuple[Target, Measured | None]]) -> list[str]:
    lines = ["| what | ours | beside | ratio | to reach | reached | rounds |", "|---|---|---|---|---|---|---|"]
    for target, found in measured:
        lines.append(_row(found) if found else f"| {target.what} | | | | {_reach(target)} | **no figure** | |")
    return lines


def _row(measured: Measured) -> str:
    target = measured.target
    ours = _spread(measured.spread, target.unit)
    beside, ratio, rounds = "", "", str(measured.spread.rounds)
    if measured.peer and measured.beside:
        beside = f"{_spread(measured.beside, target.unit)} {measured.peer.removesuffix('/per_second')}"
        ratio = f"{measured.ratio:.2f} ×"
        if measured.beside.rounds != measured.spread.rounds:
            rounds += f", {measured.beside.rounds}"
    return f"| {target.what} | {ours} | {beside} | {ratio} | {_reach(target)} | {_verdict(measured)} | {rounds} |"


def _verdict(measured: Measured) -> str:
    if not measured.reached:
        return "**no**"
    aim = measured.target.aim
    return "yes" if aim is None else "yes, and the aim" if measured.ratio >= aim else "yes, the aim not"


def _reach(target: Target) -> str:
    unit = target.unit if target.peer is None else " ×"
    reach = f"{'≤' if target.at_most else '≥'} {_number(target.reach)}{unit}"
    return reach if target.aim is None else f"{reach}, aim {_number(target.aim)} ×"


def _missed(measured: Sequence[tuple[Target, Measured | None]]) -> list[str]:
    missed = [found for _, found in measured if found is not None and not found.reached]
    if not missed:
        return ["Nothing of what was measured."]
    return ["What bounds it:", "", *(f"- {found.target.what}: {_bound(found)}" for found in missed)]


def _bound(measured: Measured) -> str:
    section, profile = told(measured.ours)
    where = f"[{section.replace('-', ' ')}](../docs/performance.md#{section})"
    drawn = PROFILES / profile
    return f"{where}; [profile](profiles/{drawn.name})" if drawn.is_file() else where


def told(figure: str) -> tuple[str, str]:
    """The section of docs/performance.md that says what bounds a figure, and the file of its profile, if it has one."""
    return TOLD[figure.partition("/")[0].partition("-")[0]]


def _model(results: Results) -> list[str]:
    lines = [
        "As [growing beyond one machine](../docs/performance.md#growing-beyond-one-machine) reckons.",
        "",
        "| what | how it follows | |",
        "|---|---|---|",
    ]
    for what, how, value in model.rows(results):
        lines.append(f"| {what} | {how} | {'**no figure**' if value is None else _number(value)} |")
    return lines


def _every_figure(results: Results) -> list[str]:
    lines = ["| figure | median | least | most | rounds |", "|---|---|---|---|---|"]
    for name in sorted(results.rounds):
        spread = results.spread(name)
        if spread is not None:
            numbers = " | ".join(map(_number, (spread.median, spread.least, spread.most)))
            lines.append(f"| {name} | {numbers} | {spread.rounds} |")
    return lines


def _spread(spread: Spread, unit: str) -> str:
    alone = f"{_number(spread.median)}{unit}"
    return alone if spread.least == spread.most else f"{alone} ({_number(spread.least)} to {_number(spread.most)})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"
