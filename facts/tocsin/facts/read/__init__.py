"""Files -> facts: YAML, JSON, JSON Lines and CSV, with every problem at its place."""

from __future__ import annotations

from tocsin.facts.read.case import CaseFile, VocabularyOf, case_from_data, case_from_text, read_case
from tocsin.facts.read.entry import Entry, read_entries, read_entry
from tocsin.facts.read.merging import merge, merge_given
from tocsin.facts.read.report import ENTRY_KEYS, SOURCE_KEYS
from tocsin.facts.tree.nodes import REPORT_KEYS

__all__ = [
    "ENTRY_KEYS",
    "REPORT_KEYS",
    "SOURCE_KEYS",
    "CaseFile",
    "Entry",
    "VocabularyOf",
    "case_from_data",
    "case_from_text",
    "merge",
    "merge_given",
    "read_case",
    "read_entries",
    "read_entry",
]
