"""A row that SQL did not accept as it stands, read as a single case's readers read it: taken, or every problem told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Mapping
from typing import Any, Final, TypeAlias

from tocsin.bulk import codes
from tocsin.bulk.reading.columns import CASE_ID, Column, Columns, read_columns
from tocsin.engine.plan import STRENGTH
from tocsin.facts import codes as facts_codes
from tocsin.facts.converting import Beyond, KindError, describe, exact_float
from tocsin.facts.dataclass import dataclass
from tocsin.facts.days import parse_date
from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.quantity import parse_number
from tocsin.facts.read.cells import Row, cell_value
from tocsin.facts.read.entry import Entry
from tocsin.facts.read.report import read_qualifier, read_reports
from tocsin.facts.reports import Report
from tocsin.facts.stated import Stated, make_fact
from tocsin.facts.tree import Mapping as Node
from tocsin.facts.tree import Scalar, parse_json, plain
from tocsin.facts.tree.nodes import written_of
from tocsin.facts.tree.text import nul_problem

FormRow: TypeAlias = tuple[Any, ...]
_INT64: Final = 2**63
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Written:
    """What stands in one cell: its value (None: nothing), where, and the digits of a number of JSON."""

    column: Column
    value: Any
    place: Place
    digits: str = ""


def of_csv(columns: Columns, row: Row) -> list[Written]:
    """The cells of a CSV row, converted by the kind of their fields, as a single case's table does."""
    found = []
    for column in columns.found:
        text = row.cells[column.index]
        place = row.place(column.index) if row.raw else Place(row.file, row.line)
        if not text:
            continue
        if column.role == "value" and column.field is not None:
            found.append(Written(column, cell_value(text, column.field.kind), place))
        elif column.role in ("low", "high"):
            found.append(Written(column, _number(text.strip()), place))
        else:
            found.append(Written(column, text if column.role == "case" else text.strip(), place))
    return found


def of_json(columns: Columns, text: str, place: Place, problems: list[Problem]) -> list[Written] | None:
    """The members of one line of JSON Lines; None, and a problem, if it is no object."""
    if "\0" in text:
        problems.append(nul_problem(place))
        return None
    try:
        node = parse_json(text, place.file, place.line)
    except ProblemError as error:
        problems.extend(error.problems)
        return None
    if not isinstance(node, Node):
        message = "the line is no JSON object"
        problems.append(Problem(facts_codes.ENTRY_SHAPE, message, place, 'write {"case_id": …, "field": value}'))
        return None
    members = _flat(node)
    before = len(problems)
    known = {column.name for column in columns.found} | {CASE_ID}
    for name, (_, name_place, _) in members.items():
        if name not in known:
            read_columns([name], columns.fact_type, name_place, problems, complete=False)
    if CASE_ID in members and columns.case is None:
        message = "the line names a case, but the table's first line names none"
        problems.append(Problem(codes.NO_CASE, message, members[CASE_ID][1], "name the case on every line, or on none"))
    if len(problems) > before:
        return None
    return [
        Written(column, *members[column.name])
        for column in columns.found
        if column.name in members and members[column.name][0] is not None
    ]


def of_values(
    columns: Columns, values: tuple[Any, ...], place: Place, timed: Container[int] = frozenset()
) -> list[Written]:
    """The cells of a table that has types; dates and time stamps, in the columns ``timed``, as SQL writes them."""
    found = []
    for column in columns.found:
        value = values[column.index]
        if value is not None:
            value = _time(value) if column.index in timed else value
            found.append(Written(column, value, Place(place.file, place.line, column.index + 1)))
    return found


def _time(text: str) -> dt.date | Beyond:
    """The day, or what stands there instead: a time of day, or no day that Python's calendar has."""
    day, _, time = text.partition(" ")
    try:
        found = parse_date(day)
        if time in ("", "00:00:00"):
            return found
        # Also a time is "(BC)", and one of nanoseconds, which Python cuts off to midnight.
        moment = dt.datetime.combine(found, dt.time.fromisoformat(time))
    except ValueError:
        return Beyond(text)
    return Beyond(text) if moment.time() == dt.time() else moment


@dataclass(frozen=True)
class Statement:
    """What one row states: the case it is of (None: every case), and the fact with its report."""

    case: str | None
    entry: Entry
    stated: Mapping[str, Stated]


def read_row(columns: Columns, cells: Iterable[Written], place: Place, problems: list[Problem]) -> Statement | None:
    """What the row states; None, and at least one more problem, if it does not state a fact."""
    before = len(problems)
    written = list(cells)
    case = _case(columns, written, place, problems)
    report = Node({}, {}, place)
    for cell in written:
        if cell.column.role == "report":
            _put(report, cell)
    _refuse_doubles(written, problems)
    reports = read_reports(report, problems)
    qualifier = read_qualifier(report.entries.get("qualifier"), problems)
    stated = _stated(columns.fact_type, written)
    fact = make_fact(columns.fact_type, stated, place, problems)
    if fact is None or len(problems) > before:
        return None
    return Statement(case, Entry(fact, reports, qualifier, place), stated)


def state(columns: Columns, cells: Iterable[Written], place: Place, problems: list[Problem]) -> FormRow | None:
    """The row in the one form; None, and at least one more problem, if it does not state a fact."""
    before = len(problems)
    row = read_row(columns, cells, place, problems)
    if row is None:
        return None
    entry = row.entry
    values = list(_in_form(columns.fact_type, entry.fact.row, row.stated, place, problems))
    if any(report.source.within is not None for report in entry.reports):
        message = f"{columns.fact_type.name}: a report's range of days is beyond what a table can hold: it holds days"
        problems.append(Problem(codes.BEYOND, message, place, "give the day alone, or assess this case by itself"))
    if len(problems) > before:
        return None
    strength = None if entry.qualifier is None else STRENGTH[entry.qualifier]
    return (row.case, *values, *_report_form(entry.reports[0] if entry.reports else None), strength)


def _flat(node: Node) -> dict[str, tuple[Any, Place, str]]:
    """The members by the names that columns have: a source's parts by their path."""
    members: dict[str, tuple[Any, Place, str]] = {}
    for name, inner in node.entries.items():
        if name == "source" and isinstance(inner, Node):
            for key, part in inner.entries.items():
                members[f"source.{key}"] = (plain(part), part.place, written_of(part))
        else:
            members[name] = (plain(inner), inner.place, written_of(inner))
    return members


def _number(text: str) -> Any:
    try:
        return parse_number(text)
    except ValueError:
        return text


def _case(columns: Columns, cells: list[Written], place: Place, problems: list[Problem]) -> str | None:
    if columns.case is None:
        return None
    cell = next((cell for cell in cells if cell.column.role == "case"), None)
    if cell is not None and isinstance(cell.value, str | int) and not isinstance(cell.value, bool) and cell.value != "":
        return str(cell.value)
    found = "" if cell is None else f": found {describe(cell.value)}"
    message = f"{columns.fact_type.name}: the row names no case{found}"
    problems.append(Problem(codes.NO_CASE, message, cell.place if cell else place, "fill in case_id in every row"))
    return None


def _put(report: Node, cell: Written) -> None:
    """Put the cell where a case file would have it."""
    value = cell.value.isoformat() if isinstance(cell.value, dt.date) else cell.value
    value = value.text if isinstance(value, Beyond) else value
    node = Scalar(value, cell.place, quoted=True)
    key, *rest = cell.column.path
    report.key_places.setdefault(key, cell.place)
    if not rest:
        report.entries[key] = node
        return
    inner = report.entries.setdefault(key, Node({}, {}, cell.place))
    if isinstance(inner, Node):
        inner.key_places.setdefault(rest[0], cell.place)
        inner.entries[rest[0]] = node


def _refuse_doubles(cells: list[Written], problems: list[Problem]) -> None:
    """Problems for what one row says in two places."""
    first: dict[object, Written] = {}
    for cell in cells:
        subject = cell.column.path or (
            cell.column.field and cell.column.field.name,
            cell.column.role in ("low", "high"),
        )
        if cell.column.role in ("low", "high"):
            other = next((c for c in cells if c.column.role == "value" and c.column.field is cell.column.field), None)
        else:
            other = first.setdefault(subject, cell) if cell.column.role == "report" else None
        if other is not None and other is not cell:
            message = f"{other.column.name} and {cell.column.name} say the same thing twice"
            problems.append(Problem(codes.COLUMNS, message, cell.place, "keep one of the two"))


def _stated(fact_type: FactType, cells: list[Written]) -> dict[str, Stated]:
    """What is stated of each field; a quantity by its ends as a list of two."""
    stated: dict[str, Stated] = {}
    ends: dict[str, dict[str, Written]] = {}
    for cell in cells:
        if cell.column.field is None:
            continue
        name = cell.column.field.name
        if cell.column.role == "value":
            stated[name] = Stated(cell.value, cell.place, cell.place, cell.digits)
        else:
            ends.setdefault(name, {})[cell.column.role] = cell
    for name, found in ends.items():
        values = [found[end].value if end in found else None for end in ("low", "high")]
        place = next(iter(found.values())).place
        stated.setdefault(name, Stated(values, place, place))
    return stated


def _in_form(
    fact_type: FactType, row: tuple[Any, ...], stated: Mapping[str, Stated], place: Place, problems: list[Problem]
) -> Iterable[Any]:
    """The values of the fields by the columns of the form; problems for numbers that no column holds."""
    for field, value in zip(fact_type.fields, row, strict=True):
        where = stated[field.name].place if field.name in stated else place
        if field.kind.name == "quantity":
            ends = (None, None) if value is None else (value.low, value.high)
            beyond = dict.fromkeys(end for end in ends if end is not None and not _is_double(end))
            problems.extend(
                _beyond(fact_type, field, end, where, "exactly: bounds are doubles there") for end in beyond
            )
            yield from (None, None) if beyond else (None if end is None else float(end) for end in ends)
        else:
            if field.kind.name == "int" and value is not None and not -_INT64 <= value < _INT64:
                problems.append(_beyond(fact_type, field, value, where, "in 64 bits"))
            yield value


def _is_double(number: int | float) -> bool:
    try:
        exact_float(number)
    except KindError:
        return False
    return True


def _beyond(fact_type: FactType, field: FieldType, value: int | float, place: Place, how: str) -> Problem:
    message = f"{fact_type.name}.{field.name}: {describe(value)} is beyond what a table can hold {how}"
    return Problem(codes.BEYOND, message, place, "assess this case by itself: tocsin assess has no such limit")


def _report_form(report: Report | None) -> tuple[Any, ...]:
    if report is None:
        return (False, None, None, None, None, None, "reported", None, None)
    at = report.source.at
    stamped = None if at is None else (at - _EPOCH) // dt.timedelta(microseconds=1)
    source = report.source
    spoken = (source.name, source.origin, report.grade)
    return (True, *spoken, report.date, stamped, report.status, report.valid_from, report.valid_to)
