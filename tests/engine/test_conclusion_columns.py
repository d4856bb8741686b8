"""Columns say of every conclusion what the object says."""

from hypothesis import given

from tests.programs import programs
from tocsin.engine import Case
from tocsin.facts.model import Given, fact_of
from tocsin.rules.read import pack_from_text

PATHS = """
pack: paths
types: {edge: {a: int, b: int}, way: {a: int, b: int}}
rules:
  - {id: one, when: [{edge: {a: $a, b: $b}}], then: [{way: {a: $a, b: $b}}], reads: "{a} leads to {b}, 100 %."}
  - {id: more, when: [{way: {a: $a, b: $b}}, {way: {a: $b, b: $c}}], then: [{way: {a: $a, b: $c}}], reads: "By {b}."}
"""


def held(assessment):
    columns = assessment.columns
    numbers = [conclusion.number for conclusion in assessment.conclusions]
    assert [each.reads for each in assessment.conclusions] == columns.reads(numbers)
    for conclusion in assessment.conclusions:
        assert conclusion.best.rule == columns.best_rule(conclusion.number)
        assert conclusion.rules == columns.rules(conclusion.number)
        assert conclusion.boundary == columns.boundary(conclusion.number)
        assert (assessment.fact(conclusion.id) is not None) == columns.signatures([conclusion.number])[0][-1]


@given(programs())
def test_columns_say_of_any_program_what_the_objects_say(program):
    pack = program.pack()
    types = pack.vocabulary.types
    facts = [Given(fact_of(types[name], row), (), how) for (name, row), how in program.given(types).items()]
    held(Case(pack, facts).assess(engine="seminaive"))


def test_columns_say_of_the_shipped_cases_what_the_objects_say(pytestconfig):
    for name in ("kursk", "chronology"):
        held(Case.load(pytestconfig.rootpath / "examples" / f"{name}.yaml").assess(engine="seminaive"))


def test_columns_say_what_the_objects_say_where_many_ways_are_as_short():
    pack = pack_from_text(PATHS)
    edges = [f"edge(a={a}, b={b})" for a in range(6) for b in range(6) if a != b and (a * b) % 3]
    held(Case(pack, edges).assess(engine="seminaive"))
