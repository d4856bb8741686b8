"""What rules come to together: two that conclude what a tension forbids, and a chain that a bridge alone carries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import permutations

from tocsin.facts.problems import Problem
from tocsin.rules import codes
from tocsin.rules.lint.subsumption import Renaming, leaves_satisfied, matched
from tocsin.rules.lint.unused import could_match
from tocsin.rules.model import Pack, Tension
from tocsin.rules.rule import Pattern, Rule, Variable


def clashes(pack: Pack) -> Iterator[Problem]:
    """A problem for each tension that a rule concludes by itself, or with another that fires whenever it does.

    What is concluded as possible pulls against nothing, and is passed over; so are rules that an assumption may switch
    off alone, and those that cite sentences of a document: that it pulls against itself is what tensions are for.
    """
    firm = [rule for rule in pack.rules if rule.qualifier != "possible"]
    for tension in pack.tensions:
        sides = {pattern.type for pattern in tension.between}
        near = [rule for rule in firm if any(head.type in sides for head in rule.then)]
        alone = [rule for rule in near if _is_met(tension, rule.then)]
        for rule in (rule for rule in alone if not rule.cites):
            message = f"the rule {rule.id} concludes by itself what the tension {tension.id} sets against each other"
            yield Problem(codes.CLASH, message, rule.place, "conclude one of them, or say when the other follows")
        for special, general in _together(tension, [rule for rule in near if rule not in alone]):
            message = (
                f"whenever the rule {special.id} fires, {general.id} does; "
                f"together they conclude what the tension {tension.id} sets against each other"
            )
            hint = "say in one of them, under unless, when the other goes first"
            yield Problem(codes.CLASH, message, special.place, hint)


def _together(tension: Tension, rules: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Each two rules that together meet a tension, the one first that fires only if the other does."""
    told = set()
    for special, general in permutations(rules, 2):
        pair = frozenset((special.id, general.id))
        both_cite = special.cites and general.cites
        sure = set(general.assumes) <= set(special.assumes) and not general.aggregates and not general.lets
        if sure and not both_cite and pair not in told and _clash(tension, special, general):
            told.add(pair)
            yield special, general


def _clash(tension: Tension, special: Rule, general: Rule) -> bool:
    """True if the general rule fires whenever the special one does, and their conclusions meet the tension."""
    pairs = [(pattern, special.patterns) for pattern in general.patterns]
    return any(
        leaves_satisfied(special, general, renaming)
        and _is_met(tension, (*special.then, *(_renamed(head, renaming) for head in general.then)))
        for renaming in matched(pairs, {})
    )


def _renamed(head: Pattern, renaming: Renaming) -> Pattern:
    terms = {
        name: renaming.get(term.name, term) if isinstance(term, Variable) else term for name, term in head.terms.items()
    }
    return replace(head, terms=terms)


def _is_met(tension: Tension, heads: Iterable[Pattern]) -> bool:
    """True if conclusions, each another, are sure to match what the tension is between."""
    return any(
        next(matched([(pattern, [head]) for pattern, head in zip(tension.between, chosen, strict=True)], {}), None)
        is not None
        for chosen in permutations(heads, len(tension.between))
    )


def bridged(pack: Pack) -> Iterator[Problem]:
    """A problem for each rule that is no bridge and waits for what bridges alone conclude, and no case gives.

    A rule is told of whose own premise it is; of the rules that wait for its conclusion nothing is said until it is
    mended.
    """
    given = {each.fact.fact_type().name for case in pack.cases for each in case.facts}
    concluding: dict[str, list[tuple[Pattern, Rule]]] = {}
    for rule in pack.rules:
        for head in rule.then:
            concluding.setdefault(head.type, []).append((head, rule))
    for rule in pack.written:
        if rule.warrant == "bridge":
            continue
        for pattern in rule.patterns:
            ways = [by for head, by in concluding.get(pattern.type, ()) if could_match(head, pattern)]
            if ways and pattern.type not in given and all(by.warrant == "bridge" for by in ways):
                bridges = ", ".join(dict.fromkeys(by.id for by in ways))
                message = f"the rule {rule.id} is no bridge and waits for {pattern.type}, by bridges alone: {bridges}"
                hint = "write warrant: bridge, or the rule by which the pack's sources conclude it"
                yield Problem(codes.BRIDGED, message, pattern.place, hint)
