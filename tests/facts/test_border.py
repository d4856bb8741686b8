"""What a Python value may come in as: what is taken, and what is refused and never bent."""

import datetime as dt
import inspect
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tocsin.engine import Case, load_pack
from tocsin.engine.incremental import LiveCase
from tocsin.facts import Fact, parse_fact, read_case
from tocsin.facts.converting import KindError, shape_of
from tocsin.facts.days import DateRange
from tocsin.facts.fact_type import FieldType
from tocsin.facts.kinds import ADMITTED, Kind
from tocsin.facts.problems import ProblemError
from tocsin.facts.quantity import Quantity
from tocsin.facts.reports import Report, Source
from tocsin.facts.vocabulary import Vocabulary
from tocsin.judgement.brief import brief
from tocsin.judgement.timeline import timeline
from tocsin.judgement.view import View

BETWEEN = 2**53 + 1
"""A whole number that lies between two floats."""
NOON, MIDNIGHT = dt.datetime(2024, 1, 2, 12), dt.datetime(2024, 1, 2)
ABROAD = dt.datetime(2024, 1, 2, tzinfo=dt.timezone(dt.timedelta(hours=9)))
DAY = dt.date(2024, 1, 2)
GOOD: dict[str, dict[str, Any]] = {
    "text": {"date": "2024-01-02", "quantity": "1..2", "date_range": "2024-01"},
    "whole": {"": 7, "date_range": 2024},
    "real": {"": 7.5},
    "truth": {"": True},
    "day": {"": DAY},
    "moment": {"": MIDNIGHT},
}


class Reading(Fact, frozen=True):
    """What was read on a day."""

    day: dt.date | None = None
    level: float | None = None
    amount: Quantity | None = None


VOCABULARY = Vocabulary("border", {"reading": Reading.fact_type()})


@pytest.mark.parametrize("shape", GOOD)
@pytest.mark.parametrize(
    "kind", [Kind("enum", ("text",)), *(Kind(name) for name in ADMITTED if name != "enum")], ids=str
)
def test_a_value_is_taken_by_its_shape_alone(kind, shape):
    value = GOOD[shape].get(kind.name, GOOD[shape].get("", "text"))
    assert shape == shape_of(value)
    try:
        FieldType("field", kind).convert(value)
        taken = True
    except KindError:
        taken = False
    assert (shape in ADMITTED[kind.name]) == taken


@given(st.integers(-(2**70), 2**70))
def test_a_whole_number_is_a_float_only_if_a_float_is_exactly_it(number):
    field = FieldType("level", Kind("float"))
    exact = float(number) == number
    try:
        assert number == field.convert(number)
        assert exact
    except KindError:
        assert not exact


def single(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_case(path, lambda pack: VOCABULARY)


@pytest.mark.parametrize(
    "name,text",
    [
        ("reading.csv", "level\n{}\n"),
        ("reading.jsonl", '{{"reading": {{"level": {}}}}}\n'),
        ("case.yaml", "facts: [reading: {{level: {}}}]\n"),
        ("case.yaml", "facts: [reading(level={})]\n"),
        ("case.json", '{{"facts": [{{"reading": {{"level": {}}}}}]}}'),
    ],
)
def test_a_whole_number_that_no_float_holds_is_refused_in_every_file_and_the_hint_works(tmp_path, name, text):
    with pytest.raises(ProblemError) as refused:
        single(tmp_path, name, text.format(BETWEEN))
    (problem,) = refused.value.problems
    expected = f"reading.level: no float is exactly {BETWEEN}"
    assert (expected, f"write {2**53}.0 if the nearest float is meant") == (problem.message, problem.hint)

    (taken,) = single(tmp_path, name, text.format(f"{2**53}.0")).facts
    assert {"level": float(2**53)} == taken.fact.fact_type().canonical_fields(taken.fact.row)


def test_a_model_rounds_no_whole_number_and_takes_a_time_stamp_for_its_day_at_midnight_alone():
    assert parse_fact("reading(day=2024-01-02, level=7.0)", VOCABULARY) == Reading(day=MIDNIGHT, level=7)
    for wrong in ({"level": BETWEEN}, {"day": NOON}, {"day": ABROAD}):
        with pytest.raises(ValidationError, match=next(iter(wrong))):
            Reading(**wrong)


def test_a_model_takes_a_day_as_text_and_so_its_own_json():
    def day(text: str) -> dict[str, Any]:
        return {"day": text}

    reading = Reading(day=MIDNIGHT, level=7)
    assert reading == Reading(**day("2024-01-02"), level=7)
    assert reading == Reading.model_validate(reading.model_dump(mode="json"))
    assert reading == Reading.model_validate_json(reading.model_dump_json())
    for wrong in ("2 January 2024", "2024-13-01", "2024-01-02T12:00"):
        with pytest.raises(ValidationError, match="day: expected a date"):
            Reading(**day(wrong))


@pytest.mark.parametrize("ends", [(True, 5), (5, True), (False, None), ("1", 2), (None, 1j)])
def test_a_bound_is_a_number_and_nothing_else(ends):
    with pytest.raises(ValueError, match="a bound must be an int or a float"):
        Quantity(*ends)


def case(**more):
    return Case(load_pack("russia-dprk"), [], **more)


def _looked_at(found):
    return None if found is None else DAY


def _moved(day):
    live = LiveCase(case())
    live.move(known_by=day)
    return live.known_by


DATED = {
    "date": lambda day: Source(date=day).date,
    "valid_from": lambda day: Report(valid_from=day).valid_from,
    "valid_to": lambda day: Report(valid_to=day).valid_to,
    "as_of": lambda day: case(as_of=day).as_of,
    "known_by": lambda day: case(known_by=day).known_by,
    "as_of of an assessment": lambda day: case().assess(as_of=day).as_of,
    "known_by of an assessment": lambda day: case().assess(known_by=day).known_by,
    "as_of of a live case": lambda day: LiveCase(case(), as_of=day).as_of,
    "known_by of a move": _moved,
    "as_of of a view": lambda day: View(as_of=day).as_of,
    "known_by of a view": lambda day: View(known_by=day).known_by,
    "since": lambda day: _looked_at(brief(case(), since=day)),
    "begin": lambda day: _looked_at(timeline(case(), begin=day)),
    "end": lambda day: _looked_at(timeline(case(), end=day)),
}


@pytest.mark.parametrize("name", DATED)
def test_a_day_is_a_day_wherever_python_gives_one(name):
    assert [DATED[name](day) for day in (DAY, MIDNIGHT, "2024-01-02")] == [DAY] * 3
    for wrong in (NOON, ABROAD, 20240102, "2024-13-01"):
        with pytest.raises(ValueError, match=f"{name.split()[0]}: T210: expected a date, found the"):
            DATED[name](wrong)


def test_every_public_argument_that_is_a_day_is_among_these():
    named = {
        argument
        for given in (Case, Case.assess, LiveCase, LiveCase.move, View, brief, timeline, Source, Report)
        for argument, parameter in inspect.signature(given).parameters.items()
        if re.search(r"dt\.date\b", str(parameter.annotation))
    }
    assert named == {name.split()[0] for name in DATED}


class Crack(Fact):
    width: Quantity
    seen: dt.date | None = None
    mended: DateRange | None = None


@pytest.mark.parametrize(
    "fields,hint",
    [
        ({"width": "38-55"}, 'expected a quantity, found the string "38-55"; write 38..55'),
        ({"width": 1, "seen": "2 May 2025"}, 'seen: expected a date, found the string "2 May 2025"; write 2025-05-02'),
        ({"width": 1, "mended": "May 2025"}, "; write 2025-05"),
    ],
)
def test_a_fact_of_a_program_is_told_what_to_write(fields, hint):
    with pytest.raises(ValidationError) as caught:
        Crack(**fields)
    [found] = caught.value.errors()
    assert found["msg"].endswith(hint)
