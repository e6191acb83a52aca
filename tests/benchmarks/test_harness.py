"""What the benchmark makes of its figures: medians, targets, the report; and what is left of a run that ended early."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import __main__ as harness
from benchmarks import model, plots, report
from benchmarks.child import ROOT
from benchmarks.contenders import Contender, Run, after_the_first_round
from benchmarks.figures import Figures, Results, Spread
from benchmarks.targets import TARGETS, Target

OURS = Target(what="ours beside theirs", ours="a/ours/", peer="a/theirs/", reach=2, aim=4)
LATENCY = Target(what="latency", ours="a/wait", suffix="/p99_ms", reach=10, at_most=True, unit=" ms")
RUN: Run = None  # type: ignore[assignment]  # what these tests measure needs no server


def results(**rounds: list[float]) -> Results:
    """Results of one family, by name, with `__` for a slash."""
    return Results(families={"a": Figures(rounds={name.replace("__", "/"): each for name, each in rounds.items()})})


def fails(_: Run) -> float:
    raise RuntimeError("no server")


def nothing() -> None:
    """What is kept of a run that nobody reads."""


def test_a_figure_is_the_median_of_its_rounds() -> None:
    kept = Figures()
    for value in (3.0, 1.0, 8.0):
        kept.add("a", {"per_second": value})
    assert Results(families={"a": kept}).spread("a/per_second") == Spread(3.0, 1.0, 8.0, 3)


def test_a_peer_counts_at_its_best_number_of_writers() -> None:
    found = OURS.measured(
        results(a__ours__1__per_second=[90], a__theirs__1__per_second=[10], a__theirs__8__per_second=[30])
    )
    assert found is not None
    assert (found.peer, found.ratio, found.reached) == ("a/theirs/8/per_second", 3, True)


def test_one_lucky_round_is_not_the_best_of_all_rounds() -> None:
    kept = results(a__theirs__1__per_second=[99], a__theirs__8__per_second=[30, 20, 40])
    assert kept.best("a/theirs/", "/per_second") == "a/theirs/8/per_second"


@pytest.mark.parametrize(("p99", "reached"), [(9.9, True), (10.1, False)])
def test_of_a_latency_less_is_better(p99: float, reached: bool) -> None:
    found = LATENCY.measured(results(a__wait__p99_ms=[p99]))
    assert found is not None
    assert found.reached is reached


def test_a_target_without_figures_is_not_measured_and_so_not_reached() -> None:
    assert OURS.measured(results(a__ours__1__per_second=[90])) is None
    assert OURS.measured(results(a__ours__1__per_second=[90], a__theirs__1__per_second=[0])) is None


def test_of_a_series_the_two_best_go_on() -> None:
    def at(size: int) -> Contender:
        return Contender(f"a/theirs/{size}", lambda _: {"per_second": 10.0 * size}, series="a/theirs")

    ours = Contender("a/ours", lambda _: 1.0)
    contenders = [ours, *(at(size) for size in (3, 9, 4, 7)), Contender("a/long", lambda _: 1.0, once=True)]
    kept = Figures(asked=3)
    harness.measure(kept, contenders, RUN, nothing)
    assert [each.name for each in after_the_first_round(contenders, kept)] == ["a/ours", "a/theirs/9", "a/theirs/7"]
    assert {name: len(values) for name, values in kept.rounds.items()} == {
        "a/ours": 3,
        **{f"a/theirs/{size}/per_second": 3 if size > 4 else 1 for size in (3, 9, 4, 7)},
        "a/long": 1,
    }


def test_what_fails_is_told_and_costs_the_others_nothing() -> None:
    kept = Figures(asked=2)
    harness.measure(kept, [Contender("a/fails", fails), Contender("a/works", lambda _: 1.0)], RUN, nothing)
    assert kept.failed == {"a/fails": "RuntimeError"}
    assert kept.rounds == {"a/works": [1.0, 1.0]}


def test_every_figure_is_written_as_soon_as_it_is_there(tmp_path: Path) -> None:
    kept = Results(families={"a": Figures(asked=2)})
    seen: list[Mapping[str, list[float]]] = []

    def keep() -> None:
        harness.write(kept, tmp_path)
        seen.append(dict(Results.load(tmp_path / "results.json").rounds))

    harness.measure(
        kept.families["a"], [Contender("a/one", lambda _: 1.0), Contender("a/two", lambda _: 2.0)], RUN, keep
    )
    assert seen[0] == {"a/one": [1.0]}
    assert seen[1] == {"a/one": [1.0], "a/two": [2.0]}
    assert seen[-1] == {"a/one": [1.0, 1.0], "a/two": [2.0, 2.0]}


def test_a_run_that_ended_early_says_so_and_keeps_what_it_measured(tmp_path: Path) -> None:
    rounds = iter([1.0, 2.0])

    def ends(_: Run) -> float:
        if (value := next(rounds, None)) is None:
            sys.exit("as on SIGTERM")
        return value

    kept = Results(families={"a": Figures(asked=5)})
    with pytest.raises(SystemExit):
        harness.measure(kept.families["a"], [Contender("a/one", ends)], RUN, lambda: harness.write(kept, tmp_path))
    assert Results.load(tmp_path / "results.json").rounds == {"a/one": [1.0, 2.0]}
    said = (tmp_path / "RESULTS.md").read_text()
    assert "| a | unknown | unknown | **ended early, in round 3** |" in said
    assert "| a/one | 1.5 | 1 | 2 | 2 |" in said


def test_a_family_that_is_run_again_takes_the_place_of_its_figures_alone(tmp_path: Path) -> None:
    before = Results(families={"a": Figures(rounds={"a/one": [1.0]}), "b": Figures(rounds={"b/one": [1.0, 3.0]})})
    harness.write(before, tmp_path)
    after = harness.earlier(tmp_path, quick=False)
    after.families["b"] = Figures(rounds={"b/two": [4.0]})
    harness.write(after, tmp_path)
    assert Results.load(tmp_path / "results.json").rounds == {"a/one": [1.0], "b/two": [4.0]}


def test_quick_figures_never_stand_beside_those_of_a_full_run(tmp_path: Path) -> None:
    harness.write(Results(quick=False), tmp_path)
    with pytest.raises(ValueError, match="full run"):
        harness.earlier(tmp_path, quick=True)


def test_a_run_that_is_told_to_end_stops_its_servers_and_leaves_its_figures(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks", "appends", "--quick"]
    command += ["--scratch", str(tmp_path), "--out", str(tmp_path / "out")]
    tmp_path.chmod(0o755)  # as root, PostgreSQL runs as nobody and must pass
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        while "appends/rolecall/1 " not in (line := running.stderr.readline()):
            assert line, "it ended before it had measured anything"
        [status] = tmp_path.glob("rolecall-bench-*/postgres/data/postmaster.pid")
        server = int(status.read_text().split()[0])
        running.send_signal(signal.SIGTERM)
        running.communicate()
    assert running.returncode == 128 + signal.SIGTERM
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)
    assert not list(tmp_path.glob("rolecall-bench-*"))
    assert "appends/rolecall/1/per_second" in Results.load(tmp_path / "out/results.json").rounds
    assert "ended early, in round 1" in (tmp_path / "out/RESULTS.md").read_text()


def test_the_report_tells_what_was_missed_and_what_failed(tmp_path: Path) -> None:
    kept = results(queries__database__slowest__p99_ms=[12.0, 14.0, 19.0])
    kept.families["a"].failed["growth"] = "OSError"
    report.write(kept, tmp_path / "RESULTS.md")
    said = (tmp_path / "RESULTS.md").read_text()
    assert "the slowest kind's p99 | 14 ms (12 to 19) |  |  | ≤ 10 ms | **no** | 3 |" in said
    assert "the slowest kind's p99: [in a query](../docs/performance.md#in-a-query)" in said
    assert "- **failed**: growth, with OSError" in said
    assert said.partition("## What was not reached")[0].count("**no figure**") == len(TARGETS) - 1


def test_what_bounds_a_figure_is_told_for_every_target() -> None:
    told = (ROOT / "docs/performance.md").read_text()
    sections = {heading.strip().lower().replace(" ", "-") for heading in re.findall(r"^#+ (.*)$", told, re.MULTILINE)}
    for target in TARGETS:
        section, _ = report.told(target.ours)
        assert section in sections


def test_what_follows_for_a_larger_house_follows_from_the_figures() -> None:
    kept = results(
        appends__rolecall__32__per_second=[6_000],
        appends__rolecall__256__per_second=[9_000],
        http__rolecall__64__per_second=[3_000],
        relay__rolecall__per_second=[0.0],
        replay__slowest__per_second=[50_000],
        queries__disk__log_bytes_an_event=[1_000],
        queries__disk__read_bytes_an_event=[500],
    )
    followed = {what: value for what, _, value in model.rows(kept)}
    assert followed["API processes, a core each, that fill one log"] == 3
    assert followed["events that it rebuilds in an hour"] == 180_000_000
    assert followed["days until a board of 10,000,000 events a day has so many"] == 18
    assert followed["GB of disk a year of 1,000 organisations"] == 150
    assert followed["consumers, a core each, that follow one log at its fullest"] is None


def test_figures_are_the_same_after_a_rest(tmp_path: Path) -> None:
    kept = results(a=[1.5, 2.0])
    kept.save(tmp_path / "results.json")
    assert Results.load(tmp_path / "results.json") == kept


def test_a_plot_has_a_line_for_each_contender(tmp_path: Path) -> None:
    kept = results(
        appends__ours__1__per_second=[100],
        appends__ours__8__per_second=[800],
        appends__theirs__1__per_second=[50],
        appends__theirs__8__per_second=[60],
    )
    plots.draw_all(kept, tmp_path)
    drawn = ElementTree.parse(tmp_path / "appends.svg").getroot()  # noqa: S314  # our own
    assert len(drawn.findall("{http://www.w3.org/2000/svg}polyline")) == 2
