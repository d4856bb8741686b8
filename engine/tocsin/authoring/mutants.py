"""Mutants of rules: each is a rule with one small thing wrong, as authors get things wrong.

The method is that of DeMillo, Lipton and Sayward (1978): cases that notice every small fault are likely to notice
larger ones. A mutant that the static checks refuse is none, for nobody can load it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any, Final, Literal, TypeVar

from tocsin.authoring import words
from tocsin.authoring.node_mutants import Way, changes
from tocsin.explain.condition_text import condition_text
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Place
from tocsin.facts.reports import Qualifier
from tocsin.facts.strength_words import QUALIFIER_WORDS
from tocsin.rules.check import in_place_of
from tocsin.rules.expression.tree import as_written
from tocsin.rules.model import Pack
from tocsin.rules.rule import Aggregate, Comparison, Pattern, Rule, Variable

Kind = Literal["threshold", "condition", "exception", "variables", "qualifier"]
KINDS: tuple[Kind, ...] = ("threshold", "condition", "exception", "variables", "qualifier")
_LEVELS: Final[tuple[Qualifier, ...]] = ("certain", "likely", "possible")
_T = TypeVar("_T")


@dataclass(frozen=True)
class Mutant:
    """A rule with one thing changed: what kind of thing, what was changed in words, and where it stands."""

    rule: Rule
    kind: Kind
    change: str
    place: Place

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"rule": self.rule.id, "kind": self.kind, "change": self.change, "place": str(self.place)}


def mutants_of(pack: Pack, rules: Collection[str] = ()) -> Iterator[Mutant]:
    """Every mutant that the static checks let pass, in the order of rules; of ``rules`` only, if any is named."""
    for rule in (each for each in pack.rules if not rules or each.id in rules):
        for kind, change, place, changed in _changed(rule):
            if changed.when != rule.when and not (changed.patterns or changed.aggregates):
                continue
            checked = in_place_of(pack, changed)
            if checked is not None and checked != rule:
                yield Mutant(checked, kind, change, place)


_Changed = tuple[Kind, str, Place, Rule]


def _changed(rule: Rule) -> Iterator[_Changed]:
    for items, put in _conjunctions(rule):
        for at, item in enumerate(items):
            whole = len(items) > 1 or put.optional
            if whole and isinstance(item, Pattern | Comparison | Aggregate):
                left = (*items[:at], *items[at + 1 :])
                yield "condition", words.DROPPED.format(condition=condition_text(item)), item.place, put(left)
            for kind, change, changed in _of_item(item):
                yield kind, change, item.place, put((*items[:at], changed, *items[at + 1 :]))
    for at, entry in enumerate(rule.unless):
        told = words.NO_EXCEPTION.format(exception=" and ".join(map(condition_text, entry)))
        left = (*rule.unless[:at], *rule.unless[at + 1 :])
        yield "exception", told, entry[0].place, replace(rule, unless=left)
    for at, head in enumerate(rule.then):
        for change, swapped in _swapped(head):
            then = (*rule.then[:at], swapped, *rule.then[at + 1 :])
            yield "variables", change, head.place, replace(rule, then=then)
    yield from _requalified(rule)


@dataclass(frozen=True)
class _Put:
    """Puts changed items in the place of those of a conjunction, which may be empty if it is ``optional``."""

    into: Callable[[tuple[Any, ...]], Rule]
    optional: bool = False

    def __call__(self, items: tuple[Any, ...]) -> Rule:
        return self.into(items)


def _conjunctions(rule: Rule) -> Iterator[tuple[Sequence[Any], _Put]]:
    """Each conjunction of a rule, with what puts a changed one in its place."""
    yield rule.when, _Put(lambda items: replace(rule, when=items))
    for at, entry in enumerate(rule.unless):
        yield entry, _Put(lambda items, at=at: replace(rule, unless=_put(rule.unless, at, items)))  # type: ignore[misc]
    yield rule.stronger_if, _Put(lambda items: replace(rule, stronger_if=items), optional=True)
    for at, item in enumerate(rule.when):
        if isinstance(item, Aggregate):
            yield (
                item.over,
                _Put(
                    lambda items, at=at, item=item: replace(  # type: ignore[misc]
                        rule, when=_put(rule.when, at, replace(item, over=items))
                    )
                ),
            )


def _put(items: tuple[_T, ...], at: int, item: _T) -> tuple[_T, ...]:
    return (*items[:at], item, *items[at + 1 :])


def _of_item(item: object) -> Iterator[tuple[Kind, str, object]]:
    """Changes within one condition."""
    if isinstance(item, Comparison):
        for change in changes(item.node):
            told = words.BECOMES.format(was=as_written(item.node), now=as_written(change.node))
            yield _KIND_OF[change.kind], told, replace(item, node=change.node, text=as_written(change.node))
    elif isinstance(item, Pattern):
        yield from (("variables", change, swapped) for change, swapped in _swapped(item))


_KIND_OF: Final[dict[Way, Kind]] = {"threshold": "threshold", "dropped": "condition", "swapped": "variables"}


def _swapped(pattern: Pattern) -> Iterator[tuple[str, Pattern]]:
    """The pattern with two of its variables in each other's place."""
    named = [(name, term.name) for name, term in pattern.terms.items() if isinstance(term, Variable)]
    for (one, first), (other, second) in combinations(named, 2):
        if first != second:
            terms = {**pattern.terms, one: Variable(second), other: Variable(first)}
            told = words.SWAPPED.format(one=f"${first}", other=f"${second}", type=pattern.type)
            yield told, replace(pattern, terms=terms)


def _requalified(rule: Rule) -> Iterator[_Changed]:
    """The rule one level stronger, and one weaker."""
    if rule.qualifier not in _LEVELS:
        return
    at = _LEVELS.index(rule.qualifier)
    for level in _LEVELS[max(at - 1, 0) : at + 2]:
        if level != rule.qualifier:
            told = words.REQUALIFIED.format(was=QUALIFIER_WORDS[rule.qualifier], now=QUALIFIER_WORDS[level])
            yield "qualifier", told, rule.place, replace(rule, qualifier=level)
