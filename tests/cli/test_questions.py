"""The questions at the terminal: their answers, exit codes and JSON."""

import json

import pytest

KURSK = "examples/kursk.yaml"
ASKED = [
    ("why-not", KURSK, "position_eroded"),
    ("what-if", KURSK, "--retract", "verification(verifier=NATO)"),
    ("flip", KURSK, "significant_impact"),
    ("watch", KURSK),
    ("compare", KURSK, "examples/chronology.yaml"),
]


@pytest.mark.parametrize("arguments", ASKED, ids=lambda arguments: arguments[0])
def test_json_is_canonical_and_the_same_each_time(run, arguments):
    first, second = (run(*arguments, "--json").out for _ in range(2))

    assert first == second
    assert json.dumps(json.loads(first), sort_keys=True, separators=(",", ":"), ensure_ascii=False) == first.strip()


@pytest.mark.parametrize("arguments", ASKED, ids=lambda arguments: arguments[0])
@pytest.mark.parametrize("width", [40, 72, 160])
def test_text_keeps_within_the_terminal(run, monkeypatch, arguments, width):
    monkeypatch.setenv("COLUMNS", str(width))
    ran = run(*arguments)

    assert ran.out
    assert "\x1b" not in ran.out
    assert max(map(len, ran.out.splitlines())) <= max(width, 72)


def test_a_fact_that_holds_is_no_question_of_why_not(run):
    ran = run("why-not", KURSK, "sanctions_violation(violator=PRK)")

    assert (ran.code, ran.out) == (1, "")
    assert "It does hold" in ran.err


def test_what_cannot_be_flipped_is_said_with_the_bound(run):
    ran = run("flip", "examples/own_pack/case.yaml", "no_such_type")

    assert ran.code == 2


def test_a_question_of_what_if_needs_something_otherwise(run):
    assert run("what-if", KURSK).code == 2


def test_two_cases_alike_are_no_difference(run):
    ran = run("compare", KURSK)

    assert ran.code == 0
    assert "stand alike with both" in ran.out


def test_a_difference_is_told_by_the_exit_code_and_where_it_parts(run):
    ran = run("compare", "examples/chronology.yaml", "--only-a", "ROK NIS", "--only-b", "MSMT")

    assert ran.code == 1
    assert "Where their derivations first part" in ran.out


BREACH = "sanctions_violation"
RANGE = "troop_deployment(sender=PRK, beneficiary=RUS, headcount=9000..12000, role=combat)"


def test_flip_and_why_not_take_facts_in_place_of_a_case_as_why_does(run):
    flipped = run("flip", "--fact", RANGE, "significant_impact")
    assert (flipped.code, flipped.err) == (0, "")
    assert "headcount of troop_deployment" in flipped.out
    lacking = run("why-not", "--fact", RANGE, BREACH)
    assert (lacking.code, lacking.err) == (0, "")
    assert "deployment-breaches-un-sanctions" in lacking.out
    for command in ("why", "why-not", "flip"):
        ran = run(command, "examples/kursk.yaml")
        assert (ran.code, ran.out) == (2, "")
        assert f"say which fact is meant: tocsin {command} examples/kursk.yaml FACT" in ran.err


def test_facts_stand_beside_a_case(run):
    told = run("flip", "examples/kursk.yaml", "significant_impact", "--fact", RANGE, "--json").out
    assert "9000" in told


def test_a_loss_is_put_down_to_the_fact_that_is_no_longer_in_force(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    told = " ".join(run("what-if", KURSK, "--retract", "verification(verifier=NATO)").out.split())
    assert told.count("method=official_assessment) is no longer in force") == 1
