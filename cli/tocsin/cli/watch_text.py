"""Indicators, for people: a fact to look out for, and what its arrival would change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tocsin.cli.layout import Cell, beside, paragraph
from tocsin.cli.output import Terminal, printable
from tocsin.cli.words import STYLES, and_more, counted
from tocsin.facts.counting import listed
from tocsin.facts.strength_words import QUALIFIER_WORDS

if TYPE_CHECKING:
    from tocsin.questions.indicators.result import Effect, EffectKind, Indicator, Watch

_INDICATORS, _EFFECTS, _ROLES = 12, 4, 2
_KINDS: dict[EffectKind, str] = {"gained": "confirms", "firmer": "firmer", "weaker": "weaker", "lost": "rules out"}


def lines_of(found: Watch, every: bool, terminal: Terminal) -> Iterator[str]:
    """The indicators as lines; without ``every``, the first few of each sort."""
    from tocsin.explain.answers.heading import heading

    yield from paragraph(printable(heading(found.assessment)), terminal.width)
    linked = [indicator for indicator in found.indicators if indicator.linked]
    others = [indicator for indicator in found.indicators if not indicator.linked]
    if not found.indicators:
        yield "No single fact that a rule looks for would change a conclusion."
    if linked:
        title = "To find out, because of what is known: it would change"
        yield from _section(title, linked, every, terminal)
    if others:
        yield from _section("What rules look for on their own account, whoever it concerns", others, every, terminal)
    rest = _rest(found)
    if rest:
        yield ""
        yield from paragraph(rest, terminal.width)


def _rest(found: Watch) -> str:
    parts = []
    if found.idle:
        parts.append(f"{counted(found.idle, 'further fact')} that rules look for would change nothing alone.")
    if found.cut:
        parts.append("There are more than were tried.")
    return " ".join(parts)


def _section(title: str, indicators: Sequence[Indicator], every: bool, terminal: Terminal) -> Iterator[str]:
    yield ""
    yield terminal.paint(title, "bold")
    for indicator in indicators if every else indicators[:_INDICATORS]:
        yield from _indicator(indicator, every, terminal)
    if len(indicators) > _INDICATORS and not every:
        yield f"  {and_more(len(indicators) - _INDICATORS)}"


def _indicator(indicator: Indicator, every: bool, terminal: Terminal) -> Iterator[str]:
    from tocsin.explain.answers.words import ROLES
    from tocsin.facts.printing import plain

    yield ""
    told = printable(indicator.text)
    yield from (terminal.paint(line, "cyan") for line in paragraph(told, terminal.width, 2, 4))
    roles = [ROLES[role].format(rule=rule) for role, rule in indicator.roles]
    more = [f"{len(roles) - _ROLES} more"] if len(roles) > _ROLES else []
    said = listed([*roles[: _ROLES if more else None], *more])
    if indicator.example_text != indicator.text:
        said += f"; tried as {indicator.example_text}"
    if indicator.replaced is not None:
        place = "within" if indicator.narrows else "in place of"
        said += f"; {place} the reported {plain(indicator.replaced)}"
    yield from (terminal.paint(line, "faint") for line in paragraph(printable(said), terminal.width, 4))
    if not indicator.linked and not every:
        yield from _kinds(indicator, terminal)
        return
    alike: dict[tuple[object, ...], list[Effect]] = {}
    for effect in indicator.effects:
        alike.setdefault((effect.kind, effect.before, effect.after, effect.reads), []).append(effect)
    for effects in list(alike.values())[: None if every else _EFFECTS]:
        yield from _effect(effects[0], len(effects), terminal)
    if len(alike) > _EFFECTS and not every:
        yield f"    and {len(alike) - _EFFECTS:,} more"


def _kinds(indicator: Indicator, terminal: Terminal) -> Iterator[str]:
    """What an indicator would do, by types alone: whom it concerns is not known, so sentences would say nothing."""
    for kind, word in _KINDS.items():
        types = sorted({effect.text.partition("(")[0] for effect in indicator.of_kind(kind)})
        if types:
            yield from paragraph(f"{word.ljust(9)}  {listed(types)}", terminal.width, 4, 15)


def _effect(effect: Effect, conclusions: int, terminal: Terminal) -> list[str]:
    """An effect on so many conclusions that read the same."""
    qualifier = effect.after or effect.before
    assert qualifier is not None

    def marked(line: str) -> str:
        return terminal.paint(line, *STYLES[qualifier])

    told = effect.reads
    if effect.before is not None and effect.after is not None:
        told += f" (now: {QUALIFIER_WORDS[effect.before]})"
    if conclusions > 1:
        told += f" ({counted(conclusions, 'conclusion')})"
    kind = Cell(_KINDS[effect.kind], 9, lambda line: terminal.paint(line, "bold"))
    room = max(terminal.width - 4 - 9 - 12 - 4, 16)
    return beside([kind, Cell(QUALIFIER_WORDS[qualifier], 12, marked), Cell(printable(told), room)], 4)
