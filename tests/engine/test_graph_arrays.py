"""What arrays give of a graph of very many derivations is what values give."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.programs import programs
from tocsin.engine import Case
from tocsin.facts.model import Given, fact_of
from tocsin.rules.read import pack_from_text

relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
EDGES = """
pack: edges
types: {edge: {a: int, b: int}, good: {a: int}, way: {a: int, b: int}, both: {a: int, b: int}}
rules:
  - {id: one, when: [{edge: {a: $a, b: $b}}], then: [{way: {a: $a, b: $b}}], reads: "{a} leads to {b}, 100 %."}
  - {id: more, when: [{way: {a: $a, b: $b}}, {edge: {a: $b, b: $c}}], then: [{way: {a: $a, b: $c}}], reads: "By {b}."}
  - id: weak
    qualifier: possible
    when: [{way: {a: $a, b: $b}}, {way: {a: $b, b: $a}}]
    then: [{both: {a: $a, b: $b}}]
    stronger_if: [{good: {a: $a}}]
    reads: "{b} comes back to {a}."
  - {id: back, when: [{both: {a: $a, b: $b}}], then: [{way: {a: $b, b: $b}}]}
"""


class Told:
    """An assessment of the same twice: by values, and by arrays that give way to values after so much."""

    def __init__(self, monkeypatch):
        self._patch = monkeypatch.setattr

    def hold(self, case, heights, rounds):
        self._patch("tocsin.engine.graph_arrays._SOME", heights)
        self._patch("tocsin.engine.circles._ROUNDS", rounds)
        told = []
        for many in (10**9, 0):
            self._patch("tocsin.engine.derivation_store.MANY", many)
            found = case.assess(engine="seminaive")
            graph = found.graph
            by_arrays = many == 0 and len(graph) > 0 and not graph.plan.has_totals
            assert (graph.arrays is not None) == by_arrays
            own = (graph.strength, graph.depth, graph.settled, graph.derivation_strengths, graph.by_conclusion)
            columns = [found.columns.best_rule(number).id for number in graph.concluded]
            sentences = found.columns.reads(graph.concluded)
            told.append((found.to_json(), "".join(found.json_pieces()), own, columns, sentences))
        assert told[0] == told[1]


@pytest.fixture
def told(monkeypatch):
    return Told(monkeypatch)


@pytest.mark.soak
@relaxed
@given(programs(reported=True), st.sampled_from([0, 1, 50]), st.sampled_from([0, 2, 5, 200]))
def test_arrays_give_of_any_program_what_values_give(told, program, heights, rounds):
    pack = program.pack()
    types = pack.vocabulary.types
    facts = [Given(fact_of(types[name], row), (), how) for (name, row), how in program.given(types).items()]
    told.hold(Case(pack, facts), heights, rounds)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("heights, rounds", [(50, 200), (0, 200), (1, 3), (50, 0), (50, 9)])
def test_arrays_find_circles_and_heights_among_ways(told, seed, heights, rounds):
    dice = Random(seed)
    edges = {(dice.randrange(12), dice.randrange(12)) for _ in range(10 + 3 * seed)}
    facts = [f"edge(a={a}, b={b})" for a, b in edges] + ["good(a=3)", "way(a=1, b=2)"]
    told.hold(Case(pack_from_text(EDGES), facts), heights, rounds)


def test_arrays_follow_a_chain_and_a_ring(told):
    chain = [f"edge(a={n}, b={n + 1})" for n in range(70)]
    told.hold(Case(pack_from_text(EDGES), chain), 50, 200)
    told.hold(Case(pack_from_text(EDGES), [*chain[:40], "edge(a=40, b=0)"]), 3, 20)
