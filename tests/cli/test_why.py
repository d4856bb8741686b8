"""``tocsin why``: which facts are explained, in which voice, and what is said of those that do not follow."""

import json
import re

import pytest

from tocsin.engine import Case

KURSK = "examples/kursk.yaml"
TROOPS = ("--fact", "troop_deployment(sender=PRK, beneficiary=RUS, headcount=9000..12000, role=combat)")


def test_the_tree_names_rule_statements_and_reports(execute):
    ran = execute("why", KURSK, "sanctions_violation")

    assert (ran.code, ran.err) == (0, "")
    told = " ".join(ran.out.split())
    for part in ("deployment-breaches-un-sanctions", "S25", "no UN authorisation was found", "ROK NIS", "B2"):
        assert part in told


@pytest.mark.parametrize("width", [80, 120, 160])
def test_the_tree_fits_the_terminal(run, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))

    assert max(map(len, run("why", KURSK, "sanctions_violation").out.splitlines())) <= width


def test_no_case_is_needed_where_facts_are_given(run):
    ran = run("why", *TROOPS, "significant_impact(scope=conflict)")

    assert ran.code == 0
    assert "straddles" in ran.out


def test_each_match_is_explained_in_turn(run):
    every = json.loads(run("why", KURSK, "sanctions_increase", "--json").out)["explanations"]

    assert len(every) == 2
    told = run("why", KURSK, "sanctions_increase", "--all-facts").out
    assert told.count("NATO states and their partners could answer") == 2


def test_an_id_names_one_fact(run):
    listed = run("assess", KURSK).out
    [identity] = re.findall(r"gathering isolated .*([0-9a-f]{12})$", listed, re.MULTILINE)

    [explanation] = json.loads(run("why", KURSK, identity, "--format", "json").out)["explanations"]
    assert identity in json.dumps(explanation)


@pytest.mark.parametrize("form,opening", [("mermaid", "flowchart"), ("dot", "digraph")])
def test_graphs_are_told_too(run, form, opening):
    assert opening in run("why", KURSK, "sanctions_violation", "--format", form).out


def test_all_shows_every_derivation(run):
    best = json.loads(run("why", KURSK, "significant_impact(scope=conflict)", "--json").out)
    every = json.loads(run("why", KURSK, "significant_impact(scope=conflict)", "--json", "--all").out)

    assert len(json.dumps(every)) > len(json.dumps(best))


def test_what_does_not_follow_is_exit_1_with_what_came_nearest(execute):
    ran = execute("why", KURSK, "sanctions_violation(violator=CHN)")

    assert (ran.code, ran.out) == (1, "")
    assert "does not follow from kursk" in ran.err
    assert "- sanctions_violation(violator=PRK, regime=UN)" in ran.err


def test_a_type_that_does_not_follow_names_the_rules_that_conclude_it(run):
    ran = run("why", *TROOPS, "sanctions_violation")

    assert (ran.code, ran.out) == (1, "")
    assert "deployment-breaches-un-sanctions" in ran.err
    assert "significant_impact" in ran.err


def test_a_type_that_no_rule_concludes_can_only_be_given(run):
    ran = run("why", *TROOPS, "stockpile", "--json")

    assert (ran.code, ran.out) == (1, "")
    assert "No rule of the pack concludes stockpile" in ran.err
    assert run("why", KURSK, "0123456789ab").code == 1


@pytest.mark.parametrize("by", ["option", "variable"])
def test_a_copy_of_the_document_that_differs_is_refused(run, monkeypatch, tmp_path, by):
    copy = tmp_path / "copy.txt"
    copy.write_text("something else\n")
    if by == "variable":
        monkeypatch.setenv("TOCSIN_DOCUMENT", str(copy))

    ran = run("why", KURSK, "sanctions_violation", *(["--document", str(copy)] if by == "option" else []))

    assert (ran.code, ran.out) == (2, "")
    assert "T326" in ran.err
    assert "S01" in ran.err


def test_of_several_facts_the_firmest_is_explained_and_the_others_are_named(run):
    shown = run("why", "examples/kursk.yaml", "sanctions_increase").out
    assert "1 more fact matches sanctions_increase; name one by its id, or give --all-facts:" in " ".join(shown.split())
    [named] = re.findall(r"^  ([0-9a-f]{12}) sanctions_increase\(", shown, re.MULTILINE)
    assert "more fact" not in run("why", "examples/kursk.yaml", named).out
    every = run("why", "examples/kursk.yaml", "sanctions_increase", "--all-facts").out
    assert "more fact" not in every
    assert len(every) > len(shown)
    assert len(json.loads(run("why", "examples/kursk.yaml", "sanctions_increase", "--json").out)["explanations"]) == 2


def test_a_fact_that_was_taken_back_is_not_said_to_be_unheard_of(run, tmp_path):
    (tmp_path / "case.yaml").write_text(
        "pack: russia-dprk\nas_of: 2024-12-01\nfacts:\n  - un_authorisation: {state: PRK}\n    reports:\n"
        "      - {source: {publisher: Desk, date: 2024-10-01}}\n"
        "      - {source: {publisher: Desk, date: 2024-11-01}, status: retracted}\n",
        encoding="utf-8",
    )

    ran = run("why", str(tmp_path / "case.yaml"), "un_authorisation")
    assert ran.code == 1
    told = " ".join(ran.err.split())
    assert "un_authorisation(state=PRK) is stated, and is not in force: the report of Desk was taken back on" in told
    identity = Case.load(tmp_path / "case.yaml").facts[0].fact.id
    assert "is not in force" in run("why", str(tmp_path / "case.yaml"), identity).err
