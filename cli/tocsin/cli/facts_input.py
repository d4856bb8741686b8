"""Facts from a file, from standard input, or from the command line: all of them, or every problem."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.facts.model import Given
    from tocsin.facts.vocabulary import Vocabulary

STANDARD_INPUT = "standard input"


def facts_from_file(path: str, vocabulary: Vocabulary) -> list[Given]:
    """The facts of a case file, or with ``-`` of standard input. Raises ProblemError with every problem."""
    if path == "-":
        return facts_from_lines(numbered_input(), vocabulary, STANDARD_INPUT)
    from tocsin.cli.near_files import check_exists
    from tocsin.facts.read import read_case

    check_exists(path)
    return list(read_case(path, lambda _: vocabulary).facts)


def numbered_input() -> Iterator[tuple[int, str]]:
    """The lines of standard input with their numbers, each as soon as it is there; none where it is closed."""
    return enumerate(sys.stdin or (), 1)


def facts_from_lines(lines: Iterable[tuple[int, str]], vocabulary: Vocabulary, name: str) -> list[Given]:
    """The facts of numbered lines, each a fact's notation or an entry in JSON; blank lines are skipped.

    Raises ProblemError with every problem of every line.
    """
    from tocsin.facts.notation import read_fact
    from tocsin.facts.problem_list import ProblemList
    from tocsin.facts.problems import Place, ProblemError
    from tocsin.facts.read import Entry, merge, read_entry
    from tocsin.facts.tree import parse_json

    problems = ProblemList(name)
    entries: list[Entry] = []
    for number, line in lines:
        text = line.strip()
        place = Place(name, number, 1)
        if text.startswith(("{", '"')):
            try:
                entry = read_entry(parse_json(text, name, number), vocabulary, problems)
            except ProblemError as error:
                problems.absorb(error)
                continue
            entries += [] if entry is None else [entry]
        elif text:
            fact = read_fact(text, vocabulary, place, problems)
            entries += [] if fact is None else [Entry(fact, (), None, place)]
    problems.raise_if_any()
    return list(merge(entries))
