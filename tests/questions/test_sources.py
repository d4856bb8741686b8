"""What each source bears, against the engine run again with the reports of some sources left out."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from math import factorial
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.programs import programs
from tocsin.engine import Case, load_pack
from tocsin.engine.plan import STRENGTH
from tocsin.facts.model import Given
from tocsin.facts.notation import parse_fact
from tocsin.facts.reports import QUALIFIERS, Report, Source
from tocsin.questions import sources
from tocsin.questions.source_bearing.shapley import Orders
from tocsin.questions.source_bearing.sources import EXACT_SOURCES

relaxed = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    deadline=None,
    max_examples=max(15, settings.default.max_examples // 4 if settings.default else 0),
)
NAMES = ("a", "b", "c", "d")
TODAY = dt.date(2024, 11, 20)
BEFORE = dt.date(2024, 11, 19)


def report(name, status="reported"):
    """A report of the day before; what is taken back is taken back today."""
    return Report(Source(publisher=name, date=TODAY if status == "retracted" else BEFORE), None, status)


def said(told, dice):
    """The report, at times with a word on how firm it is, or for a time that is over."""
    if dice.random() < 0.5:
        told = replace(told, qualifier=dice.choice(QUALIFIERS))
    if dice.random() < 0.2:
        told = replace(told, source=replace(told.source, origin=dice.choice(("a", "x"))))
    return replace(told, valid_to=BEFORE) if dice.random() < 0.1 else told


def retold(case, dice):
    """The case with each fact reported by some of a few sources, or by nobody."""
    facts = []
    for given_fact in case.facts:
        names = [name for name in NAMES if dice.random() < 0.4]
        reports = [said(report(name), dice) for name in names]
        reports += [report(name, "denied") for name in NAMES if dice.random() < 0.1]
        reports += [report(name, "retracted") for name in names if dice.random() < 0.1]
        facts.append(replace(given_fact, reports=tuple(reports)))
    return Case(case.pack, facts, as_of=TODAY, assumptions=case.assumptions)


def without(case, discarded):
    """What follows once all that these sources said is left out: the qualifier of each conclusion."""
    facts = []
    for given_fact in case.facts:
        kept = tuple(each for each in given_fact.reports if each.source.name not in discarded)
        if kept or not given_fact.reports:
            facts.append(replace(given_fact, reports=kept))
    left = Case(case.pack, facts, as_of=TODAY, assumptions=case.assumptions)
    return {c.id: c.qualifier for c in left.assess(engine="seminaive").conclusions}


@pytest.mark.soak
@relaxed
@given(programs(reported=True), st.integers(0, 2**32))
def test_what_falls_and_what_each_source_adds_are_as_found_by_leaving_sources_out(program, seed):
    case = retold(program.case(), Random(seed))
    assessment = case.assess(engine="seminaive")
    found = sources(assessment)
    names = [source.name for source in found.sources]
    assume(names)
    now = without(case, ())
    left = {
        kept: without(case, set(names) - set(kept))
        for order in permutations(names)
        for size in range(len(names) + 1)
        for kept in [frozenset(order[:size])]
    }
    for source in found.sources:
        rest = left[frozenset(names) - {source.name}]
        assert {name for name in now if name not in rest} == set(source.falls)
        assert {name for name in rest if name not in now} == set(source.appears)
        weaker = {each.conclusion: (each.before, each.after) for each in source.weakens}
        pairs = {name: (now[name], rest[name]) for name in now if name in rest}
        assert {n: (was, then) for n, (was, then) in pairs.items() if STRENGTH[then] < STRENGTH[was]} == weaker
        for conclusion in now:
            added = sum(
                (conclusion in left[frozenset(order[: at + 1])]) - (conclusion in left[frozenset(order[:at])])
                for order in permutations(names)
                for at in [order.index(source.name)]
            )
            share = source.shares[conclusion].value if conclusion in source.shares else 0.0
            assert pytest.approx(float(Fraction(added, factorial(len(names))))) == share


PACK = """\
pack: tiny
types:
  lamp: {n: int}
  light: {n: int}
  glare: {}
rules:
  - {id: a-lamp-gives-light, when: [lamp: {n: $n}], then: [light: {n: $n}]}
  - {id: all-lamps-glare, when: [{count: true, over: [lamp: {}], as: $n}, $n >= 3], then: [glare: {}]}
  - {id: two-saw-it, when: [lamp: {n: 7, backed_by: {sources: 2..}}], then: [glare: {}]}
"""


@pytest.fixture
def pack(tmp_path):
    file = tmp_path / "tiny.yaml"
    file.write_text(PACK, encoding="utf-8")
    return load_pack(file)


def lamp(pack, number, *reports):
    return Given(parse_fact(f"lamp(n={number})", pack.vocabulary), tuple(reports))


def found_for(pack, *facts, **options):
    return sources(Case(pack, facts, as_of=TODAY).assess(engine="seminaive"), **options)


def test_what_two_sources_report_falls_with_neither(pack):
    found = found_for(pack, lamp(pack, 1, report("a"), report("b")), lamp(pack, 2, report("a")))

    a, b = found.sources
    assert (a.name, len(a.supports), len(a.alone), len(a.falls)) == ("a", 2, 1, 1)
    assert (b.name, len(b.supports), len(b.alone), len(b.falls)) == ("b", 1, 0, 0)
    assert (a.share.value, b.share.value) == (1.5, 0.5)
    assert found.exact
    assert a.share.error is None


def test_what_two_sources_had_to_back_falls_with_either_however_firm_their_words_are(pack):
    firm, weak = (replace(report(name), qualifier=word) for name, word in (("a", "likely"), ("b", "possible")))

    found = found_for(pack, lamp(pack, 7, firm, weak))

    assert [(each.name, len(each.falls), len(each.weakens)) for each in found.sources] == [("a", 1, 1), ("b", 1, 0)]


def test_a_fact_is_as_firm_as_the_sources_say_that_are_left(pack):
    firm, weak = (replace(report(name), qualifier=word) for name, word in (("a", "certain"), ("b", "possible")))

    found = found_for(pack, lamp(pack, 1, firm, weak))

    a, b = found.sources
    assert (a.name, a.falls, [(w.before, w.after) for w in a.weakens]) == ("a", (), [("certain", "possible")])
    assert (b.name, b.falls, b.weakens) == ("b", (), ())


def test_what_no_source_is_named_for_stands(pack):
    nameless = Report(Source(date=TODAY))
    found = found_for(pack, lamp(pack, 1), lamp(pack, 2, nameless), lamp(pack, 3, report("a"), nameless))

    assert found.sources == ()
    assert len(found.unnamed) == 3


def test_a_retracted_report_bears_nothing(pack):
    found = found_for(pack, lamp(pack, 1, report("a"), report("a", "retracted"), report("b")))

    assert [source.name for source in found.sources] == ["b"]


def test_beyond_the_exact_number_shares_are_estimated_with_their_error(pack):
    count = EXACT_SOURCES + 3
    facts = [lamp(pack, n, report(f"source {n:02}")) for n in range(count)]

    found = found_for(pack, *facts, seed=7, orders=400)

    assert (found.exact, found.orders, found.seed) == (False, 400, 7)
    assert pytest.approx(count + 1) == sum(source.share.value for source in found.sources)
    for source in found.sources:  # its own light, and an equal part of the glare
        expected = 1 + 1 / count
        assert source.share.error is not None
        assert abs(source.share.value - expected) < 5 * max(source.share.error, 0.02)
        assert len(source.falls) == 1
    assert found.to_json() == found_for(pack, *facts, seed=7, orders=400).to_json()
    assert found.to_json() != found_for(pack, *facts, seed=8, orders=400).to_json()


@given(st.integers(1, 6), st.integers(1, 5), st.integers(0, 9))
def test_orders_come_in_one_after_the_other(players, orders, seed):
    drawn = Orders(players, orders, seed)
    coalitions = drawn.coalitions()

    sizes = [int(row.sum()) for row in coalitions]
    assert list(range(players + 1)) * orders == sizes
    # An outcome that counts who is in is added to by one from each.
    assert (drawn.added(coalitions.sum(axis=1)) == 1).all()
