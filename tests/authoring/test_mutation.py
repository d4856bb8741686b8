"""Cases notice mutants, or what would notice them is found and written."""

import re
from pathlib import Path

import pytest

from tocsin.authoring import mutate
from tocsin.authoring.case_writing import written_cases
from tocsin.authoring.mutants import mutants_of
from tocsin.authoring.mutation import Bench
from tocsin.engine.pack_cases import run_cases
from tocsin.facts.problems import ArgumentError
from tocsin.rules.read import pack_from_text
from tocsin.rules.shipped import load_pack, shipped_names

ROOT = Path(__file__).parents[2]

RULES = """
pack: tiny
types: {gauge: {at: str, near: str, level: int}, pump: {at: str}, flood: {at: str, near: str}, alarm: {at: str}}
rules:
  - {id: high, when: [gauge: {at: $place, near: $town, level: $n}, $n > 10], unless: [pump: {at: $place}],
     then: [flood: {at: $place, near: $town}], qualifier: likely}
  - {id: loud, when: [flood: {at: $place}, pump: {at: $town}], then: [alarm: {at: $place}]}
cases:
"""
ONE = '  - {name: wet, facts: ["gauge(at=a, near=b, level=20)"], expect: [flood]}\n'


@pytest.fixture(scope="module")
def found():
    return mutate(pack_from_text(RULES + ONE))


def test_each_kind_of_fault_is_made_in_each_place_where_it_can_be():
    changes = [(each.rule.id, each.change) for each in mutants_of(pack_from_text(RULES + ONE))]

    assert changes == [
        ("high", "$place and $town swapped in gauge"),
        ("high", "without $n > 10"),
        ("high", "$n >= 10 instead of $n > 10"),
        ("high", "$n > 9 instead of $n > 10"),
        ("high", "$n > 11 instead of $n > 10"),
        ("high", "without the exception pump(at=$place)"),
        ("high", "$place and $town swapped in flood"),
        ("high", "concluding follows instead of likely"),
        ("high", "concluding possible instead of likely"),
        ("loud", "without pump(at=$town)"),
        ("loud", "concluding likely instead of follows"),
    ]


def test_a_survivor_is_told_apart_by_a_case_as_it_is_or_with_one_change(found):
    told = {each.mutant.change: each.witness for each in found.survivors if each.witness is not None}
    types = found.pack.vocabulary.types

    as_it_is = told["$place and $town swapped in flood"]
    assert (as_it_is.case, as_it_is.edit) == ("wet", None)
    strict = told["$n >= 10 instead of $n > 10"].to_json(types)
    assert strict == {
        "case": "wet",
        "edits": ["alter gauge(at=a, near=b, level=20): level=10"],
        "differences": ["flood(at=a, near=b) follows (likely)"],
    }
    assert found.killed < len(found.tested)


def test_what_is_written_notices_every_survivor_it_was_written_for(found):
    text = written_cases(found)
    pack = pack_from_text(RULES + ONE + text.removeprefix("cases:\n"))
    before = {each.mutant.change for each in found.survivors if each.witness is not None}
    after = {each.mutant.change for each in mutate(pack, search=False).survivors}

    assert run_cases(pack, engine="seminaive").passed
    assert before & after == set()
    assert before


def test_a_mutant_counts_as_noticed_exactly_where_a_case_of_the_pack_with_it_fails(found):
    """Against the whole pack, read anew with the changed rule in it and every case run."""
    source = RULES + ONE
    text = source.replace("$n > 10", "$n > 20").replace("name: wet", "name: wetter")
    assert not run_cases(pack_from_text(text), engine="seminaive").passed

    bench = Bench(found.pack)
    for each in found.tested:
        assert (each.killed_by is None) == (bench.test(each.mutant, search=False).killed_by is None)
    assert found.by_kind()["threshold"] == (0, 3)


def test_several_processes_find_the_same(found):
    again = mutate(found.pack, jobs=2, search=False)

    assert [each.killed_by for each in found.tested] == [each.killed_by for each in again.tested]


SCORES = re.findall(
    r"^\| `(.+)` \| (\d+) \| (\d+) \| ([\d.]+) % \| (\d+) \|$",
    (ROOT / "docs" / "testing-rules.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
SMALL = ("ownership-and-control", "examples/own_pack/pack.yaml")
"""Packs whose mutants are tried in no time; the others are too large to be measured in each run of the tests."""


@pytest.mark.parametrize("name,cases,counted,score,equivalent", SCORES, ids=[row[0] for row in SCORES])
def test_what_the_cases_of_packs_notice_is_as_it_is_told(name, cases, counted, score, equivalent, monkeypatch):
    monkeypatch.chdir(ROOT)
    pack = load_pack(name)

    assert {*SMALL, *shipped_names()} == {row[0] for row in SCORES}
    assert (len(pack.cases), float(score) >= 90) == (int(cases), True)
    if name in SMALL:
        found = mutate(pack, search=False)
        assert (len(found.counted), f"{found.score:.1f}", len(found.equivalents)) == (
            int(counted),
            score,
            int(equivalent),
        )


def test_a_rule_that_the_pack_does_not_have_is_refused_with_the_nearest():
    with pytest.raises(ArgumentError, match=r"the pack tiny has no rule 'lowd'\n  did you mean loud\?"):
        mutate(pack_from_text(RULES + ONE), rules=["high", "lowd"])
