"""Writes RESULTS.md: the targets first, what was missed, then every figure that was measured."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.figures import Figures, Spread
from benchmarks.targets import TARGETS, Measured, Target

PROFILES: Final = Path(__file__).parent / "profiles"


def write(figures: Figures, path: Path) -> None:
    """The whole report, anew."""
    measured = [(target, target.measured(figures)) for target in TARGETS]
    lines = ["# Rolecall beside its peers", "", *_facts(figures), "", "## Targets", "", *_targets(measured)]
    lines += ["", "## What was not reached", "", *_missed(measured)]
    lines += ["", "## Every figure", "", *_every_figure(figures)]
    path.write_text("\n".join(lines) + "\n")


def _facts(figures: Figures) -> list[str]:
    lines = [f"- {name}: {value}" for name, value in figures.facts.items()]
    lines += [f"- not measured: {what}, because {why}" for what, why in figures.left_out.items()]
    lines += [f"- **failed**: {what}, with {error}" for what, error in figures.failed.items()]
    took = ", ".join(f"{family} {seconds:.0f} s" for family, seconds in figures.took.items())
    return [*lines, f"- took: {took}"] if took else lines


def _targets(measured: Sequence[tuple[Target, Measured | None]]) -> list[str]:
    lines = [
        "Median of the rounds, with the least and the most of them in brackets.",
        "",
        "| what | ours | beside | ratio | to reach | reached |",
        "|---|---|---|---|---|---|",
    ]
    for target, found in measured:
        if found is None:
            lines.append(f"| {target.what} | not measured in this run | | | {_reach(target)} | |")
        else:
            lines.append(_row(found))
    return lines


def _row(measured: Measured) -> str:
    target = measured.target
    ours = _spread(measured.spread, target.unit)
    beside, ratio = "", ""
    if measured.peer and measured.beside:
        beside = f"{_spread(measured.beside, target.unit)} {measured.peer.removesuffix('/per_second')}"
        ratio = f"{measured.ratio:.2f} ×"
    verdict = "yes" if measured.reached else "**no**"
    if measured.reached and target.aim is not None:
        verdict = "yes, and the aim" if measured.ratio >= target.aim else "yes, the aim not"
    return f"| {target.what} | {ours} | {beside} | {ratio} | {_reach(target)} | {verdict} |"


def _reach(target: Target) -> str:
    unit = target.unit if target.peer is None else " ×"
    reach = f"{'≤' if target.at_most else '≥'} {_number(target.reach)}{unit}"
    return reach if target.aim is None else f"{reach}, aim {_number(target.aim)} ×"


def _missed(measured: Sequence[tuple[Target, Measured | None]]) -> list[str]:
    missed = [target.what for target, found in measured if found is not None and not found.reached]
    if not missed:
        return ["Nothing of what was measured."]
    profiles = [f"[{path.stem}](profiles/{path.name})" for path in sorted(PROFILES.glob("*.svg"))]
    shown = f"; profiles: {', '.join(profiles)}" if profiles else ""
    return [
        f"What bounds it is told in [docs/performance.md](../docs/performance.md#where-the-time-goes){shown}.",
        "",
        *(f"- {what}" for what in missed),
    ]


def _every_figure(figures: Figures) -> list[str]:
    lines = ["| figure | median | least | most | rounds |", "|---|---|---|---|---|"]
    for name in sorted(figures.rounds):
        spread = figures.spread(name)
        if spread is not None:
            numbers = " | ".join(map(_number, (spread.median, spread.least, spread.most)))
            lines.append(f"| {name} | {numbers} | {len(figures.rounds[name])} |")
    return lines


def _spread(spread: Spread, unit: str) -> str:
    alone = f"{_number(spread.median)}{unit}"
    return alone if spread.least == spread.most else f"{alone} ({_number(spread.least)} to {_number(spread.most)})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"
