"""Answers about changes and readings without what is weaker than was asked for, and how much that leaves out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.facts.reports import Qualifier
    from tocsin.judgement import AssumptionsCheck, ReadingTable
    from tocsin.questions.differences.summary import Standing
    from tocsin.questions.differences.what_if import Difference


def admitted(least: Qualifier, *standings: Standing | None) -> bool:
    """True if one of the conclusions, as they stand, is at least so firm."""
    from tocsin.facts.reports import QUALIFIERS

    enough = QUALIFIERS[: 1 + QUALIFIERS.index(least)]
    return any(standing is not None and standing.qualifier in enough for standing in standings)


def what_if_at_least(found: Difference, least: Qualifier) -> tuple[Difference, int]:
    """The changes of conclusions that are so firm before or after, and how many are left out."""
    changes = tuple(each for each in found.changes if admitted(least, each.before, each.after))
    support = tuple(each for each in found.support if admitted(least, each.standing))
    left_out = len(found.changes) + len(found.support) - len(changes) - len(support)
    return replace(found, changes=changes, support=support), left_out


def readings_at_least(table: ReadingTable, least: Qualifier) -> tuple[ReadingTable, int]:
    """The conclusions that are so firm on some reading, and how many are left out."""
    rows = tuple(row for row in table.rows if admitted(least, *row.cells))
    kept = {row.id for row in rows}
    partings = tuple(each for each in table.partings if each.conclusion in kept)
    return replace(table, rows=rows, partings=partings), len(table.rows) - len(rows)


def assumptions_at_least(found: AssumptionsCheck, least: Qualifier) -> tuple[AssumptionsCheck, int]:
    """The changes of conclusions that are so firm with the assumption or without, and how many are left out."""
    checks = tuple(
        replace(check, changes=tuple(each for each in check.changes if admitted(least, each.before, each.after)))
        for check in found.checks
    )
    left_out = sum(len(check.changes) for check in found.checks) - sum(len(check.changes) for check in checks)
    return replace(found, checks=checks), left_out
