"""Nodes -> reports: who said a fact, when, how far to be trusted, and for what time it holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from tocsin.facts import codes
from tocsin.facts.days import DateRange, parse_date, when_of
from tocsin.facts.problems import Place, Problem, suggestion
from tocsin.facts.report_faults import (
    Fault,
    Qualifier,
    Status,
    entry_fault,
    grade_fault,
    qualifier_fault,
    retraction_fault,
    source_fault,
    status_fault,
    text_fault,
    validity_fault,
)
from tocsin.facts.reports import Report, Source, source_of
from tocsin.facts.tree import Mapping, Node, Scalar, Sequence
from tocsin.facts.tree.nodes import REPORT_KEYS, describe_node, shorten

SOURCE_KEYS: Final = ("title", "publisher", "url", "date", "origin")
_SOURCE_TEXTS: Final = ("title", "publisher", "url", "origin")
ENTRY_KEYS: Final = (*REPORT_KEYS, "reports", "qualifier")
LISTED_KEYS: Final = (*REPORT_KEYS, "qualifier", "entry")
_ONE_REPORT = "write source, grade and status beside the fact, or a list under reports"


def read_reports(mapping: Mapping, problems: list[Problem]) -> tuple[Report, ...]:
    """The reports of an entry: the one beside the fact, or those listed under ``reports``, or none."""
    beside = {key: node for key, node in mapping.entries.items() if key in REPORT_KEYS and not is_nothing(node)}
    listed = mapping.entries.get("reports")
    if listed is None or is_nothing(listed):
        return (read_report(beside, mapping.key_places, problems),) if beside else ()
    if beside:
        message = f"the entry has both reports and {next(iter(beside))}"
        problems.append(Problem(codes.BAD_REPORT, message, mapping.key_places["reports"], _ONE_REPORT))
    if not isinstance(listed, Sequence):
        message = f"reports must be a list, found {describe_node(listed)}"
        problems.append(Problem(codes.BAD_REPORT, message, listed.place, "put a dash before each report"))
        return ()
    return tuple(_listed_report(node, problems) for node in listed.items)


def _listed_report(node: Node, problems: list[Problem]) -> Report:
    if not isinstance(node, Mapping):
        message = f"a report must be a mapping, found {describe_node(node)}"
        problems.append(Problem(codes.BAD_REPORT, message, node.place, _ONE_REPORT))
        return Report()
    unknown = (key for key in node.entries if key not in LISTED_KEYS)
    problems += (unknown_report_key(key, node, LISTED_KEYS[:-1], "a report") for key in unknown)
    report = read_report(node.entries, node.key_places, problems)
    qualifier = read_qualifier(node.entries.get("qualifier"), problems)
    return replace(report, qualifier=qualifier, entry=_read_entry_number(node.entries.get("entry"), problems))


def read_report(nodes: dict[str, Node], key_places: dict[str, Place], problems: list[Problem]) -> Report:
    """The report of these nodes by report key; what is faulty is left out, with a problem."""
    valid_from = read_date(nodes.get("valid_from"), "valid_from", problems)
    valid_to = read_date(nodes.get("valid_to"), "valid_to", problems)
    if fault := validity_fault(valid_from, valid_to):
        problems.append(_placed(fault, key_places["valid_to"]))
        valid_to = None
    source, status = _read_source(nodes.get("source"), problems), _read_status(nodes.get("status"), problems)
    dated = source.date is not None or _tells_date(nodes.get("source"))
    if fault := retraction_fault(status, dated, "source: {publisher: …, date: YYYY-MM-DD}"):
        problems.append(_placed(fault, nodes["status"].place))
    return Report(
        source=source,
        grade=_read_grade(nodes.get("grade"), problems),
        status=status,
        valid_from=valid_from,
        valid_to=valid_to,
        note=read_text_of(nodes.get("note"), "note", problems),
    )


def read_qualifier(node: Node | None, problems: list[Problem]) -> Qualifier | None:
    """The qualifier, or None if there is none."""
    found: Qualifier | None = _taken(node, qualifier_fault, problems)
    return found


def read_date(node: Node | None, key: str, problems: list[Problem]) -> dt.date | None:
    """The date, or None if there is none."""
    if node is None or is_nothing(node):
        return None
    value = node.value if isinstance(node, Scalar) else None
    try:
        if isinstance(value, str):
            return parse_date(value)
    except ValueError:
        pass
    from tocsin.facts.written.hints import value_hint

    hint = value_hint(value, "date", optional=True) or "write it as YYYY-MM-DD"
    problems.append(Problem(codes.BAD_DATE, f"{key} must be a date, found {describe_node(node)}", node.place, hint))
    return None


def _read_moment(node: Node | None, problems: list[Problem]) -> dt.date | DateRange | None:
    """The date of a report: a day, a moment with its zone, or the days it lies between; None if there is none."""
    value = node.value if isinstance(node, Scalar) else None
    if node is None or not isinstance(value, str | int) or isinstance(value, bool):
        return read_date(node, "date", problems)
    text = str(value)
    try:
        found = when_of(text)
    except ValueError as error:
        if "T" not in text:
            _misdated(node, text, problems)
            return None
        message = f"date must be a date or a time stamp, found {describe_node(node)}"
        problems.append(Problem(codes.BAD_DATE, message, node.place, str(error)))
        return None
    if isinstance(found, DateRange) and found.high is None:
        message = f"date: nothing says by when the report was known: {text} has no last day"
        problems.append(
            Problem(codes.BAD_DATE, message, node.place, f"write the last day too, such as {text}{found.low}")
        )
        return None
    return found


def _misdated(node: Node, text: str, problems: list[Problem]) -> None:
    """Note the problem of a report's date that is none, with the day or the days that were meant."""
    from tocsin.facts.written.hints import value_hint

    hint = value_hint(text, "date_range", optional=True)
    if not hint or hint.endswith(".."):
        hint = value_hint(text, "date", optional=True)
    problems.append(Problem(codes.BAD_DATE, f"date must be a date, found {describe_node(node)}", node.place, hint))


def _read_entry_number(node: Node | None, problems: list[Problem]) -> int | None:
    """The number under which a ledger recorded the report, as results print it; None if there is none."""
    found: int | None = _taken(node, entry_fault, problems)
    return found


def _tells_date(node: Node | None) -> bool:
    """True if the source has a date, faulty or not."""
    return isinstance(node, Mapping) and "date" in node.entries and not is_nothing(node.entries["date"])


def read_text_of(node: Node | None, key: str, problems: list[Problem], code: str = codes.BAD_REPORT) -> str | None:
    """The text, or None if there is none; a number is not taken for text."""
    found: str | None = _taken(node, lambda value, told: text_fault(value, key, told, code), problems)
    return found


def unknown_report_key(key: str, node: Mapping, known: tuple[str, ...], what: str) -> Problem:
    """The problem of a key that a report does not have; a source's key is sent to its place."""
    place = node.key_places[key]
    hint = f"write it under source: {{{key}: …}}"
    if key not in SOURCE_KEYS:
        hint = suggestion(key, known, f"keys of {what}", node.entries)
    return Problem(codes.UNKNOWN_KEY, f"{what} has no key {shorten(key)}", place, hint)


def is_nothing(node: Node) -> bool:
    """True for a value left empty."""
    return isinstance(node, Scalar) and node.value is None


def _read_source(node: Node | None, problems: list[Problem]) -> Source:
    if node is None:
        return Source()
    if isinstance(node, Sequence):
        hint = "write one source; what several say stands under reports: [{source: …}, {source: …}]"
        problems.append(Problem(codes.BAD_REPORT, "source must be one source, found a list", node.place, hint))
        return Source()
    if not isinstance(node, Mapping):
        return Source(publisher=_taken(node, source_fault, problems))
    for key, place in node.key_places.items():
        if key not in SOURCE_KEYS:
            hint = suggestion(key, SOURCE_KEYS, "keys of a source", node.entries)
            problems.append(Problem(codes.UNKNOWN_KEY, f"a source has no key {shorten(key)}", place, hint))
    title, publisher, url, origin = (read_text_of(node.entries.get(key), key, problems) for key in _SOURCE_TEXTS)
    return source_of(title, publisher, url, _read_moment(node.entries.get("date"), problems), origin)


def _read_grade(node: Node | None, problems: list[Problem]) -> str | None:
    found: str | None = _taken(node, grade_fault, problems)
    return found


def _read_status(node: Node | None, problems: list[Problem]) -> Status:
    found: Status | None = _taken(node, status_fault, problems)
    return found or "reported"


def _taken(node: Node | None, fault_of: Callable[[object, str], Fault | None], problems: list[Problem]) -> Any:
    """The value; None if there is none, and with a problem if it is faulty."""
    if node is None or is_nothing(node):
        return None
    value = node.value if isinstance(node, Scalar) else None
    if fault_of(value, "") is None:
        return value
    fault = fault_of(value, describe_node(node))
    if fault is not None:
        problems.append(_placed(fault, node.place))
    return None


def _placed(fault: Fault, place: Place) -> Problem:
    code, message, hint = fault
    return Problem(code, message, place, hint)
