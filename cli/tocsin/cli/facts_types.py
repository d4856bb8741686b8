"""``tocsin facts types``: what may be said, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli import completion
from tocsin.cli.opening import open_vocabulary
from tocsin.cli.options import JsonOption, PackOption, VocabularyOption

if TYPE_CHECKING:
    from tocsin.cli.output import Terminal
    from tocsin.facts.model import FactType, FieldType
    from tocsin.facts.vocabulary import Vocabulary

EXAMPLES = (
    "tocsin facts types",
    "tocsin facts types troop_deployment",
    "tocsin facts types --pack my_pack.yaml --json",
)
_SAMPLES = {"str": '"text"', "int": "1", "float": "0.5", "bool": "true", "date": "2024-11-20", "quantity": "100..120"}
_FEW = 12


def types(
    name: Annotated[
        str | None,
        typer.Argument(metavar="TYPE", help="A fact type, to see its fields.", autocompletion=completion.types),
    ] = None,
    pack: PackOption = None,
    vocabulary: VocabularyOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the fact types of a pack or vocabulary, or describe one: fields, kinds, units, meanings, an example."""
    known = open_vocabulary(pack, vocabulary)
    chosen = list(known.types.values()) if name is None else [known.type(name)]
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data({"vocabulary": known.name, "types": {fact_type.name: type_data(fact_type) for fact_type in chosen}})
        return
    from tocsin.cli.output import Terminal, emit

    terminal = Terminal.current()
    emit("\n".join(_list(known, terminal) if name is None else description(chosen[0], terminal)))


def _list(vocabulary: Vocabulary, terminal: Terminal) -> Iterator[str]:
    from tocsin.cli.assessment_text import rows_of
    from tocsin.cli.words import counted

    yield terminal.paint(f"{vocabulary.name}: {counted(len(vocabulary.types), 'fact type')}", "bold")
    yield from rows_of([(t.name, t.meaning or ", ".join(t.describe())) for t in vocabulary.types.values()], terminal)
    yield "To see one in full: tocsin facts types TYPE"


def description(fact_type: FactType, terminal: Terminal) -> Iterator[str]:
    """The type, what it means, each field, and an example."""
    from tocsin.cli.layout import paragraph
    from tocsin.cli.output import printable

    yield terminal.paint(fact_type.name, "bold")
    if fact_type.meaning:
        yield from paragraph(printable(fact_type.meaning), terminal.width)
    yield ""
    yield "Fields:" if fact_type.fields else "It has no fields."
    for field in fact_type.fields:
        yield from paragraph(f"{terminal.paint(field.name, 'cyan')} · {_kind_text(field)}", terminal.width, 2, 6)
        told = printable("; ".join(part for part in (field.meaning, f"in {field.unit}" if field.unit else "") if part))
        yield from paragraph(told, terminal.width, 6) if told else ()
    yield from _things(fact_type, terminal.width)
    yield ""
    yield "Example:"
    yield from paragraph(printable(example_of(fact_type)), terminal.width, 2, 4)


def _things(fact_type: FactType, width: int) -> Iterator[str]:
    """What two facts must share to be accounts of one thing, and which figures may be added."""
    from tocsin.cli.layout import paragraph

    if fact_type.validity:
        yield ""
        since, until = fact_type.validity
        yield from paragraph(f"It is in force only from {since} to {until}, where it states them.", width)
    if not fact_type.key:
        return
    yield ""
    yield from paragraph(f"Facts that agree in {', '.join(fact_type.key)} are accounts of one thing.", width)
    if fact_type.period:
        told = f"A figure covers the days from {fact_type.period[0]} to {fact_type.period[1]}; "
        told += (
            "the longest period takes in the shorter ones."
            if fact_type.cumulative
            else ("figures of periods that overlap are not added.")
        )
        yield from paragraph(told, width)


def _kind_text(field: FieldType) -> str:
    text = f"one of {', '.join(field.kind.values)}" if field.kind.name == "enum" else field.kind.name
    if field.codes is not None:
        codes = field.codes.proposed
        known = ", ".join(codes) if len(codes) <= _FEW else f"{len(codes):,} are known; --json lists them"
        text += f", a code of {field.codes.name} ({known})"
    return ", ".join([text, *field.restrictions, *(["optional"] if field.optional else [])])


def example_of(fact_type: FactType) -> str:
    """A fact of the type: the one its author chose, else one made up from the kinds of its required fields."""
    if fact_type.example:
        return fact_type.example
    required = [field for field in fact_type.fields if not field.optional]
    return f"{fact_type.name}({', '.join(f'{field.name}={_sample(field)}' for field in required)})"


def _sample(field: FieldType) -> str:
    from tocsin.facts.printing import format_value

    if field.codes is not None:
        return format_value(min(field.codes.proposed))
    return format_value(field.kind.values[0]) if field.kind.name == "enum" else _SAMPLES[field.kind.name]


def type_data(fact_type: FactType) -> dict[str, object]:
    """The type as JSON-ready data."""
    fields = [_field_data(field) for field in fact_type.fields]
    return {
        "meaning": fact_type.meaning,
        "example": example_of(fact_type),
        "fields": fields,
        **fact_type.identifying(),
    }


def _field_data(field: FieldType) -> dict[str, object]:
    return {
        "name": field.name,
        "kind": field.kind.name,
        "values": list(field.kind.values),
        "codes": None if field.codes is None else {"name": field.codes.name, "members": field.codes.proposed},
        "restrictions": field.restrictions,
        "optional": field.optional,
        "unit": field.unit,
        "meaning": field.meaning,
    }
