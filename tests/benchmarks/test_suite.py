"""The benchmark suite runs, and its contestants give the same answer."""

import dataclasses
import json
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest
from benchmarks import bulk_files, chart, joins
from benchmarks.__main__ import main
from benchmarks.cases import work_at
from benchmarks.memory import Peak
from benchmarks.peers.drools_rules import concluding, expressible, fields_of, row_of, rule_of
from benchmarks.report import markdown
from benchmarks.running import Measured, Outcome, fitted, over_limit, run
from benchmarks.suite import OWN, Benchmark, Contestant, Trial, suite
from benchmarks.trial import digest


def test_a_run_writes_a_table_data_and_a_chart(tmp_path, capsys):
    options = ["--only", "e", "--sizes", "small", "--rounds", "1", "--limit", "30", "--out", str(tmp_path)]
    assert main(options) == 0
    data = json.loads((tmp_path / "latest.json").read_text())
    (benchmark,) = data["benchmarks"]
    ours = next(each for each in benchmark["measured"] if each["contestant"] == "seminaive")
    assert (ours["count"], ours["derivations"]) == (26_140, 26_206)
    assert len({each["answer"] for each in benchmark["measured"] if "answer" in each}) == 1
    assert (tmp_path / "latest.md").read_text() == capsys.readouterr().out
    ET.parse(tmp_path / "latest.svg")


@pytest.mark.parametrize("key", ["a", "e"])
def test_contestants_that_are_here_give_the_same_answer(key):
    benchmark = suite()[key]
    answers = {}
    for contestant in benchmark.contestants:
        # Drools has a test of its own: its JVM does not belong into the process of the tests.
        if contestant.missing is None and not contestant.name.startswith("assess") and contestant.name != "Drools":
            trial = contestant.build(benchmark.sizes[0] if key == "a" else 300)
            trial.prepare()
            answers[contestant.name] = digest(trial.answer(trial.run()))
    assert answers["seminaive"][0] > 0
    assert set(answers.values()) == {answers["seminaive"]}


@pytest.mark.skipif(suite()["b-six"].contestant("clipspy").missing is not None, reason="clipspy is not here")
def test_the_command_the_script_and_clips_conclude_the_same_of_one_set_of_tables(capsys, monkeypatch):
    # The program ends if they do not.
    monkeypatch.setattr(sys, "argv", ["bulk_files", "60", "--forms", "csv", "--rounds", "1", "--clips"])
    bulk_files.main()
    (row,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| 60 |")]
    assert row.count(" MiB |") == 3


def trial(key: str, size: int, name: str) -> dict:
    command = [sys.executable, "-m", "benchmarks.trial", key, str(size), name, "1", "60"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("key, size", [("a-plain", 103), ("c-generation", 60), ("e", 300)])
@pytest.mark.skipif(suite()["e"].contestant("Drools").missing is not None, reason="Drools is not here")
def test_drools_gives_the_same_answer(key, size):
    ours, theirs = trial(key, size, "seminaive"), trial(key, size, "Drools")
    assert ours["count"] > 0
    assert (theirs["count"], theirs["answer"]) == (ours["count"], ours["answer"])


def test_drools_is_given_the_rules_that_have_a_counterpart():
    work = work_at(103)
    kept = expressible(work.plan, work.active)
    assert {bool(work.plan.rules[index].unless) for index in kept} == {False}
    refused = [work.plan.rules[index] for index in work.active - kept]
    assert all(rule.unless or rule.aggregates or len(rule.patterns) > 1 for rule in refused)
    assert f"{len(kept)} rules" in suite()["a-plain"].note


def test_facts_come_back_from_drools_as_they_went():
    work = work_at(103)
    for name, rows in work.rows.items():
        for row in rows:
            fields = json.loads(json.dumps(fields_of(work.plan.types[name], row)))
            assert row_of(work.plan.types[name], fields) == row


def test_a_join_is_told_to_drools_as_a_field_of_an_earlier_fact_and_concludes_from_both():
    plan = joins.work_at(300).plan
    told = rule_of(plan, plan.rules[0], False)
    _, carries, bound = told["Rule"]["condition"]["AllCondition"]
    joined = {"EqualsExpression": {"lhs": {"Fact": "ship"}, "rhs": {"Events": "p0.ship"}}}
    assert carries["AssignmentExpression"]["rhs"]["AndExpression"]["rhs"] == joined
    differs = {"NotEqualsExpression": {"lhs": {"Fact": "port"}, "rhs": {"Events": "p0.owner"}}}
    assert bound["AssignmentExpression"]["rhs"]["AndExpression"]["rhs"] == differs
    matched = {"p0": {"owner": 1, "ship": 2}, "p1": {"ship": 2, "cargo": 3}, "p2": {"cargo": 3, "port": 4}}
    (concluded,) = concluding(plan, plan.rules[0], False)(matched)
    assert concluded == {"_type": "trades", "owner": 1, "port": 4}


def test_memory_is_that_of_what_was_made_since():
    held = bytearray(64 * 2**20)
    memory = Peak()
    made = bytearray(32 * 2**20)
    if memory.above is None:
        pytest.skip("the kernel does not tell")
    assert 30 * 2**20 < memory.above < 48 * 2**20
    assert memory.overall >= len(held) + len(made)


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


@pytest.mark.parametrize(
    "answers, doubted",
    [
        ({"seminaive": "aa", "peer": "aa"}, False),
        ({"seminaive": "aa", "peer": "bb"}, True),
        ({"seminaive": "aa", "peer": "bb", "other": "bb"}, True),
        ({"seminaive": "aa", "peer": "bb", "other": "aa"}, False),
    ],
)
def test_a_run_fails_unless_most_agree_with_ours(answers, doubted):
    measured = (Measured(name, 1, (1.0,), 1, answer) for name, answer in answers.items())
    assert outcome(*measured).doubts_ours == doubted


def test_every_derivation_is_reckoned_with_the_memory_of_the_run():
    large = Measured("ours", 3, (1.0,) * 5, 5, "aa", derivations=20_000, peak=2**30, above=3_000_000)
    few = dataclasses.replace(large, contestant="few", derivations=200)
    unknown = dataclasses.replace(large, contestant="unknown", above=None)
    assert [each.bytes_each for each in (large, few, unknown)] == [150.0, None, None]
    table = markdown([outcome(large, few, unknown)], rounds=5)
    assert [line.split(" | ")[-1] for line in table.splitlines() if line.startswith("| ")] == [
        "bytes a derivation |", "---: |", "150 |", "- |", "- |"
    ]  # fmt: skip


def test_a_peer_over_the_limit_is_named_in_the_table_and_given_no_larger_size():
    slow = suite()["c-random"].contestant("a Python loop for this")
    benchmark = Benchmark("c-random", "", "nodes", (3_000, 3_001, 3_002), (slow,), slow.name)
    found = run(benchmark, ["small", "middle"], 1, 0.1, print)
    cut, spared = found.measured
    assert (cut.over, cut.seconds) == (0.1, ())
    assert cut.why_not.startswith("over 0.1 s in all: ")
    assert spared.why_not == "too slow at a smaller size"
    table = markdown([found], rounds=5)
    assert "| a Python loop for this ● | over 0.1 s in all | - |" in table
    assert f"- a Python loop for this: {cut.why_not} (c-random at 3,000)" in table


def test_ours_are_never_cut_off_but_get_fewer_rounds():
    ours = suite()["c-random"].contestant("seminaive")
    benchmark = Benchmark("c-random", "", "nodes", (30, 60, 90), (ours,), ours.name)
    found = run(benchmark, ["small"], 5, 0.1, print)
    assert [len(each.seconds) for each in found.measured] == [1]
    assert "; 1 round)" in markdown([found], rounds=5)


def test_how_far_a_peer_came_is_said():
    assert over_limit(60, []) == "over 60 s in all: cut off while it was built"
    assert over_limit(60, [{"built": 1.0}]) == "over 60 s in all: built in 1.0 s, cut off in its first run"


def test_the_chart_knows_our_own():
    assert set(chart.OWN_INKS) == OWN


def test_nothing_written_in_the_chart_is_cut():
    letter, bold = 7.1, 8.0  # of 12 px half bold, and of a title, at most on average
    for benchmark in suite().values():
        title = f"({benchmark.key}) {benchmark.title}"
        assert len(title) * bold <= chart._WIDTH - chart._LEFT, title
        for each in benchmark.contestants:
            assert len(each.name) * letter <= chart._RIGHT - 14, each.name


def test_an_absent_peer_is_named_and_not_run():
    absent = Contestant("absent", lambda _: Trial(int, lambda _: ()), ("$no-such-program",))
    found = run(Benchmark("x", "", "facts", (1, 2, 3), (absent,), "absent"), ["small"], 1, 1.0, print)
    assert [each.why_not for each in found.measured] == ["no program `no-such-program` on the PATH"]


def test_of_drools_it_is_said_how_to_come_by_it(monkeypatch):
    monkeypatch.setenv("PATH", "")
    absent = Contestant("Drools", lambda _: Trial(int, lambda _: ()), ("$java",))
    assert absent.missing == "no program `java` on the PATH (Java 17 or later)"
