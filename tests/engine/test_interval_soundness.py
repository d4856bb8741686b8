"""What is said of ranges, against every world they allow: exact figures drawn from them, evaluated naively.

What is certain of the ranges holds in each such world, and what holds in one is at least possible. Left out are ``low``
and ``high``, which are about what was reported and not about what is so.
"""

from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.oracle import Oracle
from tests.programs import to_yaml
from tests.questions.judge import TYPES, exact_worlds, figure_cases
from tocsin.engine import Case
from tocsin.facts.quantity import Quantity, Truth
from tocsin.rules.expression import FAILURES, holds, parse
from tocsin.rules.read import parse_pack

pytestmark = pytest.mark.soak
relaxed = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    deadline=None,
    max_examples=max(30, settings.default.max_examples if settings.default else 0),
)
WORLDS = 8


def exactly(dice, row):
    """The row with a figure in the place of each range."""
    return tuple(Quantity.exactly(exact_worlds(dice, each)) if isinstance(each, Quantity) else each for each in row)


def within(exact, ranges):
    """True if each figure lies in the range that stands in its place."""
    return all(
        one == other
        if not isinstance(one, Quantity)
        else other.less_than(one) != Truth.CERTAIN and one.less_than(other) != Truth.CERTAIN
        for one, other in zip(exact, ranges, strict=True)
    )


@relaxed
@given(figure_cases(), st.integers(0, 2**32))
def test_what_is_certain_of_ranges_holds_in_every_world_and_what_holds_in_one_is_possible(case, seed):
    dice = Random(seed)
    hold_to_worlds(case, dice)


@st.composite
def computed_cases(draw):
    """A case of open ends under rules that conclude what they work out of them, with exceptions to that."""
    dice = Random(draw(st.integers(0, 2**64 - 1)))
    a, b = ({"load": {"who": who, "n": f"${who.lower()}"}} for who in "AB")
    limit = f"{dice.choice(('>', '<=', '=='))} {dice.choice((-2, 0, 1, 3, 5))}"
    first, second = dice.sample(("net", "total", "twice"), 2)
    rules = [
        {"id": "net", "when": [a, b, {"let": {"$v": dice.choice(COMPUTED)}}], "then": [{"net": {"n": "$v"}}]},
        {
            "id": "total",
            "when": [{dice.choice(("sum", "sum", "max", "min")): "$a", "over": [{"load": {"n": "$a"}}], "as": "$t"}],
            "then": [{"total": {"n": "$t"}}],
        },
        {
            "id": "twice",
            "when": [{dice.choice(("net", "total")): {"n": "$v"}}, {"let": {"$w": dice.choice(ON)}}],
            "then": [{"twice": {"n": "$w"}}],
        },
        {
            "id": "free",
            "when": [{"load": {}}],
            "unless": [[{first: {"n": "$v"}}, f"$v {limit}"]],
            "then": [{"held": {"who": "A"}}],
        },
        {"id": "far", "when": [{second: {"n": "$v"}}, f"$v {limit}"], "then": [{"held": {"who": "B"}}]},
    ]
    types = TYPES | {name: {"n": "quantity"} for name in ("net", "total", "twice")}
    facts = [f"load(who={who}, n={dice.choice(ENDS)})" for who in dice.choice(("AB", "AB", "AAB", "ABB"))]
    content = {"pack": "computed", "types": types, "rules": rules}
    return Case(parse_pack({"computed.yaml": to_yaml(content)}, "drawn"), list(dict.fromkeys(facts)))


COMPUTED = ("$a + $b", "$a - $b", "$a * $b", "$a / $b", "max($a / $b, 0)", "abs($a - $b)", "-$a + 1")
ON = ("$v * 2", "$v / 2", "1 / $v", "$v - $v", "max($v, 1)")
ENDS = ("0", "2", "-2..3", "0..2", "1..4", "2..", "..1", "3..", "..-1")


@relaxed
@given(computed_cases(), st.integers(0, 2**32))
def test_what_is_worked_out_of_open_ends_is_no_firmer_for_it(case, seed):
    hold_to_worlds(case, Random(seed))


def hold_to_worlds(case, dice):
    """What is certain holds in every world drawn, and what holds in one is at least possible."""
    assessment = case.assess(engine="seminaive")
    told = {(each.type, each.fact.row): each for each in assessment.conclusions}
    active = [rule.id for rule in case.pack.rules]
    for _ in range(WORLDS):
        facts = [(fact.type, exactly(dice, fact.fact.row)) for fact in assessment.facts]
        if len(set(facts)) < len(facts):  # two reports that say the same are one fact
            continue
        concluded = Oracle(case.pack, dict.fromkeys(facts, "certain"), active).conclusions
        for name, row in concluded:
            assert any(name == other and within(row, ranges) for other, ranges in told), (facts, name, row)
        for (name, ranges), conclusion in told.items():
            if conclusion.qualifier == "certain":
                assert any(name == other and within(row, ranges) for other, row in concluded), (facts, name, ranges)


SIDES = ("$p + $q", "$p - $q", "$p * $q", "$p / $q", "max($p, $q)", "min($p, $q) - $r", "abs($p) * 2", "$p / ($q - $r)")


@relaxed
@given(
    st.sampled_from(SIDES),
    st.sampled_from(SIDES),
    st.sampled_from([">", "<=", "=="]),
    st.booleans(),
    st.integers(0, 2**32),
)
def test_a_comparison_of_ranges_is_no_firmer_than_that_of_any_figures_they_allow(left, right, sign, negated, seed):
    dice = Random(seed)
    ends = ("0", "1", "-2..3", "0..2", "1..4", "2..", "..1", "-1..0", "3", "..-1")
    ranges = {name: Quantity.parse(dice.choice(ends)) for name in "pqr"}
    node = parse(f"not ({left} {sign} {right})" if negated else f"{left} {sign} {right}")
    said = truth_of(node, ranges)
    assume(said is not None)
    for _ in range(WORLDS):
        world = {name: Quantity.exactly(exact_worlds(dice, each)) for name, each in ranges.items()}
        found = truth_of(node, world)
        if said == Truth.CERTAIN:
            assert found == Truth.CERTAIN, world
        if said == Truth.FALSE:
            assert found in (Truth.FALSE, None), world


def truth_of(node, bindings):
    """Whether a comparison holds; None where it has no value."""
    try:
        return holds(node, bindings)
    except FAILURES:
        return None
