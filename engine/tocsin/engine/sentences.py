"""Sentences of single steps: a rule's ``reads`` filled in, and what an ``unless`` looked for."""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from tocsin.engine.plan import STRENGTH, MatchPlan, PatternPlan, Plan, RulePlan
from tocsin.facts.kinds import Value
from tocsin.facts.printing import format_value, plain
from tocsin.facts.quantity import Quantity, ends, format_number
from tocsin.facts.reports import Qualifier
from tocsin.rules.expression.tree import Node, conjunct, conjunction, without_values
from tocsin.rules.rule import Rule
from tocsin.rules.sentence_words import counted_as

HEDGES: dict[Qualifier, str] = {
    "certain": "",
    "likely": "Likely: ",
    "possible_strengthened": "Possibly: ",
    "possible": "Possibly: ",
}
"""Put before a sentence whose rule speaks more firmly than the conclusion can, on its premises."""
_LIKELY = re.compile(r"\b(?:[Ll]ikely|[Pp]robably)\s+")


def sentence(plan: Plan, rule: Rule, bindings: Mapping[str, Value], qualifier: Qualifier, otherwise: str) -> str:
    """The rule's sentence for these bindings, hedged if the conclusion is weaker than the rule's own word."""
    text = otherwise if rule.reads is None else Filler(rule.reads, plan.pack.spoken, rule.figures)(bindings)
    if STRENGTH[qualifier] >= STRENGTH[rule.qualifier]:
        return text
    # "Possibly: it would likely ..." would still say likely, which only a likely conclusion may.
    return HEDGES[qualifier] + (_LIKELY.sub("", text) if rule.qualifier == "likely" else text)


def hedged_at_least(text: str, qualifier: Qualifier) -> str:
    """A sentence hedged for a qualifier, where the conclusion is sometimes firmer than that.

    >>> hedged_at_least("Possibly: it rains.", "possible"), hedged_at_least("It rains.", "likely")
    ('At least possibly: it rains.', 'It rains.')
    """
    hedge = HEDGES[qualifier]
    return f"At least {hedge.lower()}{text.removeprefix(hedge)}" if hedge and text.startswith(hedge) else text


def fill(template: str, bindings: Mapping[str, Value], names: Mapping[str, str]) -> str:
    """The template with each ``{variable}`` replaced by its value, codes by their names; it begins in upper case.

    >>> fill("{n} troops of {who}", {"n": 3, "who": "PRK"}, {"PRK": "North Korea"})
    '3 troops of North Korea'
    >>> fill("{n} troops", {"n": Quantity(14_000, None)}, {})
    'At least 14,000 troops'
    >>> fill("{n:troop|troops}", {"n": 1}, {}), fill("{n:troop|troops}", {"n": Quantity(1, 2)}, {})
    ('1 troop', '1..2 troops')
    """
    return Filler(template, names)(bindings)


class Filler:
    """What fills one template for many values; ``names`` are what codes are called, ``figures`` names of numbers.

    ``places`` are what the template names, each with the words that stand behind it for one and for many, if any.
    """

    def __init__(self, template: str, names: Mapping[str, str], figures: Collection[str] = ()) -> None:
        parts = _parts(template)
        self.places = [(name, forms) for _, name, forms in parts if name is not None]
        self._form = "".join(text.replace("%", "%%") + ("" if name is None else "%s") for text, name, _ in parts)
        self._called = names
        self._figures = figures

    def __call__(self, bindings: Mapping[str, Value]) -> str:
        """The template with these values in the places of its names."""
        return self.in_words(tuple([self.word(name, bindings[name], forms) for name, forms in self.places]))

    def word(self, name: str, value: Value, forms: str = "") -> str:
        """The value of a name as it stands in the sentence: a code by its name, a number before its word."""
        if isinstance(value, str):
            told = self._called.get(value, value)
        else:
            told = _spoken(_measured(value) if name in self._figures else value)
        return counted_as(told, value, forms)

    def in_words(self, words: tuple[str, ...]) -> str:
        """The template with these words in the places of its names; it begins in upper case."""
        text = self._form % words
        # A value knows no case of its own: "at least", "the West" and a place as it was written open sentences too.
        return capital(text)

    def all_in_words(self, columns: Sequence[Sequence[str]], count: int) -> list[str]:
        """The template with the words of each row of the columns, ``count`` times."""
        form = capital(self._form)
        if self._form[:2] == "%s" and all(columns[0]):
            begun = {word: capital(word) for word in set(columns[0])}
            columns = [list(map(begun.__getitem__, columns[0])), *columns[1:]]
        elif self._form[:1] in ("", "%"):
            return [self.in_words(words) for words in zip(*columns, strict=True)] or [self.in_words(())] * count
        return list(map(form.__mod__, zip(*columns, strict=True))) or [form % ()] * count


def capital(text: str) -> str:
    """The text as it begins a sentence."""
    return text[:1].upper() + text[1:]


def _measured(value: Value) -> Value:
    """A number as a quantity, whose thousands are set apart; a year is none."""
    return Quantity.exactly(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _spoken(value: Value) -> str:
    """A value within a sentence: an interval with an open end in words."""
    if isinstance(value, Quantity) and not value.is_anything:
        if value.high is None:
            return f"at least {format_number(ends(value)[0], grouped=True)}"
        if value.low is None:
            return f"at most {format_number(ends(value)[1], grouped=True)}"
    return plain(value)


@lru_cache(maxsize=4096)
def _parts(template: str) -> tuple[tuple[str, str | None, str], ...]:
    parsed = string.Formatter().parse(template)
    return tuple((text, None if name is None else name.lstrip("$"), forms or "") for text, name, forms, _ in parsed)


def looked_for(plan: Plan, rule: RulePlan, bindings: Mapping[str, Value]) -> tuple[str, ...]:
    """Each entry of a rule's ``unless`` in the notation for facts, with what was bound filled in.

    Fields that a variable of the entry's own would match are left open as ``$name``.
    """
    return tuple(entry_text(plan, entry, bindings) for entry in rule.unless)


def entry_text(plan: Plan, entry: MatchPlan, bindings: Mapping[str, Value]) -> str:
    """An entry of ``unless`` in the notation for facts, with what is bound filled in."""
    return _entry_text(plan, entry, bindings, [condition.node for condition in (*entry.early, *entry.late)])


def asked_text(plan: Plan, entry: MatchPlan, bindings: Mapping[str, Value]) -> str:
    """The same as an author writes it: a parameter by its name and day alone."""
    nodes = [without_values(condition.node) for condition in (*entry.early, *entry.late)]
    return _entry_text(plan, entry, bindings, nodes)


def _entry_text(plan: Plan, entry: MatchPlan, bindings: Mapping[str, Value], conditions: list[Node]) -> str:
    patterns = [_pattern(plan, pattern, bindings) for pattern in entry.patterns]
    return " and ".join(
        [*patterns, *(conjunct(node) for node in conditions)] if patterns else [conjunction(conditions)]
    )


def _pattern(plan: Plan, pattern: PatternPlan, bindings: Mapping[str, Value]) -> str:
    fields = plan.types[pattern.type].fields
    terms = {}
    for position, values in pattern.constants:
        terms[position] = "|".join(format_value(value) for value in values)
    for position, name in pattern.variables:
        terms[position] = format_value(bindings[name]) if name in bindings else f"${name}"
    inside = ", ".join(f"{fields[position].name}={text}" for position, text in sorted(terms.items()))
    return (
        f"{pattern.type}({inside})" if pattern.backed_by is None else f"{pattern.type}({inside}), {pattern.backed_by}"
    )
