"""Warnings about a pack: rules that are right in themselves and can hardly be meant.

``check`` refuses what has no meaning. What is warned of here has one, and does nothing, does what another rule does, or
reads like a slip of the pen. A pack runs with it.
"""

from __future__ import annotations

from tocsin.facts.problems import Problem
from tocsin.rules.lint.bounds import contradictions, uneven_thresholds
from tocsin.rules.lint.chains import bridged, clashes
from tocsin.rules.lint.constants import forgotten_dollars, ranges_as_constants
from tocsin.rules.lint.decisions import overlaps
from tocsin.rules.lint.subsumption import blocked_by_themselves, subsumed
from tocsin.rules.lint.tables import open_tables
from tocsin.rules.lint.unused import near_sections, never_given, unused_declarations, unused_variables, without_words
from tocsin.rules.model import Pack

__all__ = ["warnings_of"]

_CHECKS = (
    contradictions,
    never_given,
    subsumed,
    unused_variables,
    unused_declarations,
    uneven_thresholds,
    blocked_by_themselves,
    without_words,
    near_sections,
    overlaps,
    clashes,
    bridged,
    ranges_as_constants,
    forgotten_dollars,
    open_tables,
)


def warnings_of(pack: Pack) -> tuple[Problem, ...]:
    """What a reader of the pack would ask about, by place; each with its code and what to do.

    >>> from tocsin.rules.shipped import load_pack
    >>> warnings_of(load_pack("russia-dprk"))
    ()
    """
    found = {problem for check in _CHECKS for problem in check(pack)}
    return tuple(sorted(found, key=Problem.sort_key))
