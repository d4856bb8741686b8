"""A body of rows -> tables to read, each with its fact type; and from places in those tables back to the body."""

from __future__ import annotations

import csv
import re
from array import array
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import field, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, Literal, TypeAlias

from tocsin.facts.dataclass import dataclass
from tocsin.facts.problem_list import ProblemList
from tocsin.facts.problems import Place, Problem
from tocsin.facts.tree import shown_path
from tocsin.service import codes

if TYPE_CHECKING:
    from tocsin.bulk.reading.inputs import Input
    from tocsin.facts.vocabulary import Vocabulary

Format: TypeAlias = Literal["csv", "jsonl"]
BODY: Final = "body"
_TYPED: Final = re.compile(rb'\s*\{\s*"([a-z][a-z0-9_]*)"\s*:\s*(?=\{)')


@dataclass(frozen=True)
class Tables:
    """Tables that a body was made into; of each whose lines stand elsewhere in the body, the numbers of these."""

    inputs: tuple[Input, ...]
    lines: Mapping[str, array[int]] = field(default_factory=dict)

    def in_body(self, problem: Problem) -> Problem:
        """The problem with its place in the body, and without the name of any file."""
        place = problem.place
        if place is not None and place.file in self._files:
            place = Place(BODY, self._line(place.file, place.line), place.column)
        return replace(problem, message=self._without(problem.message), hint=self._without(problem.hint), place=place)

    def mend(self, rejects: Path) -> None:
        """The file of rows that state no fact has their places in the body."""
        rows = list(csv.reader(rejects.read_text(encoding="utf-8").splitlines(keepends=True)))
        with rejects.open("w", encoding="utf-8", newline="") as stream:
            written = csv.writer(stream, lineterminator="\n")
            written.writerow(rows[0])
            for file, line, column, value, code, message, hint in rows[1:]:
                number = self._line(file, int(line)) if line else ""
                written.writerow((BODY, number, column, value, code, self._without(message), self._without(hint)))

    @property
    def _files(self) -> list[str]:
        return [shown_path(table.file) for table in self.inputs]

    def _line(self, file: str, line: int) -> int:
        numbers = self.lines.get(file)
        return line if numbers is None or not 0 < line <= len(numbers) else numbers[line - 1]

    def _without(self, text: str) -> str:
        for file in self._files:
            text = text.replace(file, BODY)
        return text


def table_of(body: Path, form: Format, name: str, vocabulary: Vocabulary) -> Tables:
    """The body as the one table of that type. Raises ProblemError for a type that there is not."""
    from tocsin.bulk.reading.inputs import Input

    return Tables((Input(vocabulary.type(name), form, str(body)),))


def tables_of(body: Path, folder: Path, vocabulary: Vocabulary) -> Tables:
    """A table for each fact type that lines of the body name: ``{"TYPE": {row}}``, the row as in JSON Lines.

    Rows are not read here: each is written as it stands, at the same column. Raises ProblemError for lines that name
    no type, with their places.
    """
    from tocsin.bulk.reading.inputs import Input

    problems = ProblemList(BODY)
    files: dict[str, Path] = {}
    lines: dict[str, array[int]] = {}
    with ExitStack() as opened, body.open("rb") as stream:
        into: dict[str, IO[bytes]] = {}
        for number, (name, row) in _typed(stream, problems):
            if name not in vocabulary.types:
                problems.append(vocabulary.unknown_type(name, Place(BODY, number, 1)))
                continue
            if name not in into:
                files[name] = folder / f"{name}.jsonl"
                into[name] = opened.enter_context(files[name].open("wb"))
                lines[shown_path(files[name])] = array("q")
            into[name].write(row + b"\n")
            lines[shown_path(files[name])].append(number)
    if not files and not problems:
        hint = 'send lines such as {"TYPE": {"case_id": "a", …}}, or name the type of all rows: ?type=TYPE'
        problems.append(Problem(codes.NO_TYPE_SAID, "there is no row in the body", Place(BODY), hint))
    problems.raise_if_any()
    return Tables(tuple(Input(vocabulary.type(name), "jsonl", str(path)) for name, path in files.items()), lines)


def _typed(stream: IO[bytes], problems: ProblemList) -> Iterator[tuple[int, tuple[str, bytes]]]:
    """Each line's number, the type that it names, and its row, as far in as it stands; problems for lines without."""
    for number, line in enumerate(stream, 1):
        text = (line.removeprefix(BOM_UTF8) if number == 1 else line).rstrip()
        if not text:
            continue
        head = _TYPED.match(text)
        inner = text[:-1].rstrip()
        if head is None or not text.endswith(b"}") or not inner.endswith(b"}"):
            hint = 'write {"TYPE": {"case_id": "a", …}} on each line, or name the type of all rows: ?type=TYPE'
            problems.append(Problem(codes.NO_TYPE_SAID, "the line names no fact type", Place(BODY, number), hint))
            continue
        yield number, (head[1].decode("ascii"), b" " * head.end() + inner[head.end() :])
