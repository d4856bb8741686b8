"""Rules that decide one thing by the fields of one fact, as the rows of a table do: where two decide at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tocsin.facts.kinds import Value
from tocsin.facts.problems import Problem
from tocsin.facts.vocabulary import Vocabulary
from tocsin.rules import codes
from tocsin.rules.expression.tree import Literal
from tocsin.rules.lint.bounds import Bounds, requirements
from tocsin.rules.lint.meeting import meeting
from tocsin.rules.model import Pack
from tocsin.rules.rule import Constant, Rule, Variable


def overlaps(pack: Pack) -> Iterator[Problem]:
    """A problem for each two rows of what reads like a table that one fact satisfies, with such a fact.

    Rules read like one if they all conclude one type from one pattern of another, take the same fields over, and differ
    in the word of one field: what is decided.
    """
    rows: dict[str, list[Rule]] = {}
    for rule in pack.rules:
        for head in rule.then:
            rows.setdefault(head.type, []).append(rule)
    for rules in rows.values():
        decided = _decided(rules)
        met = enumerate(meeting(rules, in_conclusions=False)) if decided else ()
        pairs = ((one, other) for one, later in met for other in later)
        for first, second in ((rules[one], rules[other]) for one, other in pairs):
            words = [_word(rule, decided) for rule in (first, second)]
            witness = _witness(first, second, pack.vocabulary) if words[0] != words[1] else None
            if witness is not None:
                message = (
                    f"the rules {first.id} and {second.id} decide {first.then[0].type}.{decided} of one fact: "
                    f"{words[0]} and {words[1]} of {witness}"
                )
                hint = "narrow one of them, or say under unless which goes first"
                yield Problem(codes.OVERLAP, message, second.place, hint)


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


def _witness(first: Rule, second: Rule, vocabulary: Vocabulary) -> str | None:
    """A fact that satisfies both rules, without the fields that do not matter; None if there is none."""
    asked = [requirements(rule.comparisons, rule) for rule in (first, second)]
    if first.unless or second.unless or any(each.rest for each in asked):
        return None
    pattern = first.patterns[0]
    found = []
    for field in vocabulary.types[pattern.type].fields:
        bounds = Bounds(whole=field.is_whole)
        for rule, requirement in zip((first, second), asked, strict=True):
            term = rule.patterns[0].terms.get(field.name)
            if isinstance(term, Constant) and field.kind.is_interval:
                return None  # it is met by that very range alone, which no bounds tell
            if isinstance(term, Constant):
                bounds.keep(set(term.values))  # type: ignore[arg-type]
            elif isinstance(term, Variable) and term.name in requirement.bounds:
                bounds.meet(requirement.bounds[term.name])
        if bounds.is_empty:
            return None
        if bounds.is_narrowed:
            example = bounds.example()
            if example is None:
                return None
            found.append(f"{field.name}={_told(example)}")
    # Rules that ask nothing of the fact decide nothing by it: they say several things of it.
    return f"{pattern.type}({', '.join(found)})" if found else None


def _told(value: int | float | dt.date | str | bool) -> str:
    return value if isinstance(value, str) and value.isidentifier() else str(Literal(value))
