"""What to find out next: facts not now known, by what their arrival would change.

An indicator is a fact that a rule looks for, and the case lacks, where everything else the rule needs holds; or one
that would raise an exception, strengthen a possible conclusion, or put a figure across a threshold. Each is tried by
itself, all in one derivation over many worlds, one world for each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from tocsin.facts.arguments import checked
from tocsin.facts.printing import format_row
from tocsin.questions.differences.edits import Alter, Assert
from tocsin.questions.goal import assessed
from tocsin.questions.indicators.effects import effects_of
from tocsin.questions.indicators.leads import Finder, Lead
from tocsin.questions.indicators.result import EffectKind, Example, Indicator, Watch, arriving
from tocsin.questions.minimal_edits.flip import is_nearer

if TYPE_CHECKING:
    from tocsin.engine.assessment import Assessment
    from tocsin.engine.case import Case

MOST = 2_000
"""So many indicators are tried."""


@checked()
def watch(subject: Assessment | Case) -> Watch:
    """The facts whose arrival would change a conclusion: those linked to what is known first, then by how many change.

    ``idle`` counts those that rules look for too, and whose arrival alone would change nothing.
    """
    assessment = assessed(subject)
    finder = Finder(assessment)
    led: dict[Example, list[Lead]] = {}
    cut = False
    for lead in finder.all():
        tried = _tried(lead.example)
        if len(led) >= MOST and tried not in led:
            cut = True
            break
        led.setdefault(tried, []).append(lead)
    found = [(_most_asked(leads), leads) for leads in led.values()]
    effects = effects_of(assessment, [most.example for most, _ in found])
    types = assessment.plan.types
    indicators = [
        Indicator(
            most.sought,
            any(lead.linked for lead in leads),
            most.sought.text(types) + _asked(most.example),
            most.example,
            format_row(types[most.example.type], arriving(most.example)) + _asked(most.example),
            tuple(sorted({(lead.role, lead.rule) for lead in leads})),
            changed,
        )
        for (most, leads), changed in zip(found, effects, strict=True)
        if changed
    ]
    moved = [each for each in indicators if isinstance(each.example, Alter)]
    indicators = [each for each in indicators if not any(_goes_further(each, other) for other in moved)]
    indicators.sort(key=lambda each: (not each.linked, -len(each.effects), each.text, each.example_text))
    return Watch(assessment, tuple(indicators), sum(not changed for changed in effects), cut or finder.cut)


def _asked(example: Example) -> str:
    """What is asked of the reports of a fact, if anything is."""
    return f", {example.backed_by}" if isinstance(example, Assert) and example.backed_by is not None else ""


def _tried(example: Example) -> Example:
    """The example, whatever of it is one only: two rules that leave different fields of a fact free try the same."""
    return replace(example, free=frozenset()) if isinstance(example, Assert) else example


def _most_asked(leads: Iterable[Lead]) -> Lead:
    """Of leads to one example that which asks most of it."""
    return max(leads, key=lambda lead: len(lead.sought.values))


def _goes_further(one: Indicator, other: Indicator) -> bool:
    """True if another figure for the same fact is nearer to what is reported, and does as much."""
    if one.roles != other.roles or not is_nearer(other.example, one.example):
        return False
    return _kinds(one) <= _kinds(other)


def _kinds(indicator: Indicator) -> set[tuple[EffectKind, str]]:
    """What an indicator does to conclusions of which types, whatever figures they name."""
    return {(effect.kind, effect.text.partition("(")[0]) for effect in indicator.effects}
