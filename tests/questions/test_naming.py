"""An id is one fact, everywhere; facts that agree in the short digits of their ids are two, and go by longer ones."""

import cProfile
import pstats
from pathlib import Path

import pytest

from tests.meeting import FACTS
from tests.programs import to_yaml
from tests.vocabulary import VOCABULARY
from tocsin.engine import Case, LiveCase, load_pack
from tocsin.explain import resolve, to_text, why
from tocsin.facts import parse_fact
from tocsin.facts.problems import ProblemError
from tocsin.facts.read import read_case
from tocsin.ledger.facts import find_fact
from tocsin.questions import flip, support, sweep, what_if, why_not

EXAMPLES = Path(__file__).parents[2] / "examples"
PLACED, COUNTED = {"who": "$w", "place": "$p"}, {"counted": {"n": "$n"}}
RULES = {
    "pack": "sightings",
    "types": {
        "report": {"who": "str", "place": "str?"},
        "seen": {"who": "str", "place": "str?"},
        "unit": {"name": "str"},
        "counted": {"n": "int"},
    },
    "rules": [
        {"id": "bare", "when": [{"report": {"who": "$w"}}], "then": [{"seen": {"who": "$w"}}]},
        {"id": "at", "when": [{"report": PLACED}], "then": [{"seen": PLACED}]},
        {"id": "count", "when": [{"count": True, "over": [{"unit": {}}], "as": "$n"}], "then": [COUNTED]},
    ],
}  # fmt: skip
REPORTS = ["report(who=A)", "report(who=A, place=Kursk)", "report(who=A, place=Kyiv)"]
MEETING = list(FACTS)


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    path = tmp_path_factory.mktemp("sightings") / "pack.yaml"
    path.write_text(to_yaml(RULES), encoding="utf-8")
    return load_pack(path)


@pytest.fixture
def reports(pack):
    return Case(pack, REPORTS).assess(engine="seminaive")


@pytest.fixture
def meeting(pack):
    return Case(pack, MEETING).assess()


def id_of(assessment, text):
    return next(fact.id for fact in assessment.facts if str(fact.fact) == text)


# -- absent fields ----------------------------------------------------------------------------------------------------


def test_to_retract_an_id_retracts_that_fact_and_no_other(reports):
    bare = id_of(reports, "report(who=A)")

    assert [text.removeprefix("retract ") for text in edits(what_if(reports, retract=[bare]))] == ["report(who=A)"]
    assert len(what_if(reports, retract=["report(who=A)"]).edits) == 3


def edits(difference):
    return difference.to_json()["edits"]


def test_the_fact_itself_means_no_other_either(reports, pack):
    bare = parse_fact("report(who=A)", pack.vocabulary)

    assert edits(what_if(reports, retract=[bare])) == ["retract report(who=A)"]


def test_a_question_about_an_id_is_about_that_fact(pack):
    assessment = Case(pack, ["report(who=A, place=Kursk)"]).assess(engine="seminaive")
    both = {c.fact_text: c.id for c in assessment.conclusions}
    placeless = Case(pack, ["report(who=A)"]).assess(engine="seminaive")

    assert [both["seen(who=A)"]] == holding(assessment, both["seen(who=A)"])
    assert holding(placeless, assessment.facts[0].fact) == []
    # Of the fact without a place, another that has one differs in just that.
    asked = parse_fact("seen(who=B)", pack.vocabulary)
    assert holding(Case(pack, ["report(who=A)"]).assess(engine="seminaive"), asked) == []
    assert flip(assessment, both["seen(who=A)"]).removes


def holding(assessment, asked):
    """The ids of the facts that a question finds to hold already."""
    found = why_not(assessment, asked)
    return [assessment.numbered.ids[number] for number in found.unmet[found.sought].holds]


# -- ids that meet ----------------------------------------------------------------------------------------------------


def test_facts_whose_short_ids_meet_are_both_kept_and_go_by_longer_ones(meeting):
    first, second = sorted(fact.id for fact in meeting.facts)

    assert [conclusion.fact_text for conclusion in meeting.conclusions] == ["counted(n=2)"]
    assert (len(first), len(second)) == (24, 24)
    assert first[:12] == second[:12]
    assert [first, second] == sorted(meeting.conclusions[0].derivations[0].premises)
    assert [first, second] == [fact["id"] for fact in sorted(meeting.to_data()["facts"], key=lambda fact: fact["id"])]


def test_a_case_read_from_a_file_keeps_both(tmp_path, pack):
    path = tmp_path / "case.yaml"
    path.write_text(to_yaml({"case": "c", "facts": [{"unit": {"name": text[10:-1]}} for text in MEETING]}))

    assert [str(given.fact) for given in read_case(path, lambda _: pack.vocabulary).facts] == MEETING
    assert len(list(LiveCase(Case.load(path, pack)).memory.given)) == 2


def test_every_question_tells_them_apart(meeting):
    for text in MEETING:
        identity = id_of(meeting, text)
        assert (identity,) == resolve(meeting, identity)
        assert text in to_text(why(meeting, identity), width=80, colour=False)
        gone = what_if(meeting, retract=[identity])
        assert [f"retract {text}"] == edits(gone)
        assert [change.after and change.after.text for change in gone.gained] == ["counted(n=1)"]
        assert identity in support(meeting, meeting.conclusions[0].id).supports[0].facts
        assert [identity] == [fact.id for fact in sweep(meeting, uncertain=[text]).uncertain]
    with pytest.raises(ProblemError) as caught:
        resolve(meeting, id_of(meeting, MEETING[0])[:12])
    assert all(id_of(meeting, text) in str(caught.value.problems[0].hint) for text in MEETING)


def test_a_ledger_tells_them_apart(pack):
    givens = Case(pack, MEETING).facts
    with pytest.raises(ProblemError) as caught:
        find_fact(givens, givens[0].fact.id, pack.vocabulary)
    hint = caught.value.problems[0].hint
    for given in givens:
        [longer] = [part.split()[-3] for part in hint.split(";") if str(given.fact) in part]
        assert given.fact == find_fact(givens, longer, pack.vocabulary)


# -- once for each fact -----------------------------------------------------------------------------------------------


def test_loading_a_case_works_out_each_id_once_and_no_row_again():
    pack = Case.load(EXAMPLES / "chronology.yaml").pack
    profile = cProfile.Profile()
    with profile:
        case = Case.load(EXAMPLES / "chronology.yaml", pack)
        ids = {given.fact.id for given in case.facts}
    counts = {name: called[0] for (_, _, name), called in pstats.Stats(profile).stats.items()}  # type: ignore[attr-defined]

    assert (0, len(ids)) == (counts.get("_worked_out", 0), counts["identity"])


def test_a_changed_copy_of_a_fact_is_another_fact():
    hop = parse_fact("edge(source=1, target=2)", VOCABULARY)
    before = hop.id
    other = hop.model_copy(update={"target": 3})

    assert other.key == ("edge", (1, 3))
    assert before != other.id
    assert {"source", "target"} == set(dict(hop))
