"""Cases that would notice what no case notices, as YAML, for their author to read before they are kept.

They say what the pack says today: whether that is right is for whoever knows the subject.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import field

from tocsin.authoring import words
from tocsin.authoring.mutation import Mutation
from tocsin.authoring.telling_apart import Strength
from tocsin.engine.pack_cases import assessed, judged
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType
from tocsin.facts.key import FactKey, Row
from tocsin.facts.kinds import Value
from tocsin.facts.printing import format_row, format_value
from tocsin.facts.tree import Mapping as Tree
from tocsin.facts.tree import parse_yaml
from tocsin.facts.vocabulary import Vocabulary
from tocsin.questions.differences.edits import Alter, Edit, Retract
from tocsin.rules.model import Pack, PackCase
from tocsin.rules.read.rules import read_case
from tocsin.rules.shape import Reading


@dataclass
class _Draft:
    """A case to be written: the one it is made of, the change, and what tells, each with its strength."""

    case: PackCase
    edit: Edit | None
    told: dict[tuple[str, Row], Strength | None] = field(default_factory=dict)


def written_cases(found: Mutation) -> str:
    """YAML with a case for each case and change under which survivors part from their rules; empty if there is none.

    A case whose facts are weaker than certain, or are not in force, is not made another of: a case cannot say it.
    """
    drafts: dict[tuple[str, Edit | None], _Draft] = {}
    cases = {case.name: case for case in found.pack.cases}
    for each in found.survivors:
        if each.witness is not None:
            key = each.witness.case, each.witness.edit
            draft = drafts.setdefault(key, _Draft(cases[each.witness.case], each.witness.edit))
            for told in each.witness.differences:
                draft.told[told.type, told.row] = told.pack
    texts = [text for draft in drafts.values() if (text := _text(found.pack, draft)) is not None]
    return "\n".join(["cases:", *texts]) + "\n" if texts else ""


def _text(pack: Pack, draft: _Draft) -> str | None:
    """The case, if the pack passes it as it is written."""
    assessment = assessed(pack, draft.case, "seminaive")
    if any(fact.qualifier != "certain" for fact in assessment.facts):
        return None
    keys = list(_given(draft.edit, [fact.fact.key for fact in assessment.facts]))
    text = "\n".join(_lines(pack, draft, keys))
    case = _read(text, pack.vocabulary)
    if case is None or not judged(case, assessed(pack, case, "seminaive")).passed:
        return None
    return text


def _given(edit: Edit | None, keys: list[FactKey]) -> Iterator[FactKey]:
    for name, row in keys:
        if isinstance(edit, Alter | Retract) and (edit.type, edit.row) == (name, row):
            if isinstance(edit, Alter):
                yield name, edit.altered
        else:
            yield name, row


def _lines(pack: Pack, draft: _Draft, keys: list[FactKey]) -> Iterator[str]:
    types, case = pack.vocabulary.types, draft.case
    yield f"  - name: {json.dumps(f'{case.name}, {_how(draft.edit, types)}', ensure_ascii=False)}"
    for key, value in (("as_of", case.as_of), ("known_by", case.known_by)):
        if value is not None:
            yield f"    {key}: {value}"
    for key, on in (("assume", True), ("without", False)):
        switched = [name for name, state in case.assumptions.items() if state == on]
        if switched:
            yield f"    {key}: [{', '.join(switched)}]"
    if keys:
        yield "    facts:"
        yield from (f"      - {json.dumps(format_row(types[name], row), ensure_ascii=False)}" for name, row in keys)
    for key, expected in (("expect", True), ("never", False)):
        told = [item for item in draft.told.items() if (item[1] is not None) == expected]
        if told:
            yield f"    {key}:"
            yield from (f"      - {_expectation(types[name], row, strength)}" for (name, row), strength in told)


def _how(edit: Edit | None, types: Mapping[str, FactType]) -> str:
    """What is otherwise in the case than in the one it is made of."""
    match edit:
        case Retract(name, row):
            return words.WITHOUT.format(fact=format_row(types[name], row))
        case Alter(name, _, position, value):
            field = types[name].fields[position].name
            return words.WITH.format(type=name, field=field, value=format_value(value))
        case _:
            return words.MORE


def _expectation(fact_type: FactType, row: Row, strength: Strength | None) -> str:
    fields = ", ".join(
        f"{each.name}: {_value(value)}" for each, value in zip(fact_type.fields, row, strict=True) if value is not None
    )
    fact = f"{fact_type.name}: {{{fields}}}"
    if strength is None:
        return f"{{{fact}}}"
    qualifier, boundary = strength
    return f"{{{fact}, qualifier: {qualifier}" + (", boundary: true}" if boundary else "}")


def _value(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else format_value(value)


def _read(text: str, vocabulary: Vocabulary) -> PackCase | None:
    reading = Reading(vocabulary, [])
    tree = parse_yaml(f"cases:\n{text}", "cases")
    assert isinstance(tree, Tree)
    [node] = reading.items(tree.entries["cases"], "cases")
    case = read_case(reading, node)
    return None if reading.problems else case
