"""The relational engine against ``seminaive``: the same facts, derivations, qualifiers and depths, case by case."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, cast

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.bulk.tables import Given, derived, found, rows_of, told
from tests.programs import IN_COLUMNS, Program, in_columns, programs
from tocsin.bulk import run
from tocsin.bulk.lowering.columns import ANY_NUMBER, TooWide
from tocsin.engine import seminaive
from tocsin.engine.case import Case
from tocsin.engine.conclusions import Conclusion
from tocsin.engine.derivation import DerivationGraph
from tocsin.engine.facts_by_id import Facts
from tocsin.engine.plan import STRENGTH, Plan
from tocsin.engine.planning import compile_plan
from tocsin.facts.json_values import canonical_json
from tocsin.facts.printing import plain
from tocsin.facts.quantity import Quantity
from tocsin.facts.reports import Report
from tocsin.rules.shipped import load_pack

EXAMPLES = Path(__file__).parents[2] / "examples"
RELATIONS = ("facts", "conclusions", "derivations", "strengtheners", "failures")
# An example derives in SQL, which takes a tenth of a second: fewer of them, unless this is a soak.
relaxed = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    deadline=None,
    max_examples=max(12, settings.default.max_examples // 4 if settings.default else 0),
)


def expected_of(plan: Plan, active: frozenset[int], case_no: int, facts: Given) -> dict[str, Counter[Any]]:
    """The relations of one case, by ``seminaive`` and the derivation graph."""
    rows: dict[str, list] = {}
    for name, row in facts:
        rows.setdefault(name, []).append(row)
    evaluation = seminaive.evaluate(plan, rows, active)
    listed = zip(evaluation.types[: evaluation.given], evaluation.rows, strict=False)
    strengths = [STRENGTH[cast("Any", facts[item])] for item in listed]
    graph = DerivationGraph(plan, evaluation, strengths)
    numbered = Facts(graph)
    conclusions = [Conclusion(numbered, number) for number in graph.by_conclusion]
    derivations = [derivation for conclusion in conclusions for derivation in conclusion.derivations]
    named = [(d, (case_no, d.conclusion, d.rule.id, d.premises, d.tie)) for d in derivations]
    return {
        "facts": Counter(
            (case_no, numbered.ids[n], graph.types[n], numbered.fields[n], strengths[n]) for n in range(graph.given)
        ),
        "conclusions": Counter(
            (case_no, c.id, c.type, canonical_json(c.fields), STRENGTH[c.qualifier], c.boundary, c.depth)
            for c in conclusions
        ),
        "derivations": Counter((*name, STRENGTH[d.qualifier], d.boundary, d.height) for d, name in named),
        "strengtheners": Counter((*name, d.strengthened_by) for d, name in named if d.strengthened_by is not None),
        "failures": Counter((case_no, f.rule, f.text, f.reason) for f in evaluation.failures),
    }


def assert_agreement(plan: Plan, active: frozenset[int], cases: Sequence[Given], at_once: int = 1_000_000) -> None:
    """Every relation of a run over the cases holds what each case holds by itself."""
    relations = derived(plan, active, cases, at_once=at_once)
    alone = [expected_of(plan, active, case_no, case) for case_no, case in enumerate(cases)]
    for relation in RELATIONS:
        expected = sum((case[relation] for case in alone), Counter[Any]())
        found = rows_of(relations, getattr(relations, relation))
        assert expected == found, f"{relation}: missing {expected - found}, too many {found - expected}"
    relations.close()


@st.composite
def several_cases(draw: Any) -> tuple[Program, list[list]]:
    """A program, and its facts dealt out to a few cases, some to several."""
    program = in_columns(draw(programs()))
    count = draw(st.integers(1, 4))
    held = draw(st.lists(st.integers(1, 2**count - 1), min_size=len(program.facts), max_size=len(program.facts)))
    cases = [
        [fact for fact, mask in zip(program.facts, held, strict=True) if mask >> case & 1] for case in range(count)
    ]
    return program, cases


@pytest.mark.soak
@relaxed
@given(several_cases(), st.sampled_from([1_000_000, 7, 1]))
def test_many_cases_at_once_give_what_each_gives_alone(drawn, at_once):
    program, dealt = drawn
    pack = program.pack()
    plan = compile_plan(pack)
    cases = [Program(program.data, facts, {}).given(pack.vocabulary.types) for facts in dealt]
    try:
        assert_agreement(plan, plan.active(program.assumptions), cases, at_once)
    except TooWide as wide:
        # A computed figure of which both ends are open, or beyond 64 bits indeed: such a case is answered by itself.
        beyond = wide.number.lstrip("-").isdecimal() and not -(2**63) <= int(wide.number) < 2**63
        assume(wide.number != ANY_NUMBER and not beyond)
        raise


def reported_rows(case_id: str, case: Case, name: str) -> list[dict[str, Any]]:
    """The rows of a type: one for each report of a fact, or one that reports nothing."""
    return [
        {
            "case_id": case_id,
            **{field: plain(value) if isinstance(value, Quantity) else value for field, value in each.fact},
            **{"source": report.source.publisher, "source.origin": report.source.origin},
            **{"source.date": report.source.date, "grade": report.grade, "status": report.status},
            **{"valid_from": report.valid_from, "valid_to": report.valid_to},
            "qualifier": report.qualifier or each.qualifier,
        }
        for each in case.facts
        if each.fact.fact_type().name == name
        for report in each.reports or (Report(status="assumed"),)
    ]


@pytest.mark.soak
@settings(relaxed, max_examples=max(5, settings.default.max_examples // 8 if settings.default else 0))
@given(programs(reported=True).map(in_columns), st.integers(0, 2**32))
def test_cases_with_reports_in_tables_conclude_what_each_concludes_alone(program, seed):
    """Of facts that are stated: what is in force, how firmly, and how well it is backed, is for tables to find."""
    dice, pack = Random(seed), program.pack()
    chosen = {f"c{number}": [fact for fact in program.facts if dice.random() < 0.6] for number in range(3)}
    cases = {case_id: replace(program, facts=facts).case(pack) for case_id, facts in chosen.items()}
    tables = {
        name: [row for case_id, case in cases.items() for row in reported_rows(case_id, case, name)]
        for name in IN_COLUMNS
    }
    assume(any(tables.values()))
    on = {name for name, is_on in program.assumptions.items() if is_on}
    results = run(
        pack,
        {name: pa.Table.from_pylist(rows) for name, rows in tables.items() if rows},
        as_of=program.as_of,
        assume=on,
        without=program.assumptions.keys() - on,
    )

    alone = (told(case_id, case.assess(engine="seminaive")) for case_id, case in cases.items())
    assert sum(alone, Counter[tuple[Any, ...]]()) == found(results)


def test_the_shipped_pack_concludes_in_one_run_what_it_concludes_of_each_of_its_cases():
    pack = load_pack("russia-dprk")
    plan = compile_plan(pack)
    cases = [{(g.fact.fact_type().name, g.fact.row): g.qualifier for g in case.facts} for case in pack.cases]
    for name in ("chronology.yaml", "kursk.yaml"):
        case = Case.load(EXAMPLES / name)
        cases.append({(g.fact.fact_type().name, g.fact.row): g.qualifier for g in case.facts})
    assert_agreement(plan, frozenset(range(len(plan.rules))), cases)


def program_of(rules: list[dict], facts: Sequence[tuple[str, dict]]) -> tuple[Plan, dict]:
    program = Program(
        {"pack": "small", "types": IN_COLUMNS, "rules": rules},
        [(name, fields, "certain") for name, fields in facts],
        {},
    )
    pack = program.pack()
    return compile_plan(pack), program.given(pack.vocabulary.types)


CLOSURE = [
    {
        "id": "step",
        "when": [{"point": {"n": "$i", "m": "$j"}}],
        "then": [{"pair": {"a": "$i", "b": "$j"}}],
    },
    {
        "id": "way",
        "when": [{"pair": {"a": "$i", "b": "$j"}}, {"pair": {"a": "$j", "b": "$k"}}],
        "then": [{"pair": {"a": "$i", "b": "$k"}}],
        "qualifier": "likely",
    },
]


def road(*stops: int) -> list[tuple[str, dict]]:
    """A point for each stretch of a road."""
    return [("point", {"n": n, "m": m, "name": ""}) for n, m in pairwise(stops)]


def test_recursion_through_loops_ends_with_every_derivation_in_every_case():
    plan, loop = program_of(CLOSURE, road(1, 2, 3, 1, 4, 5))
    _, line = program_of(CLOSURE, road(*range(12)))
    _, shared = program_of(CLOSURE, road(3, 1, 2))
    assert_agreement(plan, frozenset({0, 1}), [loop, line, shared])


@pytest.mark.parametrize("at_once", [30, 1])
def test_joins_made_in_stretches_of_cases_find_what_one_join_finds(at_once):
    # Given facts that recursive rules join, too, and that differ in strength; some cases have none, the last as well.
    met = {"id": "met", "when": [{"pair": {"a": "$i"}}, {"point": {"m": "$i"}}], "then": [{"score": {"n": "$i"}}]}
    plan, facts = program_of([*CLOSURE, met], road(1, 2, 3, 1))
    weaker = dict.fromkeys(facts, "likely")
    cases = [{}, *([facts, weaker, {}] * 6)]
    assert_agreement(plan, frozenset({0, 1, 2}), cases, at_once)


def test_cases_do_not_meet_and_the_same_facts_in_one_case_do():
    plan, first = program_of(CLOSURE, road(1, 2))
    _, second = program_of(CLOSURE, road(2, 3))
    apart = derived(plan, frozenset({0, 1}), [first, second])
    together = derived(plan, frozenset({0, 1}), [{**first, **second}])
    assert [len(relations.rows(relations.conclusions)) for relations in (apart, together)] == [2, 3]


def test_rules_without_facts_for_them_leave_no_tables():
    plan, none = program_of(CLOSURE, [])
    relations = derived(plan, frozenset({0, 1}), [none])
    assert [[]] * len(RELATIONS) == [relations.rows(getattr(relations, name)) for name in RELATIONS]
    assert relations.counts == {"facts": {}, "conclusions": {}, "derivations": {}}


ODD = ("\x01", 'a"b\\c', "\n\t", "é\u2028", "plain")


def test_texts_and_numbers_have_the_ids_that_python_gives_them():
    rules = [
        {
            "id": "heats",
            "when": [{"gauge": {"n": "$i", "level": "$x", "amount": "$q"}}, {"point": {"name": "$s"}}],
            "then": [{"heat": {"n": "$i", "amount": "$q", "level": "$x"}}, {"mark": {"name": "$s"}}],
        }
    ]
    gauges = [
        ("gauge", {"n": at, "level": level, "amount": amount})
        for at, (level, amount) in enumerate(
            [(1e22, "1e300.."), (0.1, "0.1..3"), (1e15, "..1e15"), (2.0, "9007199254740992")]
        )
    ]
    plan, facts = program_of(rules, [*gauges, *(("point", {"n": 1, "m": 2, "name": name}) for name in ODD)])
    assert_agreement(plan, frozenset({0}), [facts])


ALONE: dict[str, list[Any]] = {
    "one comparison": ["$i > 5"],
    "several": [["$i > 5", "$i < 8"]],
    "two exceptions": ["$i > 5", ["$i < 3", "$x == 0.5"]],
    "of a range": ["$r > 5"],
    "of a range and of a number": [["$r > 5", "$i > 2"]],
    "with no value": ["$i / ($i - 7) > 1"],
    "beside a pattern": [["$i > 5"], {"point": {"n": "$i"}}],
    "in SQL, then in Python": ["$i > 8", "$i * $x > 2"],
}


@pytest.mark.parametrize("alone", ALONE)
@pytest.mark.parametrize("strengthens", [False, True])
def test_an_exception_may_be_of_comparisons_alone(alone, strengthens):
    rule: dict[str, Any] = {
        "id": "heats",
        "when": [{"gauge": {"n": "$i", "level": "$x", "amount": "$r"}}],
        "then": [{"heat": {"n": "$i", "amount": "$r", "level": "$x"}}],
    }
    if strengthens:
        first, *_ = ALONE[alone]
        rule |= {"stronger_if": first if isinstance(first, list) else [first], "qualifier": "possible"}
    else:
        rule["unless"] = ALONE[alone]
    gauges = [("gauge", {"n": n, "level": 0.5, "amount": f"{n}..{n + 2}"}) for n in (2, 4, 6, 7, 9)]
    plan, facts = program_of([rule], [*gauges, ("point", {"n": 4, "m": 1, "name": ""})])
    _, other = program_of([], gauges[:2])
    assert_agreement(plan, frozenset({0}), [facts, other])


def too_wide(number: str) -> str:
    return (
        f"rule adds: the number {number} is beyond what the relational engine holds exactly (whole numbers go up to 64 "
        "bits, bounds of quantities up to what a double holds; assess such a case by itself)"
    )


POINT, GAUGE = {"point": {"n": "$i"}}, {"gauge": {"amount": "$r"}}
HEAT, PAIR = [{"heat": {"amount": "$q"}}], [{"pair": {"a": "$v", "b": 1}}]
TWO_TO_53 = "9007199254740993"
WIDE = {
    "computed from one fact": ([POINT, {"let": {"$v": "$i + 1"}}], PAIR, str(2**63 - 1), str(2**63)),
    "computed from two": ([POINT, GAUGE, {"let": {"$v": "$i + 1"}}], PAIR, str(2**63 - 1), str(2**63)),
    "computed as a bound": ([POINT, GAUGE, {"let": {"$q": "$r + $i"}}], HEAT, TWO_TO_53, TWO_TO_53),
    "concluded as a bound": ([{"point": {"n": "$q"}}], HEAT, TWO_TO_53, TWO_TO_53),
    "concluded as a bound from two": ([{"point": {"n": "$q"}}, GAUGE], HEAT, TWO_TO_53, TWO_TO_53),
    "summed": (
        [{"sum": "$i", "over": [{"point": {"n": "$i"}}], "by": [], "as": "$v"}],
        PAIR,
        str(2**63 - 1),
        str(2**63),
    ),
}


@pytest.mark.parametrize("way", WIDE)
def test_a_number_too_wide_for_columns_is_refused_and_never_rounded(way):
    items, then, number, named = WIDE[way]
    plan, facts = program_of(
        [{"id": "adds", "when": items, "then": then}],
        [
            ("point", {"n": int(number), "m": 1, "name": ""}),
            ("point", {"n": 1, "m": 1, "name": ""}),
            ("gauge", {"n": 1, "level": 0.5, "amount": "0"}),
        ],
    )
    _, other = program_of([], [("point", {"n": 1, "m": 1, "name": ""})])
    with pytest.raises(TooWide) as raised:
        derived(plan, frozenset({0}), [other, facts])
    assert [too_wide(named)] == [f"{problem.message} ({problem.hint})" for problem in raised.value.problems]
    assert raised.value.case_no == 1


NOTHING = {"sum": "$n", "over": [{"score": {"n": "$n"}}], "by": [], "as": "$other"}


@pytest.mark.parametrize("missing", [{"mark": {"name": "$t"}}, NOTHING], ids=["fact", "group"])
def test_a_sum_without_value_is_told_also_of_a_rule_that_cannot_fire(missing):
    limits = {"sum": "$q", "over": [{"gauge": {"level": "$q"}}], "by": [], "as": "$sum"}
    rule = {"id": "total", "when": [missing, limits, "$sum == 2"], "then": [{"pair": {"a": 1, "b": 1}}]}
    ends = [("gauge", {"n": n, "level": level, "amount": "1"}) for n, level in ((1, 1e308), (2, 1.5e308))]
    plan, beyond = program_of([rule], ends)
    _, bounded = program_of([rule], ends[:1])

    assert_agreement(plan, frozenset({0}), [beyond, bounded])
    relations = derived(plan, frozenset({0}), [beyond, bounded])
    assert Counter({(0, "total", "sum as $sum", "no finite value"): 1}) == rows_of(relations, relations.failures)
    relations.close()
