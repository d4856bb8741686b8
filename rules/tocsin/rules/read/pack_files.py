"""The files of a pack: every YAML file in its folder, and the tables that these name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import field
from pathlib import Path, PurePosixPath
from typing import Final

from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.tree import Mapping, Scalar, parse_yaml, read_bytes, read_text, shown_path
from tocsin.rules import codes
from tocsin.rules.packages import LEADS_OUT

SUFFIXES: Final = (".csv", ".xlsx", ".dmn")
"""Of the files that tables may be in."""
_NAMES_TABLES = re.compile(r"""\btables["']?\s*:""")


@dataclass
class PackFiles:
    """The texts of a pack by the paths of their files in its folder; of a table that cannot be read None.

    A table that is not there has no text; ``beside`` are then the files of its folder that could be tables.
    """

    documents: dict[str, str] = field(default_factory=dict)
    tables: dict[str, str | None] = field(default_factory=dict)
    beside: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)


def read_files(path: Path, shown: str) -> PackFiles:
    """The files of the pack in a file or a folder; what cannot be read is among the problems."""
    is_folder = path.is_dir()
    folder = path if is_folder else path.parent
    inside = folder.resolve()
    found = PackFiles()
    for file in _documents(path, shown):
        if is_folder and not file.resolve().is_relative_to(inside):
            found.problems.append(_leads_out(file))
            continue
        try:
            found.documents[str(file.relative_to(folder))] = read_text(file)
        except ProblemError as error:
            found.problems.extend(error.problems)
    for name in tables_named(found.documents.values()):
        if (folder / name).exists():
            found.tables[name] = _table(folder, name, found.problems)
        else:
            found.beside = tuple(sorted(set(found.beside) | set(_tables_in((folder / name).parent, folder))))
    return found


def _tables_in(folder: Path, of_pack: Path) -> Iterable[str]:
    """The files of a folder that could be tables, by their paths in the folder of the pack."""
    with suppress(OSError):
        files = [file for file in folder.iterdir() if file.suffix.lower() in SUFFIXES]
        yield from (file.relative_to(of_pack).as_posix() for file in files)


def file_stamps(path: Path) -> dict[str, tuple[int, int]]:
    """When each file of the pack in a file or a folder was last written, and its size; what is not there has none."""
    folder = path if path.is_dir() else path.parent
    found = {}
    with suppress(ProblemError, OSError):
        documents = _documents(path, "")
        texts = [file.read_text(encoding="utf-8", errors="replace") for file in documents]
        for file in [*documents, *(folder / name for name in tables_named(texts))]:
            with suppress(OSError):
                status = file.stat()
                found[str(file)] = status.st_mtime_ns, status.st_size
    return found


def tables_named(texts: Iterable[str]) -> tuple[str, ...]:
    """The files that the tables in some texts of YAML name, each once; a text that is not YAML names none."""
    return tuple(dict.fromkeys(name for text in texts for name in _named(text)))


def is_table_file(name: str) -> bool:
    """Whether a path is one of a table in the folder of its pack, by how it is written."""
    path = PurePosixPath(name)
    return (
        path.suffix.lower() in SUFFIXES
        and not path.is_absolute()
        and ".." not in path.parts
        and not any(mark in name for mark in ("\\", ":", "\0"))
    )


def _named(text: str) -> list[str]:
    """The files that the tables of a text of YAML name, as far as they are such as a pack may name."""
    if "tables" not in text or not _NAMES_TABLES.search(text):
        return []
    try:
        tree = parse_yaml(text, "")
    except ProblemError:
        return []
    entries = tree.entries.get("tables") if isinstance(tree, Mapping) else None
    items = getattr(entries, "items", [])
    named = (item.entries.get("file") for item in items if isinstance(item, Mapping))
    files = (item.value for item in named if isinstance(item, Scalar) and isinstance(item.value, str))
    return [file for file in files if is_table_file(file)]


def _documents(path: Path, shown: str) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.rglob("*.y*ml") if file.name.endswith((".yaml", ".yml")))
    if not found:
        raise ProblemError(
            [Problem(codes.NOT_A_PACK, "the folder holds no YAML file", Place(shown or str(path)), "a pack is *.yaml")]
        )
    return found


def _leads_out(file: Path) -> Problem:
    message = "the file is a link that leads out of the folder of the pack"
    return Problem(LEADS_OUT, message, Place(shown_path(file)), "copy the file into the folder")


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
