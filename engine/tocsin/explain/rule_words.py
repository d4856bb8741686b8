"""A rule in plain words, with nothing bound: its sentence, its conditions, and how firmly it concludes.

A variable stands in the words between two marks, so that a voice can show it as it shows variables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from tocsin.engine.sentences import fill
from tocsin.explain import words
from tocsin.explain.expression_text import Speaker, field_label
from tocsin.facts.counting import listed
from tocsin.facts.strength_words import QUALIFIER_WORDS
from tocsin.rules import expression
from tocsin.rules.expression.tree import conjuncts
from tocsin.rules.model import Pack
from tocsin.rules.rule import ABSENT, Aggregate, Comparison, Condition, Conjunction, Let, Pattern, Rule, Term, Variable

_OPEN, _CLOSE = "\ue000", "\ue001"
_OF_TYPE: Final = "\ue002"
MARKED: Final = re.compile(f"{_OPEN}({_OF_TYPE}?)([^{_CLOSE}]*){_CLOSE}")
"""What stands between marks: the name of a variable or, after another mark, of a fact type."""


class RuleReader:
    """Reads rules of one pack aloud. Each text is one line; ``MARKED`` finds variables and fact types in it."""

    def __init__(self, pack: Pack, rule: Rule) -> None:
        self._pack = pack
        self._rule = rule

    @cached_property
    def _speaker(self) -> Speaker:
        names = {name for node in self._rule.nodes for name in expression.variables(node)}
        return Speaker({}, {name: marked(name) for name in names}, self._pack.spoken, parameters=self._pack.parameters)

    def sentence(self) -> str:
        """The rule's sentence; of a rule without one, what it concludes."""
        rule = self._rule
        if rule.reads is None:
            return listed(list(map(self.pattern, rule.then)))
        return fill(rule.reads, _Marks(), {})

    def premises(self) -> Iterator[str]:
        """Each condition that has to hold, comparisons that are joined by *and* one by one."""
        yield from self._conditions(self._rule.when)

    def exceptions(self) -> Iterator[str]:
        """Each exception, whole."""
        yield from map(self._joined, self._rule.unless)

    def strengthening(self) -> str:
        """What makes the rule stronger; empty if nothing does."""
        return self._joined(self._rule.stronger_if)

    def conclusions(self) -> Iterator[str]:
        """Each conclusion."""
        yield from map(self.pattern, self._rule.then)

    def pattern(self, pattern: Pattern) -> str:
        """A pattern: the type, and what its fields are."""
        told = [self._field(name, term) for name, term in pattern.terms.items()]
        backed = "" if pattern.backed_by is None else f", {pattern.backed_by}"
        return marked(pattern.type, _OF_TYPE) + (f": {', '.join(told)}" if told else "") + backed

    def _joined(self, items: Conjunction) -> str:
        return "; and ".join(self._conditions(items))

    def _conditions(self, items: tuple[Condition, ...]) -> Iterator[str]:
        for item in items:
            match item:
                case Pattern():
                    yield self.pattern(item)
                case Comparison():
                    yield from map(self._speaker.say, conjuncts(item.node))
                case Let():
                    yield words.WORKED_OUT.format(name=marked(item.variable), value=self._speaker.say(item.node))
                case Aggregate():
                    yield self._aggregate(item)

    def _aggregate(self, item: Aggregate) -> str:
        said = words.COUNT_OF_DISTINCT if item.distinct else words.OPERATIONS[item.operation]
        groups = listed([marked(name) for name in item.by]) if item.by else ""
        return words.AGGREGATED.format(
            name=marked(item.result),
            operation=said.format(field=listed([marked(name) for name in item.operands]) if item.operands else ""),
            over=self._joined(item.over),
            groups=words.FOR_EACH.format(groups=groups) if groups else "",
        )

    def _field(self, name: str, term: Term) -> str:
        label = field_label(name)
        if isinstance(term, Variable):
            # A variable that is called as its field is says so itself.
            return marked(term.name) if term.name in (name, label) else f"{label} {marked(term.name)}"
        if term == ABSENT:
            return f"{label} {words.NOT_GIVEN}"
        return f"{label} {listed([self._speaker.figure(value) for value in term.values], words.OR)}"


class _Marks(dict[str, str]):
    """Every variable, standing for itself."""

    def __missing__(self, name: str) -> str:
        return marked(name)


def marked(name: str, kind: str = "") -> str:
    """The name between marks."""
    return f"{_OPEN}{kind}{name}{_CLOSE}"


def strength_text(rule: Rule, ground: str) -> str:
    """How firmly a rule concludes, on which ground, and why no more firmly."""
    lifted = "; possible, strengthened, where what would make it stronger holds" if rule.stronger_if else ""
    why = f": {rule.qualifier_reason}" if rule.qualifier_reason else ""
    absence = "; it concludes from what was not reported" if rule.from_absence else ""
    return QUALIFIER_WORDS[rule.qualifier] + lifted + (f" ({ground})" if ground else "") + why + absence
