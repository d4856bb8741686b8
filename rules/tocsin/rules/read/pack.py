"""A YAML file, or a folder of them -> a checked Pack."""

from __future__ import annotations

from collections.abc import Mapping as TextOf
from pathlib import Path

from tocsin.facts.arguments import checked
from tocsin.facts.problems import Place, ProblemError, raise_if_any
from tocsin.facts.tree import Mapping, Node, Scalar, node_of, parse_yaml
from tocsin.facts.vocabulary import Vocabulary, is_built_in
from tocsin.rules.kept_packs import keep_pack, kept_pack
from tocsin.rules.model import Pack
from tocsin.rules.read.pack_files import is_table_file, read_files
from tocsin.rules.shape import Reading


def read_pack(path: Path, shown: str | None = None) -> Pack:
    """The pack in a file or folder, checked. Raises ProblemError with everything that is wrong.

    ``shown`` is how places name the pack, instead of the path as given.
    """
    name = shown or str(path)
    found = read_files(path, name)
    folder = Path(name) if path.is_dir() else Path(name).parent
    documents = {str(folder / file) if path.is_dir() else name: text for file, text in found.documents.items()}
    tables = {file: (str(folder / file), text) for file, text in found.tables.items()}
    reading = Reading(Vocabulary("", {}), found.problems, files=tables, beside=found.beside)
    return _pack_of(documents, Place(name, 1, 1), reading)


def read_pack_texts(path: Path) -> dict[str, str]:
    """The text of every file of the pack at ``path``, by its path within the pack's folder (a file's is its name).

    Raises ProblemError for what cannot be read. ``parse_pack`` makes the pack of them.
    """
    found = read_files(path, "")
    raise_if_any(found.problems)
    return {**found.documents, **{name: text for name, text in found.tables.items() if text is not None}}


def parse_pack(texts: TextOf[str, str], shown: str) -> Pack:
    """The pack of texts that ``read_pack_texts`` read, checked; no file is opened. ``shown`` names it in places.

    Raises ProblemError with everything that is wrong.
    """
    documents = {f"{shown}/{name}": text for name, text in sorted(texts.items()) if not is_table_file(name)}
    tables = {name: (f"{shown}/{name}", text) for name, text in texts.items() if is_table_file(name)}
    return _pack_of(documents, Place(shown, 1, 1), Reading(Vocabulary("", {}), [], files=tables))


@checked()
def pack_from_text(text: str, shown: str = "pack", files: TextOf[str, str] | None = None) -> Pack:
    """The pack of one text, YAML or JSON, checked; no file is opened. ``shown`` names it in places.

    ``files`` are the texts of the files that its tables name. Raises ProblemError with everything that is wrong.
    """
    return _pack_of({shown: text}, Place(shown, 1, 1), Reading(Vocabulary("", {}), [], files=_given(files)))


@checked(but=("data",))
def pack_from_data(data: object, shown: str = "pack", files: TextOf[str, str] | None = None) -> Pack:
    """The pack of data such as JSON gives, checked. Places name the steps to a value: ``pack: rules[2].when``.

    ``files`` are the texts of the files that its tables name. Raises ProblemError with everything that is wrong.
    """
    from tocsin.rules.read.assembling import pack_of_trees

    return pack_of_trees([node_of(data, shown)], Place(shown), Reading(Vocabulary("", {}), [], files=_given(files)))


def _given(files: TextOf[str, str] | None) -> dict[str, tuple[str, str | None]]:
    """The files of tables, which go by their own names in places."""
    return {name: (name, text) for name, text in (files or {}).items()}


def is_pack_file(text: str) -> bool:
    """Whether the text is YAML with the key that every pack has, whatever else is wrong with it."""
    try:
        tree = parse_yaml(text, "")
    except ProblemError:
        return False
    return isinstance(tree, Mapping) and "pack" in tree.entries


def _pack_of(texts: TextOf[str, str], place: Place, reading: Reading) -> Pack:
    """The pack of texts of YAML by the names that places give them."""
    tables = {shown: text for shown, text in reading.files.values() if text is not None}
    kept = None if reading.problems else kept_pack({**texts, **tables}, place)
    if kept is not None:
        return kept
    # What reads and checks is imported only where there is something to read.
    from tocsin.rules.read.assembling import pack_of_trees

    trees = []
    for name, text in texts.items():
        try:
            trees.append(parse_yaml(text, name))
        except ProblemError as error:
            reading.problems.extend(error.problems)
    pack = pack_of_trees(trees, place, reading)
    ours = all(map(_is_read_by_our_code_alone, trees))
    del trees  # they take more room than the pack, and writing it takes as much again
    if ours:
        keep_pack(pack, {**texts, **tables}, place)
    return pack


def _is_read_by_our_code_alone(tree: Node) -> bool:
    """True if the file names no vocabulary, or one of ours: what others bring may be another in the next process."""
    named = tree.entries.get("vocabulary") if isinstance(tree, Mapping) else None
    return named is None or (isinstance(named, Scalar) and is_built_in(named.value))
