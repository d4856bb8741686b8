"""A rule as people read it: its conditions in the notation for facts, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tocsin.cli.layout import paragraph
from tocsin.cli.output import Terminal, printable
from tocsin.cli.words import WARRANTS
from tocsin.explain.condition_text import condition_text
from tocsin.explain.rule_words import strength_text
from tocsin.facts.printing import plain

if TYPE_CHECKING:
    from tocsin.rules.model import Pack
    from tocsin.rules.rule import Rule


def rule_lines(pack: Pack, rule: Rule, terminal: Terminal) -> Iterator[str]:
    """The whole rule: when, unless, then, and its grounds."""
    yield terminal.paint(rule.id, "bold")
    yield terminal.paint(f"{rule.section or 'no section'} · {rule.place}", "faint")
    if rule.note:
        yield from paragraph(printable(rule.note), terminal.width)
    yield from _block("when", (condition_text(item) for item in rule.when), terminal)
    for number, entry in enumerate(rule.unless):
        yield from _block("unless" if not number else "or unless", map(condition_text, entry), terminal)
    yield from _block("then", map(condition_text, rule.then), terminal)
    yield from _block("stronger if", map(condition_text, rule.stronger_if), terminal)
    yield from _block("reads", [rule.reads] if rule.reads else [], terminal)
    yield from _block("how strongly", [strength_text(rule, WARRANTS[rule.warrant])], terminal)
    yield from _block("cites", (_citation(pack, name) for name in rule.cites), terminal)
    yield from _block("parameters", _parameters(pack, rule), terminal)
    yield from _block("assumes", (assumption_text(pack, name) for name in rule.assumes), terminal)


def _block(title: str, items: Iterable[str], terminal: Terminal) -> Iterator[str]:
    lines = [line for item in items for line in paragraph(printable(item), terminal.width, 2, 6)]
    if lines:
        yield ""
        yield terminal.paint(title, "cyan")
        yield from lines


def _citation(pack: Pack, name: str) -> str:
    statement = pack.statement_by_id.get(name)
    return name if statement is None else f"{name}, line {statement.line}: {statement.paraphrase}"


def _parameters(pack: Pack, rule: Rule) -> Iterator[str]:
    """Each value of each parameter that the rule reads, with its day and what it rests on."""
    for name in sorted({name for name, _ in rule.parameters} & pack.parameters.keys()):
        yield from parameter_lines(pack, name)


def parameter_lines(pack: Pack, name: str) -> Iterator[str]:
    """Each value of a parameter of the pack."""
    parameter = pack.parameters[name]
    for value in parameter.values:
        rests_on = ", ".join(filter(None, (value.reference, *value.cites)))
        figure = value.value
        measured = isinstance(figure, int | float) and not isinstance(figure, bool)
        told = f"{figure:,}" if measured else plain(figure)
        yield f"{name} from {value.day}: {parameter.with_unit(told)}" + (f" ({rests_on})" if rests_on else "")


def assumption_text(pack: Pack, name: str) -> str:
    """What the assumption says, and whether it is on by default."""
    found = next((assumption for assumption in pack.assumptions if assumption.id == name), None)
    if found is None:
        return name
    return f"{name} ({found.classification}, {'on' if found.default else 'off'} by default): {found.text}"
