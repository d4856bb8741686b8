"""Edits in words: what would be otherwise, with the figures reported and the margin."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.engine import Assessment
from tocsin.explain.answers import words
from tocsin.explain.expression_text import field_label, number
from tocsin.facts.counting import listed
from tocsin.facts.printing import format_fields, format_row, plain
from tocsin.facts.strength_words import strength
from tocsin.questions.differences.edits import Alter, Assert, Edit, Retract, Tune
from tocsin.questions.minimal_edits.flip import Held, margin, present
from tocsin.questions.minimal_edits.thresholds import ends


def edit_words(edit: Edit, assessment: Assessment) -> str:
    """The edit as something that would be so."""
    types = assessment.plan.types
    match edit:
        case Retract(name, row):
            return words.RETRACT.format(fact=format_row(types[name], row))
        case Assert(name, row, free, asked):
            fields = types[name].fields
            known = {field.name: row[at] for at, field in enumerate(fields) if at not in free}
            fact = format_fields(name, known)
            told = (
                words.ASSERT.format(fact=fact) if asked is None else words.ASSERT_BACKED.format(fact=fact, asked=asked)
            )
            names = [fields[at].name for at in sorted(free)]
            lasting = assessment.plan.types[name].validity if assessment.as_of is not None else ()
            bound = [each for each in names if each in lasting]
            if bound:
                told = words.HOLDING.format(change=told, fields=listed(bound), date=assessment.as_of)
            names = [each for each in names if each not in bound]
            return words.EXAMPLES.format(change=told, fields=listed(names)) if names else told
        case Alter():
            return _moved(edit, assessment)
        case Tune():
            return _tuned(edit, assessment)
        case _:
            return (words.ASSUME if edit.on else words.WITHOUT).format(assumption=edit.assumption)


def reserve(held: Held | None) -> str:
    """How firmly something holds, where that is with a reserve; empty if it follows, or does not hold."""
    return "" if held is None or held.qualifier == "certain" else strength(held.qualifier, held.boundary)


def choice_words(choice: Sequence[Edit], after: Held | None, assessment: Assessment) -> list[str]:
    """The edits of a choice, the last with how firmly would hold what was asked about, where that is with a reserve."""
    told = [edit_words(edit, assessment) for edit in choice]
    if reserved := reserve(after):
        told[-1] = words.THEN.format(change=told[-1], strength=reserved)
    return told


def _tuned(edit: Tune, assessment: Assessment) -> str:
    moves = words.TUNES_BEYOND[edit.way] if edit.beyond else words.TUNES[edit.way]
    limit = number(edit.value if edit.way == "becomes" else edit.value - edit.beyond)
    change = moves.format(name=field_label(edit.parameter), day=edit.day, limit=limit)
    return words.TUNED.format(change=change, now=number(present(assessment, edit)))


def _moved(edit: Alter, assessment: Assessment) -> str:
    fact_type = assessment.plan.types[edit.type]
    field = field_label(fact_type.fields[edit.position].name)
    fact = format_row(fact_type, edit.row)
    value = ends(edit.value)[0]
    now = edit.row[edit.position]
    assert now is not None
    distance = margin(edit)
    limit = number(value if edit.way == "becomes" else value - edit.beyond)
    if distance == 0:
        within = words.WITHIN_BEYOND[edit.way] if edit.beyond else words.WITHIN[edit.way]
        return within.format(field=field, fact=fact, limit=limit, now=plain(now))
    moves = words.MOVES_BEYOND[edit.way] if edit.beyond else words.MOVES[edit.way]
    change = moves.format(field=field, fact=fact, limit=limit)
    if distance is None:
        return words.REPORTED_OPEN.format(change=change, now=plain(now))
    # What is told is how far the limit is, as the change names it; a value beyond it lies further by some step of ours.
    return words.REPORTED.format(change=change, now=plain(now), margin=number(distance - abs(edit.beyond)))
