"""Reports as premises: how many independent sources, of which grade, and what is told and asked of them."""

import datetime as dt
import gc
import json
import weakref
from dataclasses import replace
from typing import Any

import pytest

from tocsin.engine import Case, load_pack, rete
from tocsin.engine.case import plan_of
from tocsin.engine.incremental import LiveCase
from tocsin.explain import resolve, to_json, to_text, why
from tocsin.explain.answers.why_not import why_not_text
from tocsin.facts.backing import Backing
from tocsin.facts.model import Given
from tocsin.facts.reports import Report, Source
from tocsin.proof import Refused, certify, read_certificate, verify
from tocsin.proof.certify import digest_of
from tocsin.questions import flip, sources, support, sweep, watch, what_if, why_not
from tocsin.questions.differences.edits import Assert

PACK = """
pack: lookout
types:
  seen: {vessel: str, crew: {kind: int, at_least: 0}}
  cleared: {vessel: str}
  alert: {vessel: str}
  tally: {n: int}
rules:
  - id: twice
    when:
      - seen: {vessel: $v, crew: $n, backed_by: {sources: 2.., grade: ..B3}}
      - $n > 5
    unless:
      - cleared: {vessel: $v, backed_by: {sources: 1.., status: confirmed}}
    then: [{alert: {vessel: $v}}]
  - id: tally
    when:
      - count: true
        over: [{seen: {vessel: $v, backed_by: {status: confirmed}}}]
        as: $c
    then: [{tally: {n: $c}}]
"""
DAY = dt.date(2024, 5, 1)
needs_rete = pytest.mark.skipif(not rete.available(), reason="durable-rules cannot be imported here")


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    path = tmp_path_factory.mktemp("pack") / "lookout.yaml"
    path.write_text(PACK, encoding="utf-8")
    return load_pack(path)


def said(publisher, grade="B2", status="reported", origin=None):
    return Report(Source(publisher=publisher, date=DAY, origin=origin), grade, status)


def case_of(pack, **reports):
    """A sighting of a vessel for each name, with the reports of it."""
    facts = Case(pack, [f"seen(vessel={name}, crew=10)" for name in reports]).facts
    return Case(pack, [Given(f.fact, tuple(told)) for f, told in zip(facts, reports.values(), strict=True)])


@pytest.fixture(scope="module")
def case(pack):
    return case_of(
        pack,
        two=[said("P"), said("Q", "B3")],
        one=[said("P"), said("P", "A1")],
        origin=[said("P", origin="Agency"), said("Q", origin="Agency"), said("Agency")],
        weak=[said("P"), said("Q", "C2"), said("R", "F1"), said("S", None)],
        sure=[said("P", status="confirmed"), said("Q", status="assumed")],
    )


@pytest.fixture(scope="module")
def assessment(case):
    return case.assess()


@pytest.mark.parametrize(
    "sources, reports",
    [
        (0, []),
        (2, [said("P"), said("Q")]),
        (1, [said("P"), said("P"), said(None)]),
        (1, [said(None), said(None)]),
        (1, [said(" "), said("P")]),
        (1, [said(" \t"), said(None), said("\u2003", origin=" ")]),
        (2, [said("P", origin=" "), said("Q", origin="\xa0")]),
        (1, [said("P", origin="Q"), said("Q", origin="R"), said("S", "F6", origin="R")]),
        (2, [said("P", origin="X"), said("Q", origin="Y")]),
        (1, [said("P", origin="X"), said("Q", origin="Y"), said(None, "E5", origin="X"), said("X", origin="Y")]),
        (1, [said("Le Journal Élan"), said("le journal  E\u0301lan "), said("Q", origin="LE JOURNAL ÉLAN")]),
        (0, [said("P", "B4"), said("Q", "F1"), said("R", "A6"), said("S", None), said("T", status="assumed")]),
    ],
)
def test_sources_are_as_many_as_share_no_origin(sources, reports):
    assert sources == len(Backing(grade="B3").voices(reports)) == len(Backing(grade="B3").voices(reports[::-1]))


@pytest.mark.parametrize("blank", [None, "", " ", "\u2003\x85"])
def test_a_source_named_by_blanks_is_nobody_and_is_called_by_its_title(pack, blank):
    titled = Source(title="Log", publisher=blank, origin=blank)
    case = case_of(pack, v=[Report(titled, "B2"), said(blank), said("P")])
    assessment = case.assess()
    [alert] = [found for found in assessment.conclusions if found.type == "alert"]

    verify(read_certificate(certify(assessment)), pack)
    assert "is backed by 2 independent sources: Log (B2) and P (B2); " in (
        told := to_text(why(assessment, alert.id), width=400, colour=False)
    )
    assert ("by Log" in told, "who has it from" in told) == (True, False)


def test_a_conclusion_follows_only_of_what_is_backed_as_asked(assessment):
    assert list(assessment.engines) == ["rete", "seminaive"] or list(assessment.engines) == ["seminaive"]
    assert {"alert(vessel=two)", "tally(n=1)"} == {c.fact_text for c in assessment.conclusions}
    assert assessment.grades_of(assessment.conclusions[0].id) == ("B3",)


def test_an_exception_may_ask_for_reports_too(case):
    for status, expected in (("reported", 2), ("confirmed", 1)):
        cleared = Given(Case(case.pack, ["cleared(vessel=two)"]).facts[0].fact, (said("P", status=status),))
        assert expected == len(case.with_facts([cleared]).assess(engine="seminaive").conclusions)


def test_an_explanation_names_the_sources_and_the_origin_they_share(pack):
    shared = case_of(pack, v=[said("P", origin="Agency"), said("Q", "A2", origin="Agency"), said("R")])
    [alert] = shared.assess().conclusions
    explanation = why(shared.assess(), alert.id)

    text = to_text(explanation, width=400, colour=False)
    [step] = json.loads(to_json(explanation))["nodes"][0]["steps"]

    assert "backed by 2 independent sources: Agency, P and Q, which share an origin (A2 and B2), and R (B2); " in text
    assert "asked for is a fact backed by 2 or more independent sources, each graded B3 or better" in text
    assert "by P, 2024-05-01, who has it from Agency" in text
    assert [each["names"] for each in step["backed"][0]["sources"]] == [["Agency", "P", "Q"], ["R"]]


def test_why_not_says_how_many_more_sources_are_missing(assessment):
    found = why_not(assessment, "alert(vessel=origin)")

    told = " ".join(why_not_text(found, width=400, colour=False).split())
    assert "one more independent source of at least B3 is missing" in told
    data: Any = found.to_json()
    [gap] = data["unmet"][0]["rules"][0]["instances"][0]["gaps"]
    assert (gap["kind"], gap["facts"][0]["lacking"]) == ("unbacked", 1)


def test_what_would_bring_a_conclusion_about_is_one_more_source(assessment, case):
    [[edit]] = flip(assessment, "alert(vessel=one)").choices
    assert "assert seen(vessel=one, crew=10), backed by 2 or more" in str(
        flip(assessment, "alert(vessel=one)").to_json()
    )
    assert isinstance(edit, Assert)
    assert edit.backed_by == Backing(2, "B3")
    found = {indicator.example.row[0] for indicator in watch(assessment).indicators if indicator.example.type == "seen"}
    assert {"one", "origin", "weak", "sure"} <= found

    [one] = [given.fact for given in case.facts if "vessel=one" in str(given.fact)]
    more = case.with_facts([Given(one, (said("Z", "A3"),))]).assess(engine="seminaive")
    assert [each.fact_text for each in more.conclusions if "one" in each.fact_text] == ["alert(vessel=one)"]


def test_what_is_asserted_again_keeps_its_reports(case):
    assert what_if(case, assert_=["seen(vessel=two, crew=10)"]).is_empty
    lost = what_if(case, retract=["seen(vessel=two)"]).lost
    assert any("alert(vessel=two)" in str(change.to_json()) for change in lost)


def test_a_figure_that_is_moved_keeps_its_reports(assessment):
    edits = {str(edit) for choice in flip(assessment, "alert(vessel=two)").choices for edit in choice}
    assert any("Alter" in edit and "falls" in edit for edit in edits)
    small = case_of(assessment.pack, v=[said("P"), said("Q")])
    lower = Case(small.pack, [replace(small.facts[0], fact=Case(small.pack, ["seen(vessel=v, crew=3)"]).facts[0].fact)])
    assert any("crew=6" in str(c) or "value=6" in str(c) for c in flip(lower.assess(), "alert(vessel=v)").choices)


def test_each_source_without_which_there_are_too_few_is_load_bearing(assessment):
    bearing = {source.name: set(source.falls) for source in sources(assessment).sources}
    alert, tally = (next(c.id for c in assessment.conclusions if c.type == name) for name in ("alert", "tally"))
    assert {"P": {alert, tally}, "Q": {alert}} == {name: falls for name, falls in bearing.items() if falls}
    [found] = support(assessment, alert).supports
    assert [assessment.fact_text(fact) for fact in found.facts] == ["seen(vessel=two, crew=10)"]


def test_a_live_case_follows_each_report(pack):
    live = LiveCase(case_of(pack, v=[said("P")]))
    [seen] = live.case.facts

    gained = live.assert_given([replace(seen, reports=(said("Q"),))]).gained
    assert [each.text for each in gained] == ["alert(vessel=v)"]
    assert 2 == len(live.memory) == len(list(live.memory.facts))
    taken_back = Report(Source(publisher="Q", date=DAY + dt.timedelta(1)), None, "retracted")
    lost = live.assert_given([replace(seen, reports=(taken_back,))]).lost
    assert [each.text for each in lost] == ["alert(vessel=v)"]


def test_a_certificate_carries_the_reports_that_count_and_a_lie_about_them_is_refused(assessment):
    certificate = read_certificate(certify(assessment))
    verify(certificate, assessment.pack)

    def forged(change):
        data = json.loads(json.dumps(certificate))
        for fact in data["facts"].values():
            change(fact)
        data["digest"] = digest_of({**data, "digest": None})
        return data

    def fewer(fact):
        fact["counting"] = fact["counting"][:1]

    def shared(fact):
        for report in fact["reports"]:
            report["source"]["origin"] = "one"

    def spelled(fact):
        for report, name in zip(fact["reports"], ("P", "p "), strict=False):
            report["source"]["publisher"] = name

    def unsaid(fact):
        del fact["counting"]

    for change in (fewer, shared, spelled, unsaid):
        with pytest.raises(Refused):
            verify(forged(change))


def test_the_sources_of_a_conclusion_are_found_by_its_notation(assessment):
    [identity] = resolve(assessment, "alert(vessel=two)")
    assert "P (B2) and Q (B3)" in to_text(why(assessment, identity), width=300, colour=False)


def test_in_no_world_is_a_conclusion_firmer_than_the_backed_fact_it_rests_on(case):
    [given] = [each for each in case.facts if "vessel=two" in str(each.fact)]
    unsure = Case(case.pack, [replace(given, qualifier="possible")]).assess()

    swept = sweep(unsure, [given.fact.id])

    assert [dict(found.qualifiers) for found in swept.conclusions if found.type == "alert"] == [{"possible": 1}]


@pytest.mark.parametrize(
    "use",
    [
        lambda case: case.assess(engine="seminaive"),
        pytest.param(lambda case: case.assess(engine="rete"), marks=needs_rete),
        LiveCase,
        lambda case: sweep(case, uncertain=["seen"]),
    ],
    ids=["seminaive", "rete", "incremental", "sweep"],
)
def test_a_pack_that_nobody_has_any_more_is_forgotten_by_whatever_read_it(tmp_path, use):
    path = tmp_path / "lookout.yaml"
    path.write_text(PACK, encoding="utf-8")
    case = case_of(load_pack(path), two=[said("P"), said("Q", "B3")], sure=[said("P", status="confirmed")])
    plan = weakref.ref(plan_of(case.pack))

    assert use(case) is not None

    del case
    gc.collect()
    assert plan() is None
