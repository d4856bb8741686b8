"""A witness is found where trying every set of facts finds one, and it is as small."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.programs import Program, programs
from tests.proving.brute import fires, least, thinned
from tocsin.engine import Case
from tocsin.engine.case import plan_of
from tocsin.proving.search import Side
from tocsin.proving.witness import bound_of, fires_of, search


def compare(program: Program, dice: Random) -> str:
    """Hold the search to brute force for one rule of a program; says how it came out."""
    pack = program.pack()
    side = Side(pack, Case(pack, assumptions=program.assumptions).assumptions)
    active = [plan_of(pack).rules[number].rule.id for number in sorted(side.active)]
    if not active:
        return "no rule"
    rule = dice.choice(active)
    goal = fires_of(side, rule)
    bound = thinned(bound_of((side,), goal, 3), dice, dice.choice((2, 2, 3)))
    found = search((side,), goal, rule, bound=bound)
    expected = least(bound, pack, fires(pack, rule, active))
    assert not found.undecided
    assert expected == (None if found.facts is None else len(found.facts))
    return "none" if expected is None else f"{expected} facts"


# More of them, several programs each second, in a soak.
@pytest.mark.soak
@settings(max_examples=2_000 if settings().max_examples >= 1_000 else 20)
@given(programs(), st.integers(0, 2**32))
def test_a_witness_is_as_small_as_one_found_by_trying_everything(program, seed):
    compare(program, Random(seed))
