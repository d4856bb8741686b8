"""One list of constructs, and no part of the product that lacks one: what fails names the part and the construct.

For each construct stands a rule that comes out otherwise where the construct is passed over.
"""

import datetime as dt
import json
import re
import typing
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests import programs
from tests.bulk.tables import derived, rows_of
from tests.engine.test_agreement import judged
from tocsin.bulk.backed import Backed
from tocsin.cli.output import Terminal
from tocsin.cli.rule_text import rule_lines
from tocsin.engine import rete, seminaive
from tocsin.engine.derivation import DerivationGraph
from tocsin.engine.incremental import LiveCase
from tocsin.engine.plan import STRENGTH, Plan, type_of
from tocsin.engine.planning import compile_plan
from tocsin.explain import to_text, why
from tocsin.facts.reports import QUALIFIERS
from tocsin.proof import certify, read_certificate, verify
from tocsin.questions.worlds.ground import Cube, at_least, ground
from tocsin.rules import rule as language
from tocsin.rules.canonical_form import rule_json
from tocsin.rules.constructs import CONSTRUCTS, constructs_of

RULES_PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
TYPES = {
    "thing": {"n": "int", "m": "int"},
    "may": {"n": "int", "m": "int?"},
    "other": {"n": "int"},
    "point": {"n": "int"},
    "out": {"n": "int", "r": "int?"},
}
FACTS: list[tuple[str, dict[str, Any], str]] = [
    *[("thing", {"n": n, "m": m}, "certain") for n, m in ((1, 10), (2, 20), (3, 20))],
    ("other", {"n": 2}, "certain"),
    ("may", {"n": 1, "m": 1}, "certain"),
    ("may", {"n": 2}, "certain"),
]
THING = {"thing": {"n": "$i", "m": "$j"}}
OTHER = {"other": {"n": "$i"}}
Outcome = dict[tuple[Any, ...], str]
"""What is concluded, ``out(n, r)``, and how strongly."""


@dataclass(frozen=True)
class Witness:
    """A rule that uses a construct, what follows by it, and what is shown of it."""

    rule: dict[str, Any]
    follows: Outcome
    shown: str
    facts: tuple[tuple[str, dict[str, Any], str], ...] = ()


def concluding(*pairs: tuple[int, int | None]) -> Outcome:
    return dict.fromkeys(pairs, "certain")


def aggregate(operation: str, operand: object, *follows: tuple[int, int | None], shown: str) -> Witness:
    item = {operation: operand, "over": [THING], "by": ["$j"], "as": "$t"}
    rule = {"when": [item], "then": [{"out": {"n": "$j", "r": "$t"}}]}
    return Witness(rule, concluding(*follows), shown)


OUT = [{"out": {"n": "$i"}}]
WITNESSES = {
    "pattern": Witness({"when": [THING, OTHER], "then": OUT}, concluding((2, None)), "other(n=$i)"),
    "any of": Witness({"when": [{"thing": {"n": "$i", "m": [5, 10]}}], "then": OUT}, concluding((1, None)), "m=5|10"),
    "absent": Witness(
        {"when": [{"may": {"n": "$i", "absent": ["m"]}}], "then": OUT}, concluding((2, None)), "m=absent"
    ),
    "backed_by": Witness(
        {"when": [{"point": {"n": "$i", "backed_by": {"sources": "2..", "grade": "..C4"}}}], "then": OUT},
        concluding((26, None), (33, None)),
        "point(n=$i), backed by 2 or more independent sources, each graded C4 or better",
        tuple(("point", {"n": n}, "certain") for n in (6, 8, 26, 33)),
    ),
    "comparison": Witness({"when": [THING, "$i + $i < $j / 4"], "then": OUT}, concluding((1, None), (2, None)), "<"),
    "let": Witness(
        {"when": [THING, {"let": {"$v": "$i * 2"}}], "then": [{"out": {"n": "$i", "r": "$v"}}]},
        concluding((1, 2), (2, 4), (3, 6)),
        "$i * 2",
    ),
    "sum": aggregate("sum", "$i", (10, 1), (20, 5), shown="the sum of"),
    "count": aggregate("count", True, (10, 1), (20, 2), shown="the number of"),
    "min": aggregate("min", "$i", (10, 1), (20, 2), shown="the least"),
    "max": aggregate("max", "$i", (10, 1), (20, 3), shown="the greatest"),
    "distinct": aggregate("count", {"distinct": ["$j"]}, (10, 1), (20, 1), shown="the number of distinct $j"),
    "outer": Witness(
        {
            "when": [
                {"thing": {"n": "$i", "m": "$j"}},
                {"count": True, "over": [{"thing": {"n": "$k", "m": "$l"}}, "$l <= $j"], "as": "$t"},
                "$i <= 2",
            ],
            "then": [{"out": {"n": "$i", "r": "$t"}}],
        },
        concluding((1, 1), (2, 3)),
        "the number of matches over thing(n=$k, m=$l) and $l <= $j, for each $j",
    ),
    "total through recursion": Witness(
        {
            "when": [
                {"count": True, "over": [{"out": {"n": "$i"}}, THING], "by": ["$j"], "as": "$t"},
                "$t >= 1",
            ],
            "then": [{"out": {"n": "$j"}}],
        },
        concluding((10, None), (2, None), (20, None)),
        "the number of",
        (("out", {"n": 1}, "certain"), ("thing", {"n": 10, "m": 2}, "certain")),
    ),
    "unless": Witness({"when": [THING], "unless": [OTHER], "then": OUT}, concluding((1, None), (3, None)), "unless"),
    "stronger_if": Witness(
        {"when": [THING], "then": OUT, "stronger_if": [OTHER], "qualifier": "possible"},
        {(1, None): "possible", (2, None): "possible_strengthened", (3, None): "possible"},
        "stronger if",
    ),
    "assumes": Witness({"when": [THING], "then": OUT, "assumes": ["off"]}, {}, "assumes"),
}


def program(name: str) -> programs.Program:
    data = {
        "pack": "construct",
        "types": TYPES,
        "assumptions": [{"id": "off", "text": "never", "default": "off"}],
        "rules": [{"id": "witness", **WITNESSES[name].rule}],
    }
    return programs.Program(data, [*FACTS, *WITNESSES[name].facts], {"off": False}, True, dt.date(2025, 1, 1))


# -- each part, and what it concludes ---------------------------------------------------------------------------------


def _compiled(each: programs.Program) -> tuple[Plan, dict[str, list], frozenset[int]]:
    plan = compile_plan(each.pack())
    return plan, each.rows(plan), plan.active(each.assumptions)


def _evaluated(each: programs.Program, evaluate: Any) -> Outcome:
    plan, rows, active = _compiled(each)
    evaluation = evaluate(plan, rows, active)
    graph = DerivationGraph(plan, evaluation, [STRENGTH["certain"]] * evaluation.given)
    return {graph.rows[number]: QUALIFIERS[3 - graph.strength[number]] for number in graph.by_conclusion}


def _by_live_case(each: programs.Program) -> Outcome:
    memory = LiveCase(each.case()).memory
    return {row: QUALIFIERS[3 - standing.strength] for (_, row), standing in memory.conclusions()}


def _by_bulk(each: programs.Program) -> Outcome:
    plan, rows, active = _compiled(each)
    backed, stated = Backed(plan), each.given(plan.types)
    tables = {relation: table for table, relation in backed.relations.items()}
    case = {(tables.get(name, name), row): stated[type_of(name), row] for name in rows for row in rows[name]}
    relations = derived(backed.plan, active, [case])
    found = {}
    for row in rows_of(relations, relations.conclusions):
        fields = json.loads(row[3])
        found[fields["n"], fields.get("r")] = QUALIFIERS[3 - row[4]]
    relations.close()
    return found


def _by_worlds(each: programs.Program) -> Outcome:
    """In the one world of a cube without uncertain facts."""
    plan, rows, active = _compiled(each)
    cube = Cube(0)
    found = ground(plan, {(name, row): cube.all for name in rows for row in rows[name]}, active, cube)
    outcome: Outcome = {}
    for strength in range(4):
        level = found.derived if not strength else at_least(found, strength)
        for fact, worlds in level.items():
            if worlds is not cube.none:
                outcome[found.rows[fact]] = QUALIFIERS[3 - strength]
    return outcome


PARTS = {
    "rete": lambda each: _evaluated(each, rete.evaluate),
    "seminaive": lambda each: _evaluated(each, seminaive.evaluate),
    "seminaive in columns": lambda each: _evaluated(
        each, lambda plan, rows, active: seminaive.evaluate(plan, rows, active, columns_from=0)
    ),
    "incremental": _by_live_case,
    "bulk": _by_bulk,
    "worlds": _by_worlds,
    "the oracle of the tests": lambda each: {row: q for (_, row), q in judged(each, each.pack()).best().items()},
}


@pytest.mark.parametrize("name", CONSTRUCTS)
@pytest.mark.parametrize("part", PARTS)
def test_this_part_has_this_construct(part, name):
    if part == "rete" and not rete.available():
        pytest.skip("durable-rules cannot be imported here")

    assert WITNESSES[name].follows == PARTS[part](program(name))


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_certificates_and_explanations_have_this_construct(name):
    assessment = program(name).case().assess(engine="seminaive")

    verify(read_certificate(certify(assessment, [])), assessment.pack)
    for conclusion in assessment.conclusions:
        assert conclusion.fact_text in to_text(why(assessment, conclusion.id), width=200, colour=False)


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_the_canonical_form_tells_a_rule_with_this_construct_from_one_without(name):
    pack = program(name).pack()
    [whole] = pack.rules
    part = name if name in ("unless", "stronger_if", "assumes") else "when"
    changes: dict[str, Any] = {part: getattr(whole, part)[:-1]}
    without = replace(whole, **changes)

    assert name in constructs_of(whole)
    assert rule_json(whole) != rule_json(without)


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_a_rule_with_this_construct_is_shown_with_it(name):
    pack = program(name).pack()
    terminal = Terminal(width=200, colour=False)

    assert WITNESSES[name].shown in "\n".join(rule_lines(pack, pack.rules[0], terminal))


# -- the list is whole ------------------------------------------------------------------------------------------------


def test_the_list_has_everything_a_rule_may_be_made_of():
    items = {each.__name__.lower() for each in typing.get_args(language.Condition)} - {"aggregate"}
    fields = typing.get_type_hints(language.Rule)
    conjunctions = {name for name, kind in fields.items() if "Pattern" in str(kind) and name not in ("when", "then")}

    assert items | conjunctions | set(language.OPERATIONS) <= set(CONSTRUCTS)


def test_every_construct_has_a_rule_here_that_uses_it():
    assert list(CONSTRUCTS) == list(WITNESSES)
    assert [name for name in CONSTRUCTS if name not in constructs_of(program(name).pack().rules[0])] == []


def test_random_programs_use_every_construct():
    used: set[str] = set()
    for seed in range(60):
        dice = Random(seed)
        live = set(programs.TYPES)
        rules = [programs.rule_of(dice, f"r{number}", live) for number in range(4)]
        drawn = programs.Program(programs.pack_of(rules), [], {})
        used.update(*map(constructs_of, drawn.pack().rules))

    assert sorted(set(CONSTRUCTS) - used) == []


def test_every_construct_is_documented():
    keys = {
        "any of": "role: [combat, support]",
        "pattern": "### Patterns",
        "comparison": "### Comparisons",
        "let": "- let:",
        "total through recursion": "### Totals through recursion",
    }

    told = re.findall(r"`(\w+)", RULES_PAGE)
    assert [name for name in CONSTRUCTS if name not in told and keys.get(name, "\0") not in RULES_PAGE] == []
