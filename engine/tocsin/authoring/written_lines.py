"""What a rule says, and whatever else a pack does, in lines that can be laid beside those of another version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from tocsin.explain.condition_text import condition_text, term_text
from tocsin.facts.dataclass import dataclass
from tocsin.facts.json_values import canonical_json
from tocsin.facts.printing import plain
from tocsin.facts.strength_words import QUALIFIER_WORDS
from tocsin.rules.canonical_form import condition_json
from tocsin.rules.expression.tree import without_values
from tocsin.rules.model import Pack
from tocsin.rules.parameter import Parameter
from tocsin.rules.rule import Aggregate, Comparison, Condition, Let, Pattern, Rule


@dataclass(frozen=True)
class Line:
    """One part of a thing as its author could have written it.

    ``key`` is what two lines must agree in to say the same. ``about`` is what two lines that do not are paired by, as
    the name of a field; where it is empty they are paired in their order. ``fields`` are the terms of a pattern.
    """

    part: str
    text: str
    key: str
    about: str = ""
    fields: Mapping[str, str] | None = None


def said(part: str, text: object) -> Line:
    """A line of which there is one at most."""
    return Line(part, str(text), str(text), part)


def several(part: str, texts: Iterable[str]) -> Iterator[Line]:
    """Lines of which there may be many, each of which says what it says whatever the others do."""
    return (Line(part, text, text) for text in texts)


def rule_lines(pack: Pack, rule: Rule) -> Iterator[Line]:
    """Every part of a rule."""
    # The values of a parameter are told of the parameter.
    bare = rule.with_nodes(without_values)
    yield from (condition_line(_PARTS[type(item)], item) for item in bare.when)
    for entry in bare.unless:
        key = canonical_json([condition_json(item) for item in entry])
        about = next((item.type for item in entry if isinstance(item, Pattern)), "")
        yield Line("exception", " and ".join(map(condition_text, entry)), key, about)
    yield from (condition_line("conclusion", item) for item in bare.then)
    yield from (condition_line("stronger if", item) for item in bare.stronger_if)
    yield said("qualifier", QUALIFIER_WORDS[rule.qualifier])
    if rule.qualifier_reason:
        yield said("reason of the qualifier", rule.qualifier_reason)
    if rule.from_absence:
        yield said("from absence", "it concludes from what was not reported")
    yield from several("citation", rule.cites)
    yield said("warrant", rule.warrant)
    yield from several("assumption", rule.assumes)
    for name in sorted({name for name, _ in rule.parameters} & pack.parameters.keys()):
        values = "; ".join(line.text for line in value_lines(pack.parameters[name]))
        yield Line("parameter", f"{name} {values}", f"{name} {values}", name)
    if rule.reads:
        yield said("wording", rule.reads)
    if rule.section:
        yield said("section", rule.section)
    if rule.note:
        yield said("note", rule.note)


_PARTS: Final[Mapping[type, str]] = {
    Pattern: "premise",
    Comparison: "comparison",
    Let: "computed value",
    Aggregate: "aggregate",
}


def condition_line(part: str, item: Condition) -> Line:
    """A condition, or a pattern that stands as something else, as a line."""
    key = canonical_json(condition_json(item))
    match item:
        case Pattern():
            terms = {name: term_text(term) for name, term in item.terms.items()}
            return Line(part, condition_text(item), key, item.type, terms)
        case Let():
            return Line(part, condition_text(item), key, item.variable)
        case Aggregate():
            return Line(part, condition_text(item), key, item.result)
        case Comparison():
            return Line(part, condition_text(item), key)


def value_lines(parameter: Parameter) -> Iterator[Line]:
    """Each value of a parameter with the day it is in force from and what it rests on."""
    for value in parameter.values:
        rests_on = ", ".join(filter(None, (value.reference, *value.cites)))
        text = f"from {value.day}: {plain(value.value)}" + (f" ({rests_on})" if rests_on else "")
        yield Line("value", text, text, str(value.day))
