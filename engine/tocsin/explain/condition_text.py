"""A condition of a rule in the notation for facts, as its author could have written it."""

from __future__ import annotations

from tocsin.facts.counting import listed
from tocsin.facts.printing import format_value
from tocsin.rules.rule import Aggregate, Comparison, Condition, Let, Pattern, Term, Variable

_OPERATIONS = {"sum": "the sum of", "count": "the number of", "min": "the least", "max": "the greatest"}


def condition_text(item: Condition) -> str:
    """One condition in the notation for facts; alternatives are joined by a bar."""
    match item:
        case Pattern():
            return _pattern(item)
        case Comparison():
            return item.text
        case Let():
            return f"let ${item.variable} = {item.text}"
        case Aggregate():
            return _aggregate(item)


def _pattern(pattern: Pattern) -> str:
    """A pattern in the notation for facts."""
    told = f"{pattern.type}({', '.join(f'{name}={term_text(term)}' for name, term in pattern.terms.items())})"
    return told if pattern.backed_by is None else f"{told}, {pattern.backed_by}"


def term_text(term: Term) -> str:
    """A term in the notation for facts: a variable, a value, or alternatives joined by a bar."""
    if isinstance(term, Variable):
        return f"${term.name}"
    return "|".join(format_value(value) for value in term.values)


def _aggregate(item: Aggregate) -> str:
    what = "matches" if item.variable is None else f"${item.variable}"
    if item.distinct:
        what = f"distinct {listed([f'${name}' for name in item.distinct])}"
    over = listed([condition_text(part) for part in item.over])
    groups = f", for each {listed([f'${name}' for name in item.by])}" if item.by else ""
    return f"${item.result} = {_OPERATIONS[item.operation]} {what} over {over}{groups}"
