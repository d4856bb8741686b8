"""What stands at the border, as every format can write it, and what each is to be taken as: the matrix of two tests."""

import csv
import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.kinds import BOOL, DATE, FLOAT, INT, QUANTITY, STR, Kind
from tocsin.facts.problems import Problem
from tocsin.facts.quantity import Quantity

KINDS = {"n": INT, "x": FLOAT, "b": BOOL, "d": DATE, "q": QUANTITY, "s": STR, "w": Kind("enum", ("left", "right"))}
READING = FactType("reading", tuple(FieldType(name, kind, optional=True) for name, kind in KINDS.items()))
NOTHING: tuple[None, ...] = (None,) * len(KINDS)
REFUSED, MISSED, BEYOND, NO_TEXT = "T203", "T511", "T513", "T104"
"""A value that is not of the kind; a column that does not fit; a number that no table holds; a NUL byte."""
REFUSALS = (REFUSED, MISSED, BEYOND, NO_TEXT)
EXACT = 2**53
FIRST, LAST = dt.date(1, 1, 1), dt.date(9999, 12, 31)
DAY = dt.date(2024, 2, 29)


@dataclass(frozen=True)
class Edge:
    """One value in one column: as a column of a type holds it, as CSV and as JSON write it (None: they cannot)."""

    column: str
    typed: tuple[Any, pa.DataType] | None
    csv: str | None
    json: Any
    outcome: Any
    """The value of the field, None if it is absent, or the code of the refusal."""
    in_csv: Any = ...
    """The outcome in CSV, where a cell has no kind of its own; the same unless said."""


def whole(column: str, number: int, outcome: Any, kind: pa.DataType | None = None) -> Edge:
    """A whole number, in a column of 64 bits unless another is named."""
    return Edge(column, (number, kind or pa.int64()), str(number), number, outcome)


def real(column: str, number: float, outcome: Any) -> Edge:
    """A double."""
    return Edge(column, (number, pa.float64()), repr(number), number, outcome)


def text(column: str, value: str, outcome: Any, in_csv: Any = ...) -> Edge:
    """A text."""
    return Edge(column, (value, pa.string()), value, value, outcome, in_csv)


def days(number: int, outcome: Any) -> Edge:
    """A day by its distance from 1970-01-01, which can be beyond every calendar; so only columns hold it."""
    return Edge("d", (number, pa.date32()), None, None, outcome)


def moment(column: str, number: int, unit: str, outcome: Any) -> Edge:
    """A time stamp by its distance from 1970."""
    return Edge(column, (number, pa.timestamp(unit)), None, None, outcome)


LEAP = (DAY - dt.date(1970, 1, 1)).days
EDGES = {
    # whole numbers
    "the greatest of 64 bits": whole("n", 2**63 - 1, 2**63 - 1),
    "the least of 64 bits": whole("n", -(2**63), -(2**63)),
    "beyond 64 bits": Edge("n", None, str(2**63), 2**63, BEYOND),
    "a real for an int": Edge("n", (1.0, pa.float64()), "1.0", 1.0, MISSED),
    "a truth for an int": Edge("n", (True, pa.bool_()), "true", True, MISSED),
    "a text for an int": Edge("n", ("1", pa.string()), "1", "1", MISSED, in_csv=1),
    "narrow": whole("n", -128, -128, pa.int8()),
    # floats
    "an int for a float": whole("x", 7, 7.0),
    "a great int for a float": whole("x", EXACT, float(EXACT)),
    "an int between two floats": whole("x", EXACT + 1, REFUSED),
    "a greater int that is a float": whole("x", 2**62, 2.0**62),
    "an int beyond 64 bits that is a float": Edge("x", None, str(2**70), 2**70, 2.0**70),
    "an int beyond 64 bits that is none": Edge("x", None, str(2**70 + 1), 2**70 + 1, REFUSED),
    "a great real": real("x", 1e300, 1e300),
    "minus zero": real("x", -0.0, 0.0),
    "infinite": Edge("x", (float("inf"), pa.float64()), "inf", None, REFUSED),
    # truths
    "true": Edge("b", (True, pa.bool_()), "True", True, True),
    "one for true": Edge("b", (1, pa.int64()), "1", 1, MISSED),
    # days
    "a leap day": Edge("d", (LEAP, pa.date32()), "2024-02-29", "2024-02-29", DAY),
    "no leap day": text("d", "2023-02-29", REFUSED),
    "a text for a day": text("d", "2024-02-29", DAY),
    "the first day": Edge("d", (-719162, pa.date32()), "0001-01-01", "0001-01-01", FIRST),
    "the last day": Edge("d", (2932896, pa.date32()), "9999-12-31", "9999-12-31", LAST),
    "the day before": Edge("d", (-719163, pa.date32()), "0000-12-31", "0000-12-31", REFUSED),
    "the day after": Edge("d", (2932897, pa.date32()), "10000-01-01", "10000-01-01", REFUSED),
    "infinite day": Edge("d", (2**31 - 1, pa.date32()), "infinity", "infinity", REFUSED),
    "infinite past": Edge("d", (-(2**31) + 1, pa.date32()), "-infinity", "-infinity", REFUSED),
    "midnight": moment("d", LEAP * 86_400_000_000, "us", DAY),
    "midnight in seconds": moment("d", LEAP * 86_400, "s", DAY),
    "midnight in nanoseconds": moment("d", LEAP * 86_400 * 10**9, "ns", DAY),
    "noon": moment("d", LEAP * 86_400_000_000 + 43_200_000_000, "us", REFUSED),
    "a nanosecond after midnight": moment("d", LEAP * 86_400 * 10**9 + 1, "ns", REFUSED),
    "an infinite moment": moment("d", 2**63 - 1, "us", REFUSED),
    "a text with a time": text("d", "2024-02-29 00:00:00", REFUSED),
    "a number for a day": whole("d", 20240229, MISSED),
    # quantities
    "a number": whole("q", 7, Quantity(7, 7)),
    "a part": real("q", 0.5, Quantity(0.5, 0.5)),
    "a great number": whole("q", EXACT, Quantity(EXACT, EXACT)),
    "a number between two doubles": whole("q", EXACT + 1, BEYOND),
    "a greater number that is a double": whole("q", 2**62, Quantity(2**62, 2**62)),
    "a double beyond 64 bits": Edge("q", (2.0**70, pa.float64()), str(2**70), 2**70, Quantity(2**70, 2**70)),
    "a range": text("q", "10900..11000", Quantity(10900, 11000)),
    "a great open range": text("q", f"{2**60}..", Quantity(2**60, None)),
    "a range from between two doubles": text("q", f"{EXACT + 1}..", BEYOND),
    "a range that ends before it begins": text("q", "2..1", REFUSED),
    "a truth for a quantity": Edge("q", (True, pa.bool_()), "true", True, MISSED),
    "an infinite bound": Edge("q", (float("-inf"), pa.float64()), "-inf", None, REFUSED),
    # ends of quantities
    "a great end": Edge("q_low", (2.0**60, pa.float64()), str(2**60), 2**60, Quantity(2**60, None)),
    "a great whole end": whole("q_high", 2**60, Quantity(None, 2**60)),
    "an end between two doubles": whole("q_high", EXACT + 1, BEYOND),
    "a truth for an end": Edge("q_low", (True, pa.bool_()), "true", True, MISSED),
    # texts
    "blanks": text("s", " a ", "a"),
    "a line end": Edge("s", ("a\nb", pa.string()), "a\r\nb", "a\nb", "a b"),
    "a carriage return and a line feed": Edge("s", ("a\r\nb", pa.string()), "a\r\nb", "a\r\nb", "a b"),
    "characters in two parts": text("s", "e\u0301", "\u00e9"),
    "NUL": text("s", "a\0b", "a\0b", in_csv=NO_TEXT),
    "an empty text": text("s", "", "", in_csv=None),
    "a number for a text": Edge("s", (1, pa.int64()), "1", 1, MISSED, in_csv="1"),
    "a word": text("w", "left", "left"),
    "no such word": text("w", "Left", REFUSED),
}
COLUMNS_WITHOUT_VALUES = (*KINDS, "source", "source.date", "grade", "valid_to", "note", "qualifier")


def expected(edge: Edge, form: str) -> Any:
    """The outcome in a format: a fact's row, or a code. Where there are no columns, what does not fit is no value."""
    outcome = edge.in_csv if form == "csv" and edge.in_csv is not ... else edge.outcome
    if outcome in REFUSALS:
        return REFUSED if outcome == MISSED and form in ("csv", "jsonl") else outcome
    position = list(KINDS).index(edge.column.partition("_")[0])
    return (*NOTHING[:position], outcome, *NOTHING[position + 1 :])


Named = tuple[str, Edge]


def tables() -> Iterator[tuple[str, list[Named], pa.Table]]:
    """For each column and type a table with a row for each edge, whose case is the edge's name."""
    together: dict[tuple[str, pa.DataType], list[Named]] = {}
    for name, edge in EDGES.items():
        if edge.typed is not None:
            together.setdefault((edge.column, edge.typed[1]), []).append((name, edge))
    for (column, kind), named in together.items():
        values = [edge.typed[0] for _, edge in named if edge.typed]
        stored = {pa.date32(): pa.int32()}.get(kind, pa.int64() if pa.types.is_timestamp(kind) else kind)
        array = pa.array(values, stored).cast(kind)
        yield column, named, pa.table({"case_id": [name for name, _ in named], column: array})


def write_csv(folder: Path) -> Iterator[tuple[Path, dict[int, Named]]]:
    """CSV files of all edges that CSV can write, each with the edges by the lines they stand on."""
    for columns in (["q"], [*(name for name in KINDS if name != "q"), "q_low", "q_high"]):
        path = folder / f"{columns[0]}" / "reading.csv"
        path.parent.mkdir()
        lines: dict[int, Named] = {}
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.DictWriter(file, ["case_id", *columns], lineterminator="\r\n")
            rows.writeheader()
            line = 2
            for name, edge in EDGES.items():
                if edge.csv is not None and edge.column in columns:
                    rows.writerow({"case_id": name, edge.column: edge.csv})
                    lines[line] = (name, edge)
                    line += 1 + edge.csv.count("\n")
        yield path, lines


def write_json(folder: Path) -> tuple[Path, dict[int, Named]]:
    """A file of JSON Lines with all edges that JSON can write, and the edges by line."""
    path = folder / "reading.jsonl"
    named = [(name, edge) for name, edge in EDGES.items() if edge.json is not None]
    lines = [json.dumps({"case_id": name, edge.column: edge.json}) + "\n" for name, edge in named]
    path.write_text("".join(lines), encoding="utf-8")
    return path, dict(enumerate(named, 1))


def outcomes(lines: dict[int, Named], found: dict[str, set], problems: Iterable[Problem]) -> dict[str, Any]:
    """What became of each edge: the row of its fact, or the code told of its line, or of the whole table."""
    told: dict[str, Any] = {name: row for name, facts in found.items() for _, row, _ in facts}
    for problem in problems:
        line = problem.place.line if problem.place else 0
        for name, _ in [lines[line]] if line in lines else lines.values():
            assert name not in told, f"{name} is both taken and refused, or refused twice: {problem}"
            told[name] = problem.code
    return told
