"""JSON Lines -> entries: one on each line, streamed, so that a file may be larger than memory allows a tree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tocsin.facts.problem_list import ProblemList
from tocsin.facts.problems import ProblemError
from tocsin.facts.read.entry import Entry, read_entry
from tocsin.facts.tree import parse_json, read_lines, shown_path
from tocsin.facts.vocabulary import Vocabulary


def read_json_lines(path: str | Path, vocabulary: Vocabulary, problems: ProblemList) -> Iterator[Entry]:
    """The entries of the file; a line that states none is left out, with a problem. Blank lines are skipped.

    Raises ProblemError for what ends the reading: a file that cannot be read, or is not text.
    """
    file = shown_path(path)
    for line, text in read_lines(path):
        if not text.strip():
            continue
        try:
            node = parse_json(text, file, line)
        except ProblemError as error:
            problems.absorb(error)
            continue
        entry = read_entry(node, vocabulary, problems)
        if entry is not None:
            yield entry
