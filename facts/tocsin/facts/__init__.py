"""What may be said: typed facts, quantities, reports, and how they are read and printed.

Names are imported on first use (PEP 562), because pydantic costs start-up time that a command which only prints
its help must not pay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.facts.first_use import on_first_use

if TYPE_CHECKING:
    from tocsin.facts.building import FactError, build
    from tocsin.facts.codes import CODES
    from tocsin.facts.days import DateRange
    from tocsin.facts.fact_type import FactType, FieldType
    from tocsin.facts.model import Fact, Given
    from tocsin.facts.notation import parse_fact, parse_partial
    from tocsin.facts.partial import PartialFact
    from tocsin.facts.printing import format_row, format_value
    from tocsin.facts.problems import ArgumentError, Place, Problem, ProblemError, TocsinError
    from tocsin.facts.quantity import Quantity
    from tocsin.facts.read import CaseFile, Entry, merge, read_case, read_entries
    from tocsin.facts.reports import Qualifier, Report, Source
    from tocsin.facts.restrictions import Codes, DiffersFrom, Limits, NotBefore, OpenList
    from tocsin.facts.vocabulary import Vocabulary, register, registered, registered_names

__getattr__, __dir__ = on_first_use(
    __name__,
    {
        "codes": ("CODES",),
        "building": ("FactError", "build"),
        "fact_type": ("FactType", "FieldType"),
        "model": ("Fact", "Given"),
        "days": ("DateRange",),
        "notation": ("parse_fact", "parse_partial"),
        "printing": ("format_row", "format_value"),
        "problems": ("ArgumentError", "Place", "Problem", "ProblemError", "TocsinError"),
        "quantity": ("Quantity",),
        "read": ("CaseFile", "Entry", "merge", "read_case", "read_entries"),
        "reports": ("Qualifier", "Report", "Source"),
        "restrictions": ("Codes", "DiffersFrom", "Limits", "NotBefore", "OpenList"),
        "partial": ("PartialFact",),
        "vocabulary": ("Vocabulary", "register", "registered", "registered_names"),
    },
)

__all__ = [
    "CODES",
    "ArgumentError",
    "CaseFile",
    "Codes",
    "DateRange",
    "DiffersFrom",
    "Entry",
    "Fact",
    "FactError",
    "FactType",
    "FieldType",
    "Given",
    "Limits",
    "NotBefore",
    "OpenList",
    "PartialFact",
    "Place",
    "Problem",
    "ProblemError",
    "Qualifier",
    "Quantity",
    "Report",
    "Source",
    "TocsinError",
    "Vocabulary",
    "build",
    "format_row",
    "format_value",
    "merge",
    "parse_fact",
    "parse_partial",
    "read_case",
    "read_entries",
    "register",
    "registered",
    "registered_names",
]
