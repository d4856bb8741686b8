"""Two facts of one short id are two facts everywhere, and go by the longer id wherever they are shown."""

import json

import pyarrow as pa
import pytest

from tests.meeting import FACTS, LONGER, NAMES, PACK, SHORT
from tocsin.bulk import run as run_bulk
from tocsin.engine import Case
from tocsin.engine.incremental import LiveCase
from tocsin.explain import to_text, why
from tocsin.facts.model import Given
from tocsin.facts.notation import parse_fact
from tocsin.facts.reports import Report, Source
from tocsin.ledger import Ledger, PackText, change
from tocsin.ledger.recorded import assertion, further_report
from tocsin.proof import certify, read_certificate, verify
from tocsin.questions import support, sweep, watch
from tocsin.rules.read import parse_pack


@pytest.fixture(scope="module")
def pack():
    return parse_pack({"meeting.yaml": PACK}, "meeting")


@pytest.fixture
def assessment(pack):
    return Case(pack, FACTS).assess()


def counted(assessment):
    return [conclusion.fields["units"] for conclusion in assessment.conclusions if conclusion.type == "strength"]


def test_their_short_ids_are_one(pack):
    assert {SHORT} == {parse_fact(text, pack.vocabulary).id for text in FACTS}


def test_a_result_has_both_and_each_derivation_names_its_own(assessment):
    data = assessment.to_data()
    assert {fact["id"] for fact in data["facts"]} == LONGER
    premises = {each["id"]: each["derivations"][0]["premises"] for each in data["conclusions"]}
    assert sorted(map(len, premises.values())) == [1, 1, 2]
    assert {name for named in premises.values() for name in named} == LONGER
    assert counted(assessment) == [2]


def test_explanations_and_questions_tell_them_apart(assessment):
    [strength] = [each.id for each in assessment.conclusions if each.type == "strength"]
    told = to_text(why(assessment, strength), width=80, colour=False)
    assert all(name in told for name in NAMES)
    [found] = support(assessment, strength).supports
    assert set(found.facts) == LONGER
    swept = {each.id: each.worlds for each in sweep(assessment, sorted(LONGER)).conclusions}
    assert sorted(swept.values()) == [1, 2, 2, 2]
    assert all(each.example.row[0] not in NAMES for each in watch(assessment).indicators)


def test_a_certificate_of_them_is_accepted_and_one_that_merges_them_is_not(assessment):
    certificate = read_certificate(certify(assessment))
    verify(certificate)
    verify(certificate, assessment.pack)
    assert set(certificate["facts"]) == LONGER
    asked = read_certificate(certify(assessment, [assessment.conclusions[0].id]))
    verify(asked, assessment.pack)


def test_a_live_case_shows_each_by_its_id_as_it_goes_then(pack):
    live = LiveCase(Case(pack, FACTS[:1]))
    step = live.assert_given(FACTS[1:])
    after = live.case.assess()

    assert [fact.id for fact in step.in_force] == [fact.id for fact in after.facts if NAMES[1] in str(fact.fact)]
    gone = live.withdraw(FACTS[1:])
    assert [fact.id for fact in gone.out_of_force] == [fact.id for fact in step.in_force]
    assert [len(fact.id) for fact in live.assert_given(["unit(name=other)"]).in_force] == [12]
    assert [fact.id for fact in live.withdraw(FACTS[:1]).out_of_force] == [SHORT]


def test_a_bulk_run_has_what_each_case_has_by_itself(pack):
    cases = ["both", "both", "one", "other"]
    table = pa.table({"case_id": cases, "name": [*NAMES, NAMES[0], NAMES[1]]})
    results = run_bulk(pack, {"unit": table})

    facts = results.facts.to_arrow().to_pylist()
    assert {each["id"] for each in facts if each["case_id"] == "both"} == LONGER
    assert [each["id"] for each in facts if each["case_id"] != "both"] == [SHORT, SHORT]
    told = {each["case_id"]: json.loads(each["fields"]) for each in results.conclusions.to_arrow().to_pylist()
            if each["type"] == "strength"}  # fmt: skip
    assert told == {"both": {"units": 2}, "one": {"units": 1}, "other": {"units": 1}}
    ways = [each["premises"] for each in results.derivations.to_arrow().to_pylist() if each["case_id"] == "both"]
    assert {name for premises in ways for name in premises} == LONGER


def test_a_ledger_keeps_both_and_what_is_said_of_one_touches_the_other_not(tmp_path):
    report = Report(Source(publisher="Post"))
    with Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger:
        held = ledger.new_case("meeting", PackText(json.dumps({"meeting.yaml": PACK})))
        vocabulary = held.pinned().parse().vocabulary
        first, second = (parse_fact(text, vocabulary) for text in FACTS)
        done = change(held, [assertion(Given(each, (report,))) for each in (first, second)])
        assert counted(done.after) == [2]
        taken = change(held, [further_report(second, Report(Source(publisher="Post"), None, "retracted"))])
        assert [str(fact.fact) for fact in taken.after.facts] == [str(first)]
        with held.live() as live:
            step = live.assert_fact(FACTS[1], report)
            assert [len(fact.id) for fact in step.difference.in_force] == [24]
