"""A YAML file, or a folder of them -> a checked Pack."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as TextOf
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from tocsin.facts.arguments import checked
from tocsin.facts.kinds import describe
from tocsin.facts.problems import Place, Problem, ProblemError, raise_if_any
from tocsin.facts.tree import Mapping, Node, Scalar, node_of, parse_yaml, read_text
from tocsin.facts.vocabulary import Vocabulary, is_built_in, registered
from tocsin.rules import codes
from tocsin.rules.check import check_pack
from tocsin.rules.kept_packs import keep_pack, kept_pack
from tocsin.rules.model import Pack
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
from tocsin.rules.shape import Reading

_HEADER = ("pack", "version", "title", "vocabulary", "document")
_MAPS = ("types", "names", "parameters")
_LISTS = ("assumptions", "rules", "tensions", "cases", "statements", "readings", "hypotheses", "outcomes")
KEYS = (*_HEADER, *_MAPS, *_LISTS)
_T = TypeVar("_T")


def read_pack(path: Path, shown: str | None = None) -> Pack:
    """The pack in a file or folder, checked. Raises ProblemError with everything that is wrong.

    ``shown`` is how places name the pack, instead of the path as given.
    """
    problems: list[Problem] = []
    texts = _texts(path, shown or str(path), problems)
    return _pack_of(texts, Place(shown or str(path), 1, 1), problems)


def read_pack_texts(path: Path) -> dict[str, str]:
    """The text of every file of the pack at ``path``, by its path within the pack's folder (a file's is its name).

    Raises ProblemError for what cannot be read. ``parse_pack`` makes the pack of them.
    """
    problems: list[Problem] = []
    texts = _texts(path, "" if path.is_dir() else path.name, problems)
    raise_if_any(problems)
    return texts


def parse_pack(texts: TextOf[str, str], shown: str) -> Pack:
    """The pack of texts that ``read_pack_texts`` read, checked; no file is opened. ``shown`` names it in places.

    Raises ProblemError with everything that is wrong.
    """
    named = {f"{shown}/{name}": text for name, text in sorted(texts.items())}
    return _pack_of(named, Place(shown, 1, 1), [])


@checked()
def pack_from_text(text: str, shown: str = "pack") -> Pack:
    """The pack of one text, YAML or JSON, checked; no file is opened. ``shown`` names it in places.

    Raises ProblemError with everything that is wrong.
    """
    return _pack_of({shown: text}, Place(shown, 1, 1), [])


@checked(but=("data",))
def pack_from_data(data: object, shown: str = "pack") -> Pack:
    """The pack of data such as JSON gives, checked. Places name the steps to a value: ``pack: rules[2].when``.

    Raises ProblemError with everything that is wrong.
    """
    return _pack_of_trees([node_of(data, shown)], Place(shown), Reading(Vocabulary("", {}), []))


def is_pack_file(text: str) -> bool:
    """Whether the text is YAML with the key that every pack has, whatever else is wrong with it."""
    try:
        tree = parse_yaml(text, "")
    except ProblemError:
        return False
    return isinstance(tree, Mapping) and "pack" in tree.entries


def _pack_of(texts: TextOf[str, str], place: Place, problems: list[Problem]) -> Pack:
    """The pack of texts by the names that places give them; ``problems`` were found before."""
    kept = None if problems else kept_pack(texts, place)
    if kept is not None:
        return kept
    reading = Reading(Vocabulary("", {}), problems)
    trees = []
    for name, text in texts.items():
        try:
            trees.append(parse_yaml(text, name))
        except ProblemError as error:
            reading.problems.extend(error.problems)
    pack = _pack_of_trees(trees, place, reading)
    if all(map(_is_read_by_our_code_alone, trees)):
        keep_pack(pack, texts, place)
    return pack


def _is_read_by_our_code_alone(tree: Node) -> bool:
    """True if the file names no vocabulary, or one of ours: what others bring may be another in the next process."""
    named = tree.entries.get("vocabulary") if isinstance(tree, Mapping) else None
    return named is None or (isinstance(named, Scalar) and is_built_in(named.value))


def _pack_of_trees(files: Iterable[Node], place: Place, reading: Reading) -> Pack:
    trees = []
    for tree in files:
        mapping = reading.mapping(tree, "a pack file")
        if mapping is not None:
            trees.append(reading.known_keys(mapping, KEYS, "a pack"))
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


def _texts(path: Path, shown: str, problems: list[Problem]) -> dict[str, str]:
    """The texts of a pack's files by their names below ``shown``; a file that cannot be read is a problem."""
    texts = {}
    for file, name in _files(path, shown):
        try:
            texts[name] = read_text(file)
        except ProblemError as error:
            problems.extend(error.problems)
    return texts


def _files(path: Path, shown: str) -> list[tuple[Path, str]]:
    if not path.is_dir():
        return [(path, shown)]
    found = sorted(file for pattern in ("*.yaml", "*.yml") for file in path.rglob(pattern))
    if not found:
        problem = Problem(
            codes.NOT_A_PACK, "the folder holds no YAML file", Place(shown or str(path)), "a pack is *.yaml"
        )
        raise ProblemError([problem])
    prefix = Path(shown)
    return [(file, str(prefix / file.relative_to(path))) for file in found]


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
    pack = Pack(
        name=merged.text("pack") or "",
        version=_version(reading, merged),
        vocabulary=reading.vocabulary,
        rules=merged.each("rules", read_rule),
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
    )
    for kind, items in (
        ("rule", pack.rules),
        ("assumption", pack.assumptions),
        ("tension", pack.tensions),
        ("statement", pack.statements),
        ("reading", pack.readings),
        ("set of hypotheses", pack.hypotheses),
        ("outcome", pack.outcomes),
    ):
        reading.unique(kind, ((item.id, item.place) for item in items))
    reading.unique("case", ((case.name, case.place) for case in pack.cases))
    rules = check_pack(pack, reading)
    return replace(pack, rules=rules)


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
        return registered(name)
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
