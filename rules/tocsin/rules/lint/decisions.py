"""Rules that decide one thing by the fields of one fact, as the rows of a table do: where two decide at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from tocsin.facts.dataclass import dataclass
from tocsin.facts.kinds import Value
from tocsin.facts.problems import Problem
from tocsin.facts.vocabulary import Vocabulary
from tocsin.rules import codes
from tocsin.rules.expression.tree import Literal
from tocsin.rules.lint.bounds import Bounds, requirements
from tocsin.rules.lint.meeting import Neighbours
from tocsin.rules.model import Pack
from tocsin.rules.rule import Constant, Rule, Variable

_SHOWN: Final = 1_000
"""Pairs of one conclusion that are told; of rules that all meet, there are more than anyone reads."""


def overlaps(pack: Pack) -> Iterator[Problem]:
    """A problem for each two rows of what reads like a table that one fact satisfies, with such a fact.

    Rules read like one if they all conclude one type from one pattern of another, take the same fields over, and differ
    in the word of one field: what is decided.
    """
    rows: dict[str, list[Rule]] = {}
    for rule in pack.rules:
        if rule.row is not None:
            continue  # what a table's hit says of its rows is checked with the table
        for head in rule.then:
            rows.setdefault(head.type, []).append(rule)
    for type_name, rules in rows.items():
        decided = _decided(rules)
        found = islice(_decided_twice(rules, decided, pack.vocabulary) if decided else (), _SHOWN + 1)
        for number, (first, second, witness) in enumerate(found):
            if number == _SHOWN:
                message = (
                    f"more than {_SHOWN:,} pairs of rules decide {type_name}.{decided} of one fact; so many are told"
                )
                yield Problem(codes.OVERLAP, message, pack.place, "mend these first")
                break
            message = (
                f"the rules {first.id} and {second.id} decide {type_name}.{decided} of one fact: "
                f"{_word(first, decided)} and {_word(second, decided)} of {witness}"
            )
            hint = "narrow one of them, or say under unless which goes first"
            yield Problem(codes.OVERLAP, message, second.place, hint)


def _decided_twice(rules: Sequence[Rule], decided: str, vocabulary: Vocabulary) -> Iterator[tuple[Rule, Rule, str]]:
    """Each two rows that decide differently of one fact, with the fact."""
    rows = [row for row in (_Row.of(rule, decided, vocabulary) for rule in rules) if row is not None]
    neighbours = Neighbours([row.rule for row in rows], [row.word for row in rows], in_conclusions=False)
    for at, second in enumerate(rows):
        for first in (rows[other] for other in neighbours.meeting(at)):
            differs = _word(first.rule, decided) != _word(second.rule, decided)
            witness = _witness(first, second, vocabulary) if differs else None
            if witness is not None:
                yield first.rule, second.rule, witness


def _decided(rules: list[Rule]) -> str:
    """The field of the conclusion in whose words the rules differ; empty if they do not read like a table."""
    if len(rules) < 2 or not all(_is_row(rule) for rule in rules):
        return ""
    if len({rule.patterns[0].type for rule in rules}) > 1 or len({_taken_over(rule) for rule in rules}) > 1:
        return ""
    named = [{name for name, term in rule.then[0].terms.items() if isinstance(term, Constant)} for rule in rules]
    if len(named[0]) != 1 or any(names != named[0] for names in named):
        return ""
    return next(iter(named[0]))


def _is_row(rule: Rule) -> bool:
    patterns_and_comparisons = len(rule.patterns) + len(rule.comparisons) == len(rule.when)
    return patterns_and_comparisons and len(rule.patterns) == len(rule.then) == 1 and not rule.assumes


def _taken_over(rule: Rule) -> frozenset[tuple[str, str]]:
    """Which field of the fact each field of the conclusion has its value from."""
    head, pattern = rule.then[0], rule.patterns[0]
    return frozenset(
        (name, field)
        for name, term in head.terms.items()
        if isinstance(term, Variable)
        for field, other in pattern.terms.items()
        if other == term
    )


def _word(rule: Rule, field: str) -> Value:
    term = rule.then[0].terms[field]
    assert isinstance(term, Constant)
    return term.values[0]


@dataclass(frozen=True)
class _Row:
    """A row that decides by bounds of the fact's fields alone, the word it decides for, and those bounds by field.

    ``word`` is None if it asks nothing of the fact: such rows decide nothing by it, they say several things of it.
    """

    rule: Rule
    word: Value | None
    bounds: Mapping[str, Bounds]

    @classmethod
    def of(cls, rule: Rule, decided: str, vocabulary: Vocabulary) -> _Row | None:
        """The row; None if it asks for more than bounds tell, or for what nothing satisfies."""
        asked = requirements(rule.comparisons, rule)
        if rule.unless or asked.rest:
            return None
        pattern = rule.patterns[0]
        found = {}
        for field in vocabulary.types[pattern.type].fields:
            bounds = Bounds(whole=field.is_whole)
            term = pattern.terms.get(field.name)
            if isinstance(term, Constant) and field.kind.is_interval:
                return None  # it is met by that very range alone, which no bounds tell
            if isinstance(term, Constant):
                bounds.keep(set(term.values))  # type: ignore[arg-type]
            elif isinstance(term, Variable) and term.name in asked.bounds:
                bounds.meet(asked.bounds[term.name])
            if bounds.is_empty:
                return None
            if bounds.is_narrowed:
                found[field.name] = bounds
        return cls(rule, _word(rule, decided) if found else None, found)


def _witness(first: _Row, second: _Row, vocabulary: Vocabulary) -> str | None:
    """A fact that satisfies both rows, without the fields that do not matter; None if there is none."""
    found = []
    pattern = first.rule.patterns[0]
    for field in vocabulary.types[pattern.type].fields:
        bounds = Bounds(whole=field.is_whole)
        for row in (first, second):
            if field.name in row.bounds:
                bounds.meet(row.bounds[field.name])
        if bounds.is_empty:
            return None
        if bounds.is_narrowed:
            example = bounds.example()
            if example is None:
                return None
            found.append(f"{field.name}={_told(example)}")
    return f"{pattern.type}({', '.join(found)})"


def _told(value: int | float | dt.date | str | bool) -> str:
    return value if isinstance(value, str) and value.isidentifier() else str(Literal(value))
