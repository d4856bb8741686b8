"""The one notation for facts, ``type(field=value, …)``, read; ``printing`` prints it.

A value is a bare word, ``true`` or ``false``, a number, a date, a quantity, or a string in quotes (escapes as in
JSON).
"""

from __future__ import annotations

from tocsin.facts.arguments import checked
from tocsin.facts.fact_type import FactType
from tocsin.facts.model import Fact
from tocsin.facts.notation_scan import Scan, scan_fact
from tocsin.facts.partial import PartialFact
from tocsin.facts.problem_list import ProblemList
from tocsin.facts.problems import Place, Problem
from tocsin.facts.stated import convert_fields, make_fact
from tocsin.facts.vocabulary import Vocabulary

FACT_PLACE = Place("FACT", 1, 1)


@checked()
def parse_fact(text: str, vocabulary: Vocabulary, place: Place = FACT_PLACE) -> Fact:
    """The fact that ``text`` states; ``place`` is where the text begins.

    Raises ProblemError with every problem: syntax, unknown names, wrong kinds, missing fields.
    """
    problems = ProblemList(place.file)
    fact = read_fact(text, vocabulary, place, problems)
    problems.raise_if_any()
    assert fact is not None
    return fact


def read_fact(text: str, vocabulary: Vocabulary, place: Place, problems: list[Problem]) -> Fact | None:
    """The fact that ``text`` states, or None and at least one more problem."""
    scan = scan_fact(text, place, problems)
    fact_type = _type_of(scan, vocabulary, problems)
    if fact_type is None:
        return None
    if not scan.is_whole:  # what seems to be missing may only be unread
        convert_fields(fact_type, scan.fields, problems)
        return None
    return make_fact(fact_type, scan.fields, scan.place, problems)


@checked()
def parse_partial(text: str, vocabulary: Vocabulary, place: Place = FACT_PLACE) -> PartialFact:
    """The type and the fields that ``text`` states; any may be left out, and the parentheses too.

    Raises ProblemError as ``parse_fact`` does, except for missing fields.
    """
    problems = ProblemList(place.file)
    partial = read_partial(text, vocabulary, place, problems)
    problems.raise_if_any()
    assert partial is not None
    return partial


def read_partial(text: str, vocabulary: Vocabulary, place: Place, problems: list[Problem]) -> PartialFact | None:
    """The type and the fields that ``text`` states; None, and a problem, if the type cannot be read."""
    scan = scan_fact(text, place, problems)
    fact_type = _type_of(scan, vocabulary, problems)
    if fact_type is None:
        return None
    values = convert_fields(fact_type, scan.fields, problems, sought=True)
    return PartialFact(fact_type.name, tuple(sorted((fact_type.positions[name], (values[name],)) for name in values)))


def _type_of(scan: Scan, vocabulary: Vocabulary, problems: list[Problem]) -> FactType | None:
    """The type that the scan names; None, and a problem, if there is none."""
    if not scan.name:
        return None  # the scan has said what is wrong; nothing has been read
    fact_type = vocabulary.get(scan.name)
    if fact_type is None:
        problems.extend(scan.unread())
        problems.append(vocabulary.unknown_type(scan.name, scan.place))
    return fact_type
