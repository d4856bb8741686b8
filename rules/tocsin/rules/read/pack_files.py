"""The files of a pack: every YAML file in its folder, and the tables that these name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.tree import Node, parse_yaml, read_bytes, read_text, shown_path
from tocsin.rules import codes
from tocsin.rules.read.tables import files_named, is_within_pack


@dataclass
class PackFiles:
    """The texts of a pack by the paths of their files in its folder; of a table that cannot be read None."""

    documents: dict[str, str] = field(default_factory=dict)
    tables: dict[str, str | None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_files(path: Path, shown: str) -> PackFiles:
    """The files of the pack in a file or a folder; what cannot be read is among the problems."""
    folder = path if path.is_dir() else path.parent
    found = PackFiles()
    for file in _documents(path, shown):
        try:
            found.documents[str(file.relative_to(folder))] = read_text(file)
        except ProblemError as error:
            found.problems.extend(error.problems)
    for name in tables_named(found.documents.values()):
        found.tables[name] = _table(folder, name, found.problems)
    return found


def tables_named(texts: Iterable[str]) -> tuple[str, ...]:
    """The files that the tables in some texts of YAML name, each once; a text that is not YAML names none."""
    return tuple(dict.fromkeys(name for text in texts if "tables" in text for name in files_named(_tree(text))))


def is_table_file(name: str) -> bool:
    """Whether a file of a pack is one that a table names, and not one of its own."""
    return is_within_pack(name)


def _tree(text: str) -> Node | None:
    try:
        return parse_yaml(text, "")
    except ProblemError:
        return None


def _documents(path: Path, shown: str) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(file for pattern in ("*.yaml", "*.yml") for file in path.rglob(pattern))
    if not found:
        raise ProblemError(
            [Problem(codes.NOT_A_PACK, "the folder holds no YAML file", Place(shown or str(path)), "a pack is *.yaml")]
        )
    return found


def _table(folder: Path, name: str, problems: list[Problem]) -> str | None:
    """The text of a table's file; no link leads out of the folder of the pack."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        message = "the file is a link that leads out of the folder of the pack"
        problems.append(Problem(codes.TABLE, message, Place(shown_path(path)), "copy the file into the folder"))
        return None
    try:
        if path.suffix.lower() == ".xlsx":
            from tocsin.rules.tables.workbook import text_of_workbook

            return text_of_workbook(read_bytes(path), shown_path(path))
        return read_text(path)
    except ProblemError as error:
        problems.extend(error.problems)
        return None
