"""The benchmark suite runs, and its contestants give the same answer."""

import json
import xml.etree.ElementTree as ET

import pytest
from benchmarks.__main__ import main
from benchmarks.running import Measured, Outcome, fitted, run
from benchmarks.suite import Benchmark, Contestant, Trial, suite
from benchmarks.trial import digest


def test_a_run_writes_a_table_data_and_a_chart(tmp_path, capsys):
    options = ["--only", "c-random", "--sizes", "small", "--rounds", "1", "--limit", "3", "--out", str(tmp_path)]
    assert main(options) == 0
    data = json.loads((tmp_path / "latest.json").read_text())
    (benchmark,) = data["benchmarks"]
    ours = next(each for each in benchmark["measured"] if each["contestant"] == "seminaive")
    assert (ours["count"], ours["derivations"]) == (11_042, 22_935)
    assert len({each["answer"] for each in benchmark["measured"] if "answer" in each}) == 1
    assert (tmp_path / "latest.md").read_text() == capsys.readouterr().out
    ET.parse(tmp_path / "latest.svg")


@pytest.mark.parametrize("key", ["a", "e"])
def test_contestants_that_are_here_give_the_same_answer(key):
    benchmark = suite()[key]
    answers = {}
    for contestant in benchmark.contestants:
        if contestant.missing is None and not contestant.name.startswith("assess"):
            trial = contestant.build(benchmark.sizes[0] if key == "a" else 300)
            trial.prepare()
            answers[contestant.name] = digest(trial.answer(trial.run()))
    assert answers["seminaive"][0] > 0
    assert set(answers.values()) == {answers["seminaive"]}


def test_the_growth_is_the_exponent_of_time_in_size():
    assert fitted([(10, 0.5), (100, 5.0), (1000, 50.0)]) == pytest.approx(1.0)
    assert fitted([(10, 2.0), (100, 2.0)]) == pytest.approx(0.0)


def outcome(*measured: Measured) -> Outcome:
    contestants = tuple(Contestant(each.contestant, lambda _: Trial(int, lambda _: ())) for each in measured)
    return Outcome(Benchmark("x", "", "facts", (1, 2, 3), contestants, "peer"), measured)


def test_a_different_answer_is_named():
    agreeing = outcome(Measured("ours", 1, (1.0,), 1, "aa"), Measured("peer", 1, (2.0,), 1, "aa"))
    assert agreeing.disagreements == []
    assert agreeing.ratio("ours", 1) == 0.5
    differing = outcome(Measured("ours", 1, (1.0,), 1, "aa"), Measured("peer", 1, (2.0,), 1, "bb"))
    assert differing.disagreements == ["x at 1: peer (1 facts) differ from ours (1 facts)"]


def test_an_absent_peer_is_named_and_not_run():
    absent = Contestant("absent", lambda _: Trial(int, lambda _: ()), ("$no-such-program",))
    found = run(Benchmark("x", "", "facts", (1, 2, 3), (absent,), "absent"), ["small"], 1, 1.0, print)
    assert [each.why_not for each in found.measured] == ["no program `no-such-program` on the PATH"]
