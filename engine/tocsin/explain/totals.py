"""What is said of a total that runs through recursion: which of it is enough, and which range would make it so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin.engine.plan import CERTAIN
from tocsin.engine.totals import Held
from tocsin.explain import words
from tocsin.facts.counting import listed
from tocsin.facts.quantity import format_number

if TYPE_CHECKING:
    from tocsin.engine import Derivation
    from tocsin.engine.evaluation import Contribution, Group
    from tocsin.engine.plan import AggregatePlan

_NAMED = 3


def standing(derivation: Derivation, at: int, group: Group, field: str) -> tuple[str, ...]:
    """On how much of a total a derivation stands, and from where on a range would make it surely enough."""
    graph = derivation.facts.graph
    plan = graph.block(derivation.number).plan
    basis = set(graph.needed(derivation.number))
    enough = [each for each in group.contributions if basis.issuperset(each.facts)]
    said = []
    if enough and len(enough) < len(group.contributions):
        named = [_fact(derivation, plan.aggregates[at], each) for each in enough[:_NAMED]]
        if len(set(named)) < len(named):  # one figure that counts beside several facts: they tell what is meant
            named = [words.BESIDE.join(map(derivation.facts.notation, each.facts)) for each in enough[:_NAMED]]
        more = [words.MORE.format(count=len(enough) - _NAMED)] if len(enough) > _NAMED else []
        said.append(words.TOTAL_ENOUGH.format(facts=listed([*named, *more])))
    if derivation.boundary:
        said += _tipping(derivation, at, group, field)
    return tuple(said)


def _tipping(derivation: Derivation, at: int, group: Group, field: str) -> Iterator[str]:
    """Each range of what surely contributes that would be enough with the others as they are at their least."""
    graph = derivation.facts.graph
    plan = graph.block(derivation.number).plan
    firm = [each for each in group.contributions if all(graph.strength[fact] == CERTAIN for fact in each.facts)]
    held = Held(plan, at, firm, derivation.bindings)
    found = [(each, tip) for each in firm if (tip := held.tips(each)) is not None]
    for each, (figure, beyond) in found[:_NAMED]:
        phrase = words.TOTAL_TIPS_BEYOND if beyond else words.TOTAL_TIPS
        fact = _fact(derivation, plan.aggregates[at], each)
        yield phrase.format(field=field, fact=fact, figure=format_number(figure))


def _fact(derivation: Derivation, aggregate: AggregatePlan, contribution: Contribution) -> str:
    """The fact of a contribution that says how much it is; without one, its first."""
    patterns = aggregate.match.patterns
    named = [at for at, pattern in enumerate(patterns) if aggregate.variable in pattern.names]
    number: int = contribution.facts[named[0] if named else 0]
    return derivation.facts.notation(number)
