"""A file -> a case: its name, dates, switched assumptions and facts, whatever the format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field, replace
from pathlib import Path
from typing import Final, TypeAlias

from tocsin.facts import codes
from tocsin.facts.arguments import checked
from tocsin.facts.dataclass import dataclass
from tocsin.facts.model import Given
from tocsin.facts.problem_list import ProblemList
from tocsin.facts.problems import Place, Problem, ProblemError, nearest, suggestion
from tocsin.facts.read.entry import Entry, read_entries
from tocsin.facts.read.merging import merge
from tocsin.facts.read.report import is_nothing, read_date, read_text_of
from tocsin.facts.tree import Mapping, Node, Scalar, Sequence, load, node_of, parse_yaml, shown_path
from tocsin.facts.tree.nodes import dashed, describe_node, shorten
from tocsin.facts.values import hash_of_fields, short_repr
from tocsin.facts.vocabulary import Vocabulary

VocabularyOf: TypeAlias = Callable[[str | None], Vocabulary]

CASE_KEYS: Final = ("case", "pack", "as_of", "known_by", "assumptions", "facts")
_SWITCHES: dict[object, bool] = {"on": True, "off": False}


@dataclass(frozen=True)
class CaseFile:
    """A case as its file states it; ``pack`` and the dates are None where the file is silent.

    ``entries`` is how many entries (rows, lines) state the facts; several of them may state the same fact.
    """

    __repr__ = short_repr
    __hash__ = hash_of_fields

    name: str
    pack: str | None = None
    pack_place: Place | None = None
    as_of: dt.date | None = None
    known_by: dt.date | None = None
    assumptions: dict[str, bool] = field(default_factory=dict)
    facts: tuple[Given, ...] = ()
    assumption_places: dict[str, Place] = field(default_factory=dict)
    entries: int = 0


class _Counted:
    """Entries on their way, counted."""

    count = 0

    def passing(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The entries as they come."""
        for entry in entries:
            self.count += 1
            yield entry


@checked()
def read_case(path: str | Path, vocabulary_of: VocabularyOf) -> CaseFile:
    """The case in a YAML, JSON, JSON Lines (.jsonl, .ndjson) or CSV file.

    ``vocabulary_of`` gives the vocabulary for the pack the file names (None: it names none). Raises ProblemError
    with what is wrong, in the file's order, up to a hundred problems.
    """
    suffix = Path(path).suffix.lower()
    name = Path(shown_path(path)).stem
    if suffix in (".jsonl", ".ndjson", ".csv"):
        from tocsin.facts.read.lines import read_json_lines
        from tocsin.facts.read.table import read_table

        problems = ProblemList(shown_path(path))
        vocabulary = vocabulary_of(None)
        read = read_table if suffix == ".csv" else read_json_lines
        counted = _Counted()
        facts = _merge_all(counted.passing(read(path, vocabulary, problems)), problems)
        problems.raise_if_any()
        return CaseFile(name, facts=facts, entries=counted.count)
    return case_of(load(path), name, vocabulary_of)


def case_from_text(text: str, vocabulary_of: VocabularyOf, name: str = "case") -> CaseFile:
    """The case in a text, YAML or JSON; no file is opened. ``name`` stands in places, and is the case's if it has none.

    Raises ProblemError with what is wrong, as ``read_case`` does.
    """
    return case_of(parse_yaml(text, name), name, vocabulary_of)


def case_from_data(data: object, vocabulary_of: VocabularyOf, name: str = "case") -> CaseFile:
    """The case in data such as JSON gives. Places name the steps to a value: ``case: facts[2].edge.source``.

    Raises ProblemError with what is wrong, as ``read_case`` does.
    """
    return case_of(node_of(data, name), name, vocabulary_of)


def _merge_all(entries: Iterable[Entry], problems: ProblemList) -> tuple[Given, ...]:
    """The merged entries; a problem that ends the reading is added to those found before."""
    try:
        return merge(entries)
    except ProblemError as error:
        problems.absorb(error)
        return ()


def case_of(root: Node, name: str, vocabulary_of: VocabularyOf) -> CaseFile:
    """The case of a document: a mapping of case keys, or a mere list of facts. ``name`` if it has none itself."""
    problems = ProblemList(root.place.file)
    if isinstance(root, Sequence):
        root = Mapping({"facts": root}, {"facts": root.place}, root.place)
    if not isinstance(root, Mapping):
        message = "the file is empty" if is_nothing(root) else f"a case must be a mapping, found {describe_node(root)}"
        hint = f"write the keys {', '.join(CASE_KEYS)}"
        raise ProblemError([Problem(codes.CASE_SHAPE, message, root.place, hint)])
    if "facts" not in root.entries and root.entries.keys() & _PACK_KEYS:
        raise ProblemError([_is_pack(root)])
    for key, place in root.key_places.items():
        if key not in CASE_KEYS:
            hint = suggestion(key, CASE_KEYS, "keys of a case", root.entries)
            problems.append(Problem(codes.UNKNOWN_KEY, f"a case has no key {shorten(key)}", place, hint))
    entries = root.entries
    pack = read_text_of(entries.get("pack"), "pack", problems, codes.CASE_SHAPE)
    places = _assumption_places(entries.get("assumptions"))
    counted = _Counted()
    case = CaseFile(
        name=read_text_of(entries.get("case"), "case", problems, codes.CASE_SHAPE) or name,
        pack=pack,
        pack_place=entries["pack"].place if pack is not None else None,
        as_of=read_date(entries.get("as_of"), "as_of", problems),
        known_by=read_date(entries.get("known_by"), "known_by", problems),
        assumptions=_read_assumptions(entries.get("assumptions"), problems),
        facts=_read_facts(root, pack, vocabulary_of, problems, counted),
        assumption_places=places,
    )
    problems.raise_if_any()
    return replace(case, entries=counted.count)


_PACK_KEYS: Final = frozenset(("rules", "types", "statements"))


def _is_pack(root: Mapping) -> Problem:
    """The problem of a file of a rule pack where a case is read."""
    file = root.place.file
    whole = "pack" in root.entries
    what = "a rule pack" if whole else "a part of a rule pack"
    hint = f"check it with: tocsin rules check {file}; a case of its own names it: pack: {file}"
    return Problem(
        codes.CASE_SHAPE,
        f"this is {what}, and no case: it has rules or types, and no facts",
        root.place,
        hint if whole else "check the folder that it is in with: tocsin rules check FOLDER",
    )


def _read_facts(
    root: Mapping, pack: str | None, vocabulary_of: VocabularyOf, problems: ProblemList, counted: _Counted
) -> tuple[Given, ...]:
    node = root.entries.get("facts")
    if node is None and any(nearest(key, ("facts",)) for key in root.entries):
        return ()  # which is told where it stands
    if node is None:
        hint = "write facts: [] for a case without facts"
        problems.append(Problem(codes.CASE_SHAPE, "the case has no facts", root.place, hint))
        return ()
    if is_nothing(node):
        node = Sequence([], node.place)
    if not isinstance(node, Sequence):
        message = f"facts must be a list, found {describe_node(node)}"
        problems.append(
            Problem(codes.CASE_SHAPE, message, node.place, dashed(node, "put a dash before each fact, or write []"))
        )
        return ()
    try:
        vocabulary = vocabulary_of(pack)
    except ProblemError as error:
        place = root.entries["pack"].place if pack is not None else None
        problems.extend(
            problem if _is_placed(problem, pack) else Problem(problem.code, problem.message, place, problem.hint)
            for problem in error.problems
        )
        return ()
    return merge(counted.passing(read_entries(node, vocabulary, problems)))


def _is_placed(problem: Problem, pack: str | None) -> bool:
    """True for a problem with a place: what is wrong with the name of a pack has none but where that stands."""
    return bool(problem.place) and (pack is None or problem.place != Place(pack))


def _assumption_places(node: Node | None) -> dict[str, Place]:
    return dict(node.key_places) if isinstance(node, Mapping) else {}


def _read_assumptions(node: Node | None, problems: list[Problem]) -> dict[str, bool]:
    if node is None or is_nothing(node):
        return {}
    if not isinstance(node, Mapping):
        message = f"assumptions must be a mapping, found {describe_node(node)}"
        problems.append(Problem(codes.CASE_SHAPE, message, node.place, "write each as id: on or id: off"))
        return {}
    switches: dict[str, bool] = {}
    for name, value in node.entries.items():
        switch = value.value if isinstance(value, Scalar) else None
        if isinstance(switch, bool):
            switches[name] = switch
        elif isinstance(switch, str) and switch in _SWITCHES:
            switches[name] = _SWITCHES[switch]
        else:
            message = f"the assumption {shorten(name)} must be on or off, found {describe_node(value)}"
            problems.append(Problem(codes.CASE_SHAPE, message, value.place, "write on or off"))
    return switches
