"""What may be said: typed facts, quantities, reports, and how they are read and printed.

Names are imported on first use (PEP 562), because pydantic costs start-up time that a command which only prints
its help must not pay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.facts.first_use import on_first_use

if TYPE_CHECKING:
    from tocsin.facts.codes import CODES
    from tocsin.facts.days import DateRange
    from tocsin.facts.model import (
        Codes,
        DiffersFrom,
        Fact,
        FactError,
        FactType,
        FieldType,
        Given,
        Limits,
        NotBefore,
        OpenList,
        Qualifier,
        build,
    )
    from tocsin.facts.notation import parse_fact, parse_partial
    from tocsin.facts.partial import PartialFact
    from tocsin.facts.printing import format_row, format_value
    from tocsin.facts.problems import ArgumentError, Place, Problem, ProblemError, TocsinError
    from tocsin.facts.quantity import Quantity
    from tocsin.facts.read import CaseFile, Entry, merge, read_case, read_entries
    from tocsin.facts.reports import Report, Source
    from tocsin.facts.vocabulary import Vocabulary, register, registered, registered_names

__getattr__, __dir__ = on_first_use(
    __name__,
    {
        "codes": ("CODES",),
        "model": (
            "Codes",
            "DiffersFrom",
            "Fact",
            "FactError",
            "FactType",
            "FieldType",
            "Given",
            "Limits",
            "NotBefore",
            "OpenList",
            "Qualifier",
            "build",
        ),
        "days": ("DateRange",),
        "notation": ("parse_fact", "parse_partial"),
        "printing": ("format_row", "format_value"),
        "problems": ("ArgumentError", "Place", "Problem", "ProblemError", "TocsinError"),
        "quantity": ("Quantity",),
        "read": ("CaseFile", "Entry", "merge", "read_case", "read_entries"),
        "reports": ("Report", "Source"),
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
