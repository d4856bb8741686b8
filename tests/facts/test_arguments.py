"""The door for what programs give: every wrong argument at once, with its place, before anything is done."""

import datetime as dt
import json
import pickle
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError
from tests.vocabulary import VOCABULARY, Crossing, Edge

from tocsin.engine import Case, load_pack
from tocsin.facts import (
    ArgumentError,
    FactError,
    Given,
    Limits,
    Place,
    Problem,
    ProblemError,
    Quantity,
    Report,
    Source,
    TocsinError,
    build,
    parse_fact,
)
from tocsin.facts.arguments import checked
from tocsin.facts.converting import KindError
from tocsin.facts.days import DateRange
from tocsin.facts.vocabularies.geopolitics.military import TroopDeployment

# What no type checker would let a program write.
quantity: Any = Quantity
edge: Any = Edge
crossing: Any = Crossing
given: Any = Given
troops: Any = TroopDeployment


@checked()
def visit(
    places: Iterable[str],
    day: dt.date | None = None,
    *,
    how: Literal["on_foot", "by_train"] = "on_foot",
    times: Annotated[int, Limits(whole=True, at_least=1)] = 1,
    with_names: Mapping[str, bool] | None = None,
) -> object:
    """What has been taken."""
    return places, day, how, times, with_names


def refused(call, *args, **kwargs):
    with pytest.raises(ArgumentError) as caught:
        call(*args, **kwargs)
    return [(str(problem.place), problem.code, problem.message) for problem in caught.value.problems]


def test_every_wrong_argument_is_named_at_once_with_its_place():
    assert refused(
        visit, ["a", 5, *"bcdefghi", None], "soon", how="by_trian", times=0, with_names={"a": 1, "b": True}
    ) == [
        ("day", "T210", 'expected a date, found the string "soon"'),
        ("how", "T223", 'expected one of on_foot, by_train, found the string "by_trian"'),
        ("places[1]", "T223", "expected a string, found the int 5"),
        ("places[10]", "T223", "expected a string, found nothing"),
        ("times", "T223", "whole numbers from 1 are meant here, found 0"),
        ("with_names[a]", "T223", "expected true or false, found the int 1"),
    ]


def test_what_is_meant_the_same_is_taken_as_the_same():
    day = dt.datetime(2024, 1, 2)
    times: Any = np.int64(3)
    assert (("a", "b"), dt.date(2024, 1, 2), "on_foot", 3, None) == visit(iter("ab"), day, times=times)


def test_one_text_is_no_list_of_texts():
    assert refused(visit, "abc") == [
        ("places", "T223", 'expected a list (of which each is a string), found the string "abc"')
    ]


def test_the_facts_of_a_case_are_refused_together_each_with_its_index():
    found = refused(
        Case,
        load_pack("russia-dprk"),
        [
            "troop_deployment(sender=PRK, beneficiary=RUS, headcount=100, role=combat)",
            5,
            "no_such_type(x=1)",
            Edge(source=1, target=2),
            *["troop_deployment(sender=PRK, beneficiary=RUS, headcount=100, role=combat)"] * 7,
            "troop_deployment(sender=PRK, role=x)",
        ],
    )
    assert [place for place, _, _ in found] == [
        "facts[1]",
        "facts[2]:1:1",
        "facts[3]",
        "facts[11]:1:1",
        "facts[11]:1:35",
    ]
    assert {"T201", "T203", "T204", "T223", "T403"} == {code for _, code, _ in found}


@pytest.mark.parametrize(
    "wrong,code,message,hint",
    [
        ({"grade": "b2"}, "T211", 'grade: found the string "b2"', "write B2"),
        (
            {"grade": 2},
            "T211",
            "grade: found the int 2",
            "a grade is a letter A to F (source) and a digit 1 to 6 (information), such as B2",
        ),
        (
            {"status": "confirm"},
            "T212",
            'status must be one of reported, confirmed, assumed, denied, retracted; found the string "confirm"',
            "did you mean confirmed?",
        ),
        (
            {"qualifier": "likly"},
            "T213",
            'qualifier must be one of certain, likely, possible_strengthened, possible; found the string "likly"',
            "did you mean likely?",
        ),
        (
            {"valid_from": dt.date(2024, 2, 1), "valid_to": dt.date(2024, 1, 1)},
            "T214",
            "the report is valid from 2024-02-01 but only to 2024-01-01",
            "exchange the two dates",
        ),
        (
            {"source": "KCNA"},
            "T215",
            'source must be a Source, found the string "KCNA"',
            "give Source(publisher=…, date=…)",
        ),
        ({"note": 5}, "T215", "note must be text, found the int 5", "quote it"),
        (
            {"entry": 0},
            "T215",
            "entry must be the number of a ledger's entry, found the int 0",
            "write a whole number from 1 on, or leave it out",
        ),
        ({"valid_to": "soon"}, "T210", 'expected a date, found the string "soon"', "write it as YYYY-MM-DD"),
    ],
)
def test_a_report_given_in_python_is_held_to_what_files_are(wrong, code, message, hint):
    with pytest.raises(ArgumentError) as caught:
        Report(**wrong)
    (found,) = caught.value.problems
    assert (list(wrong)[-1], code, message, hint) == (str(found.place), found.code, found.message, found.hint)


def test_a_source_given_in_python_is_held_to_what_files_are():
    when: Any = "in May"
    with pytest.raises(ArgumentError) as caught:
        Source(1, [], 2.5, at=dt.datetime(2024, 1, 2, 3), within=when, origin=3)  # type: ignore[arg-type]
    assert [(str(found.place), found.message, found.hint) for found in caught.value.problems] == [
        ("at", "the time stamp 2024-01-02T03:00:00 has no zone; add one, such as Z or +09:00",
         "give at=datetime(…, tzinfo=…), or date= if only the day is known"),
        ("origin", "origin must be text, found the int 3", "quote it"),
        ("publisher", "publisher must be text, found a list", ""),
        ("title", "title must be text, found the int 1", "quote it"),
        ("url", "url must be text, found the float 2.5", "quote it"),
        ("within", 'within must be a range of days, found the string "in May"', "give date= for one day"),
    ]  # fmt: skip
    for wrong, message, hint in (
        ({"at": dt.date(2024, 1, 2)}, "at must be a time stamp, found", "give date= if only the day is known"),
        (
            {"within": DateRange.parse("2024-01-02..")},
            "nothing says by when the report was known: 2024-01-02.. has no last day",
            "give a range of days with a last one",
        ),
        (
            {"at": dt.datetime(1, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=9)))},
            "the time stamp 0001-01-01T00:00:00+09:00 is on no day of the calendar in UTC",
            "give date= instead",
        ),
    ):
        with pytest.raises(ArgumentError) as caught:
            Source(**wrong)
        (found,) = caught.value.problems
        assert (found.message.startswith(message), hint) == (True, found.hint), found.message


def test_a_day_that_does_not_exist_is_told_so():
    case: Any = Case(load_pack("russia-dprk"), [])
    for day, hint in (
        ("30.02.2025", "the calendar has no 2025-02-30: that month ends with 2025-02-28"),
        ("2025-02-30", "the calendar has no 2025-02-30: that month ends with 2025-02-28"),
        ("1.5.2025", "write 2025-05-01"),
        ("soon", "write it as YYYY-MM-DD"),
    ):
        with pytest.raises(ArgumentError) as caught:
            case.assess(as_of=day)
        assert [problem.hint for problem in caught.value.problems] == [hint]


def test_a_given_fact_is_a_fact_with_reports():
    assert [place for place, _, _ in refused(Given, "edge(source=1, target=2)", ["x"], "sure")] == [
        "fact",
        "qualifier",
        "reports[0]",
    ]
    fact = Edge(source=1, target=2)
    assert Given(fact, (Report(),)) == given(fact, [Report()])


def test_whole_numbers_of_other_libraries_are_whole_numbers_and_truths_are_none():
    assert Quantity(4, 5) == quantity(np.int64(4), np.int32(5))
    assert type(quantity(np.int64(4), None).low) is int
    assert Edge(source=1, target=2) == edge(source=np.int64(1), target=np.int32(2))
    assert crossing(harbour="a", landing="b", passengers=5) == crossing(
        harbour="a", landing="b", passengers=np.uint8(5)
    )
    for wrong in (True, np.bool_(True)):
        with pytest.raises(TocsinError, match="a bound must be"):
            quantity(wrong, None)
        with pytest.raises(ValidationError):
            crossing(harbour="a", landing="b", passengers=wrong)


# ── errors ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def errors():
    for call in (
        lambda: parse_fact("edge(source=x)", VOCABULARY),
        lambda: build(VOCABULARY.type("edge"), {"source": "x"}),
        lambda: Edge.fact_type().by_name["source"].convert("x"),
        lambda: Quantity(3, 2),
        lambda: Report(grade="Z"),
    ):
        try:
            call()
        except TocsinError as error:
            yield error
    yield ProblemError([Problem("T101", "there", Place("a", 1, 2), "do"), Problem("T102", "here")])


def test_the_errors_have_one_base_and_say_what_is_wrong_in_one_way():
    found = list(errors())
    assert {ArgumentError, FactError, KindError, ProblemError} <= {type(error) for error in found}
    assert all(problem.message for error in found for problem in error.problems)
    assert [(str(problem.place), problem.code) for problem in found[1].problems] == [
        ("edge.source", "T203"),
        ("edge.target", "T203"),
    ]


def test_errors_come_back_from_a_pickle_as_they_were():
    for error in errors():
        error.add_note("seen by a worker")
        again = pickle.loads(pickle.dumps(error))
        assert (type(error), str(error), error.problems) == (type(again), str(again), again.problems)
        assert error.__dict__ == again.__dict__


def test_what_no_fact_can_hold_is_a_validation_error_whose_details_are_plain_data():
    right = {"sender": "PRK", "beneficiary": "RUS", "headcount": 5, "role": "combat"}
    for wrong in ({"sender": "Narnia"}, {"headcount": "many"}, {"theatre": "\ud800"}, {"beneficiary": "PRK"}):
        with pytest.raises(ValidationError) as caught:
            TypeAdapter(TroopDeployment).validate_python(right | wrong)
        assert json.dumps(caught.value.errors())
    assert troops(**right) == troops(**right | {"sender": "north korea"})


def test_the_json_schema_of_a_type_lists_the_codes_that_a_field_takes():
    sender = TroopDeployment.model_json_schema()["properties"]["sender"]
    assert {"PRK", "RUS"} <= set(sender["enum"])
    assert "XXA" not in sender["enum"], "private codes are never proposed"
