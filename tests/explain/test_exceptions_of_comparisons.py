"""An exception that compares what is bound, and looks for no fact, in words."""

import pytest

from tocsin.engine import Case
from tocsin.explain import to_text, why
from tocsin.explain.answers.not_used import told_unused
from tocsin.explain.answers.why_not import why_not_text
from tocsin.questions import not_used, why_not
from tocsin.rules.read import pack_from_text

PACK = pack_from_text("""
pack: tolls
types: {trip: {who: str, day: date, tons: quantity}, permit: {who: str, day: date, tons: quantity}, fine: {who: str}}
parameters: {heavy: {unit: t, values: [{from: 2020-01-01, value: 10}, {from: 2022-01-01, value: 20}]}}
rules:
  - id: over
    when: [trip: {who: $w, day: $d, tons: $t}]
    unless:
      - $t > param(heavy, $d)
      - [permit: {who: $w, day: $e, tons: $p}, "$p > param(heavy, $e) and $w != 'B'"]
    then: [fine: {who: $w}]
""")


def told(*facts):
    assessment = Case(PACK, facts).assess()
    return " ".join(to_text(why(assessment, assessment.conclusions[0].id), width=400, colour=False).split())


def test_what_does_not_hold_is_said_and_no_fact_is_missed():
    found = told("trip(who=A, day=2021-05-01, tons=8)")

    assert "exception this does not hold: tons 8 > the heavy on day 2021-05-01 (10 t from 2020-01-01 on)" in found
    assert "such that its tons > the heavy in force on its day and w (A) is not B: " in found


def test_what_may_hold_is_said_and_why_the_conclusion_is_no_more_than_possible():
    found = told("trip(who=A, day=2021-05-01, tons=8..12)")

    assert "exception this holds only possibly: tons 8..12 > the heavy on day 2021-05-01" in found
    assert "No more than possible, as an exception may hold, where " in found


@pytest.mark.parametrize(
    "facts,expected",
    [
        (
            ["trip(who=A, day=2021-05-01, tons=12)"],
            "an exception holds: tons 12 > the heavy on day 2021-05-01 (10 t from 2020-01-01 on)",
        ),
        (
            ["trip(who=A, day=2021-05-01, tons=8)", "permit(who=A, day=2022-05-01, tons=25)"],
            "an exception holds: permit(who=A, day=2022-05-01, tons=25)",
        ),
    ],
)
def test_what_stands_against_a_rule_is_said_alike_by_why_not_and_of_what_was_not_used(facts, expected):
    assessment = Case(PACK, facts).assess()
    found = why_not(assessment, "fine(who=A)")

    assert expected in " ".join(why_not_text(found, width=400, colour=False).split())
    assert f"it fits rule over, but {expected}" == next(told for _, _, told in told_unused(not_used(assessment)))
    assert "2020-01-01" not in str(found.to_json())
