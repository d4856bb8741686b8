"""One notation for facts: read and printed."""

import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given
from tests.problems import where
from tests.strategies import facts, texts
from tests.vocabulary import HOP, VOCABULARY, Alarm, Edge, Gauge, Shipment

from tocsin.facts import PartialFact, Place, ProblemError, Quantity, format_value, parse_fact, parse_partial
from tocsin.facts.building import build
from tocsin.facts.printing import quote

SHIPMENT = Shipment(supplier="Acme", volume=Quantity(10900, 11000), kind="crude", shipped=dt.date(2024, 11, 20))


def problems_of(text, parse=parse_fact):
    with pytest.raises(ProblemError) as caught:
        parse(text, VOCABULARY)
    return [(where(problem)[1], problem.code, problem.message) for problem in caught.value.problems]


@pytest.mark.soak
@given(facts())
def test_every_fact_reads_back_as_itself(fact):
    read = parse_fact(str(fact), VOCABULARY)
    assert read == fact
    assert read.id == fact.id


@given(facts())
def test_every_fact_prints_on_one_line_that_shows_all_its_characters(fact):
    printed = str(fact)
    assert len(printed.splitlines()) == 1
    assert not set(printed) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff")


@given(facts())
def test_every_fact_matches_itself_read_as_a_partial_fact(fact):
    assert parse_partial(str(fact), VOCABULARY).matches(fact.fact_type().name, fact.row)


@given(texts)
def test_text_that_prints_bare_cannot_be_taken_for_anything_else(text):
    if not format_value(text).startswith('"'):
        assert build(HOP, {"from": text}) == parse_fact(f"hop(from={text})", VOCABULARY)


@pytest.mark.soak
@given(texts)
def test_whatever_is_typed_is_a_fact_or_a_problem(text):
    with suppress(ProblemError):
        assert parse_fact(f"edge({text}", VOCABULARY).id


def test_a_fact_prints_its_fields_in_order_and_leaves_absent_ones_out():
    assert str(SHIPMENT) == "shipment(supplier=Acme, volume=10900..11000, kind=crude, shipped=2024-11-20)"
    assert str(Alarm()) == "alarm()"


@pytest.mark.parametrize(
    "value,printed",
    [
        ("ukraine_war", "ukraine_war"),
        ("true", '"true"'),
        ("1", '"1"'),
        ("", '""'),
        ('say "no"', '"say \\"no\\""'),
        ("Łódź", '"Łódź"'),
        ("a\u202eb", '"a\\u202eb"'),
        (1, "1"),
        (1.0, "1.0"),
        (1e16, "1e+16"),
        (True, "true"),
        (dt.date(2024, 11, 20), "2024-11-20"),
        (Quantity(None, 500000), "..500000"),
    ],
)
def test_a_value_prints_as_what_it_is(value, printed):
    assert format_value(value) == printed


def test_single_quotes_and_space_and_a_last_comma_are_read_too():
    text = "shipment( supplier = 'Acme' ,\n volume=10_900..11000, kind=\"crude\", shipped=2024-11-20,)"
    assert parse_fact(text, VOCABULARY) == SHIPMENT


def test_single_quotes_hold_double_ones_and_escapes():
    assert parse_fact(r"""hop(from='it\'s "x"\n')""", VOCABULARY) == build(HOP, {"from": 'it\'s "x"\n'})


def test_a_type_alone_is_a_partial_fact_that_matches_every_fact_of_the_type():
    for text in ("edge", "edge()", " edge ( ) "):
        partial = parse_partial(text, VOCABULARY)
        assert partial == PartialFact("edge")
        assert partial.matches("edge", Edge(source=1, target=2).row)
        assert not partial.matches("shipment", SHIPMENT.row)
    assert parse_partial("edge(target=2)", VOCABULARY).text(VOCABULARY.types) == "edge(target=2)"


def test_an_int_in_a_float_field_and_a_number_in_a_quantity_field_lose_nothing():
    gauge = parse_fact("gauge(name=a, reading=1, working=true, limit=5)", VOCABULARY)
    assert gauge == Gauge(name="a", reading=1.0, working=True, limit=Quantity(5, 5))


@pytest.mark.parametrize("value", ["1", "1.0", "true", "2024-11-20", "1..2"])
def test_text_that_looks_like_something_else_must_be_quoted(value):
    [(column, code, message)] = problems_of(f"hop(from={value})")
    assert (column, code) == (10, "T203")
    assert message.startswith("hop.from: expected a string, found the ")
    assert parse_fact(f"hop(from={quote(value)})", VOCABULARY) == build(HOP, {"from": value})


def test_every_problem_is_reported_at_once_with_its_column():
    assert problems_of('egde(source=1, source=2, target="2"') == [
        (1, "T201", "there is no fact type egde"),
        (16, "T206", "the field source is given twice"),
        (36, "T205", "expected , or ); the text ends"),
    ]
    assert problems_of('edge(source=1.0, sauce=2, target="2")') == [
        (13, "T203", "edge.source: expected an int, found the float 1.0"),
        (18, "T202", "edge has no field sauce"),
        (34, "T203", 'edge.target: expected an int, found the string "2"'),
    ]
    assert problems_of("edge(source=a/b)") == [
        (1, "T204", "edge: the required field target is missing"),
        (13, "T205", 'edge.source: expected an int, found the string "a/b"'),
    ]
    assert problems_of("edge(source=1, sauce=a/b, target=2)") == [
        (16, "T202", "edge has no field sauce"),
        (22, "T205", "a/b must be quoted"),
    ]


@pytest.mark.parametrize(
    "field,told",
    [
        *(
            (f"date={day}", f'hop.date: expected a date, found the string "{day}"')
            for day in ("2025-02-30", "30.02.2025", "30/02/2025")
        ),
        ("date=2025-02-30..2025-03-01", 'hop.date: expected a date, found the string "2025-02-30..2025-03-01"'),
        ("date=30 February 2025", "a value without quotes ends at a blank, and 30 is followed by February 2025"),
    ],
)
def test_a_day_that_does_not_exist_is_told_once_and_of_its_field(field, told):
    with pytest.raises(ProblemError) as caught:
        parse_fact(f"hop(from=Lindau, {field})", VOCABULARY)
    [problem] = caught.value.problems
    ends = "the calendar has no 2025-02-30: that month ends with 2025-02-28"
    assert (problem.code, problem.message, problem.hint) == ("T205", told, ends)


def test_a_range_that_is_written_backwards_is_told_of_its_field():
    assert problems_of("gauge(name=a, reading=1.5, working=true, limit=80..60)") == [
        (48, "T205", "gauge.limit: expected a quantity: the lower bound 80 lies above the upper bound 60")
    ]


@pytest.mark.parametrize(
    "text,told,hint",
    [
        ("nope(a=2025-02-30)", "that month ends with 2025-02-28", 'if text is meant, "2025-02-30"'),
        (
            "nope(a=80..60)",
            "the lower bound 80 lies above the upper bound 60",
            'write 60..80; if text is meant, "80..60"',
        ),
    ],
)
def test_what_is_wrong_whatever_the_field_is_told_once(text, told, hint):
    with pytest.raises(ProblemError) as caught:
        parse_fact(text, VOCABULARY)
    assert caught.value.problems[1].message.endswith(told)
    assert caught.value.problems[1].hint == hint


@pytest.mark.parametrize("value", ["/" * 100_000, "a" * 100_000 + "'b", "=" + "a" * 100_000])
def test_what_to_write_for_a_long_value_is_short(value):
    with pytest.raises(ProblemError) as caught:
        parse_fact(f"gauge(name={value}, reading=1.5, working=true)", VOCABULARY)
    assert len(str(caught.value)) < 400


def test_what_a_stopped_reading_did_not_reach_is_not_called_missing():
    assert [code for _, code, _ in problems_of("edge(source=1")] == ["T205"]


def test_a_column_counts_from_where_the_text_begins_in_its_file():
    with pytest.raises(ProblemError) as caught:
        parse_fact("edge(source=x,\ntarget=y)", VOCABULARY, Place("case.yaml", 7, 5))
    assert [str(problem.place) for problem in caught.value.problems] == ["case.yaml:7:17", "case.yaml:8:8"]


@pytest.mark.parametrize(
    "text",
    ["", "(", "edge(", "edge(source", "edge(source=", "edge(source=1))", "edge(=1)", "hop(from='a)", 'hop(from="\\q")'],
)
def test_broken_notation_is_one_problem(text):
    assert [code for _, code, _ in problems_of(text, parse_partial)] == ["T205"]


def test_a_lone_surrogate_is_refused():
    assert [code for _, code, _ in problems_of('hop(from="\\ud800")')] == ["T203"]
    assert problems_of("hop(from=\udcff)") == [(10, "T205", "\\udcff must be quoted")]


def test_numbers_beyond_every_use_are_refused():
    assert [code for _, code, _ in problems_of(f"edge(source={'9' * 5000}, target=1)")] == ["T205"]
    with pytest.raises(ProblemError):
        parse_fact("gauge(name=a, reading=1e999, working=true)", VOCABULARY)


def test_ten_thousand_faulty_fields_give_a_short_report():
    text = "edge(" + ",".join(f"f{number}=1" for number in range(10_000)) + ")"
    assert len(problems_of(text)) == 101


@pytest.mark.parametrize(
    "text",
    [
        "edge(source=1; target=2)",
        "edge(source=1;target=2)",
        "edge(source=1 ;\n target=2)",
        'hop(from="a"; to=b)',
        "hop(from='a' ;to=b)",
    ],
)
def test_fields_that_a_semicolon_parts_are_told_a_comma(text):
    with pytest.raises(ProblemError) as caught:
        parse_fact(text, VOCABULARY)

    assert [problem.hint for problem in caught.value.problems] == ["write , for ;"]
    assert [text.index(";") + 1] == [problem.place.column for problem in caught.value.problems if problem.place]
