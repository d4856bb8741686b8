"""What was named as FACTS -> the tables to read, each with its fact type and format."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from tocsin.bulk import codes
from tocsin.facts import codes as facts_codes
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType
from tocsin.facts.problems import Place, Problem, nearest
from tocsin.facts.tree import shown_path
from tocsin.facts.vocabulary import Vocabulary

Format = Literal["parquet", "csv", "jsonl", "memory"]
FORMATS: Final[Mapping[str, Format]] = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
PACKED: Final = (".gz", ".zst")
_REMOTE: Final = re.compile(r"[a-z][a-z0-9+.-]*://")
_NAMED: Final = re.compile(r"(?P<type>[a-z][a-z0-9_]*)=(?P<path>.+)", re.DOTALL)
_WILD: Final = re.compile(r"[*?\[]")


@dataclass(frozen=True)
class Input:
    """One table to read: its fact type, and the file or address it is in, or itself if it is in memory."""

    fact_type: FactType
    format: Format
    file: str
    table: Any = None

    @property
    def is_remote(self) -> bool:
        """True for an address, which the SQL engine reads by itself."""
        return is_remote(self.file)

    @property
    def is_plain_text(self) -> bool:
        """True for a text file on this machine, whose lines can be told."""
        return self.format in ("csv", "jsonl") and not self.is_remote and not self.file.endswith(PACKED)


def is_remote(path: str) -> bool:
    """True for an address such as s3://bucket/table.parquet."""
    return _REMOTE.match(path) is not None


def find_inputs(named: Sequence[str], vocabulary: Vocabulary, problems: list[Problem]) -> list[Input]:
    """The tables named: files, ``type=FILE``, folders of tables, globs and addresses; problems for what is none."""
    found = [item for text in named for item in _of_argument(text, vocabulary, problems)]
    if not found and not problems:
        message = "no table of facts was found"
        problems.append(Problem(codes.INPUT, message, None, "name files such as edge.csv, or a folder that holds some"))
    return list(dict.fromkeys(found))


def _of_argument(text: str, vocabulary: Vocabulary, problems: list[Problem]) -> Iterator[Input]:
    fact_type: FactType | None = None
    path = text
    named = None if os.path.lexists(text) else _NAMED.fullmatch(text)
    if named:
        path = named["path"]
        fact_type = vocabulary.get(named["type"])
        if fact_type is None:
            problems.append(vocabulary.unknown_type(named["type"], Place(shown_path(text))))
            return
    for file in _files(path, vocabulary, problems):
        found = _input(file, fact_type, vocabulary, problems)
        if found is not None:
            yield found


def _files(path: str, vocabulary: Vocabulary, problems: list[Problem]) -> list[str]:
    if is_remote(path) or os.path.isfile(path):
        return [path]
    if os.path.isdir(path):
        return _in_folder(Path(path), vocabulary)
    if _WILD.search(path) and (matched := sorted(glob.glob(path, recursive=True))):
        return [file for found in matched for file in _files(found, vocabulary, problems)]
    message = "no file matches" if _WILD.search(path) else "there is no such file"
    problems.append(Problem(facts_codes.UNREADABLE, message, Place(shown_path(path)), "check the path"))
    return []


def _in_folder(folder: Path, vocabulary: Vocabulary) -> list[str]:
    """The tables in a folder; a folder within it that is named after a type holds the parts of one table."""
    entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith((".", "_")))
    files = [str(entry) for entry in entries if entry.is_file() and _format(entry.name) is not None]
    inner = [entry for entry in entries if entry.is_dir() and vocabulary.get(_stem(entry.name)) is not None]
    return files + [file for entry in inner for file in _in_folder(entry, vocabulary)]


def _input(file: str, fact_type: FactType | None, vocabulary: Vocabulary, problems: list[Problem]) -> Input | None:
    form = _format(file)
    place = Place(shown_path(file))
    if form is None:
        hint = f"tables end in {', '.join(FORMATS)}; text may be packed as {' or '.join(PACKED)}"
        problems.append(Problem(codes.INPUT, "this is no table that can be read", place, hint))
        return None
    if fact_type is None:
        fact_type = vocabulary.get(_stem(file)) or vocabulary.get(_stem(os.path.dirname(file)))
    if fact_type is None:
        stem = _stem(file)
        close = nearest(stem, vocabulary.types)
        hint = f"name the file after a type{f', such as {close},' if close else ''} or write TYPE={shown_path(file)}"
        problems.append(Problem(codes.INPUT, f"no fact type is called {stem}", place, hint))
        return None
    return Input(fact_type, form, file)


def _format(path: str) -> Format | None:
    name = path.partition("?")[0] if is_remote(path) else path
    base, suffix = os.path.splitext(name.lower())
    if suffix in PACKED:
        suffix = os.path.splitext(base)[1]
        return FORMATS.get(suffix) if suffix != ".parquet" else None
    return FORMATS.get(suffix)


def _stem(path: str) -> str:
    """The file's name up to its first dot."""
    name = path.partition("?")[0] if is_remote(path) else path
    return re.split(r"[/\\]", name.rstrip("/\\"))[-1].partition(".")[0]
