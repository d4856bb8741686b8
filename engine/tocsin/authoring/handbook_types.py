"""The fact types of a handbook: each field with its kind, unit and meaning, and the rules on both sides of the type."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.authoring import words
from tocsin.authoring.handbook_links import Links, anchor
from tocsin.authoring.prose import Block, Entries, Grid, Heading, Line, Paragraph, plain
from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.type_text import kind_text, things_text
from tocsin.rules.model import Pack


def type_blocks(pack: Pack, links: Links) -> Iterator[Block]:
    """The types that may be reported, then those that rules conclude."""
    concluded = pack.concluded_types
    for title, name, chosen in (
        (words.REPORTED, "reported", [each for each in links.types if each not in concluded]),
        (words.CONCLUDED, "concluded", [each for each in links.types if each in concluded]),
    ):
        if chosen:
            yield Heading(2, title, name)
            for each in chosen:
                yield from _type(pack.vocabulary.type(each), links)


def _type(declared: FactType, links: Links) -> Iterator[Block]:
    yield Heading(4, declared.name, anchor("type", declared.name))
    if declared.meaning:
        yield Paragraph(plain(f"{declared.meaning}."))
    if declared.fields:
        meant = any(field.meaning or field.unit for field in declared.fields)
        headings = (words.FIELD, words.HOLDS, *([words.MEANING] if meant else []))
        yield Grid(headings, tuple(("", _field(field, meant)) for field in declared.fields))
    else:
        yield Paragraph(plain(words.NO_FIELDS))
    for told in things_text(declared):
        yield Paragraph(plain(told))
    concluding, asking = links.types[declared.name]
    entries: list[tuple[str, tuple[Line, ...]]] = []
    if concluding:
        entries.append((words.CONCLUDED_BY, (links.rules(concluding),)))
    entries.append((words.ASKED_BY, (links.rules(asking),)))
    yield Entries(tuple(entries))


def _field(field: FieldType, meant: bool) -> tuple[Line, ...]:
    told = "; ".join(part for part in (field.meaning, f"in {field.unit}" if field.unit else "") if part)
    return plain(field.name), plain(kind_text(field)), *((plain(told),) if meant else ())
