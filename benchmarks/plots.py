"""Line charts as plain SVG: throughput by writers, replay by the length of the log."""

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10
from pathlib import Path
from typing import Final

from benchmarks.figures import Results
from benchmarks.replay import LENGTH, QUICK_LENGTH

Point = tuple[float, float]
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 760, 420, 80, 190, 50, 50
_COLOURS: Final = ("#0b6e4f", "#c1440e", "#2f4b7c", "#8a6d00", "#7a3b8f", "#555555", "#b0306a", "#1f8a9e")
_LINE: Final = 14  # of text


def lines_of(results: Results, family: str) -> dict[str, list[Point]]:
    """For each contender of a family, (size, median a second) by size: figures named family/who/size/per_second."""
    lines: dict[str, list[Point]] = {}
    for name in results.rounds:
        parts = name.split("/")
        spread = results.spread(name)
        if len(parts) == 4 and parts[0] == family and parts[3] == "per_second" and parts[2].isdigit() and spread:
            lines.setdefault(parts[1], []).append((float(parts[2]), spread.median))
    return {who: sorted(points) for who, points in lines.items() if len(points) > 1}


def draw_all(results: Results, folder: Path) -> None:
    """Throughput by the number of writers, and replay by the length of the log, as far as they were measured."""
    draw(folder / "appends.svg", "Durable appends a second", "writers", lines_of(results, "appends"))
    by_length = lines_of(results, "replay-by-length")
    if (whole := results.spread("replay/job_postings/1/per_second")) and (line := by_length.get("job_postings")):
        line.append((float(QUICK_LENGTH if results.quick else LENGTH), whole.median))
    draw(folder / "replay.svg", "Replay of job_postings, events a second", "events in the log", by_length)


def draw(path: Path, title: str, across: str, lines: Mapping[str, Sequence[Point]]) -> None:
    """Both axes logarithmic, `across` under the lower one; nothing is drawn where there are no lines."""
    points = [point for line in lines.values() for point in line]
    if not points:
        return
    x_low, x_high = log10(min(x for x, _ in points)), log10(max(x for x, _ in points))
    y_low, y_high = _decades([y for _, y in points])

    def place(point: Point) -> tuple[float, float]:
        x = _LEFT + (log10(point[0]) - x_low) / (x_high - x_low) * (_WIDTH - _LEFT - _RIGHT)
        y = _HEIGHT - _BOTTOM - (log10(point[1]) - y_low) / (y_high - y_low) * (_HEIGHT - _TOP - _BOTTOM)
        return x, y

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif"'
        f' font-size="12"><rect width="100%" height="100%" fill="white"/>',
        f'<text x="{_LEFT}" y="24" font-size="15">{escape(title)}</text>',
        f'<text x="{(_WIDTH - _RIGHT + _LEFT) / 2}" y="{_HEIGHT - 10}" text-anchor="middle">{escape(across)}</text>',
    ]
    for power in range(floor(y_low), ceil(y_high) + 1):
        _, y = place((10**x_low, 10**power))
        if _TOP - 1 <= y <= _HEIGHT - _BOTTOM + 1:
            parts.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#ddd"/>')
            parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10**power:,}</text>')
    for x_value in sorted({x for x, _ in points}):
        x, _ = place((x_value, 10**y_low))
        parts.append(f'<text x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{x_value:,.0f}</text>')
    free = float(_HEIGHT)  # above which no name stands yet
    from_below = sorted(lines.items(), key=lambda each: each[1][-1][1])
    for (who, line), colour in zip(from_below, _COLOURS * len(lines), strict=False):
        path_points = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(place, line))
        parts.append(f'<polyline points="{path_points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for point in line:
            x, y = place(point)
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>')
        x, y = place(line[-1])
        y = min(y + 4, free)
        parts.append(f'<text x="{x + 8:.1f}" y="{y:.1f}" fill="{colour}">{escape(who)}</text>')
        free = y - _LINE
    path.write_text("\n".join([*parts, "</svg>"]) + "\n")


def _decades(values: Sequence[float]) -> tuple[float, float]:
    low, high = log10(min(values)), log10(max(values))
    return (floor(low), ceil(high)) if high > low else (floor(low), floor(low) + 1)
