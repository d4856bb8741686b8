"""Mutants that mean what their rule means: no facts, of whatever strength, come to another conclusion by them.

Whether two rules mean the same cannot be decided in general (Budd and Angluin 1982). Two grounds are known here, both
sound and found by comparing rules: a mutant that is its rule by other names of variables, and one that differs from it
only where another rule of the pack concludes the same, as firmly, anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tocsin.authoring import words
from tocsin.rules.check import in_place_of
from tocsin.rules.expression import involves_interval
from tocsin.rules.lint.subsumption import covers, up_to_names
from tocsin.rules.model import Pack
from tocsin.rules.rule import Comparison, Rule


def why_equivalent(pack: Pack, rule: Rule, mutant: Rule) -> str | None:
    """Why no facts tell a mutant of a pack's rule from it, in words; None where that is not known."""
    if up_to_names(rule) == up_to_names(mutant):
        return words.OTHER_NAMES
    covering = _covering(pack, mutant)
    if covering is not None and _covering(pack, rule) is not None:
        return words.COVERED.format(rule=covering.id)
    return _by_exceptions(pack, rule, mutant)


def _covering(pack: Pack, rule: Rule) -> Rule | None:
    """Another rule that concludes all that this one does whenever it does, as firmly and not sooner on a boundary."""
    return next((each for each in _comparable(pack, rule) if covers(each, rule)), None)


def _comparable(pack: Pack, rule: Rule) -> Iterator[Rule]:
    """The rules that may cover a rule, and whose own conditions hold or fail, with nothing between."""
    types = {head.type for head in rule.then}
    for each in pack.rules:
        plain = not each.aggregates and not each.lets and _is_sharp(each, each.comparisons)
        if each.id != rule.id and types <= {head.type for head in each.then} and plain:
            yield each


def _is_sharp(rule: Rule, items: Iterable[object]) -> bool:
    """True if the comparisons among these conditions of a rule hold or fail, and are never only possible."""
    nodes = (item.node for item in items if isinstance(item, Comparison))
    return not any(involves_interval(node, rule.kinds) for node in nodes)


def _by_exceptions(pack: Pack, rule: Rule, mutant: Rule) -> str | None:
    """Why exceptions that differ change nothing: what each keeps away, another rule concludes.

    An exception may match facts that are weaker than the rule's own, and what the other rule concludes of these is
    weaker too: so this tells only of rules that conclude as possible, for nothing is weaker than that.
    """
    if replace(mutant, unless=rule.unless, kinds=rule.kinds) != rule or rule.qualifier != "possible":
        return None
    shared = tuple(entry for entry in rule.unless if entry in mutant.unless)
    covering = None
    for entry in (*rule.unless, *mutant.unless):
        if entry not in shared:
            kept_away = in_place_of(pack, replace(rule, when=(*rule.when, *entry), unless=shared))
            covering = None if kept_away is None else _covering(pack, kept_away)
            if kept_away is None or covering is None or not _is_sharp(kept_away, entry):
                return None
    return None if covering is None else words.KEPT_AWAY.format(rule=covering.id)
