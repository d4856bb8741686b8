"""Values come back from a table as they were, and nothing else comes out of one."""

import datetime as dt
import json
from dataclasses import dataclass
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.facts.days import DateRange
from tocsin.facts.kinds import Kind
from tocsin.facts.problems import Place, Problem
from tocsin.facts.quantity import Quantity
from tocsin.facts.value_table import TableWriter, Unwritable, read_table

QUANTITIES = st.integers().map(lambda end: Quantity(end, None))
ATOMS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.dates(), QUANTITIES
)
VALUES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple),
        st.frozensets(ATOMS, max_size=3),
        st.dictionaries(st.text(max_size=3), inner, max_size=3),
        st.dictionaries(st.text(max_size=3), inner, max_size=3).map(MappingProxyType),
        st.builds(Place, st.text(max_size=3), st.integers(0, 9)),
        st.builds(Kind, st.just("enum"), st.lists(st.text(max_size=2), max_size=2).map(tuple)),
    ),
    max_leaves=12,
)


def shown(value):
    """The value with the type of each part, since 1, 1.0 and true are equal for Python."""
    if isinstance(value, tuple):
        return type(value), [shown(each) for each in value]
    if isinstance(value, dict | MappingProxyType):
        return type(value), [(shown(key), shown(each)) for key, each in value.items()]
    if isinstance(value, frozenset):
        return frozenset, sorted((repr(each), type(each).__name__) for each in value)
    return type(value), repr(value)


@given(VALUES, VALUES)
def test_what_was_written_is_read_also_where_it_goes_on(first, second):
    writer = TableWriter()
    one, two = writer.write(first), writer.write((second, first))
    root, rows = read_table(one)
    again, _ = read_table(two, rows)

    assert shown(first) == shown(root)
    assert shown((second, first)) == shown(again)


@given(VALUES, VALUES, VALUES)
def test_nothing_points_into_what_was_written_aside(first, aside, second):
    writer, other = TableWriter(), TableWriter()
    one, beside, two = writer.write(first), writer.write_aside(aside), writer.write((second, first))

    assert (one, beside) == (other.write(first), other.write(aside))
    _, rows = read_table(one)
    assert shown(aside) == shown(read_table(beside, rows)[0])
    assert shown((second, first)) == shown(read_table(two, rows)[0])


def test_what_is_equal_is_one_value():
    kinds = tuple(Kind("enum", ("a", "b")) for _ in range(3))
    root, _ = read_table(TableWriter().write((kinds, 1, 1.0, True)))

    assert root[0][0] is root[0][2]
    assert [int, float, bool] == [type(each) for each in root[1:]]


@dataclass(frozen=True)
class OfOthers:
    name: str


@pytest.mark.parametrize("value", [OfOthers("x"), object(), [1], {1}, print, OfOthers, b"x"])
def test_a_value_that_is_not_ours_is_refused(value):
    with pytest.raises(Unwritable):
        TableWriter().write((1, value))


def test_a_value_nested_beyond_reason_is_refused():
    value: tuple[object, ...] = ()
    for _ in range(100_000):
        value = (value,)
    with pytest.raises(Unwritable):
        TableWriter().write(value)


def told(groups, cells, **changes):
    head = json.dumps({"atoms": ["x", 1], "groups": groups, "fields": {}, "first": 0, "root": 2, **changes}).encode()
    return len(head).to_bytes(4, "little") + head + b"".join(cell.to_bytes(4, "little") for cell in cells)


@pytest.mark.parametrize(
    "data",
    [
        told([["os:system", 1, 1]], [0]),
        told([["builtins:eval", 1, 1]], [0]),
        told([["tocsin.facts.problems:re.compile", 1, 1]], [0]),
        told([["tocsin.facts.problems:nearest", 1, 1]], [0]),
        told([["tocsin.facts.problems:Problem", 1, 1]], [0], fields={"tocsin.facts.problems:Problem": ["__class__"]}),
        told([["tuple", 1, 1]], [9]),
        told([["tuple", 1, 1]], [0, 0]),
        told([["tuple", 2, 1]], [0]),
        told([["tuple", 0, 10**12]], []),
        told([["date", 1, 1]], [0]),
        told([["names", 2, 1]], [0, 0], atoms=["../../x", 1]),
        told([], [], first=7),
        told([], [], root=99),
        b"",
        b"\xff\xff\xff\xff",
        b"\x02\x00\x00\x00[]",
    ],
)
def test_bytes_that_are_no_table_are_refused_and_run_nothing(data):
    with pytest.raises(ValueError):  # noqa: PT011  (whatever the words)
        read_table(data)


def test_dates_and_ranges_and_problems_come_back():
    value = (
        dt.date(2024, 2, 29),
        dt.datetime(2024, 2, 29, 12, tzinfo=dt.UTC),
        DateRange.parse("2024-Q4"),
        Problem("T100", "no", Place("f", 1, 2)),
    )

    assert value == read_table(TableWriter().write(value))[0]
