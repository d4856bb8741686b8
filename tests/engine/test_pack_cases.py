import textwrap

import pytest

from tocsin.engine.pack_cases import run_cases
from tocsin.facts.problems import ProblemError
from tocsin.rules.shipped import load_pack

RULES = """
pack: tiny
types: {gauge: {level: quantity}, flood: {scale: [small, large]}, pump: {on: bool?}}
assumptions: [{id: gauges-work, text: "Gauges show what is"}]
rules:
  - {id: high, assumes: [gauges-work], when: [gauge: {level: $n}, $n > 10], then: [flood: {scale: large}]}
  - {id: pumped, when: [flood: {scale: $size}], then: [pump: {}], qualifier: likely}
cases:
"""


def report(tmp_path, cases):
    path = tmp_path / "pack.yaml"
    path.write_text(RULES + textwrap.indent(textwrap.dedent(cases), "  "))
    return run_cases(load_pack(path), engine="seminaive")


def failures(found):
    return [failure.message for result in found.results for failure in result.failures]


def test_a_case_passes_if_all_that_is_expected_follows_and_nothing_else_that_is_named(tmp_path):
    found = report(
        tmp_path,
        """
        - name: high water
          facts: [gauge(level=9..12)]
          expect:
            - flood: {scale: [small, large]}
              qualifier: possible
              boundary: true
            - pump: {}
              qualifier: possible
          never: [flood(scale=small), "pump(on=true)"]
        """,
    )

    assert (failures(found), found.passed, found.complete) == ([], True, False)
    assert (found.never_fired, found.always_fired) == ((), ("high", "pumped"))


def test_a_failure_says_what_was_expected_and_what_follows(tmp_path):
    found = report(
        tmp_path,
        """
        - name: low water
          facts: [gauge(level=10)]
          expect: [flood]
        - name: high water
          facts: [gauge(level=11)]
          expect: [{flood: {scale: large}, qualifier: likely, boundary: false}]
          never: [pump, flood(scale=small)]
        """,
    )

    assert failures(found) == [
        "expected flood(); nothing of this type follows",
        "expected flood(scale=large) (likely, not on the boundary); "
        "there follows flood(scale=large) (follows, not on the boundary)",
        "never expected pump(); there follows pump() (likely, not on the boundary)",
    ]
    assert (found.passed, found.complete) == (False, True)
    assert [case["passed"] for case in found.to_json()["cases"]] == [False, False]


def test_given_facts_are_no_conclusions_and_a_variable_needs_a_value(tmp_path):
    found = report(
        tmp_path,
        """
        - name: given
          facts: [gauge(level=11)]
          expect: [gauge, {pump: {on: $which}}]
        """,
    )

    assert failures(found) == [
        "expected gauge(); nothing of this type follows",
        "expected pump(on=$which); there follows pump() (likely, not on the boundary)",
    ]


def test_a_case_switches_assumptions(tmp_path):
    cases = """
        - name: broken gauges
          without: [gauges-work]
          facts: [gauge(level=11)]
          never: [flood]
        """

    found = report(tmp_path, cases)
    assert (found.passed, found.never_fired) == (True, ("high", "pumped"))
    with pytest.raises(ProblemError) as refused:
        report(tmp_path, cases.replace("gauges-work", "gauges-wrok"))
    [problem] = refused.value.problems
    assert problem.place is not None
    assert problem.place.line == 10
    assert "did you mean gauges-work?" in problem.hint


def test_a_pack_without_cases_passes(tmp_path):
    found = report(tmp_path, "[]")

    assert (found.passed, found.results) == (True, ())


def test_progress_is_told_before_each_case_and_at_the_end(tmp_path):
    told = []
    path = tmp_path / "pack.yaml"
    path.write_text(RULES + "  - {name: a, facts: []}\n  - {name: b, facts: []}\n")

    run_cases(load_pack(path), engine="seminaive", progress=lambda *counts: told.append(counts))

    assert told == [(0, 2), (1, 2), (2, 2)]
