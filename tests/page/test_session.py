"""A reader's page without a browser: what it is told of each change comes from the library, and equals its answers."""

import json
from pathlib import Path

import pytest

from tocsin.engine import Case
from tocsin.engine.case_file import case_data, to_yaml
from tocsin.facts.problems import ProblemError
from tocsin.facts.strength_words import strength
from tocsin.page import PageView, Session
from tocsin.page.browser import open_page
from tocsin.questions import what_if
from tocsin.rules.kept_packs import packed
from tocsin.rules.read.pack import pack_from_text

KURSK = Case.load(Path(__file__).parents[2] / "examples" / "kursk.yaml")
SIGNIFICANT = "30364f9437b0"
"""More than 10,000 troops fighting would be highly significant."""
NIS = next(each.fact.id for each in KURSK.facts if "10900..11000" in str(each.fact))


@pytest.fixture(scope="module")
def session():
    return Session(KURSK)


def changed(answer, kind):
    return {change["id"] for change in answer["changes"] if change["kind"] == kind}


def test_an_untouched_page_tells_what_the_shell_tells(session):
    session.answer("state", {})

    assert KURSK.assess(engine="seminaive").digest == session.answer("beside", {})["digest"]


def test_a_page_in_the_browser_reads_the_same_case_by_the_same_pack(session):
    again = open_page(memoryview(packed(KURSK.pack)), json.dumps(case_data(KURSK)))

    assert session.base.digest == again.base.digest
    assert session.answer("opening", {}) == again.answer("opening", {})


def test_what_moves_is_what_what_if_finds(session):
    answer = session.answer("state", {"off": [NIS]})
    found = what_if(KURSK, retract=[NIS])

    assert {change.standing.id for change in found.lost} == changed(answer, "fell") != set()
    assert {change.standing.id for change in found.gained} == changed(answer, "appeared")


@pytest.mark.parametrize(
    "headcount, words",
    [("10001", "follows"), ("9000..10900", "possible, at the boundary"), ("9000", None)],
)
def test_a_figure_dragged_across_the_threshold_fades_what_follows(session, headcount, words):
    answer = session.answer("state", {"altered": {NIS: {"headcount": headcount}}})
    found = session.assessment.conclusion(SIGNIFICANT)
    moved = {change["id"]: change for change in answer["changes"]}

    assert words == (None if found is None else strength(found.qualifier, found.boundary))
    assert (words == "follows") == (SIGNIFICANT not in moved)
    assert words == "follows" or "S17" in moved[SIGNIFICANT]["statements"]


def test_what_a_reader_alters_nobody_is_said_to_have_reported(session):
    session.look(PageView(altered={NIS: {"headcount": "10950"}}))
    [supposed] = [fact for fact in session.assessment.facts if "10950" in str(fact.fact)]

    assert supposed.reports == ()


def test_a_silent_statement_says_what_blocks_it_or_what_it_waits_for():
    few = Session(Case(KURSK.pack, ["un_authorisation(state=PRK)", *KURSK.facts[:1]]))
    silent = few.answer("beside", {})["silent"]
    reasons = {(each["label"], each["says"]) for lacks in silent.values() for lack in lacks for each in lack["reasons"]}

    assert {each["id"]: each["state"] for each in few.answer("state", {})["statements"]}["S17"] == "silent"
    assert any(label == "lacking" and says.startswith("troop_deployment(") for label, says in reasons)
    assert {lack["blocked"] for lacks in silent.values() for lack in lacks} <= {True, False}


def test_an_exception_that_holds_is_told_as_blocking():
    facts = ["order(item=A, paid=true)", "hold(item=A)"]
    pack = """
      pack: shop
      types: {order: {item: str, paid: bool}, hold: {item: str}, sent: {item: str}}
      document: {title: T, sha256: "%s", characters: 4, bytes: 4}
      statements:
        - {id: S1, line: 1, start: 0, end: 4, sha256: "%s", modality: indicative, paraphrase: Paid orders are sent.}
      rules:
        - {id: send, cites: [S1], when: [{order: {item: $i, paid: true}}], unless: [{hold: {item: $i}}],
           then: [{sent: {item: $i}}]}
    """ % (("0" * 64,) * 2)
    shop = pack_from_text(pack)
    [lack] = Session(Case(shop, facts)).answer("beside", {})["silent"]["S1"]

    assert lack["blocked"]
    assert lack["reasons"] == [{"label": "blocked", "says": "an exception holds: hold(item=A)"}]


def test_the_slider_shows_what_was_known_on_the_day(session):
    before = session.answer("state", {"as_of": "2024-10-24"})

    assert (before["heading"]["as_of"], before["heading"]["known_by"]) == ("2024-10-24", "2024-10-24")
    found = KURSK.assess(as_of=session.assessment.as_of, engine="seminaive")
    assert found.digest == session.assessment.digest


def test_what_is_taken_away_is_read_back_as_the_same_case(session):
    session.look(PageView(added=("un_authorisation(state=PRK)",), switched={"kursk-counts-as-theatre": False}))
    case = Case.from_text(session.answer("export", {"kind": "case"})["text"])

    assert session.assessment.digest == case.assess(engine="seminaive").digest
    session.look(PageView())


def test_another_case_takes_the_place_of_the_first():
    session = Session(Case(KURSK.pack, ["un_authorisation(state=PRK)"]))
    opened = session.answer("open", {"text": to_yaml(KURSK), "name": "kursk.yaml"})

    assert KURSK.assess(engine="seminaive").digest == opened["digest"] == session.assessment.digest


def test_what_is_to_be_asserted_is_once_what_the_case_has_not_and_the_rest_is_told(session):
    known, other = KURSK.facts[0].fact, "un_authorisation(state=IRN)"
    deployment = next(each.fact for each in KURSK.facts if each.fact.fact_type().name == "troop_deployment")
    view = {
        "added": [other, f" {other}", str(known), "un_authorisation(state=PRK)"],
        "altered": {deployment.id: {"headcount": "7"}},
        "off": [Case(KURSK.pack, ["un_authorisation(state=PRK)"]).facts[0].fact.id],
    }
    told = session.answer("unrecorded", view)

    assert [each["text"].split("(")[0] for each in told["facts"]] == ["troop_deployment", "un_authorisation"]
    assert "headcount=7" in told["facts"][0]["text"]
    assert [each["text"] for each in told["known"]] == [str(known)]
    assert session.answer("unrecorded", {}) == told


@pytest.mark.parametrize(
    "asked, parts",
    [
        ("state", {"off": "all"}),
        ("state", {"as_of": "yesterday"}),
        ("state", {"altered": {"a": {"b": 1}}}),
        ("state", {"switched": {"a": "on"}}),
        ("state", {"colour": "red"}),
        ("stat", {}),
        ("export", {"kind": "film"}),
    ],
)
def test_what_is_no_view_is_refused_with_its_code(session, asked, parts):
    assert [each["code"] for each in json.loads(session.answer_json(asked, json.dumps(parts)))["problems"]] == ["T724"]


def test_a_view_that_cannot_be_taken_leaves_the_page_as_it_was(session):
    session.look(PageView(off=(NIS,)))
    before = session.assessment
    with pytest.raises(ProblemError):
        session.look(PageView(added=("troops(", "nothing(a=1)")))

    assert before is session.assessment
    session.look(PageView())


def test_offers_name_the_words_that_rules_and_facts_know(session):
    offered = session.answer("offers", {"text": "troop_deployment(theatre="})["offers"]

    assert "troop_deployment(theatre=ukraine_war" in "\n".join(each["text"] for each in offered)


@pytest.mark.parametrize(
    "asked, parts, place",
    [
        ("why", "{}", "why.fact"),
        ("why-not", "{}", "why-not.fact"),
        ("flip", '{"fact": 5}', "flip.fact"),
        ("rules", "{}", "rules.rules"),
        ("rules", '{"rules": [1]}', "rules.rules[0]"),
        ("rules", '{"rules": "S1"}', "rules.rules"),
        ("offers", "{}", "offers.text"),
        ("open", '{"text": "facts: []"}', "open.name"),
        ("document", '{"name": "text.md"}', "document.text"),
        ("export", "{}", "export.kind"),
        ("why", "[]", "parts"),
        ("why", "{", "parts"),
    ],
)
def test_a_part_that_a_question_lacks_is_a_problem_at_its_place(session, asked, parts, place):
    [problem] = json.loads(session.answer_json(asked, parts))["problems"]

    assert place == problem["place"]


def test_a_day_is_read_as_days_are_everywhere(session):
    with pytest.raises(ProblemError, match="write YYYY-MM-DD"):
        session.answer("state", {"as_of": "2024-W47-3"})
