"""What is wrong with the parts of a report, wherever it comes from: a file, a table, or a program.

Each gives the code, the message and the hint, or None. ``found`` is what is there, in words that suit where it stands;
whoever asks knows the place.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

from tocsin.facts import codes
from tocsin.facts.converting import describe
from tocsin.facts.days import is_backwards
from tocsin.facts.problems import did_you_mean

Qualifier = Literal["certain", "likely", "possible_strengthened", "possible"]
QUALIFIERS: tuple[Qualifier, ...] = ("certain", "likely", "possible_strengthened", "possible")
Status = Literal["reported", "confirmed", "assumed", "denied", "retracted"]
STATUSES: tuple[Status, ...] = ("reported", "confirmed", "assumed", "denied", "retracted")
_REPLACED: Final = frozenset(("corrected", "amended", "revised", "updated", "superseded"))
GRADE: Final = re.compile(r"[A-F][1-6]")
DAY_BEHIND: Final = r",\s*[0-9]{4}-[0-9]{2}-[0-9]{2}(?:,? (?:grade )?[A-F][1-6])?\s*$"
"""The end of a source as sources are printed, with its day: as a name alone it would be somebody else's."""
_PLAIN: Final = re.compile(r"[^\W\d]\w*(?: \w+)*")

Fault: TypeAlias = tuple[str, str, str]


def grade_fault(value: object, found: str = "") -> Fault | None:
    """What is wrong with a grade."""
    if isinstance(value, str) and GRADE.fullmatch(value):
        return None
    hint = "a grade is a letter A to F (source) and a digit 1 to 6 (information), such as B2"
    if isinstance(value, str) and GRADE.fullmatch(value.upper()):
        hint = f"write {value.upper()}"
    return codes.BAD_GRADE, f"grade: found {found or describe(value)}", hint


def status_fault(value: object, found: str = "") -> Fault | None:
    """What is wrong with a status."""
    fault = _word_fault(value, "status", found, STATUSES, codes.BAD_STATUS)
    if fault is not None and str(value).lower() in _REPLACED:
        hint = "write the new figure as another entry by the same source, with its later date: it replaces the earlier"
        return fault[0], fault[1], hint
    return fault


def qualifier_fault(value: object, found: str = "") -> Fault | None:
    """What is wrong with a qualifier."""
    return _word_fault(value, "qualifier", found, QUALIFIERS, codes.BAD_QUALIFIER)


def source_fault(value: object, found: str = "") -> Fault | None:
    """What is wrong with a source that is a text alone: it is who says it, and when has a place of its own."""
    fault = text_fault(value, "source", found)
    end = re.search(DAY_BEHIND, value) if isinstance(value, str) else None
    if fault is not None or end is None:
        return fault
    name, day, grade = str(value)[: end.start()].strip(), end[0].strip(", ")[:10], GRADE.search(end[0])
    name = name if _PLAIN.fullmatch(name) else json.dumps(name, ensure_ascii=False)
    hint = f"write source: {{publisher: {name}, date: {day}}}"
    hint += f", and grade: {grade[0]} beside it" if grade else ""
    return codes.BAD_REPORT, f"source is who says it, and holds a day besides: {value}", hint


def text_fault(value: object, key: str, found: str = "", code: str = codes.BAD_REPORT) -> Fault | None:
    """What is wrong with a text; a number is not taken for one."""
    if isinstance(value, str):
        return None
    return (
        code,
        f"{key} must be text, found {found or describe(value)}",
        "quote it" if isinstance(value, bool | int | float) else "",
    )


def entry_fault(value: object, found: str = "") -> Fault | None:
    """What is wrong with the number of a ledger's entry."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return None
    message = f"entry must be the number of a ledger's entry, found {found or describe(value)}"
    return codes.BAD_REPORT, message, "write a whole number from 1 on, or leave it out"


def validity_fault(valid_from: dt.date | None, valid_to: dt.date | None) -> Fault | None:
    """What is wrong with the two dates between which a report holds."""
    if not is_backwards(valid_from, valid_to):
        return None
    message = f"the report is valid from {valid_from} but only to {valid_to}"
    return codes.VALIDITY_ORDER, message, "exchange the two dates"


def retraction_fault(status: str, dated: bool, date: str) -> Fault | None:
    """What is wrong with a report that takes others back and does not say when; ``date`` is how a date is written."""
    if status != "retracted" or dated:
        return None
    message = "the retraction has no date, so nothing tells which reports came before it"
    return codes.UNDATED_RETRACTION, message, f"add the day it was made: {date}"


def _word_fault(value: object, key: str, found: str, words: tuple[str, ...], code: str) -> Fault | None:
    if isinstance(value, str) and value in words:
        return None
    message = f"{key} must be one of {', '.join(words)}; found {found or describe(value)}"
    return code, message, word_instead(value, words)


def word_instead(value: object, words: Sequence[str]) -> str:
    """What to write for a value that is none of these words."""
    if words == QUALIFIERS and isinstance(value, int | float) and not isinstance(value, bool):
        return "write one of these words: a number would be surer of itself than anything here is"
    return did_you_mean(value, words) if isinstance(value, str) else ""
