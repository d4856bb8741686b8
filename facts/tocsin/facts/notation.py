"""The one notation for facts, ``type(field=value, …)``: printed, and read back exactly.

A value is a bare word, ``true`` or ``false``, a number, a date, a quantity, or a string in quotes (escapes as in
JSON). Text prints bare only where it reads back as the same text.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping

from tocsin.facts.kinds import Value
from tocsin.facts.model import Fact, FactType
from tocsin.facts.notation_scan import BARE_WORD, Scan, scan_fact
from tocsin.facts.problem_list import ProblemList
from tocsin.facts.problems import Place, Problem
from tocsin.facts.quantity import Quantity
from tocsin.facts.stated import PartialFact, convert_fields, make_fact
from tocsin.facts.vocabulary import Vocabulary

FACT_PLACE = Place("<fact>", 1, 1)
# Line ends, invisible marks and marks that reorder text: a fact must read as it looks.
_INVISIBLE = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def format_value(value: Value) -> str:
    """The value as it is written in a fact.

    >>> format_value("ukraine_war"), format_value("10"), format_value("true")
    ('ukraine_war', '"10"', '"true"')
    """
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value if _reads_bare(value) else quote(value)
        case dt.date():
            return value.isoformat()
        case Quantity():
            return value.text()
        case _:
            return repr(value)


def quote(text: str) -> str:
    """The text in double quotes, with JSON's escapes for what could not be seen."""
    shown = json.dumps(text, ensure_ascii=False)
    return _INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", shown)


def format_row(fact_type: FactType, row: tuple[Value | None, ...]) -> str:
    """The fact with these values, in the order of the type's fields, absent optionals left out."""
    names = (field.name for field in fact_type.fields)
    return format_fields(fact_type.name, dict(zip(names, row, strict=True)))


def format_fields(type_name: str, values: Mapping[str, Value | None]) -> str:
    """A type and some fields, in the order given."""
    fields = (f"{name}={format_value(value)}" for name, value in values.items() if value is not None)
    return f"{type_name}({', '.join(fields)})"


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
    return None if fact_type is None else PartialFact(fact_type, convert_fields(fact_type, scan.fields, problems))


def _reads_bare(text: str) -> bool:
    return BARE_WORD.fullmatch(text) is not None and text not in ("true", "false")


def _type_of(scan: Scan, vocabulary: Vocabulary, problems: list[Problem]) -> FactType | None:
    """The type that the scan names; None, and a problem, if there is none."""
    if not scan.name:
        return None  # the scan has said what is wrong
    fact_type = vocabulary.get(scan.name)
    if fact_type is None:
        problems.append(vocabulary.unknown_type(scan.name, scan.place))
    return fact_type
