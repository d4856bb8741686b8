"""Coverage says what the cases try, and of the rest what the nearest case lacks."""

import textwrap

import pytest

from tocsin.authoring import try_cases
from tocsin.rules.read import pack_from_text
from tocsin.rules.shipped import load_pack

RULES = """
pack: tiny
types: {gauge: {at: str, level: quantity}, pump: {at: str}, flood: {at: str}, alarm: {at: str}, fire: {at: str}}
rules:
  - {id: high, when: [gauge: {at: $place, level: $n}, "$n > 10 and $n < 99"], unless: [pump: {at: $place}],
     then: [flood: {at: $place}]}
  - {id: loud, when: [flood: {at: $place}, fire: {at: $place}], then: [alarm: {at: $place}], qualifier: likely,
     stronger_if: [pump: {at: $other}]}
cases:
"""


def tried(cases):
    return try_cases(pack_from_text(RULES + textwrap.indent(textwrap.dedent(cases), "  ")))


def parts(found, covered):
    return [
        (each.part.rule, each.part.side, each.part.text, each.case)
        for each in found.coverage.parts
        if each.covered == covered
    ]


@pytest.fixture(scope="module")
def wet():
    return tried(
        """
        - {name: wet, facts: ["gauge(at=a, level=11)"], expect: [flood]}
        - {name: pumped, facts: ["gauge(at=a, level=11)", "pump(at=a)", "fire(at=b)"], never: [flood]}
        - {name: dry, facts: ["gauge(at=a, level=10)"], never: [flood]}
        """
    )


def test_a_part_is_tried_by_a_case_in_which_it_alone_decides(wet):
    assert parts(wet, covered=True) == [
        ("high", "fires", "high", "wet"),
        ("high", "does not fire", "high", "pumped"),
        ("high", "blocks alone", "pump(at=$place)", "pumped"),
        ("high", "holds", "$n > 10", "wet"),
        ("high", "fails alone", "$n > 10", "dry"),
        ("high", "holds", "$n < 99", "wet"),
        ("loud", "does not fire", "loud", "wet"),
        ("loud", "is lacking alone", "flood(at=$place)", "pumped"),
        ("loud", "is lacking alone", "fire(at=$place)", "wet"),
    ]
    assert wet.coverage.by_kind()["comparison"] == (3, 4)


def test_of_what_no_case_tries_it_says_which_case_is_nearest_and_what_that_lacks(wet):
    lacks = {
        (each.part.rule, each.part.side, each.part.text): (each.case, each.lacks) for each in wet.coverage.uncovered
    }

    assert lacks["high", "is lacking alone", "gauge(at=$place, level=$n)"] == (
        "wet",
        ("there it holds, by gauge(at=a, level=11); no case is like it without that",),
    )
    assert lacks["high", "fails alone", "$n < 99"] == (
        "wet",
        ("there it holds; in no case does it fail where everything else holds",),
    )
    assert lacks["loud", "fires", "loud"] == ("wet", ("there is no fire(at=a)",))
    assert lacks["loud", "lifts", "pump(at=$other)"] == (None, ("the rule fires in no case",))


def test_two_comparisons_that_fail_together_try_neither():
    found = tried("[{name: both, facts: ['gauge(at=a, level=5)', 'gauge(at=b, level=99)', 'pump(at=a)']}]")

    near = {each.part.text: each for each in found.coverage.parts if each.part.side == "fails alone"}
    assert near["$n < 99"].covered
    assert (near["$n > 10"].covered, near["$n > 10"].lacks) == (False, ("an exception holds: pump(at=a)",))


def test_a_rule_counts_as_firing_exactly_where_it_fires():
    found = try_cases(load_pack("eu-cash-controls"))

    firing = {each.part.rule for each in found.coverage.parts if each.part.side == "fires" and each.covered}
    silent = {each.part.rule for each in found.coverage.parts if each.part.side == "does not fire" and each.covered}
    rules = found.report.pack.rule_by_id.keys()
    assert rules - firing == set(found.report.never_fired)
    assert rules - silent == set(found.report.always_fired)


def test_what_did_not_follow_says_why_not_and_what_should_not_says_by_which_rule():
    found = tried(
        """
        - name: wrong
          facts: ["gauge(at=a, level=11)"]
          expect: [alarm, {flood: {at: a}, qualifier: possible}]
          never: [flood]
        """
    )

    [[alarm, weaker, flood]] = found.explained
    [nearest] = alarm.why_not.root.rules
    assert (nearest.plan.rule.id, alarm.rules) == ("loud", ())
    assert [(each.why_not, each.rules) for each in (weaker, flood)] == [(None, ("high",))] * 2
