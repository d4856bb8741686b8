"""Totals that run through recursion: firms that are blocked because blocked owners hold half of them together."""

from collections.abc import Iterator
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.test_agreement import derivations_of, judged, relaxed, typed
from tests.programs import Program
from tocsin.engine import rete, seminaive
from tocsin.engine.derivation import DerivationGraph
from tocsin.engine.plan import STRENGTH as ORDINALS
from tocsin.engine.planning import compile_plan

PERCENT = {"kind": "quantity", "at_least": 0, "at_most": 100}
PACK = {
    "pack": "fifty-percent",
    "types": {
        "owns": {"fields": {"owner": "str", "asset": "str", "percent": PERCENT}, "key": ["owner", "asset"]},
        "listed": {"who": "str"},
        "blocked": {"who": "str"},
    },
    "rules": [
        {"id": "listed", "when": [{"listed": {"who": "$w"}}], "then": [{"blocked": {"who": "$w"}}]},
        {
            "id": "owned",
            "when": [
                {
                    "sum": "$p",
                    "over": [{"blocked": {"who": "$o"}}, {"owns": {"owner": "$o", "asset": "$a", "percent": "$p"}}],
                    "by": ["$a"],
                    "as": "$total",
                },
                "$total >= 50",
            ],
            "then": [{"blocked": {"who": "$a"}}],
        },
    ],
}
STRENGTH: dict[str, int] = {str(name): ordinal for name, ordinal in ORDINALS.items()}
Accounts = dict[tuple[str, str], list[tuple[int, int, str]]]
"""What is said of the share of an owner in a firm: the least, the most, how firmly."""


def registry(dice: Random, firms: int, uncertain: int) -> tuple[Accounts, dict[str, str]]:
    """Shares among firms, with circles and cross-holdings, ``uncertain`` of them ranges or disputed; who is listed."""
    names = [f"F{number}" for number in range(firms)]
    shares: Accounts = {}
    for asset in names:
        left = 100
        for owner in dice.sample(names, dice.randint(0, min(4, firms))):
            share = dice.choice((5, 10, 20, 25, 30, 40, 50, 60))
            if owner != asset and share <= left:
                left -= share
                shares[owner, asset] = [(share, share, "certain")]
    for pair in dice.sample(sorted(shares), min(uncertain, len(shares))):
        [(share, _, _)] = shares[pair]
        accounts = [(share, share, "certain"), (max(0, share - 15), share, "certain"), (share, share, "possible")]
        shares[pair] = dice.sample(accounts, dice.choice((1, 1, 2))) if dice.random() < 0.8 else [accounts[2]]
    listed = {name: dice.choice(("certain", "certain", "possible")) for name in dice.sample(names, dice.randint(1, 2))}
    return shares, listed


def program_of(shares: Accounts, listed: dict[str, str]) -> Program:
    facts = [("listed", {"who": name}, qualifier) for name, qualifier in listed.items()]
    for (owner, asset), accounts in shares.items():
        for low, high, qualifier in dict.fromkeys(accounts):
            facts.append(("owns", {"owner": owner, "asset": asset, "percent": f"{low}..{high}"}, qualifier))
    return Program(PACK, facts, {})


def worlds(shares: Accounts, listed: dict[str, str]) -> Iterator[tuple[dict[tuple[str, str], int], set[str]]]:
    """Every world at the corners: each share one of the ends told of it, or none if no account of it is firm."""
    choices: list[list[int | None]] = []
    for accounts in shares.values():
        ends = {end for low, high, _ in accounts for end in (low, high)}
        sure = any(qualifier == "certain" for *_, qualifier in accounts)
        choices.append([*sorted(ends), *([] if sure else [None])])
    doubtful = [name for name, qualifier in listed.items() if qualifier == "possible"]
    for chosen in product(*choices):
        held = {pair: share for pair, share in zip(shares, chosen, strict=True) if share is not None}
        for present in product((True, False), repeat=len(doubtful)):
            gone = {name for name, here in zip(doubtful, present, strict=True) if not here}
            yield held, set(listed) - gone


def blocked_in(held: dict[tuple[str, str], int], listed: set[str]) -> frozenset[str]:
    blocked = set(listed)
    while True:
        sums: dict[str, int] = {}
        for (owner, asset), share in held.items():
            if owner in blocked:
                sums[asset] = sums.get(asset, 0) + share
        reached = {asset for asset, total in sums.items() if total >= 50}
        if reached <= blocked:
            return frozenset(blocked)
        blocked |= reached


def graph_of(program: Program, evaluate=seminaive.evaluate) -> DerivationGraph:
    plan = compile_plan(program.pack())
    given_facts = program.given(plan.types)
    rows: dict[str, list] = {}
    for name, row in given_facts:
        rows.setdefault(name, []).append(row)
    evaluation = evaluate(plan, rows, plan.active(program.assumptions))
    keys = list(zip(evaluation.types, evaluation.rows, strict=True))[: evaluation.given]
    return DerivationGraph(plan, evaluation, [STRENGTH[given_facts[key]] for key in keys])


def firmness(graph: DerivationGraph) -> tuple[set[str], set[str]]:
    """Who is certainly blocked, and who at least possibly."""
    blocked = [number for number in graph.by_conclusion if graph.types[number] == "blocked"]
    certain = {str(graph.rows[n][0]) for n in blocked if graph.strength[n] == STRENGTH["certain"]}
    return certain, {str(graph.rows[n][0]) for n in blocked}


@pytest.mark.soak
@relaxed
@given(st.integers(0, 2**32 - 1))
def test_who_is_blocked_is_so_in_every_world_and_who_is_possibly_blocked_in_some(seed):
    dice = Random(seed)
    shares, listed = registry(dice, dice.randint(2, 10), dice.randint(0, 5))

    found = {blocked_in(*world) for world in worlds(shares, listed)}
    certain, possible = firmness(graph_of(program_of(shares, listed)))
    assert (set(frozenset.intersection(*found)), set(frozenset.union(*found))) == (certain, possible)


@pytest.mark.soak
@relaxed
@given(st.integers(0, 2**32 - 1))
def test_engines_and_the_naive_evaluator_agree_on_who_owns_whom(seed):
    dice = Random(seed)
    program = program_of(*registry(dice, dice.randint(2, 5), dice.randint(0, 4)))
    graph = graph_of(program)
    oracle = judged(program, graph.plan.pack)
    keys = list(zip(graph.types, graph.rows, strict=True))

    assert typed(oracle.derivations) == typed(derivations_of(graph.plan, graph.evaluation))
    assert oracle.depths() == {keys[number]: graph.conclusion_depth(number) for number in graph.by_conclusion}
    best = {fact: STRENGTH[qualifier] for fact, qualifier in oracle.best().items()}
    assert best == {keys[number]: graph.conclusion_strength(number) for number in graph.by_conclusion}
    if rete.available():
        other = graph_of(program, rete.evaluate)
        assert typed(oracle.derivations) == typed(derivations_of(other.plan, other.evaluation))
