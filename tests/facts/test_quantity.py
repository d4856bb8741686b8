"""Quantities against brute force: what holds of an interval holds of the numbers in it."""

import datetime as dt
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.strategies import quantities

from tocsin.facts.converting import KindError, convert, worked_out
from tocsin.facts.days import DateRange
from tocsin.facts.kinds import QUANTITY
from tocsin.facts.problems import ArgumentError
from tocsin.facts.quantity import ANYTHING, Quantity, Truth, number, quantity_from, sum_quantities

small = quantities(st.integers(-6, 6))
REACH = 15  # beyond every bound that two small quantities can make by a sum or difference


def members(quantity, reach=REACH):
    """The integers of the interval, an open end cut off far beyond all bounds."""
    low = -reach if quantity.low is None else quantity.low
    high = reach if quantity.high is None else quantity.high
    return range(low, high + 1)


def truth_of(holds):
    """What three-valued logic says of a comparison that holds for these pairs."""
    answers = set(holds)
    return Truth.POSSIBLE if len(answers) == 2 else Truth.CERTAIN if True in answers else Truth.FALSE


@pytest.mark.soak
@given(small, small)
def test_less_and_greater_agree_with_every_pair_of_members(a, b):
    pairs = [(x, y) for x in members(a) for y in members(b)]
    assert a.less_than(b) == truth_of(x < y for x, y in pairs)
    assert a.greater_than(b) == truth_of(x > y for x, y in pairs)


@given(small, small)
def test_equality_agrees_with_every_pair_of_members(a, b):
    assert a.equal_to(b) == truth_of(x == y for x in members(a) for y in members(b))


@pytest.mark.soak
@given(small, small)
def test_a_sum_and_a_difference_hold_exactly_the_members_sums_and_differences(a, b):
    for combined, pairwise in ((lambda: a + b, lambda x, y: x + y), (lambda: a - b, lambda x, y: x - y)):
        result = combined()
        found = {pairwise(x, y) for x in members(a) for y in members(b)}
        assert found <= set(members(result, 3 * REACH))
        assert result.low is None or result.low == min(found)
        assert result.high is None or result.high == max(found)


@pytest.mark.soak
@given(small, small)
def test_a_product_holds_the_members_products_and_no_bound_is_slack(a, b):
    result = a * b
    found = {x * y for x in members(a) for y in members(b)}
    assert result.low is None or result.low == min(found)
    assert result.high is None or result.high == max(found)


@given(small, small)
def test_a_quotient_holds_the_members_quotients(a, b):
    assume(0 not in members(b))
    result = a / b
    for x in members(a):
        for y in members(b):
            assert result.less_than(Quantity.exactly(x / y)) != Truth.CERTAIN
            assert result.greater_than(Quantity.exactly(x / y)) != Truth.CERTAIN


@given(small, small)
def test_a_divisor_that_is_zero_is_refused_and_by_one_that_may_be_it_could_be_anything(a, b):
    assume(0 in members(b))
    if not b.is_exact:
        assert (a / b).is_anything
        return
    with pytest.raises(ZeroDivisionError):
        _ = a / b


@given(small)
def test_what_could_be_any_number_is_worked_out_and_not_given_and_only_possible_beside_any(a):
    assert {ANYTHING.less_than(a), ANYTHING.greater_than(a), ANYTHING.equal_to(a)} == {Truth.POSSIBLE}
    for form in (ANYTHING, str(ANYTHING), ANYTHING.to_json()):
        assert worked_out(form, QUANTITY) == ANYTHING
        with pytest.raises(KindError):
            convert(form, QUANTITY)


@given(quantities())
def test_a_quantity_reads_back_as_itself_from_every_form(quantity):
    assert Quantity.parse(str(quantity)) == quantity
    assert quantity_from(quantity.to_json()) == quantity


@given(quantities(), quantities())
def test_the_order_for_sorting_is_total(a, b):
    assert (a < b) + (b < a) + (a == b) == 1


@given(st.lists(quantities(st.integers(-100, 100)), min_size=1, max_size=6), st.randoms())
def test_a_sum_does_not_depend_on_the_order_of_its_terms(terms, random):
    shuffled = list(terms)
    random.shuffle(shuffled)
    assert sum_quantities(shuffled) == sum_quantities(terms)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=8), st.randoms())
def test_a_sum_of_floats_does_not_depend_on_the_order_of_its_terms(ends, random):
    terms = [Quantity.exactly(end) for end in ends]
    shuffled = list(terms)
    random.shuffle(shuffled)
    assert sum_quantities(shuffled) == sum_quantities(terms)


@pytest.mark.parametrize(
    "text,low,high",
    [
        ("11000", 11000, 11000),
        ("10900..11000", 10900, 11000),
        ("10_900..11_000", 10900, 11000),
        ("10000..", 10000, None),
        ("..500000", None, 500000),
        ("-5..-2.5", -5, -2.5),
        ("1e3..1.5e3", 1000, 1500),
    ],
)
def test_the_notation_of_quantities(text, low, high):
    assert Quantity.parse(text) == Quantity(low, high)


@pytest.mark.parametrize(
    "text", ["", "..", "x", "1...2", "5..1", "1..2..3", "1,000", "0x10", "nan", "..inf", "9" * 500]
)
def test_what_is_no_quantity_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        Quantity.parse(text)


def test_a_bound_is_one_number_however_it_is_written():
    assert Quantity(11000.0, 11000.0) == Quantity(11000, 11000)
    assert str(Quantity(11000.0, None)) == "11000.."
    assert repr(number(-0.0)) == "0"
    for bound in (math.nan, math.inf):
        with pytest.raises(ValueError, match="finite"):
            Quantity(bound, None)


@pytest.mark.parametrize(
    "headcount,over,at_least",
    [
        ("9999", Truth.FALSE, Truth.FALSE),
        ("10000", Truth.FALSE, Truth.CERTAIN),
        ("10001", Truth.CERTAIN, Truth.CERTAIN),
        ("10900..11000", Truth.CERTAIN, Truth.CERTAIN),
        ("8000..10000", Truth.FALSE, Truth.POSSIBLE),
        ("9000..12000", Truth.POSSIBLE, Truth.POSSIBLE),
    ],
)
def test_headcounts_against_ten_thousand(headcount, over, at_least):
    threshold = Quantity.exactly(10_000)
    assert Quantity.parse(headcount).greater_than(threshold) == over
    assert Quantity.parse(headcount).less_than(threshold).negate() == at_least


@pytest.mark.parametrize("question", ["less_than", "greater_than", "equal_to"])
def test_an_interval_is_compared_with_one_of_its_kind_alone(question):
    day = DateRange.exactly(dt.date(2024, 10, 3))
    for one, other in ((Quantity.exactly(1), 5), (Quantity.exactly(1), day), (day, Quantity.exactly(1)), (day, None)):
        with pytest.raises(ArgumentError, match=f"a {type(one).__name__} is compared with a {type(one).__name__}"):
            getattr(one, question)(other)
