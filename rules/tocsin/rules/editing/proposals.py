"""What may be written at a position of a pack or a case: keys and words by the schema, and names that are declared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

from tocsin.facts.dataclass import dataclass
from tocsin.facts.schema import Schema
from tocsin.facts.tree.cursor import Cursor, Step
from tocsin.rules.expression.functions import FUNCTIONS
from tocsin.rules.model import Pack
from tocsin.rules.rule import VARIABLE

ProposalKind: TypeAlias = Literal["key", "value", "name", "variable", "function"]

_STATEMENTS: Final = ("cites", "feeds")
_ASSUMPTIONS: Final = ("assumes", "assume", "without", "assumptions")
_COMPARED: Final = ("when", "unless", "stronger_if", "over", "let")
_ITEM: Final = re.compile(r"^[ ]*-[ ]", re.MULTILINE)


@dataclass(frozen=True)
class Proposal:
    """Something that may be written; ``about`` is what it means, ``needed`` says that it may not be left out."""

    text: str
    kind: ProposalKind
    about: str = ""
    needed: bool = False


def proposals(schema: Schema, pack: Pack, text: str, cursor: Cursor, line: int) -> tuple[Proposal, ...]:
    """What may stand at the position in a text with that schema, each once: what is needed first, then by name.

    ``pack`` is that of the text as it was last read; ``line`` (from 1) that of the position. What is begun there
    already does not narrow the list: editors do that.
    """
    found = [*_by_schema(schema, cursor), *_declared(pack, cursor), *_in_comparisons(cursor, text, line)]
    order = sorted(dict.fromkeys(found), key=lambda each: (not each.needed, each.kind == "function", each.text))
    return tuple({each.text: each for each in reversed(order)}.values())[::-1]


def _by_schema(schema: Schema, cursor: Cursor) -> Iterator[Proposal]:
    here = [schema]
    for step in cursor.path:
        here = [below for each in here for part in _alternatives(schema, each) for below in _below(part, step)]
    parts = [part for each in here for part in _alternatives(schema, each)]
    sure = sum("properties" in part for part in parts) == 1
    for part in parts:
        if cursor.stands != "value":
            yield from _keys(schema, part, sure=sure)
        if cursor.stands != "key":
            yield from (Proposal(_word(word), "value") for word in _words(part))


def _alternatives(root: Schema, schema: object) -> Iterator[Schema]:
    """The schemas that a value may fit, none of which is a choice or a reference itself."""
    if not isinstance(schema, dict):
        return
    definitions = root["$defs"]
    reference = schema.get("$ref")
    if isinstance(reference, str) and isinstance(definitions, dict):
        target = definitions[reference.removeprefix("#/$defs/")]
        told = schema.get("description")
        yield from _alternatives(root, {**target, "description": told} if told else target)
        return
    choices = schema.get("anyOf") or schema.get("oneOf")
    if isinstance(choices, list) and "type" not in schema:
        for choice in choices:
            yield from _alternatives(root, choice)
    else:
        yield schema


def _below(schema: Schema, step: Step) -> Iterator[Schema]:
    """What the value under a key, or an item of a list, has to fit."""
    if isinstance(step, int):
        below = schema.get("items")
    else:
        properties = schema.get("properties")
        known = isinstance(properties, dict) and step in properties
        below = properties[step] if known and isinstance(properties, dict) else schema.get("additionalProperties")
    if isinstance(below, dict):
        yield below


def _keys(root: Schema, schema: Schema, *, sure: bool) -> Iterator[Proposal]:
    """The keys of a mapping; which of them it needs, where it is ``sure`` that it is such a mapping."""
    properties, required = schema.get("properties"), schema.get("required")
    needed = required if sure and isinstance(required, list) else []
    for name, below in properties.items() if isinstance(properties, dict) else ():
        told = [part["description"] for part in [below, *_alternatives(root, below)] if "description" in part]
        yield Proposal(name, "key", str(told[0]) if told else "", name in needed)


def _words(schema: Schema) -> Iterator[object]:
    words = schema.get("enum")
    yield from words if isinstance(words, list) else ()
    if "const" in schema:
        yield schema["const"]
    if schema.get("type") == "boolean":
        yield from (True, False)


def _word(word: object) -> str:
    """The word as YAML writes it."""
    return "null" if word is None else str(word).lower() if isinstance(word, bool) else str(word)


def _declared(pack: Pack, cursor: Cursor) -> Iterator[Proposal]:
    """Names of the pack, where a list or a mapping holds such names."""
    key = next((step for step in reversed(cursor.path) if isinstance(step, str)), "")
    if key in _STATEMENTS:
        yield from (Proposal(each.id, "name", each.paraphrase) for each in pack.statements)
    if key in _ASSUMPTIONS and key == cursor.path[-1 if key == "assumptions" else -2]:
        yield from (Proposal(each.id, "name", each.text) for each in pack.assumptions)
    if key == "vocabulary":
        from tocsin.facts.vocabulary import registered_names

        yield from (Proposal(name, "name") for name in registered_names())


def _in_comparisons(cursor: Cursor, text: str, line: int) -> Iterator[Proposal]:
    """Variables of the rule, wherever a rule has one; the functions, in comparisons."""
    steps = frozenset(step for step in cursor.path if isinstance(step, str))
    if cursor.stands != "key" and cursor.path[:1] not in ((), ("facts",), ("cases",)):
        yield from (Proposal(f"${name}", "variable") for name in variables_near(text, line))
    if cursor.stands != "key" and steps & {*_COMPARED} and isinstance(cursor.path[-1], int):
        yield from (Proposal(name, "function", each.says) for name, each in FUNCTIONS.items())


def variables_near(text: str, line: int) -> tuple[str, ...]:
    """The variables of the entry around a line (from 1), also in a text that is no YAML at the moment."""
    lines = text.splitlines(keepends=True)
    offset = sum(map(len, lines[: line - 1]))
    items = [(found.start(), len(found.group())) for found in _ITEM.finditer(text)]
    least = min((width for _, width in items), default=0)
    starts = [start for start, width in items if width == least]
    begin = max((start for start in starts if start <= offset), default=0)
    end = min((start for start in starts if start > offset), default=len(text))
    return tuple(sorted(set(VARIABLE.findall(text[begin:end]))))
