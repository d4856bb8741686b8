"""A YAML file, or a folder of them -> a checked Pack."""

from __future__ import annotations

from collections.abc import Mapping as TextOf
from pathlib import Path

from tocsin.facts.arguments import checked
from tocsin.facts.problems import Place, Problem, ProblemError, raise_if_any
from tocsin.facts.tree import Mapping, Node, Scalar, node_of, parse_yaml, read_text
from tocsin.facts.vocabulary import Vocabulary, is_built_in
from tocsin.rules import codes
from tocsin.rules.kept_packs import keep_pack, kept_pack
from tocsin.rules.model import Pack
from tocsin.rules.shape import Reading


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
    from tocsin.rules.read.assembling import pack_of_trees

    return pack_of_trees([node_of(data, shown)], Place(shown), Reading(Vocabulary("", {}), []))


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
    # What reads and checks is imported only where there is something to read.
    from tocsin.rules.read.assembling import pack_of_trees

    reading = Reading(Vocabulary("", {}), problems)
    trees = []
    for name, text in texts.items():
        try:
            trees.append(parse_yaml(text, name))
        except ProblemError as error:
            reading.problems.extend(error.problems)
    pack = pack_of_trees(trees, place, reading)
    if all(map(_is_read_by_our_code_alone, trees)):
        keep_pack(pack, texts, place)
    return pack


def _is_read_by_our_code_alone(tree: Node) -> bool:
    """True if the file names no vocabulary, or one of ours: what others bring may be another in the next process."""
    named = tree.entries.get("vocabulary") if isinstance(tree, Mapping) else None
    return named is None or (isinstance(named, Scalar) and is_built_in(named.value))


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
