"""The weakest grades that a conclusion needs, and what is told beside the content of a result without changing it."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.engine import Case, load_pack
from tocsin.engine.grades import grade_needed, weakest
from tocsin.facts import Given, Report, Source, parse_fact
from tocsin.facts.json_values import canonical_json
from tocsin.judgement.base_facts import leaves

EXAMPLES = Path(__file__).parents[2] / "examples"
PACK = """
pack: chain
types:
  a: {n: int}
  b: {n: int}
  c: {n: int}
  d: {n: int}
  total: {n: int}
  maybe: {n: int}
rules:
  - {id: a-and-b, when: [{a: {n: $n}}, {b: {n: $n}}], then: [{c: {n: $n}}]}
  - {id: on, when: [{c: {n: $n}}], then: [{d: {n: $n}}]}
  - {id: weaker, when: [{b: {n: $n}}], then: [{d: {n: $n}}], qualifier: possible}
  - {id: back, when: [{d: {n: $n}}], then: [{c: {n: $n}}]}
  - {id: all-of-b, when: [{count: true, over: [{b: {n: $n}}], as: $k}], then: [{total: {n: $k}}]}
  - {id: may, when: [{a: {n: $n}}], then: [{maybe: {n: $n}}], qualifier: possible, stronger_if: [{b: {n: $n}}]}
"""


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    path = tmp_path_factory.mktemp("chain") / "pack.yaml"
    path.write_text(PACK, encoding="utf-8")
    return load_pack(str(path))


def assessed(pack, *facts):
    """The assessment of facts, each with its reports: grades, or reports themselves."""
    givens = []
    for text, *reports in facts:
        told = [r if isinstance(r, Report) else Report(Source(publisher=f"P{n}"), r) for n, r in enumerate(reports)]
        givens.append(Given(parse_fact(text, pack.vocabulary), tuple(told)))
    return Case(pack, givens).assess()


def grades(assessment):
    return {str(each): assessment.grades_of(each.id) for each in assessment.conclusions}


def test_a_conclusion_needs_the_weakest_of_what_it_rests_on(pack):
    found = grades(assessed(pack, ("a(n=1)", "A2"), ("b(n=1)", "C3")))

    assert found == {"c(n=1)": ("C3",), "d(n=1)": ("C3",), "total(n=1)": ("C3",), "maybe(n=1)": ("C3",)}


def test_of_several_reports_of_a_fact_one_is_enough(pack):
    assert grades(assessed(pack, ("a(n=1)", "D4", "B2"), ("b(n=1)", "A1")))["d(n=1)"] == ("B2",)


def test_grades_that_cannot_be_compared_are_all_named(pack):
    assert grades(assessed(pack, ("a(n=1)", "B4"), ("b(n=1)", "C2")))["d(n=1)"] == ("B4", "C2")
    assert grades(assessed(pack, ("a(n=1)", "E5"), ("b(n=1)", "F6")))["d(n=1)"] == ("E5", "F6")


def test_where_no_source_has_a_grade_none_is_told(pack):
    assessment = assessed(pack, ("a(n=1)",), ("b(n=1)", Report(Source(publisher="P"))))

    assert set(grades(assessment).values()) == {()}
    assert "grades" not in assessment.to_data()


def test_reports_that_do_not_count_lend_no_grade(pack):
    said = Report(Source(publisher="P", date=dt.date(2024, 1, 1)), "A1")
    back = Report(Source(publisher="P", date=dt.date(2024, 2, 1)), "A1", "retracted")
    denied = Report(Source(publisher="Q"), "E5", "denied")
    other = Report(Source(publisher="R"), "C3")

    assert grades(assessed(pack, ("a(n=1)", said, back, denied, other), ("b(n=1)", "B2")))["d(n=1)"] == ("C3",)


def test_what_makes_a_weaker_derivation_is_not_needed(pack):
    found = grades(assessed(pack, ("d(n=1)", "A1"), ("b(n=1)", "E5")))

    assert found["c(n=1)"] == ("A1",)


def test_what_strengthens_is_needed(pack):
    assert grades(assessed(pack, ("a(n=1)", "A1"), ("b(n=1)", "C3")))["maybe(n=1)"] == ("C3",)
    assert grades(assessed(pack, ("a(n=1)", "A1"), ("b(n=2)", "C3")))["maybe(n=1)"] == ("A1",)


def test_a_sum_needs_all_that_it_counts(pack):
    assert grades(assessed(pack, ("b(n=1)", "A1"), ("b(n=2)", "D4"), ("b(n=3)", "B2")))["total(n=3)"] == ("D4",)


def test_a_report_that_gives_the_fact_less_firmly_is_not_the_one_it_needs():
    firm = Report(Source(publisher="P"), "C3", qualifier="certain")
    doubtful = Report(Source(publisher="Q"), "A1", qualifier="possible")

    assert grade_needed((firm, doubtful), "certain") == ("C3",)
    assert grade_needed((doubtful,), "possible") == ("A1",)


@given(st.sets(st.sampled_from([letter + digit for letter in "ABCDEF" for digit in "123456"]), min_size=1))
def test_the_weakest_are_some_of_the_grades_and_each_other_has_one_at_least_as_weak(drawn):
    found = weakest(drawn)

    assert set(found) <= drawn
    assert weakest(found) == found
    for grade in drawn - set(found):
        assert any(all(b == a or (b > a and b not in "F6" and a not in "F6") for a, b in zip(grade, other, strict=True))
                   for other in found)  # fmt: skip


FACTS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.integers(1, 2), st.lists(st.sampled_from(["A1", "B4", "C2", "F6", None]))),
    max_size=6,
)


@given(FACTS)
@settings(deadline=None)
def test_the_grades_are_those_of_the_facts_that_a_brief_names(pack, facts):
    assessment = assessed(pack, *((f"{name}(n={n})", *reports) for name, n, reports in facts))

    for conclusion in assessment.conclusions:
        if conclusion.qualifier != "possible_strengthened":
            needed = [grade_needed(fact.supporting, fact.qualifier) for fact in leaves(assessment, conclusion.id)]
            assert weakest(grade for found in needed for grade in found) == assessment.grades_of(conclusion.id)


@pytest.mark.parametrize("name", ["kursk", "chronology"])
def test_the_digest_covers_the_content_and_not_the_grades_and_names_beside_it(name):
    assessment = Case.load(EXAMPLES / f"{name}.yaml").assess()
    data = assessment.to_data()
    beside = ("digest", "engine_warnings", "engines", "grades", "names")
    content = {key: value for key, value in data.items() if key not in beside}

    assert f"sha256:{hashlib.sha256(canonical_json(content).encode()).hexdigest()}" == data["digest"]
    assert canonical_json(data) == assessment.to_json()
    assert data["grades"] == {
        each.id: list(found) for each in assessment.conclusions if (found := assessment.grades_of(each.id))
    }


def test_every_code_in_the_facts_of_a_result_has_its_name():
    data = Case.load(EXAMPLES / "kursk.yaml").assess().to_data()
    fields = [each["fields"] for each in (*data["facts"], *data["conclusions"])]
    values = {value for each in fields for value in each.values() if isinstance(value, str)}

    codes = {value for value in values if value.isupper() and value.isalpha() and len(value) in (2, 3)}
    assert codes >= {"PRK", "RUS", "UN"}
    assert codes <= data["names"].keys() <= values
    assert {"PRK": "North Korea", "USA": "United States", "UN": "United Nations"}.items() <= data["names"].items()


def test_a_pack_without_codes_names_nothing(pack):
    assert "names" not in assessed(pack, ("a(n=1)", "A1")).to_data()
