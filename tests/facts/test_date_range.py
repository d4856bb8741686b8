"""Uncertain days: written, kept and compared as intervals, against their days one by one."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.programs import condition

from tocsin.facts import DateRange, Fact, format_row, parse_fact, read_case
from tocsin.facts.converting import KindError
from tocsin.facts.days import date_range_schema
from tocsin.facts.fact_type import FieldType
from tocsin.facts.interval import Truth
from tocsin.facts.kinds import DATE_RANGE
from tocsin.facts.problems import ProblemError
from tocsin.facts.vocabulary import Vocabulary
from tocsin.rules.expression import FAILURES, holds, value_of
from tocsin.rules.expression.evaluate import compare
from tocsin.rules.expression.parse import parse


class Shipment(Fact, frozen=True):
    """What was shipped, and when at the earliest and the latest."""

    supplier: str
    shipped: DateRange
    arrived: DateRange | None = None


class Stamp(Fact, frozen=True):
    """Fields of other kinds."""

    day: dt.date | None = None
    text: str | None = None


VOCABULARY = Vocabulary("ships", {each.fact_type().name: each.fact_type() for each in (Shipment, Stamp)})
FIELD = FieldType("when", DATE_RANGE)
DAY = dt.date(2024, 10, 3)
WRITTEN = {
    "2024-10-03": ("2024-10-03", "2024-10-03", "on 3 October 2024"),
    "2024-10": ("2024-10-01", "2024-10-31", "in October 2024"),
    "2024-02": ("2024-02-01", "2024-02-29", "in February 2024"),
    "2024": ("2024-01-01", "2024-12-31", "in 2024"),
    "2024-Q4": ("2024-10-01", "2024-12-31", "in the fourth quarter of 2024"),
    "2024-10-03..2024-10-09": ("2024-10-03", "2024-10-09", "between 3 and 9 October 2024"),
    "2024-09-28..2024-10-09": ("2024-09-28", "2024-10-09", "between 28 September and 9 October 2024"),
    "2023-12-28..2024-01-09": ("2023-12-28", "2024-01-09", "between 28 December 2023 and 9 January 2024"),
    "..2024-10-09": (None, "2024-10-09", "on or before 9 October 2024"),
    "2024-10-03..": ("2024-10-03", None, "on or after 3 October 2024"),
}
days = st.dates(dt.date(2023, 11, 1), dt.date(2025, 2, 1))


@st.composite
def ranges(draw, most=70):
    """A range of so many days at most."""
    first = draw(days)
    return DateRange(first, first + dt.timedelta(days=draw(st.integers(0, most))))


open_ranges = st.one_of(
    ranges(), days.map(lambda day: DateRange(day, None)), days.map(lambda day: DateRange(None, day))
)


def each_day(found):
    assert found.low is not None
    assert found.high is not None
    return [found.low + dt.timedelta(days=more) for more in range((found.high - found.low).days + 1)]


# -- written, kept, printed -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", WRITTEN)
def test_a_range_is_written_in_one_way_said_in_one_way_and_kept_by_its_ends(text):
    first, last, words = WRITTEN[text]
    fact = parse_fact(f"shipment(supplier=A, shipped={text})", VOCABULARY)
    fields = {"shipped": [first, last], "supplier": "A"}

    assert fields == fact.fact_type().canonical_fields(fact.row)
    assert f"shipment(supplier=A, shipped={text})" == str(fact)
    assert (DateRange.parse(text).in_words(), fact) == (words, Shipment(supplier="A", shipped=DateRange.parse(text)))


@pytest.mark.parametrize("text", WRITTEN)
@pytest.mark.parametrize(
    "name,form",
    [
        ("case.yaml", "facts: [shipment: {{supplier: A, shipped: {text}}}]\n"),
        ("case.yaml", "facts: ['shipment(supplier=A, shipped={text})']\n"),
        ("case.yaml", "facts: [{{type: shipment, fields: {{supplier: A, shipped: [{ends}]}}}}]\n"),
        ("shipment.csv", "supplier,shipped\nA,{text}\n"),
        ("shipment.jsonl", '{{"shipment": {{"supplier": "A", "shipped": "{text}"}}}}\n'),
        ("shipment.json", '{{"facts": [{{"shipment": {{"supplier": "A", "shipped": [{quoted}]}}}}]}}'),
    ],
)
def test_every_format_takes_it_and_means_the_same(tmp_path, name, form, text):
    first, last, _ = WRITTEN[text]
    ends = ", ".join(end or "null" for end in (first, last))
    quoted = ", ".join(f'"{end}"' if end else "null" for end in (first, last))
    path = tmp_path / name
    path.write_text(form.format(text=text, ends=ends, quoted=quoted), encoding="utf-8")
    (found,) = read_case(path, lambda pack: VOCABULARY).facts

    assert parse_fact(f"shipment(supplier=A, shipped={text})", VOCABULARY) == found.fact


@given(open_ranges)
def test_what_is_printed_reads_back_as_the_same_fact(found):
    fact = Shipment(supplier="A", shipped=found)

    assert found == DateRange.parse(str(found)) == FIELD.convert(found.to_json()) == FIELD.convert(str(found))
    assert fact == parse_fact(format_row(Shipment.fact_type(), fact.row), VOCABULARY)
    assert fact.id == parse_fact(str(fact), VOCABULARY).id


def test_a_year_is_a_number_in_yaml_and_json_and_a_day_of_python_is_a_range_of_one():
    year = DateRange(dt.date(2024, 1, 1), dt.date(2024, 12, 31))

    assert (year, year) == (FIELD.convert(2024), FIELD.convert("2024"))
    assert DateRange(DAY, DAY) == FIELD.convert(DAY)
    assert Shipment(supplier="A", shipped=DateRange(DAY, DAY)) == Shipment.model_validate(
        {"supplier": "A", "shipped": DAY}
    )
    since = Shipment(supplier="A", shipped=DateRange(dt.date(2023, 1, 1), None))
    assert since == parse_fact("shipment(supplier=A, shipped=2023..)", VOCABULARY)


def test_the_schema_takes_what_is_taken():
    pattern = next(each["pattern"] for each in date_range_schema()["anyOf"] if each["type"] == "string")

    assert [text for text in WRITTEN if re.fullmatch(pattern, text) is None] == []
    assert [re.fullmatch(pattern, text) for text in ("..", "2024-Q5")] == [None, None]


# -- refused, with what to write --------------------------------------------------------------------------------------

MEANT = {
    "October 2024": "2024-10",
    "Oct. 2024": "2024-10",
    "10/2024": "2024-10",
    "2024/10": "2024-10",
    "Q4 2024": "2024-Q4",
    "2024q4": "2024-Q4",
    "20 November 2024": "2024-11-20",
    "in October 2024": "2024-10",
    "during 2024": "2024",
    "3-9 October 2024": "2024-10-03..2024-10-09",
    "October 3-9, 2024": "2024-10-03..2024-10-09",
    "between 3 and 9 October 2024": "2024-10-03..2024-10-09",
    "from 2024-10-03 to 2024-10-09": "2024-10-03..2024-10-09",
    "2024-10-03 - 2024-10-09": "2024-10-03..2024-10-09",
    "2024-10-03/2024-10-09": "2024-10-03..2024-10-09",
    "3 October to 9 November 2024": "2024-10-03..2024-11-09",
    "November 2024 to January 2025": "2024-11-01..2025-01-31",
    "since 3 October 2024": "2024-10-03..",
    "by 9 October 2024": "..2024-10-09",
    "before 9 October 2024": "..2024-10-08",
    "after October 2024": "2024-11-01..",
    "2024-10-09..2024-10-03": "2024-10-03..2024-10-09",
    "2024-02..2024-01": "2024-01-01..2024-02-29",
}


@pytest.mark.parametrize("text", MEANT)
def test_what_people_write_is_answered_with_what_means_it(text):
    with pytest.raises(KindError) as refused:
        FIELD.convert(text)

    assert f"write {MEANT[text]}" == refused.value.hint
    assert MEANT[text] == str(FIELD.convert(MEANT[text]))


@pytest.mark.parametrize("text", ["early October", "last week", "2024-13", "2024-10-40", "..", "2024-Q5", "03/02/2024"])
def test_what_could_be_several_things_is_not_guessed(text):
    with pytest.raises(KindError) as refused:
        FIELD.convert(text)

    assert refused.value.hint
    if text == "03/02/2024":
        assert refused.value.hint == "write 2024-02-03 or 2024-03-02, whichever is meant"


def test_a_field_of_days_asks_for_one_and_a_text_for_quotes():
    for text, hint in (
        ("stamp(day=2024-10)", "a day is wanted, from 2024-10-01 to 2024-10-31: write the one that is meant"),
        ("stamp(day=2024-10-03..)", "a day is wanted, from 2024-10-03 on: write the one that is meant"),
        ("stamp(text=2024-10)", "if text is meant, put it in quotes"),
    ):
        with pytest.raises(ProblemError) as refused:
            parse_fact(text, VOCABULARY)
        assert [hint] == [problem.hint for problem in refused.value.problems]
    assert parse_fact('stamp(text="2024-10")', VOCABULARY) == Stamp(text="2024-10")


@pytest.mark.parametrize("ends", [(None, None), (dt.date(2024, 10, 9), DAY), ("2024-10-03", None), (1, 2)])
def test_no_range_has_other_ends_than_two_days_in_order(ends):
    with pytest.raises(ValueError, match=r"range|first day|an end"):
        DateRange(*ends)
    with pytest.raises(ValidationError):
        Shipment.model_validate({"supplier": "A", "shipped": ("x", *ends)})


# -- compared ---------------------------------------------------------------------------------------------------------

SIGNS = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


@given(ranges(5), ranges(5) | days)
def test_a_comparison_is_what_all_some_or_no_days_say(one, other):
    others = [other] if isinstance(other, dt.date) else each_day(other)
    for sign, says in SIGNS.items():
        found = {says(a, b) for a in each_day(one) for b in others}
        expected = Truth.POSSIBLE if len(found) == 2 else Truth.CERTAIN if found == {True} else Truth.FALSE
        assert (sign, expected) == (sign, compare(sign, one, other))


@given(open_ranges, days)
def test_an_open_end_makes_nothing_certain_that_a_day_beyond_would_change(one, day):
    for sign, says in SIGNS.items():
        told = compare(sign, one, day)
        ends = [end for end in (one.low, one.high) if end is not None]
        found = {says(end, day) for end in [*ends, *([dt.date.min] if one.low is None else [])]}
        found |= {says(dt.date.max, day)} if one.high is None else set()
        assert told == Truth.POSSIBLE or {told == Truth.CERTAIN} == found


CYCLES = {
    "year": lambda day: day.year,
    "month": lambda day: day.month,
    "day": lambda day: day.day,
    "quarter": lambda day: (day.month + 2) // 3,
    "weekday": lambda day: day.isoweekday(),
}


@given(ranges(800))
def test_a_part_of_the_date_lies_between_the_least_and_the_greatest_of_its_days(found):
    for name, part in CYCLES.items():
        parts = [part(day) for day in each_day(found)]
        held = value_of(parse(f"{name}($d)"), {"d": found})
        assert (name, min(parts), max(parts)) == (name, held.low, held.high)


@given(ranges(6), ranges(6) | days)
def test_the_days_between_are_those_of_any_two(one, other):
    others = [other] if isinstance(other, dt.date) else each_day(other)
    between = [(b - a).days for a in each_day(one) for b in others]
    held = value_of(parse("days($a, $b)"), {"a": one, "b": other})

    assert (min(between), max(between)) == (held.low, held.high)


def test_where_nothing_bounds_the_days_between_the_calendar_does():
    held = value_of(parse("days($a, $b)"), {"a": DateRange(DAY, None), "b": DateRange(DAY, None)})
    everything = (dt.date.max - dt.date.min).days

    assert (-everything, everything) == (held.low, held.high)


@given(st.randoms(use_true_random=False), open_ranges, open_ranges, days, days)
def test_to_know_less_of_a_day_never_makes_anything_certain_or_ruled_out(dice, wide, other, day, later):
    node = condition(dice, {"r": "date_range", "s": "date_range", "d": "date", "n": "int"})
    low, high = wide.low or min(day, wide.high), wide.high or max(later, wide.low)
    narrow = DateRange(*sorted(min(max(each, low), high) for each in (day, later)))
    told = [holds_of(node, {"r": known, "s": other, "d": later, "n": 3}) for known in (wide, narrow)]

    assert None in told or told[0] == Truth.POSSIBLE or told[0] == told[1], str(node)


def holds_of(node, bindings):
    try:
        return holds(node, bindings)
    except FAILURES:
        return None
