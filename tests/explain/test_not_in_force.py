"""What was given and does not hold now is said to have been given, with what became of it and since when."""

import json

import pytest

from tocsin.engine import Case, load_pack
from tocsin.explain import to_json, to_text, why
from tocsin.explain.answers.why_not import why_not_text
from tocsin.facts.converting import day_of
from tocsin.questions import why_not

PACK = """
pack: passes
types:
  visit: {who: str}
  waiver: {who: str, days: int}
  refusal: {who: str}
rules:
  - id: refused
    when: [visit: {who: $w}]
    unless: [waiver: {who: $w}]
    then: [refusal: {who: $w}]
  - id: refused-for-long
    when: [visit: {who: $w}]
    unless: [[waiver: {who: $w, days: $d}, $d > 30]]
    then: [refusal: {who: $w}]
"""
CASE = """
case: gate
pack: pack.yaml
as_of: 2024-06-01
facts:
  - visit: {who: Ada}
  - waiver: {who: Ada, days: 10}
    reports: [REPORTS]
"""
REPORTED = "{source: {publisher: Desk, date: 2024-02-01}VALID}"
TAKEN_BACK = f"{REPORTED}, {{source: {{publisher: Desk, date: 2024-03-01}}, status: retracted}}"


def gate(tmp_path, reports, known_by=None):
    (tmp_path / "pack.yaml").write_text(PACK, encoding="utf-8")
    (tmp_path / "gate.yaml").write_text(CASE.replace("REPORTS", reports), encoding="utf-8")
    case = Case.load(tmp_path / "gate.yaml", load_pack(tmp_path / "pack.yaml"))
    return case.assess(engine="seminaive", known_by=known_by)


def exception(assessment):
    [conclusion] = assessment.conclusions
    told = to_text(why(assessment, conclusion.id, every=True), width=300, colour=False)
    return " ".join(told.split())


@pytest.mark.parametrize(
    "reports, became",
    [
        (TAKEN_BACK.replace("VALID", ""), "the report of Desk was taken back on 2024-03-01"),
        (REPORTED.replace("VALID", ", valid_to: 2024-04-30"), "by Desk it held only to 2024-04-30"),
        (REPORTED.replace("VALID", ", valid_from: 2024-07-01"), "by Desk it holds only from 2024-07-01"),
    ],
)
def test_an_exception_that_was_given_is_told_with_what_became_of_it(tmp_path, reports, became):
    told = exception(gate(tmp_path, reports))

    assert (
        f"no waiver was found: waiver(who=Ada, days=10) was given, and is not in force as of 2024-06-01: {became}"
    ) in told
    assert "neither given nor derived" not in told


def test_what_would_not_have_met_the_condition_anyway_is_not_told(tmp_path):
    told = exception(gate(tmp_path, TAKEN_BACK.replace("VALID", "")))

    assert told.count("was given, and is not in force") == 1


def test_what_is_known_later_is_not_told_and_the_day_of_knowledge_is(tmp_path):
    assessment = gate(tmp_path, REPORTED.replace("VALID", ""), known_by=day_of("2024-01-01", "known_by"))

    told = exception(assessment)
    assert "waiver(who=Ada) is neither given nor derived as of 2024-06-01, known by 2024-01-01" in told
    assert "2024-02-01" not in told


def test_the_data_name_the_fact_and_the_reason(tmp_path):
    assessment = gate(tmp_path, TAKEN_BACK.replace("VALID", ""))
    [conclusion] = assessment.conclusions
    data = json.loads(to_json(why(assessment, conclusion.id, every=True)))

    found = [entry["not_in_force"] for node in data["nodes"] for step in node["steps"] for entry in step["unless"]]
    assert [[idle["fact"] for idle in each] for each in found] == [["waiver(who=Ada, days=10)"], []]


def test_a_retraction_is_told_once(tmp_path):
    assessment = gate(tmp_path, TAKEN_BACK.replace("VALID", ""))

    asked = " ".join(why_not_text(why_not(assessment, "waiver"), width=300, colour=False).split())
    assert asked.count("2024-03-01") == 1
    both = f"{TAKEN_BACK.replace('VALID', '')}, {{source: {{publisher: Herald, date: 2024-04-01}}}}"
    shown = to_text(why(gate(tmp_path, both), waiver(gate(tmp_path, both))), width=300, colour=False)
    assert (shown.count("taken back"), shown.count("2024-03-01")) == (1, 1)


def waiver(assessment):
    """The id of the waiver in force."""
    [fact] = [fact for fact in assessment.facts if fact.type == "waiver"]
    return fact.id
