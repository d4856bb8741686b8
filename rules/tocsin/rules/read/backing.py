"""Nodes -> what a pattern asks of reports: ``backed_by: {sources: 2.., grade: ..B3, status: [reported]}``."""

from __future__ import annotations

import re
from typing import Final

from tocsin.facts.backing import HEARD, Backing
from tocsin.facts.problems import Place, did_you_mean
from tocsin.facts.report_faults import GRADE
from tocsin.facts.reports import STATUSES, SUPPORTING, Status
from tocsin.facts.tree import Node, Scalar
from tocsin.facts.tree.nodes import describe_node
from tocsin.rules import codes
from tocsin.rules.rule import BACKED_BY
from tocsin.rules.shape import Reading

KEYS: Final = ("sources", "grade", "status")
_AT_LEAST: Final = re.compile(r"([1-9]\d{0,8})\s*\.\.")


def read_backing(reading: Reading, type_name: str, node: Node) -> Backing | None:
    """What is asked of the reports of facts of the type; None if it cannot be read, which is noted."""
    what = f"{BACKED_BY} of {type_name}"
    mapping = reading.mapping(node, what)
    if mapping is None:
        return None
    if not mapping.entries:
        reading.report(codes.BACKING, f"{what} asks for nothing", node.place, "write how many: {sources: 2..}")
        return None
    stated = reading.known_keys(mapping, KEYS, what)
    before = len(reading.problems)
    sources = _sources(reading, what, stated.entries.get("sources"))
    grade = _grade(reading, what, stated.entries.get("grade"))
    status = HEARD
    if "status" in stated.entries:
        status = tuple(_statuses(reading, what, stated.entries["status"]))
    return None if len(reading.problems) > before else Backing(sources, grade, status)


def refuse_backing(reading: Reading, type_name: str, place: Place) -> None:
    """Note that reports are asked for where no reports are looked at."""
    message = f"{BACKED_BY} of {type_name}: only the conditions of a rule look at reports"
    hint = "ask in when, over, unless or stronger_if of a rule, and name here what that rule concludes"
    reading.report(codes.BACKING_PLACE, message, place, hint)


def _sources(reading: Reading, what: str, node: Node | None) -> int:
    if node is None:
        return 1
    value = node.value if isinstance(node, Scalar) else None
    found = _AT_LEAST.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is not None:
        return int(found[1])
    hint = "write the least number and two dots: sources: 2.."
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        hint = f"write {value}.. if at least so many are meant"
    message = f"sources in {what} must be at least some number, found {describe_node(node)}"
    reading.report(codes.BACKING, message, node.place, hint)
    return 1


def _grade(reading: Reading, what: str, node: Node | None) -> str | None:
    if node is None:
        return None
    value = node.value if isinstance(node, Scalar) else None
    text = value.strip() if isinstance(value, str) else ""
    least = text.removeprefix("..").strip()
    known = GRADE.fullmatch(least) is not None
    if known and text.startswith("..") and "F" not in least and "6" not in least:
        return least
    hint = "write the weakest that will do after two dots: grade: ..B3"
    if known and ("F" in least or "6" in least):
        hint = "write ..E5 if any grade that is known will do; F and 6 say that it is not"
    elif known:
        hint = f"write ..{least} if this grade or a better one is meant"
    message = f"grade in {what} must be at least some grade, found {describe_node(node)}"
    reading.report(codes.BACKING, message, node.place, hint)
    return None


def _statuses(reading: Reading, what: str, node: Node) -> list[Status]:
    """The statuses of reports that count, each once, in the order in which they are always listed."""
    items = [node] if isinstance(node, Scalar) and node.value is not None else reading.items(node, f"status in {what}")
    allowed = [status for status in STATUSES if status in SUPPORTING]
    found: set[object] = set()
    for item in items:
        value = item.value if isinstance(item, Scalar) else None
        if value in allowed:
            found.add(value)
            continue
        message = f"status in {what} must be of {', '.join(allowed)}, found {describe_node(item)}"
        hint = did_you_mean(value, allowed) if isinstance(value, str) else ""
        if value in STATUSES:
            hint = "such a report backs nothing: leave it out"
        reading.report(codes.BACKING, message, item.place, hint)
    if not items:
        reading.report(codes.BACKING, f"status in {what} is empty", node.place, "leave it out, or name one")
    return [status for status in allowed if status in found]
