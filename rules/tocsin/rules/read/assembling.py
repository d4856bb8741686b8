"""The trees of a pack's files -> a checked Pack."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from tocsin.facts.converting import describe
from tocsin.facts.problems import Place, ProblemError, raise_if_any
from tocsin.facts.tree import Mapping, Node, Scalar
from tocsin.facts.vocabulary import Vocabulary, registered
from tocsin.rules import codes
from tocsin.rules.check import check_pack
from tocsin.rules.model import Pack
from tocsin.rules.read.conditions import RESERVED_NAMES
from tocsin.rules.read.declarations import (
    read_assumption,
    read_document,
    read_names,
    read_statement,
    read_tension,
    read_types,
)
from tocsin.rules.read.judgement import read_hypotheses, read_outcome, read_reading
from tocsin.rules.read.parameters import read_parameters
from tocsin.rules.read.rules import read_case, read_rule
from tocsin.rules.read.tables import ReadTables, read_table
from tocsin.rules.shape import Reading

_HEADER = ("pack", "version", "title", "vocabulary", "document")
_MAPS = ("types", "names", "parameters")
_LISTS = ("assumptions", "rules", "tables", "tensions", "cases", "statements", "readings", "hypotheses", "outcomes")
KEYS = (*_HEADER, *_MAPS, *_LISTS)
_INSTEAD = {
    "facts": "types: says what facts can be; facts stand in a case file, with pack: and facts:, or under cases:",
    "name": "pack: says what it is called, and title: what people call it",
    "case": "a case has a file of its own, with pack: and facts:",
}
_T = TypeVar("_T")


def pack_of_trees(files: Iterable[Node], place: Place, reading: Reading) -> Pack:
    """The pack, checked. Raises ProblemError with everything that is wrong."""
    trees = []
    for tree in files:
        mapping = reading.mapping(tree, "a pack file")
        if mapping is not None:
            trees.append(reading.known_keys(mapping, KEYS, "a pack", _INSTEAD))
    merged = _Merged(reading, trees, place)
    if merged.text("pack") is None:
        if not reading.problems:
            reading.report(
                codes.NOT_A_PACK, "there is no pack here: no file has the key 'pack'", place, "start with: pack: NAME"
            )
        raise ProblemError(reading.problems)
    pack = _assemble(reading, merged, place)
    raise_if_any(reading.problems)
    return pack


class _Merged:
    """The files of a pack as one: header keys once, lists one after the other."""

    def __init__(self, reading: Reading, trees: list[Mapping], place: Place) -> None:
        self._reading = reading
        self._trees = trees
        self.place = place
        for key in _HEADER:
            places = [tree.key_places[key] for tree in trees if key in tree.entries]
            for again in places[1:]:
                message = f"the key {key!r} is already given at {places[0]}"
                reading.report(codes.DUPLICATE_ID, message, again, "keep one of them")

    def nodes(self, key: str) -> list[Node]:
        """The nodes under a key, one for each file that has it."""
        return [tree.entries[key] for tree in self._trees if key in tree.entries]

    def text(self, key: str) -> str | None:
        """A header text: None if absent or faulty (which is noted)."""
        nodes = self.nodes(key)
        return self._reading.text(nodes[0], key) if nodes else None

    def each(self, key: str, read: Callable[[Reading, Node], _T | None]) -> tuple[_T, ...]:
        """Every item of the lists under a key, read; the faulty ones are noted and left out."""
        items = (item for node in self.nodes(key) for item in self._reading.items(node, key))
        found = (read(self._reading, item) for item in items)
        return tuple(item for item in found if item is not None)


def _assemble(reading: Reading, merged: _Merged, place: Place) -> Pack:
    reading.vocabulary = _vocabulary(reading, merged)
    own = tuple(fact_type for node in merged.nodes("types") for fact_type in read_types(reading, node))
    reading.unique("fact type", _keys_placed(merged, "types"))
    reading.vocabulary = reading.vocabulary.extended({fact_type.name: fact_type for fact_type in own}.values())
    names = {key: text for node in merged.nodes("names") for key, text in read_names(reading, node).items()}
    for node in merged.nodes("parameters"):
        reading.parameters.update(read_parameters(reading, node))
    reading.unique("parameter", _keys_placed(merged, "parameters"))
    documents = [read_document(reading, node) for node in merged.nodes("document")]
    rules = merged.each("rules", read_rule)
    tables = ReadTables()
    for node in merged.nodes("tables"):
        for item in reading.items(node, "tables"):
            read_table(reading, item, tables)
    pack = Pack(
        name=merged.text("pack") or "",
        version=_version(reading, merged),
        vocabulary=reading.vocabulary,
        rules=(*rules, *tables.rules),
        place=place,
        title=merged.text("title"),
        names=names,
        parameters=reading.parameters,
        assumptions=merged.each("assumptions", read_assumption),
        tensions=merged.each("tensions", read_tension),
        cases=merged.each("cases", read_case),
        document=documents[0] if documents else None,
        statements=tuple(sorted(merged.each("statements", read_statement), key=lambda statement: statement.start)),
        readings=merged.each("readings", read_reading),
        hypotheses=merged.each("hypotheses", read_hypotheses),
        outcomes=merged.each("outcomes", read_outcome),
        declared_at={(key, name): at for key in ("types", "names") for name, at in _keys_placed(merged, key)},
        tables=tuple(tables.tables),
    )
    for kind, items in (
        ("rule", pack.rules),
        ("assumption", pack.assumptions),
        ("tension", pack.tensions),
        ("statement", pack.statements),
        ("reading", pack.readings),
        ("set of hypotheses", pack.hypotheses),
        ("outcome", pack.outcomes),
        ("table", pack.tables),
    ):
        reading.unique(kind, ((item.id, item.place) for item in items))
    reading.unique("case", ((case.name, case.place) for case in pack.cases))
    return replace(pack, rules=check_pack(pack, reading))


def _keys_placed(merged: _Merged, key: str) -> Iterable[tuple[str, Place]]:
    """Where each key of the mappings under a key of the pack stands."""
    for node in merged.nodes(key):
        if isinstance(node, Mapping):
            yield from node.key_places.items()


def _vocabulary(reading: Reading, merged: _Merged) -> Vocabulary:
    nodes = merged.nodes("vocabulary")
    name = merged.text("vocabulary")
    if name is None:
        return Vocabulary(merged.text("pack") or "", {})
    try:
        found = registered(name)
        for word in sorted(found.types.keys() & {*RESERVED_NAMES}):
            message = f"the fact type {word} of the vocabulary {name} has the name of a word of the rule language"
            hint = f"give its class another name, such as {word.capitalize()}Report"
            reading.report(codes.TYPE_DECLARATION, message, nodes[0].place, hint)
        return found
    except ProblemError as error:
        for problem in error.problems:
            reading.report(problem.code, problem.message, nodes[0].place, problem.hint)
        return Vocabulary(name, {})


def _version(reading: Reading, merged: _Merged) -> str:
    nodes = merged.nodes("version")
    if not nodes:
        return "0"
    node = nodes[0]
    if isinstance(node, Scalar) and isinstance(node.value, str | int | float) and not isinstance(node.value, bool):
        return str(node.value)
    found = describe(node.value) if isinstance(node, Scalar) else "something else"
    reading.report(codes.WRONG_SHAPE, f"version must be text, found {found}", node.place, "write version: 1.0.0")
    return "0"
