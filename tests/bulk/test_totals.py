"""Totals through recursion in bulk: what each case concludes by itself, whatever is added up and held against what."""

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bulk.tables import derived
from tests.bulk.test_agreement import assert_agreement, relaxed
from tests.engine.test_totals import fifty_percent, program_of, registry
from tests.programs import DAYS, Program
from tocsin.bulk.lowering.columns import TooWide
from tocsin.engine.planning import compile_plan
from tocsin.facts.reports import QUALIFIERS
from tocsin.rules.shipped import load_pack

# An example is some hundred statements: fewer of them still, unless this is a soak.
few = settings(relaxed, max_examples=max(4, settings.default.max_examples // 8 if settings.default else 0))
LISTED = {"id": "listed", "when": [{"listed": {"who": "$w"}}], "then": [{"blocked": {"who": "$w"}}]}
NAMES = "ABCDE"
SHARES = ("0", "1", "2", "1..3", "0..2", "0.1", "0.2..0.7", "1..", "..2", "4")


@pytest.mark.soak
@few
@given(st.integers(0, 2**32 - 1))
def test_many_registries_at_once_give_what_each_gives_alone(seed):
    dice = Random(seed)
    registries = [program_of(*registry(dice, dice.randint(2, 10), dice.randint(0, 6))) for _ in range(4)]
    plan = fifty_percent()

    assert_agreement(plan, plan.active({}), [each.given(plan.types) for each in registries])


# -- whatever is added up ---------------------------------------------------------------------------------------------

FIELDS = {
    "owner": "str",
    "firm": "str",
    "share": {"kind": "quantity", "at_least": 0},
    "whole": {"kind": "int", "at_least": 0},
    "real": {"kind": "float", "at_least": 0},
    "day": "date",
    "since": "date?",
    "until": "date?",
}
PERIOD = {"key": ["owner", "firm", "since", "until"], "period": ["since", "until"]}
DECLARED: list[dict[str, Any]] = [{}, {"key": ["owner", "firm"]}, PERIOD]
ADDED = (("sum", "share"), ("sum", "share"), ("sum", "whole"), ("sum", "real"), ("max", "share"), ("max", "whole"),
         ("max", "day"), ("count", None))  # fmt: skip


def total(dice: Random, name: str, asked: list[Any]) -> list[Any]:
    """An aggregate over what is blocked, with comparisons that ask for enough of it, and what these need."""
    operation, field = dice.choice(ADDED)
    holds = {"owner": "$o", "firm": "$f", **({field: "$p"} if field else {})}
    over: list[Any] = [{"blocked": {"who": "$o"}}, {"holds": holds}]
    dice.shuffle(over)
    if field in ("share", "real") and dice.random() < 0.4:
        over.append(dice.choice(("$p >= 0.5", "$p * 2 >= 1", "1 / $p <= 4")))
    taken: Any = f"${'p' if field else ''}" if field else True
    made = {operation: taken, "over": over, "by": ["$f"], "as": f"${name}"}
    if field == "day":
        return [made, f"${name} >= {DAYS[2].isoformat()}"]
    against = dice.choice(("1", "2", "2.5", "4", "$n", "$n * 2 - 1", "6 / $d", "$v", "$x"))
    if against in ("$n", "$n * 2 - 1", "6 / $d", "$v"):
        asked.append({"need": {"firm": "$f", "least": "$n", "dues": "$d"}})
    if against == "$v":
        asked.append({"let": {"$v": "$d + 0.5"}})
    if against == "$x":
        asked.append({"sum": "$e", "over": [{"need": {"firm": "$f", "dues": "$e"}}], "by": ["$f"], "as": "$x"})
    return [made, dice.choice((f"${name} >= {against}", f"${name} > {against}", f"{against} <= ${name}"))]


def rule(dice: Random, name: str) -> dict[str, Any]:
    """A rule that concludes from such a total, or from two, or from one beside a pattern."""
    asked: list[Any] = []
    when = total(dice, "s", asked)
    if dice.random() < 0.25:
        when += total(dice, "t", asked)
    if dice.random() < 0.25:
        when += [{"blocked": {"who": "$b"}}, {"linked": {"one": "$b", "other": "$f"}}]
    unique = {str(item): item for item in [*asked, *when]}
    made: dict[str, Any] = {"id": name, "when": list(unique.values()), "then": [{"blocked": {"who": "$f"}}]}
    if dice.random() < 0.3:
        made["then"].append({"ground": {"who": "$f", "why": name}})
    if dice.random() < 0.3:
        made["unless"] = [{"spared": {"who": "$f"}}]
    made["qualifier"] = dice.choice(("certain", "certain", *QUALIFIERS))
    if dice.random() < 0.3:
        made |= {"stronger_if": [dice.choice(({"linked": {"one": "$f"}}, {"ground": {"who": "$f"}}))]}
        made["qualifier"] = "possible"
    return made


def program(dice: Random) -> tuple[dict[str, Any], list[Program]]:
    """A pack whose totals run through recursion, and a few cases."""
    types = {
        "holds": {"fields": FIELDS, **dice.choice(DECLARED)},
        "need": {"firm": "str", "least": "quantity", "dues": "int"},
        "listed": {"who": "str"},
        "linked": {"one": "str", "other": "str"},
        "spared": {"who": "str"},
        "blocked": {"who": "str"},
        "ground": {"who": "str", "why": "str"},
    }
    rules = [LISTED, *(rule(dice, f"r{number}") for number in range(dice.randint(1, 3)))]
    if dice.random() < 0.5:
        linked = [{"blocked": {"who": "$o"}}, {"linked": {"one": "$o", "other": "$f"}}]
        rules.append({"id": "way", "when": linked, "then": [{"blocked": {"who": "$f"}}], "qualifier": "likely"})
    data = {"pack": "totals", "types": types, "rules": rules}
    return data, [Program(data, facts(dice), {}) for _ in range(3)]


def facts(dice: Random) -> list[tuple[str, dict[str, Any], str]]:
    found: list[tuple[str, dict[str, Any]]] = [("listed", {"who": name}) for name in dice.sample(NAMES, 2)]
    for _ in range(dice.randint(4, 18)):
        owner, firm = dice.sample(NAMES, 2)
        days = {name: dice.choice(DAYS).isoformat() for name in ("since", "until") if dice.random() < 0.7}
        numbers = {"share": dice.choice(SHARES), "whole": dice.randint(0, 3), "real": dice.choice((0.0, 0.1, 1.5))}
        day = dice.choice(DAYS).isoformat()
        found.append(("holds", {"owner": owner, "firm": firm, **numbers, "day": day, **days}))
    for name in NAMES:
        for _ in range(dice.choice((0, 1, 1, 2))):
            need = {"firm": name, "least": dice.choice(("1", "2", "1..2", "..1", "2.5")), "dues": dice.randint(0, 3)}
            found.append(("need", need))
    found += [("linked", dict(zip(("one", "other"), dice.sample(NAMES, 2), strict=True))) for _ in range(2)]
    found += [("blocked", {"who": dice.choice(NAMES)})] if dice.random() < 0.3 else []
    found += [("spared", {"who": dice.choice(NAMES)})] if dice.random() < 0.4 else []
    unique = {str(each): each for each in found}.values()
    return [(*each, dice.choice((*("certain",) * 5, *QUALIFIERS))) for each in unique]


@pytest.mark.soak
@few
@given(st.integers(0, 2**32 - 1))
def test_whatever_is_added_up_through_recursion_comes_to_what_it_does_in_each_case(seed):
    data, cases = program(Random(seed))
    plan = compile_plan(Program(data, [], {}).pack())

    assert_agreement(plan, plan.active({}), [each.given(plan.types) for each in cases])


def test_firms_of_the_shipped_pack_are_treated_alike_in_one_run_and_in_each_case():
    pack = load_pack("ownership-and-control")
    plan = compile_plan(pack)
    cases = [{(g.fact.fact_type().name, g.fact.row): g.qualifier for g in case.facts} for case in pack.cases]

    assert_agreement(plan, frozenset(range(len(plan.rules))), cases)


def test_a_total_too_wide_for_columns_is_refused_and_says_in_which_case():
    types = {"holds": {"fields": FIELDS}, "listed": {"who": "str"}, "blocked": {"who": "str"}}
    adds = {"sum": "$p", "over": [{"blocked": {"who": "$o"}}, {"holds": {"owner": "$o", "firm": "$f", "whole": "$p"}}]}
    rule = {"id": "adds", "when": [{**adds, "by": ["$f"], "as": "$s"}, "$s > 2"], "then": [{"blocked": {"who": "$f"}}]}
    listed: list[Any] = [("listed", {"who": owner}, "certain") for owner in "AB"]
    holds = {"firm": "C", "share": "1", "real": 0.0, "day": "2024-06-01"}
    wide: list[Any] = [("holds", {**holds, "owner": owner, "whole": 2**62}, "certain") for owner in "AB"]
    data = {"pack": "wide", "types": types, "rules": [LISTED, rule]}
    cases = [Program(data, facts, {}) for facts in (listed, [*listed, *wide])]
    plan = compile_plan(cases[0].pack())

    with pytest.raises(TooWide) as raised:
        derived(plan, plan.active({}), [each.given(plan.types) for each in cases])
    assert list(raised.value.cases) == [1]
    assert "rule adds: the number 9223372036854775808 is" in str(raised.value)
