"""A claim is borne out only as firmly as it says, and on the grounds that it names."""

import datetime as dt
import json
from typing import Any, cast

import pytest
from hypothesis import given as given_
from hypothesis import strategies as st

from tocsin.engine import Case, load_pack, pack_from_data
from tocsin.facts import Given, ProblemError, Report, Source
from tocsin.facts.notation import parse_fact
from tocsin.judgement import check_claim

DEPLOYMENT = "troop_deployment(sender=PRK, beneficiary=RUS, headcount=10900..11000, role=combat)"
SIGNIFICANT = "highly_significant_development"
ROADS = {
    "pack": "roads",
    "version": "1.0.0",
    "types": {
        "open": {"road": "str", "lanes": "quantity"},
        "closed": {"road": "str"},
        "passable": {"road": "str"},
        "busy": {"road": "str"},
    },
    "tensions": [
        {
            "id": "both",
            "text": "A road is open and closed",
            "between": [{"passable": {"road": "$r"}}, {"closed": {"road": "$r"}}],
        }
    ],
    "rules": [
        {"id": "pass", "when": [{"open": {"road": "$r"}}], "then": [{"passable": {"road": "$r"}}]},
        {
            "id": "many",
            "when": [{"open": {"road": "$r", "lanes": "$n"}}, "$n >= 4"],
            "then": [{"busy": {"road": "$r"}}],
        },
    ],
}


def reported(name, status="reported"):
    return Report(source=Source(publisher=name, date=dt.date(2024, 11, 20)), grade="B2", status=status)


@pytest.fixture(scope="module")
def kursk():
    pack = load_pack("russia-dprk")
    fact = parse_fact(DEPLOYMENT, pack.vocabulary)
    return Case(pack, [Given(fact, (reported("ROK NIS"), reported("Kremlin", "denied")))])


def test_what_follows_is_accepted_with_its_sentence_sources_and_denials(kursk):
    found = check_claim(kursk, SIGNIFICANT, cites=["S17"], sources=["ROK NIS"])

    assert (found.verdict, found.accepted, found.unborne) == ("follows", True, ())
    assert found.statements == ("S17",)
    assert [report.source.name for fact in found.rests_on for report in fact.supporting] == ["ROK NIS"]
    assert [report.source.name for _, report in found.denials] == ["Kremlin"]
    assert found.to_json()["grades"] == ["B2"]


@pytest.mark.parametrize(
    "cites,sources,unborne",
    [
        (["S30"], [], [("statement", "S30", True)]),
        (["S999"], [], [("statement", "S999", False)]),
        (["S17", "s17"], [], [("statement", "s17", False)]),
        ([], ["Kremlin"], [("source", "Kremlin", True)]),
        ([], ["Nobody"], [("source", "Nobody", False)]),
    ],
)
def test_a_forged_ground_is_refused(kursk, cites, sources, unborne):
    found = check_claim(kursk, SIGNIFICANT, cites=cites, sources=sources)

    assert (found.verdict, found.accepted) == ("follows", False)
    assert [(each.kind, each.name, each.known) for each in found.unborne] == unborne


def test_a_claim_that_says_less_is_borne_out_and_one_that_says_more_is_not(kursk):
    def verdict(headcount):
        return check_claim(kursk, f"troop_deployment(headcount={headcount})").verdict

    assert [verdict(wide) for wide in ("10_000..", "10_900..11_000", "..20_000")] == ["given"] * 3
    assert [verdict(other) for other in ("11_000", "10_900..10_950", "11_000..")] == ["does_not_follow"] * 3


def test_what_is_only_denied_is_denied():
    pack = load_pack("russia-dprk")
    case = Case(pack, [Given(parse_fact(DEPLOYMENT, pack.vocabulary), (reported("Kremlin", "denied"),))])
    found = check_claim(case, DEPLOYMENT)

    assert (found.verdict, found.accepted, found.holds) == ("denied", False, ())
    assert [report.source.name for _, report in found.denials] == ["Kremlin"]


def test_what_would_contradict_what_holds_is_contradicted():
    case = Case(pack_from_data(ROADS), ["open(road=A1, lanes=2)"])

    assert check_claim(case, "closed(road=A1)").verdict == "contradicted"
    assert [tension.id for tension in check_claim(case, "closed(road=A1)").tensions] == ["both"]
    assert check_claim(case, "closed(road=A2)").verdict == "does_not_follow"


@given_(low=st.integers(0, 8), high=st.integers(0, 8), claimed=st.sampled_from(["certain", "likely", "possible"]))
def test_a_claim_is_accepted_just_if_it_follows_so_firmly(low, high, claimed):
    low, high = sorted((low, high))
    found = check_claim(Case(pack_from_data(ROADS), [f"open(road=A1, lanes={low}..{high})"]), "busy", claimed=claimed)

    surely, possibly = low >= 4, high >= 4
    assert found.accepted == (surely or (possibly and claimed == "possible"))
    assert found.verdict == (
        "does_not_follow" if not possibly else "follows" if surely or claimed == "possible" else "weaker"
    )
    assert (found.lacking is None) == possibly
    assert json.loads(json.dumps(found.to_json()))["accepted"] == found.accepted


def test_a_ground_may_stand_below_any_derivation_and_what_is_told_is_of_the_best_of_the_firmest():
    pack = pack_from_data(
        {
            "pack": "dams",
            "types": {"seen": {"n": "int"}, "told": {"n": "int"}, "high": {"n": "int"}, "flood": {"n": "int"}},
            "document": {"title": "On dams", "sha256": "0" * 64, "characters": 9},
            "statements": [
                {"id": each, "line": 1, "start": at, "end": at + 1, "sha256": "0" * 64, "modality": "indicative",
                 "paraphrase": each}
                for at, each in enumerate(("S1", "S2", "S3"))
            ],
            "rules": [
                {"id": "eyes", "when": [{"seen": {"n": "$n"}}], "then": [{"high": {"n": "$n"}}], "cites": ["S1"]},
                {"id": "ears", "when": [{"told": {"n": "$n"}}], "then": [{"high": {"n": "$n"}}], "cites": ["S2"],
                 "qualifier": "possible"},
                {"id": "over", "when": [{"high": {"n": "$n"}}], "then": [{"flood": {"n": "$n"}}], "cites": ["S3"],
                 "reads": "Dam {n} floods."},
            ],
        }
    )  # fmt: skip
    facts = [Given(parse_fact(text, pack.vocabulary), (reported(who),)) for text, who in
             (("seen(n=2)", "Keeper"), ("told(n=2)", "Rumour"), ("told(n=1)", "Radio"))]  # fmt: skip
    found = check_claim(Case(pack, facts), "flood", cites=["S1", "S2", "S3"], sources=["Keeper", "Rumour", "Radio"])

    assert (found.verdict, found.accepted, found.unborne) == ("follows", True, ())
    assert (found.to_json()["reads"], found.statements) == ("Dam 2 floods.", ("S1", "S3"))
    assert [str(fact.fact) for fact in found.rests_on] == ["seen(n=2)"]


def test_a_claim_that_cannot_be_meant_is_a_problem(kursk):
    with pytest.raises(ProblemError, match="T201"):
        check_claim(kursk, "no_such_type(a=1)")
    with pytest.raises(ProblemError, match="T223"):
        check_claim(kursk, SIGNIFICANT, claimed=cast("Any", "surely"))
