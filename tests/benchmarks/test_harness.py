"""What the benchmark makes of its figures: medians, targets, the report, and what happens when something fails."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import __main__ as harness
from benchmarks import plots, report
from benchmarks.contenders import Contender, Run
from benchmarks.figures import Figures, Spread
from benchmarks.targets import TARGETS, Target

OURS = Target(what="ours beside theirs", ours="a/ours/", peer="a/theirs/", suffix="/per_second", reach=2, aim=4)
LATENCY = Target(what="latency", ours="a/wait", suffix="/p99_ms", reach=10, at_most=True, unit=" ms")


def figures(**rounds: list[float]) -> Figures:
    """Figures by name, with `__` for a slash."""
    return Figures({name.replace("__", "/"): values for name, values in rounds.items()})


def test_a_figure_is_the_median_of_its_rounds() -> None:
    kept = Figures()
    for value in (3.0, 1.0, 8.0):
        kept.add("a", {"per_second": value})
    assert kept.spread("a/per_second") == Spread(3.0, 1.0, 8.0)


def test_a_peer_counts_at_its_best_number_of_writers() -> None:
    found = OURS.measured(
        figures(a__ours__1__per_second=[90], a__theirs__1__per_second=[10], a__theirs__8__per_second=[30])
    )
    assert found is not None
    assert (found.peer, found.ratio, found.reached) == ("a/theirs/8/per_second", 3, True)


@pytest.mark.parametrize(("p99", "reached"), [(9.9, True), (10.1, False)])
def test_of_a_latency_less_is_better(p99: float, reached: bool) -> None:
    found = LATENCY.measured(figures(a__wait__p99_ms=[p99]))
    assert found is not None
    assert found.reached is reached


def test_a_target_without_figures_is_not_measured_and_so_not_reached() -> None:
    assert OURS.measured(figures(a__ours__1__per_second=[90])) is None


def test_what_fails_is_told_and_costs_the_others_nothing() -> None:
    def fails(_: Run) -> float:
        raise RuntimeError("no server")

    kept = Figures()
    contenders = [("one", Contender("one/fails", fails)), ("two", Contender("two/works", lambda _: 1.0))]
    for number in range(2):
        harness._one_round(kept, contenders, None, number)  # type: ignore[arg-type]  # neither looks at the run
    assert kept.failed == {"one/fails": "RuntimeError"}
    assert kept.rounds == {"two/works": [1.0, 1.0]}


def test_the_report_tells_what_was_missed_and_what_failed(tmp_path: Path) -> None:
    kept = figures(queries__database__slowest__p99_ms=[12.0, 14.0, 19.0])
    kept.failed["growth"] = "OSError"
    report.write(kept, tmp_path / "RESULTS.md")
    said = (tmp_path / "RESULTS.md").read_text()
    assert "| slowest query at the database, p99 | 14 ms (12 to 19) |  |  | ≤ 10 ms | **no** |" in said
    assert "- **failed**: growth, with OSError" in said
    assert said.count("not measured in this run") == len(TARGETS) - 1


def test_figures_are_the_same_after_a_rest(tmp_path: Path) -> None:
    kept = figures(a=[1.5, 2.0])
    kept.save(tmp_path / "results.json")
    assert Figures.load(tmp_path / "results.json") == kept


def test_a_plot_has_a_line_for_each_contender(tmp_path: Path) -> None:
    kept = figures(
        appends__ours__1__per_second=[100],
        appends__ours__8__per_second=[800],
        appends__theirs__1__per_second=[50],
        appends__theirs__8__per_second=[60],
    )
    plots.draw_all(kept, tmp_path)
    drawn = ElementTree.parse(tmp_path / "appends.svg").getroot()  # noqa: S314  # our own
    assert len(drawn.findall("{http://www.w3.org/2000/svg}polyline")) == 2
