"""The least witness by trying every set of facts, one after the other, with the naive evaluator of the tests."""

from collections.abc import Callable, Mapping
from itertools import combinations, product
from random import Random

from tests.oracle import Fact, Oracle
from tocsin.proving.bound import Bound
from tocsin.rules.model import Pack

MOST_FACTS = 14


def thinned(bound: Bound, dice: Random, facts: int) -> Bound:
    """A bound with few constants: so few different facts that every set of them can be tried."""
    columns = {name: [list(values) for values in each] for name, each in bound.constants.items()}

    def count(name: str) -> int:
        found = 1
        for values in columns[name]:
            found *= len(values)
        return found

    for values in (values for each in columns.values() for values in each):
        dice.shuffle(values)
        del values[3:]
    while columns and sum(map(count, columns)) > MOST_FACTS:
        name = max(columns, key=count)
        if count(name) == 1:
            del columns[name]
            continue
        longest = max(columns[name], key=len)
        longest.pop()
    return Bound(facts, {name: tuple(map(tuple, each)) for name, each in columns.items()})


def least(bound: Bound, pack: Pack, shows: Callable[[Mapping[Fact, str]], bool]) -> int | None:
    """The least number of facts within the bound that shows something; None if none does.

    Facts that no report can state, such as of a time that ends before it begins, are none.
    """
    types = pack.vocabulary.types
    rows = [(name, row) for name in bound.types for row in product(*bound.constants[name])]
    facts: list[Fact] = [
        (name, row)
        for name, row in rows
        if not any(types[name].impossible(dict(zip(types[name].by_name, row, strict=True))))
    ]
    for size in range(1, bound.facts + 1):
        if any(shows(dict.fromkeys(chosen, "certain")) for chosen in combinations(facts, size)):
            return size
    return None


def fires(pack: Pack, rule: str, active: list[str]) -> Callable[[Mapping[Fact, str]], bool]:
    """Whether a rule fires among given facts."""

    def shows(given: Mapping[Fact, str]) -> bool:
        return any(each.rule == rule for each in Oracle(pack, given, active).derivations)

    return shows
