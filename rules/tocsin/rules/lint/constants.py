"""Constants of patterns that can hardly be meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from tocsin.facts.dataclass import dataclass
from tocsin.facts.interval import Interval
from tocsin.facts.kinds import STR, Kind, Value
from tocsin.facts.problems import Problem
from tocsin.facts.values import kept_with
from tocsin.facts.vocabulary import Vocabulary
from tocsin.rules import codes
from tocsin.rules.model import Pack
from tocsin.rules.rule import Constant, Pattern, Rule, Variable
from tocsin.rules.shape import compared_instead

_IN_BRACES: Final = re.compile(r"\{\s*\$?(\w+)\s*\}")


def ranges_as_constants(pack: Pack) -> Iterator[Problem]:
    """A problem for each range that a pattern of a condition names: only facts that say the very same match it."""
    for rule in pack.written:
        patterns = (item for _, items in rule.conjunctions for item in items if isinstance(item, Pattern))
        for pattern in patterns:
            for field, term in pattern.terms.items():
                for value in term.values if isinstance(term, Constant) else ():
                    if isinstance(value, Interval) and value.low != value.high:
                        low, high = (None if end is None else str(end) for end in (value.low, value.high))
                        message = f"{pattern.type}.{field} is to be {value} itself: no figure or day within it matches"
                        yield Problem(
                            codes.RANGE_AS_CONSTANT, message, pattern.place, compared_instead(field, low, high)
                        )


def forgotten_dollars(pack: Pack) -> Iterator[Problem]:
    """A problem for each text of a pattern that is what a variable which could stand there is called."""
    for each in forgotten(pack):
        message = f"{each.pattern.type}.{each.field} is to be the text {each.text!r}, and {each.where} has a variable "
        hint = f"did you mean ${each.name}? If the text is meant, call the variable something else"
        yield Problem(codes.FORGOTTEN_DOLLAR, f"{message}${each.name}", each.pattern.place, hint)


@dataclass(frozen=True)
class Forgotten:
    """A text of a pattern that probably lacks its dollar sign: where that is, in which pattern and field, the text.

    ``name`` is the variable's; the text is that, or that in braces, as sentences have it.
    """

    where: str
    pattern: Pattern
    field: str
    text: str
    name: str


@kept_with
def forgotten(pack: Pack) -> list[Forgotten]:
    """The texts of patterns that are called as a variable which could stand there, and are not otherwise sensible.

    Sensible are words that the field's list, its codes or the pack's names have, those that cases of the pack or
    patterns without such a variable have in the same field, and one beside the variable in its pattern, as in
    ``party: {name: $buyer, role: buyer}``.
    """
    found = []
    sensible = set(_in_cases(pack))
    for where, pattern, kinds, given in _among_variables(pack):
        for field, text in _texts(pattern, pack.vocabulary):
            name = _IN_BRACES.sub(r"\1", text)
            beside = Variable(name) in pattern.terms.values()
            if name in kinds and STR.accepts(kinds[name]) and text not in given and not beside:
                found.append(Forgotten(where, pattern, field, text, name))
            else:
                sensible.add((pattern.type, field, text))
    return [
        each
        for each in found
        if (each.pattern.type, each.field, each.text) not in sensible and each.text not in pack.names
    ]


def where(rule: Rule) -> str:
    """The rule, or the table that it is a row of, in words."""
    return f"the rule {rule.id}" if rule.row is None else f"the table {rule.row.table}"


def _texts(pattern: Pattern, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Each field that may have any text, with the one text that the pattern names."""
    by_name = vocabulary.types[pattern.type].by_name
    for name, term in pattern.terms.items():
        field = by_name[name]
        if isinstance(term, Constant) and len(term.values) == 1 and field.kind == STR and field.codes is None:
            [text] = term.values
            if isinstance(text, str) and (field.open_list is None or text not in field.open_list.words):
                yield name, text


def _in_cases(pack: Pack) -> Iterator[tuple[str, str, Value | None]]:
    """Type, field and value of what the pack's cases are given, expect and never expect."""
    for case in pack.cases:
        for each in case.facts:
            fact_type = each.fact.fact_type()
            yield from (
                (fact_type.name, field.name, value)
                for field, value in zip(fact_type.fields, each.fact.row, strict=True)
            )
        for expected in (*case.expect, *case.never):
            found = _texts(expected.pattern, pack.vocabulary)
            yield from ((expected.pattern.type, field, text) for field, text in found)


def _among_variables(pack: Pack) -> Iterator[tuple[str, Pattern, Mapping[str, Kind], tuple[Value | None, ...]]]:
    """Each pattern: where it is, the kinds of the variables that it could name, and what cells of a table put in it."""
    cells = {row.rule: tuple(value for _, value in row.given) for table in pack.tables for row in table.rows}
    for rule in pack.written:
        for patterns, kinds in _parts(rule, pack.vocabulary):
            yield from ((where(rule), pattern, kinds, cells.get(rule.id, ())) for pattern in patterns)
    alone = [(f"the tension {tension.id}", tension.between) for tension in pack.tensions]
    alone += [(f"the outcome {each.id}", (each.of, *seen)) for each in pack.outcomes for seen in each.observed]
    alone += [(f"the evidence {row.id}", row.patterns) for question in pack.hypotheses for row in question.evidence]
    for what, patterns in alone:
        kinds = _bound(patterns, pack.vocabulary)
        yield from ((what, pattern, kinds, ()) for pattern in patterns)


def _parts(rule: Rule, vocabulary: Vocabulary) -> Iterator[tuple[tuple[Pattern, ...], Mapping[str, Kind]]]:
    """The patterns of each part of a rule, with the kinds of the variables that they could name."""
    yield rule.patterns, rule.kinds
    yield rule.then, rule.kinds
    for items in (rule.stronger_if, *rule.unless):
        patterns = tuple(item for item in items if isinstance(item, Pattern))
        yield patterns, {**_bound(patterns, vocabulary), **rule.kinds}
    for aggregate in rule.aggregates:
        yield aggregate.patterns, _bound((*aggregate.patterns, *rule.patterns), vocabulary)


def _bound(patterns: Iterable[Pattern], vocabulary: Vocabulary) -> dict[str, Kind]:
    """The variables that patterns bind, with the kind of a field that each is bound from."""
    return {
        term.name: vocabulary.types[pattern.type].by_name[name].kind
        for pattern in patterns
        for name, term in pattern.terms.items()
        if isinstance(term, Variable)
    }
