"""How explanations differ, for people: rules that say something else, and derivations that came or went, by rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tocsin.cli.layout import paragraph
from tocsin.cli.output import Terminal, printable
from tocsin.cli.words import counted

if TYPE_CHECKING:
    from tocsin.questions.differences.explanations import ExplanationChange, RuleChange

_RULES = {"added": "new", "removed": "gone", "renamed": "renamed", "changed": "changed"}
_KINDS = {"gained": "new", "lost": "gone", "otherwise": "other"}
_NAMED = 8
_SHOWN = 2
_RULES_SHOWN = 12
_PREMISES = 3
_WIDTH = 7


def rule_change_lines(changes: Sequence[RuleChange], terminal: Terminal, indent: int = 2) -> Iterator[str]:
    """The rules that two packs do not share, by what became of them."""
    for kind, word in _RULES.items():
        names = [_renaming(change) for change in changes if change.kind == kind]
        if names:
            more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
            text = f"{counted(len(names), 'rule')} {word}: {', '.join(names[:_NAMED])}{more}"
            yield from paragraph(printable(text), terminal.width, indent, indent + 2)


def _renaming(change: RuleChange) -> str:
    return change.rule if change.was is None else f"{change.was} to {change.rule}"


def explanation_lines(changes: Sequence[ExplanationChange], terminal: Terminal, indent: int = 2) -> Iterator[str]:
    """The derivations that are not the same, by rule, a few of each in full."""
    if not changes:
        return
    counts = {kind: sum(len(change.firings) for change in changes if change.kind == kind) for kind in _KINDS}
    words = {"gained": "new", "lost": "gone", "otherwise": "that say something else"}
    told = ", ".join(f"{number:,} {words[kind]}" for kind, number in counts.items() if number)
    yield from paragraph(f"derivations: {told}", terminal.width, indent, indent + 2)
    for change in changes[:_RULES_SHOWN]:
        yield from _change_lines(change, terminal, indent + 2)
    if len(changes) > _RULES_SHOWN:
        more = counted(len(changes) - _RULES_SHOWN, "more rule")
        yield " " * (indent + 2) + f"and by {more}; all of them with --json"


def _change_lines(change: ExplanationChange, terminal: Terminal, indent: int) -> Iterator[str]:
    inner = indent + _WIDTH
    word = _KINDS[change.kind].ljust(_WIDTH)
    number = "" if len(change.firings) == 1 else f" · {counted(len(change.firings), 'derivation')}"
    head = f"by {printable(change.rule)}{number}"
    for at, line in enumerate(paragraph(head, terminal.width - inner)):
        yield " " * indent + (terminal.paint(word, "bold") if at == 0 else " " * _WIDTH) + line
    for firing in change.firings[:_SHOWN]:
        more = len(firing.premise_texts) - _PREMISES
        premises = "; ".join(firing.premise_texts[:_PREMISES]) + (f"; and {more:,} more" if more > 0 else "")
        lines = paragraph(printable(firing.reads), terminal.width, inner, inner + 2)
        lines += paragraph(printable(f"from {premises}"), terminal.width, inner + 2, inner + 7)
        yield from (terminal.paint(line, "faint") for line in lines)
    if len(change.firings) > _SHOWN:
        yield " " * inner + f"and {len(change.firings) - _SHOWN:,} more"
