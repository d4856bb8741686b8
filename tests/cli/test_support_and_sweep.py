"""The commands ``support`` and ``sweep`` as people use them."""

import json
import re

import pytest

KURSK = "examples/kursk.yaml"
BREACH = "sanctions_violation(violator=PRK)"


def test_supports_are_told_with_their_reports_and_what_was_looked_for(run):
    ran = run("support", KURSK, BREACH)

    assert (ran.code, ran.err) == (0, "")
    assert "3 minimal sets of given facts suffice, each alone" in ran.out
    assert "ROK NIS, 2024-11-20, grade B2" in ran.out
    assert "no UN authorisation was found: un_authorisation(state=PRK) is neither given nor derived" in ran.out
    assert max(len(line) for line in ran.out.splitlines()) <= 100


def test_a_search_cut_short_says_so(run):
    ran = run("support", KURSK, "situation_on_record", "--limit", "2")

    assert "Stopped at 2" in ran.out
    assert not json.loads(run("support", KURSK, "situation_on_record", "--limit", "2", "--json").out)["supports"][0][
        "complete"
    ]


def test_what_does_not_follow_has_no_support(run):
    ran = run("support", KURSK, "sanctions_violation(violator=CHN)")

    assert (ran.code, ran.out) == (1, "")
    assert "does not follow" in ran.err


@pytest.mark.parametrize("arguments", [(), (BREACH, "--sources")])
def test_support_asks_about_a_fact_or_about_sources(run, arguments):
    assert run("support", KURSK, *arguments).code == 2


def test_sources_are_told_with_what_falls_and_their_share(run):
    ran = run("support", KURSK, "--sources")
    data = json.loads(run("support", KURSK, "--sources", "--json").out)

    assert ran.code == 0
    assert "Without ROK NIS" in ran.out
    assert "says nothing about how likely" in " ".join(ran.out.split())
    assert data["shapley"] == {"exact": False, "orders": 2000, "seed": 0}
    assert all(source["shapley"]["standard_error"] is not None for source in data["sources"])
    assert data["sources"][0]["source"] == "ROK NIS"


def test_a_sweep_counts_worlds_and_says_that_these_are_no_probabilities(run):
    ran = run("sweep", KURSK, "--uncertain", "troop_deployment", "--uncertain", "verification(actor=PRK)")

    assert (ran.code, ran.err) == (0, "")
    assert "5 uncertain facts, 32 worlds" in ran.out
    assert "Counts of worlds are not probabilities" in " ".join(ran.out.split())
    assert "probability" not in ran.out
    assert "%" not in ran.out


def test_priors_add_a_probability_and_its_bounds(run):
    ran = run("sweep", KURSK, "--prior", "troop_deployment=0.7", "--prior", "verification=0.4")
    data = json.loads(
        run("sweep", KURSK, "--prior", "troop_deployment=0.7", "--prior", "verification=0.4", "--json").out
    )

    assert "if the facts are independent;" in " ".join(ran.out.split())
    for conclusion in data["conclusions"]:
        found = conclusion["probability"]
        assert found["at_least"] <= found["if_independent"] + 1e-9 <= found["at_most"] + 2e-9


def test_the_page_of_a_sweep_stands_alone(run, tmp_path):
    page = tmp_path / "sweep.html"
    ran = run("sweep", KURSK, "--uncertain", "troop_deployment", "--html", str(page))

    html = page.read_text(encoding="utf-8")
    assert (ran.code, ran.out) == (0, "")
    assert f"written: {page}" in ran.err
    assert "are not probabilities" in html
    assert not any(mark in html for mark in ("<script", "http://", "https://", "src="))
    # Whoever comes by keyboard, or has no room for a table, is told in words what a cell shows.
    told = re.findall(r'<a href="#u(\d+)" aria-label="(\d+): ([^"]+)"', html)
    assert told
    assert all(number == said for number, said, _ in told)
    assert {f'id="u{number}"' for number, _, _ in told} <= set(re.findall(r'id="u\d+"', html))
    assert any("brings it about in" in words and "holds only with it" in words for _, _, words in told)
    assert 'class="scroll" tabindex="0"' in html


@pytest.mark.parametrize(
    "arguments,told",
    [
        ((), "say which facts are uncertain"),
        (("--prior", "troop_deployment"), "T444"),
        (("--prior", "troop_deployment(headcount=3000..)"), "T444"),
        (("--uncertain", "troop_deployment", "--prior", "verification=0.3"), "T443"),
        (("--uncertain", "un_authorisation(state=PRK)"), "T441"),
        (("--uncertain-status", "reported"), "T442"),
        (("--uncertain-grade", "A9"), "T446"),
    ],
)
def test_a_sweep_that_cannot_be_made_is_refused(run, arguments, told):
    ran = run("sweep", KURSK, *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert told in " ".join(ran.err.split())


def test_the_same_question_gets_the_same_bytes(run):
    for question in (
        ("support", KURSK, BREACH),
        ("support", KURSK, "--sources"),
        ("sweep", KURSK, "--uncertain", "treaty"),
    ):
        assert run(*question, "--json").out == run(*question, "--json").out
