"""The comparison language: printed and read back, typed, evaluated; and the same when compiled."""

import datetime as dt
import itertools
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tocsin.engine.seminaive.expressions import Constants, ExpressionWriter
from tocsin.engine.seminaive.runtime import RUNTIME
from tocsin.facts.kinds import BOOL, DATE, FLOAT, INT, QUANTITY, STR, Kind
from tocsin.facts.quantity import OpenEndError, Quantity, Truth
from tocsin.rules.expression import (
    FAILURES,
    ExpressionError,
    KindMismatch,
    holds,
    involves_interval,
    kind_of,
    may_fail,
    parse,
    value_of,
    variables,
)
from tocsin.rules.expression.functions import FUNCTIONS
from tocsin.rules.expression.tree import (
    Arithmetic,
    Call,
    Comparison,
    Literal,
    Logical,
    Membership,
    Negative,
    Node,
    Not,
    Variable,
)

COLOUR = Kind("enum", ("red", "green"))
KINDS = {
    "i": INT,
    "j": INT,
    "x": FLOAT,
    "q": QUANTITY,
    "p": QUANTITY,
    "s": STR,
    "c": COLOUR,
    "b": BOOL,
    "d": DATE,
    "e": DATE,
}
DAYS = (dt.date(1, 1, 1), dt.date(2024, 2, 29), dt.date(2024, 11, 20))

# -- random trees -----------------------------------------------------------------------------------------------------

whole = st.one_of(st.integers(0, 3), st.integers(0, 2**70))
real = st.one_of(st.sampled_from((0.0, 0.5, 1e16, 1e-7, 1e308)), st.floats(0, allow_infinity=False))
texts = st.one_of(
    st.sampled_from(('"', "'", "\\", "\n", "\0", "é", "$x", "not", "2024-11-20", "(")), st.text(max_size=8)
)
numbers = st.builds(Literal, st.one_of(whole, real))
names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,6}", fullmatch=True)
literals = st.builds(Literal, st.one_of(whole, real, texts, st.dates(), st.booleans()))


def _larger(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(below, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Negative, below),
        st.builds(Not, below),
        st.builds(Arithmetic, st.sampled_from("+-*/"), below, below),
        st.builds(Comparison, st.sampled_from(("==", "!=", "<", "<=", ">", ">=")), below, below),
        st.builds(Membership, below, st.lists(below, min_size=1, max_size=3).map(tuple), st.booleans()),
        st.builds(Logical, st.sampled_from(("and", "or")), several),
        st.builds(Call, st.sampled_from(sorted(FUNCTIONS)), several),
    )


trees = st.recursive(st.one_of(literals, st.builds(Variable, names)), _larger, max_leaves=12)


@given(trees)
def test_every_tree_prints_as_text_that_reads_back_as_itself(tree):
    assert parse(str(tree)) == tree


@pytest.mark.parametrize(
    "text,printed",
    [
        ("$a-1-2", "$a - 1 - 2"),
        ("$a-(1-2)", "$a - (1 - 2)"),
        ("- -$a*-2", "--$a * -2"),
        ("($a+1)*2", "($a + 1) * 2"),
        ("not $b and$c", "not $b and $c"),
        ("not ($b and $c)", "not ($b and $c)"),
        ("$a or $b and $c", "$a or $b and $c"),
        ("($a or $b) and $c", "($a or $b) and $c"),
        ("$d>=2024-11-20", "$d >= 2024-11-20"),
        ("$s not in ['a',\"b\",]", '$s not in ["a", "b"]'),
        ("$n > 10_000.5e2", "$n > 1000050.0"),
        (r"'\u00e9\'' == $s", '"é\'" == $s'),
        ("days ( $d , $e )\n < 3", "days($d, $e) < 3"),
    ],
)
def test_an_expression_prints_in_one_way(text, printed):
    assert str(parse(text)) == printed
    assert parse(printed) == parse(text)


@given(st.text(alphabet="$abnotrdi()[]<>=!+-*/.,'\"\\ 0123456789_eé\n", max_size=40))
@example("\\")
@example('"\\ud800"')
@example("'\\x'")
def test_whatever_is_written_is_an_expression_or_refused_with_a_column_in_it(text):
    refused = None
    try:
        tree = parse(text)
    except ExpressionError as error:
        refused = error
    if refused is None:
        assert parse(str(tree)) == tree
    else:
        assert 1 <= refused.column <= len(text) + 1


# -- kinds ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text,kind",
    [
        ("$i + $j", INT),
        ("$i / $j", FLOAT),
        ("$i * $x", FLOAT),
        ("$i + $q", QUANTITY),
        ("-$q", QUANTITY),
        ("low($q)", FLOAT),
        ("abs($i)", INT),
        ("min($i, $x)", FLOAT),
        ("max($d, $e)", DATE),
        ("max($i, $q)", QUANTITY),
        ("year($d) - 1", INT),
        ("days($d, $e)", INT),
        ("$c == $s", BOOL),
        ("$b == true", BOOL),
        ("$b and not $i in [1, 2.5]", BOOL),
        ("$c", COLOUR),
    ],
)
def test_an_expression_has_a_kind(text, kind):
    assert kind_of(parse(text), KINDS) == kind


@pytest.mark.parametrize(
    "text",
    [
        '$i == "1"',
        "$i == true",
        "$b == 1",
        '$d > "2024-11-20"',
        "$d - $e",
        "$s + $s",
        "-$s",
        "$b < true",
        '$c == "blue"',
        '$c in ["red", "blue"]',
        '$c < "red"',
        "$i and $b",
        "not $i",
        "year($i)",
        "days($d)",
        "low($i)",
        "abs($i, $j)",
        "min($i)",
        "min($d, $i)",
        "abs($d)",
        "($q > 1) == true",
        "true != ($i > 1)",
        "$b in [($q > 1)]",
    ],
)
def test_what_does_not_go_together_is_refused(text):
    with pytest.raises(KindMismatch):
        kind_of(parse(text), KINDS)


# -- typed trees and their values -------------------------------------------------------------------------------------

ARGUMENTS = {("date",): "d", ("date", "date"): "de", ("quantity",): "q"}

_operands = st.one_of(
    st.builds(Literal, st.one_of(st.integers(0, 3), st.sampled_from((0.5, 2.0, 1e308, 10**300)))),
    st.sampled_from([Variable(name) for name in "ijxqp"]),
    st.sampled_from(
        [
            Call(name, tuple(map(Variable, ARGUMENTS[function.takes])))
            for name, function in FUNCTIONS.items()
            if function.takes in ARGUMENTS
        ]
    ),
)


def _numeric(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.builds(Negative, below),
        st.builds(Arithmetic, st.sampled_from("+-*/"), below, below),
        st.builds(lambda operand: Call("abs", (operand,)), below),
        st.builds(Call, st.sampled_from(("min", "max")), st.lists(below, min_size=2, max_size=3).map(tuple)),
    )


arithmetic = st.recursive(_operands, _numeric, max_leaves=5)
_simple = st.one_of(
    st.builds(Comparison, st.sampled_from(("==", "!=", "<", "<=", ">", ">=")), arithmetic, arithmetic),
    st.builds(Membership, arithmetic, st.lists(arithmetic, min_size=1, max_size=2).map(tuple), st.booleans()),
    st.builds(Comparison, st.sampled_from(("==", "!=", "<")), st.just(Variable("s")), st.builds(Literal, texts)),
    st.builds(Membership, st.just(Variable("c")), st.just((Literal("red"), Variable("s"))), st.booleans()),
    st.builds(Comparison, st.sampled_from(("==", "<", ">=")), st.just(Variable("d")), st.just(Variable("e"))),
    st.just(Variable("b")),
    st.builds(Comparison, st.just("=="), st.just(Variable("b")), st.builds(Literal, st.booleans())),
)


def _joined(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(below, min_size=2, max_size=4).map(tuple)
    return st.one_of(st.builds(Not, below), st.builds(Logical, st.sampled_from(("and", "or")), several))


conditions = st.recursive(_simple, _joined, max_leaves=5)


@st.composite
def quantities(draw):
    low, high = sorted(draw(st.tuples(st.integers(-3, 3), st.integers(-3, 3))))
    halves = draw(st.sampled_from(((low, high), (low, low), (low, None), (None, high), (low - 0.5, high + 0.5))))
    return Quantity(*halves)


values = st.fixed_dictionaries(
    {
        "i": st.integers(-2, 3),
        "j": st.sampled_from((0, 1, 10**200, -(10**310))),
        "x": st.sampled_from((0.0, 0.5, -1.5, 1e308)),
        "q": quantities(),
        "p": quantities(),
        "s": st.sampled_from(("red", "1", "", "é")),
        "c": st.sampled_from(COLOUR.values),
        "b": st.booleans(),
        "d": st.sampled_from(DAYS),
        "e": st.sampled_from(DAYS),
    }
)


def compiled(source: str, constants: Constants, bindings: dict[str, Any]) -> Any:
    scope = {**RUNTIME, **constants.values, **{f"v_{name}": value for name, value in bindings.items()}}
    return eval(source, scope)


def outcome(evaluate) -> Any:
    """What evaluation gives, or that it gives no value."""
    try:
        return evaluate()
    except FAILURES as error:
        return isinstance(error, ZeroDivisionError), "no value"


@given(conditions, values)
def test_a_compiled_condition_says_what_the_tree_says(tree, bindings):
    assert kind_of(tree, KINDS) == BOOL
    constants = Constants()
    source = ExpressionWriter(constants, KINDS).condition(tree)
    expected = outcome(lambda: holds(tree, bindings))
    actual = outcome(lambda: compiled(source, constants, bindings))
    if not involves_interval(tree, KINDS) and not isinstance(actual, tuple):
        actual = 2 if actual else 0
    assert expected == actual


@given(arithmetic, values)
def test_a_compiled_computation_has_the_value_that_the_tree_has(tree, bindings):
    constants = Constants()
    source = ExpressionWriter(constants, KINDS).value(tree)
    expected = outcome(lambda: value_of(tree, bindings))
    actual = outcome(lambda: compiled(source, constants, bindings))
    assert expected == actual
    if not isinstance(actual, tuple):
        assert isinstance(actual, Quantity) == (kind_of(tree, KINDS) == QUANTITY)


@given(st.one_of(conditions, arithmetic), values)
def test_what_is_said_not_to_fail_does_not(tree, bindings):
    if not may_fail(tree):
        value_of(tree, bindings)
        holds(tree, bindings)


@given(conditions, values)
def test_a_condition_without_quantities_is_never_only_possible(tree, bindings):
    if not involves_interval(tree, KINDS):
        assert outcome(lambda: holds(tree, bindings)) != Truth.POSSIBLE


# -- three values -----------------------------------------------------------------------------------------------------


def samples(quantity: Quantity) -> list[float]:
    """Exact numbers of an interval: its ends, what lies between, and beyond an open end."""
    low = quantity.high - 8 if quantity.low is None else quantity.low  # type: ignore[operator]
    high = low + 8 if quantity.high is None else quantity.high
    return sorted({low, (low + high) / 2, high})


_exact = st.recursive(
    st.one_of(
        st.builds(Literal, st.sampled_from((0, 1, 2, 0.5))),
        st.sampled_from([Variable("q"), Variable("p"), Variable("i")]),
    ),
    lambda below: st.one_of(
        st.builds(Negative, below),
        st.builds(Arithmetic, st.sampled_from("+-*"), below, below),
        st.builds(lambda operand: Arithmetic("/", operand, Literal(2)), below),
        st.builds(lambda operand: Call("abs", (operand,)), below),
        st.builds(Call, st.sampled_from(("min", "max")), st.tuples(below, below)),
    ),
    max_leaves=4,
)
_exact_conditions = st.recursive(
    st.one_of(
        st.builds(Comparison, st.sampled_from(("==", "!=", "<", "<=", ">", ">=")), _exact, _exact),
        st.builds(Membership, _exact, st.tuples(_exact, _exact), st.booleans()),
    ),
    _joined,
    max_leaves=3,
)


@given(_exact_conditions, values)
def test_certain_holds_for_every_number_in_the_intervals_and_false_for_none(tree, bindings):
    truth = outcome(lambda: holds(tree, bindings))
    assume(not isinstance(truth, tuple))
    answers = {
        holds(tree, {**bindings, "q": q, "p": p})
        for q, p in itertools.product(samples(bindings["q"]), samples(bindings["p"]))
    }
    assert Truth.POSSIBLE not in answers
    if truth == Truth.CERTAIN:
        assert answers == {Truth.CERTAIN}
    if truth == Truth.FALSE:
        assert answers == {Truth.FALSE}


@given(_exact, values)
def test_an_interval_holds_the_value_for_every_number_in_its_operands(tree, bindings):
    interval = outcome(lambda: value_of(tree, bindings))
    assume(isinstance(interval, Quantity))
    for q, p in itertools.product(samples(bindings["q"]), samples(bindings["p"])):
        value = value_of(tree, {**bindings, "q": q, "p": p})
        assert interval.low is None or interval.low <= value
        assert interval.high is None or value <= interval.high


@given(_exact_conditions, _exact_conditions, values)
def test_the_connectives_are_kleenes(left, right, bindings):
    truths = [outcome(lambda node=node: holds(node, bindings)) for node in (left, right)]
    assume(not any(isinstance(truth, tuple) for truth in truths))
    first, second = truths
    assert holds(Not(left), bindings) == first.negate()
    assert holds(Not(Not(left)), bindings) == first
    assert holds(Logical("and", (left, right)), bindings) == min(first, second)
    assert holds(Logical("or", (left, right)), bindings) == max(first, second)
    neither = Logical("and", (Not(left), Not(right)))
    assert holds(Not(Logical("or", (left, right))), bindings) == holds(neither, bindings)


@pytest.mark.parametrize(
    "headcount,over,at_least",
    [
        ("9999", Truth.FALSE, Truth.FALSE),
        ("10000", Truth.FALSE, Truth.CERTAIN),
        ("10001", Truth.CERTAIN, Truth.CERTAIN),
        ("10900..11000", Truth.CERTAIN, Truth.CERTAIN),
        ("8000..10000", Truth.FALSE, Truth.POSSIBLE),
        ("9000..12000", Truth.POSSIBLE, Truth.POSSIBLE),
        ("10000..", Truth.POSSIBLE, Truth.CERTAIN),
        ("..10000", Truth.FALSE, Truth.POSSIBLE),
    ],
)
def test_a_headcount_is_held_against_two_thresholds(headcount, over, at_least):
    bindings = {"n": Quantity.parse(headcount)}
    assert holds(parse("$n > 10_000"), bindings) == over
    assert holds(parse("$n >= 10_000"), bindings) == at_least


@pytest.mark.parametrize(
    "text", ["1 / 0 > 1", "not 1 / 0 > 1", "$q / 0 > 0", "1e308 * 10 > 1", "low($q) + 1 > 0", "1 / 0 in [1]"]
)
def test_what_has_no_value_makes_the_whole_comparison_fail(text):
    with pytest.raises(FAILURES):
        holds(parse(text), {"q": Quantity(None, 1)})


@pytest.mark.parametrize("text", ["low($q) < -1e308", "not (low($q) > 5)", "high($p) > 5", "low($q) == low($q)"])
def test_an_open_end_has_no_value(text):
    with pytest.raises(OpenEndError):
        holds(parse(text), {"q": Quantity(None, 1), "p": Quantity(1, None)})


@pytest.mark.parametrize(
    "text",
    [
        "$q + $p > 100", "$p - $p > 0", "$q * $p == 0", "not ($q + $p > 100)", "$p / $z > 0", "$q + $p in [1, 2]",
        "min($q + $p, 5) < 9", "max($q + $p, 5) > 2", "abs($q + $p) >= 0", "-($p / $z) < 1", "($p / $z) * 0 == 0",
        "$z / ($q + $p) != 7",
    ],
)  # fmt: skip
def test_what_could_come_to_anything_is_possible_and_never_false(text):
    bindings = {"q": Quantity(None, 1), "p": Quantity(1, None), "z": Quantity(-1, 1)}
    tree = parse(text)
    constants = Constants()
    kinds = dict.fromkeys(bindings, QUANTITY)

    assert holds(tree, bindings) == Truth.POSSIBLE
    assert compiled(ExpressionWriter(constants, kinds).condition(tree), constants, bindings) == Truth.POSSIBLE


@pytest.mark.parametrize("first,second,expected", [("$q", "$q", True), ("$p", "$p", True), ("$p", "$q", False)])
def test_the_same_range_is_told_by_its_ends_open_ones_too(first, second, expected):
    found = value_of(parse(f"same({first}, {second})"), {"q": Quantity(None, 1), "p": Quantity(1, 2)})
    assert expected == found


@pytest.mark.parametrize("first,second", [("high($q)", "$p / 0"), ("$p / 0", "high($q)"), ("-low($q)", "$p * (1 / 0)")])
@pytest.mark.parametrize(
    "form",
    [
        "{} <= {}",
        "{} == {}",
        "{} in [{}, 1]",
        "1 not in [{}, {}]",
        "$p in [{}, {}]",
        "not ({} > {} or $b)",
        "{} + {} > 1",
        "min({}, {}) < 2",
        "max(1, {}, $p, {}) != 2",
        "($p + {}) * {} < 1",
    ],
)
def test_of_several_operands_without_a_value_it_is_the_same_that_is_told_however_it_is_evaluated(form, first, second):
    tree = parse(form.format(first, second))
    bindings: dict[str, Any] = {
        "q": Quantity(None, 1) if "low" in first else Quantity(1, None),
        "p": Quantity(1, 2),
        "b": False,
    }
    constants = Constants()
    source = ExpressionWriter(constants, KINDS).condition(tree)
    with pytest.raises(FAILURES) as expected:
        holds(tree, bindings)
    with pytest.raises(FAILURES) as actual:
        compiled(source, constants, bindings)
    assert expected.type == actual.type


def test_the_variables_of_an_expression_are_named_once_in_order():
    assert variables(parse("$b > 1 and $a in [$b, $c]")) == ("b", "a", "c")
