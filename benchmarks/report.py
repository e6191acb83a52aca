"""Writes RESULTS.md: the targets first, then every figure that was measured."""

from pathlib import Path

from benchmarks.figures import Figures
from benchmarks.targets import TARGETS, Measured, Target


def write(figures: Figures, path: Path) -> None:
    """The whole report, anew."""
    lines = ["# Rolecall beside its peers", "", *_facts(figures), "", "## Targets", "", *_targets(figures)]
    lines += ["", "## Every figure", "", *_every_figure(figures)]
    for what, profile in figures.profiles.items():
        lines += ["", f"## Where the time goes: {what}", "", "```", *profile, "```"]
    path.write_text("\n".join(lines) + "\n")


def _facts(figures: Figures) -> list[str]:
    lines = [f"- {name}: {value}" for name, value in figures.facts.items()]
    return lines + [f"- not measured: {what}, because {why}" for what, why in figures.left_out.items()]


def _targets(figures: Figures) -> list[str]:
    lines = ["| what | ours | beside | ratio | to reach | reached |", "|---|---|---|---|---|---|"]
    for target in TARGETS:
        measured = target.measured(figures)
        if measured is None:
            lines.append(f"| {target.what} | not measured in this run | | | {_reach(target)} | |")
        else:
            lines.append(_row(measured))
    return lines


def _row(measured: Measured) -> str:
    target = measured.target
    ours = f"{_number(measured.spread.median)}{target.unit}"
    beside, ratio = "", ""
    if measured.peer and measured.beside:
        beside = f"{_number(measured.beside.median)}{target.unit} ({measured.peer.removesuffix('/per_second')})"
        ratio = f"{measured.ratio:.2f} ×"
    aim = target.aim
    verdict = "yes" if measured.reached else "**no**"
    if measured.reached and aim is not None:
        verdict = "yes, and the aim" if measured.ratio >= aim else "yes, the aim not"
    return f"| {target.what} | {ours} | {beside} | {ratio} | {_reach(target)} | {verdict} |"


def _reach(target: Target) -> str:
    unit = target.unit if target.peer is None else " ×"
    reach = f"{'≤' if target.at_most else '≥'} {_number(target.reach)}{unit}"
    return reach if target.aim is None else f"{reach}, aim {_number(target.aim)} ×"


def _every_figure(figures: Figures) -> list[str]:
    lines = ["| figure | median | least | most | rounds |", "|---|---|---|---|---|"]
    for name in sorted(figures.rounds):
        spread = figures.spread(name)
        if spread is not None:
            numbers = " | ".join(map(_number, (spread.median, spread.least, spread.most)))
            lines.append(f"| {name} | {numbers} | {len(figures.rounds[name])} |")
    return lines


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"
