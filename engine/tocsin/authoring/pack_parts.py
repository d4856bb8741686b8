"""A pack as named things, each in lines that can be laid beside those of another version."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Final, Literal, TypeAlias, get_args

from tocsin.authoring.written_lines import Line, condition_line, rule_lines, said, several, value_lines
from tocsin.engine.pack_cases import expectation_text
from tocsin.explain.condition_text import condition_text
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType
from tocsin.facts.json_values import canonical_json
from tocsin.facts.printing import plain
from tocsin.facts.problems import Place
from tocsin.facts.strength_words import QUALIFIER_WORDS
from tocsin.rules.canonical_form import functions_json
from tocsin.rules.expression.tree import as_written
from tocsin.rules.model import Assumption, Pack, PackCase, Statement, Tension
from tocsin.rules.parameter import Parameter
from tocsin.rules.tables.table import Table

ThingKind: TypeAlias = Literal[
    "pack", "type", "parameter", "assumption", "statement", "table", "rule", "tension", "name", "reading", "hypotheses",
    "outcome", "function", "case",
]  # fmt: skip
THING_KINDS: Final[tuple[ThingKind, ...]] = get_args(ThingKind)


@dataclass(frozen=True)
class Thing:
    """A rule, a type, …, where it stands if that is known, and its lines."""

    place: Place | None
    lines: tuple[Line, ...]


def things_of(pack: Pack) -> dict[ThingKind, dict[str, Thing]]:
    """Everything that a pack says, by kind and name."""
    declared = {name: place for (kind, name), place in pack.declared_at.items() if kind == "types"}
    return {
        "pack": {"": Thing(pack.place, tuple(_of_pack(pack)))},
        "type": {n: Thing(declared.get(n), tuple(_of_type(each))) for n, each in pack.vocabulary.types.items()},
        "parameter": {name: Thing(each.place, tuple(_of_parameter(each))) for name, each in pack.parameters.items()},
        "assumption": {each.id: Thing(each.place, tuple(_of_assumption(each))) for each in pack.assumptions},
        "statement": {each.id: Thing(each.place, tuple(_of_statement(each))) for each in pack.statements},
        "table": {each.id: Thing(each.place, tuple(_of_table(each))) for each in pack.tables},
        "rule": {each.id: Thing(each.place, tuple(rule_lines(pack, each))) for each in pack.rules},
        "tension": {each.id: Thing(each.place, tuple(_of_tension(each))) for each in pack.tensions},
        "name": {value: Thing(None, (said("name", name),)) for value, name in pack.names.items()},
        "reading": {
            each.id: Thing(
                each.place,
                (said("text", each.text), *several("assumed", each.assume), *several("not assumed", each.without)),
            )
            for each in pack.readings
        },
        "hypotheses": {each.id: Thing(each.place, tuple(_of_question(pack, each.id))) for each in pack.hypotheses},
        "outcome": {each.id: Thing(each.place, tuple(_of_outcome(pack, each.id))) for each in pack.outcomes},
        "function": {
            name: Thing(None, (said("declaration", canonical_json(told)),))
            for name, told in functions_json(pack.own_functions).items()
        },
        "case": {each.name: Thing(each.place, tuple(_of_case(each))) for each in pack.cases},
    }


def _of_pack(pack: Pack) -> Iterator[Line]:
    yield said("name", pack.name)
    yield said("version", pack.version)
    if pack.title:
        yield said("title", pack.title)
    yield said("vocabulary", pack.vocabulary.name)
    if pack.document is not None:
        yield said("document", f"{pack.document.title} (sha256 {pack.document.sha256})")


def _of_type(declared: FactType) -> Iterator[Line]:
    if declared.meaning:
        yield said("meaning", declared.meaning)
    for field in declared.fields:
        told = [f"{field.name}: {field}", *field.restrictions, f"in {field.unit}" if field.unit else "", field.meaning]
        text = "; ".join(filter(None, told))
        yield Line("field", text, text, field.name)
    for part, value in declared.identifying().items():
        yield said(part, ", ".join(value) if isinstance(value, list) else "yes")


def _of_parameter(parameter: Parameter) -> Iterator[Line]:
    if parameter.unit:
        yield said("unit", parameter.unit)
    if parameter.reviewed:
        yield said("reviewed", parameter.reviewed)
    yield from value_lines(parameter)


def _of_assumption(assumption: Assumption) -> Iterator[Line]:
    yield said("text", assumption.text)
    yield said("class", assumption.classification)
    yield said("default", "on" if assumption.default else "off")


def _of_statement(statement: Statement) -> Iterator[Line]:
    yield said(PLACE, f"line {statement.line}, characters {statement.start} to {statement.end}")
    yield said("sentence", f"sha256 {statement.sha256}")
    yield said("paraphrase", statement.paraphrase)
    yield said("modality", statement.modality)
    if statement.framing:
        yield said("framing", "it asserts nothing itself")
    if statement.section:
        yield said("section", statement.section)
    yield from several("feeds", statement.feeds)


PLACE: Final = "place in the text"
"""The part of a statement that changes wherever something before it does."""


def _of_table(table: Table) -> Iterator[Line]:
    yield said("file", PurePath(table.file).name + (f", sheet {table.sheet}" if table.sheet else ""))
    yield said("hit policy", table.hit)
    yield from several("input", (as_written(each.node) for each in table.inputs))
    yield from several("output", table.outputs)
    if table.gaps:
        yield said("gaps", "some inputs may find no row")
    for row in table.rows:
        asked = ", ".join(f"{cell.column}: {cell.text}" for cell in row.cells)
        given = ", ".join(f"{name}: {'' if value is None else plain(value)}" for name, value in row.given)
        text = f"{row.name}: {asked or 'always'} => {given}"
        yield Line("row", text, text, row.name)


def _of_tension(tension: Tension) -> Iterator[Line]:
    yield said("text", tension.text)
    yield from (condition_line("between", pattern) for pattern in tension.between)


def _of_question(pack: Pack, name: str) -> Iterator[Line]:
    question = next(each for each in pack.hypotheses if each.id == name)
    yield said("question", question.question)
    yield from (Line("hypothesis", f"{h.id}: {h.text}", f"{h.id}: {h.text}", h.id) for h in question.hypotheses)
    for row in question.evidence:
        shown = " and ".join(map(condition_text, row.patterns))
        ratings = ", ".join(f"{hypothesis} {rating}" for hypothesis, rating in row.ratings.items())
        text = f"{row.id}: {row.text}; at hand by {shown}; {ratings}; weight {row.weight}"
        yield Line("evidence", text, text, row.id)


def _of_outcome(pack: Pack, name: str) -> Iterator[Line]:
    outcome = next(each for each in pack.outcomes if each.id == name)
    yield said("text", outcome.text)
    yield condition_line("of", outcome.of)
    yield from several("observed", (" and ".join(map(condition_text, each)) for each in outcome.observed))
    yield said("result", outcome.result)


def _of_case(case: PackCase) -> Iterator[Line]:
    for given in case.facts:
        text = str(given.fact) + (f", {QUALIFIER_WORDS[given.qualifier]}" if given.qualifier != "certain" else "")
        yield Line("fact", text, canonical_json(given.to_json()), given.fact.fact_type().name)
    for part, day in (("as of", case.as_of), ("known by", case.known_by)):
        if day is not None:
            yield said(part, day)
    yield from several("assumption", (f"{name} {'on' if on else 'off'}" for name, on in case.assumptions.items()))
    yield from several("expected", map(expectation_text, case.expect))
    yield from several("never expected", map(expectation_text, case.never))
