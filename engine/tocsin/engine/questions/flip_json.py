"""The answer to *what would flip it* as JSON-ready data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tocsin.engine.heading import heading_json
from tocsin.engine.questions.edits import Alter, Assert, Edit, Retract, edit_text
from tocsin.engine.questions.thresholds import ends
from tocsin.facts.kinds import to_json
from tocsin.facts.notation import format_row

if TYPE_CHECKING:
    from tocsin.engine.questions.flip import Flip


def flip_json(found: Flip) -> dict[str, object]:
    """What was asked, whether it holds, and every choice of edits, with the bound."""
    assessment = found.assessment
    return {
        **heading_json(assessment),
        "asked": found.sought.text(assessment.plan.types),
        "holds": found.removes,
        "never": found.never,
        "choices": [[edit_json(found, edit) for edit in choice] for choice in found.choices],
        "at_most": found.at_most,
        "stopped_at": found.stopped_at,
        "tried": found.tried,
        "space": found.space,
    }


def edit_json(found: Flip, edit: Edit) -> dict[str, object]:
    """One edit: its kind, in the notation, and what it changes."""
    types = found.assessment.plan.types
    data: dict[str, object] = {"edit": edit_text(edit, types)}
    match edit:
        case Retract(name, row):
            data.update(kind="retract", fact=format_row(types[name], row), id=types[name].identity(row))
        case Assert(name, row, free):
            names = [types[name].fields[at].name for at in sorted(free)]
            data.update(kind="assert", fact=format_row(types[name], row), examples=names)
        case Alter(name, row, position, value, way):
            now = row[position]
            data.update(
                kind="alter", fact=format_row(types[name], row), id=types[name].identity(row),
                field=types[name].fields[position].name, now=to_json(now),
                value=to_json(value), way=way, margin=margin(edit),
            )  # fmt: skip
        case _:
            data.update(kind="assume" if edit.on else "without", assumption=edit.assumption)
    return data


def margin(edit: Alter) -> int | float | None:
    """How far the figure moves from the nearer end of what is reported; None if that end is open."""
    now = edit.row[edit.position]
    assert now is not None
    (least, most), value = ends(now), ends(edit.value)[0]
    distance = least - value if value < least else value - most if value > most else 0
    return None if math.isinf(distance) else distance
