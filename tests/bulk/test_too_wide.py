"""Cases with numbers that no column holds are answered all the same, and as by themselves; the others with them."""

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest

from tocsin.bulk import run
from tocsin.bulk.alone import ALONE
from tocsin.bulk.lowering.columns import TooWide
from tocsin.engine import Case
from tocsin.facts.json_values import canonical_json
from tocsin.rules.shipped import load_pack

PACK = """\
pack: wide-numbers
types:
  step: {number: int, size: quantity?, day: date?, part: float?}
  next: {number: int}
  total: {number: int}
  reach: {size: quantity}
  seen: {number: int, size: quantity?}
  half: {part: float}
  gap: {size: quantity}
rules:
  - {id: one-more, when: [step: {number: $n}, let: {$m: $n + 1}], then: [next: {number: $m}]}
  - {id: added, qualifier: likely, when: [{sum: $n, over: [step: {number: $n}], as: $m}], then: [total: {number: $m}]}
  - {id: reached, when: [step: {number: $n}, total: {number: $t}], then: [reach: {size: $n}], qualifier: possible}
  - {id: far, when: [step: {number: $n, size: $q}, total: {number: $t}, $q > 5], then: [seen: {number: $t, size: $q}]}
  - {id: divided, when: [step: {number: $n, part: $x}, let: {$y: $x / ($n - 1)}], then: [half: {part: $y}]}
  - {id: apart, when: [step: {number: 4, size: $q}, let: {$v: $q - $q}], then: [gap: {size: $v}]}
"""
GREATEST = 2**63 - 1
CASES: dict[str, list[tuple[Any, ...]]] = {
    "small": [(1, None, None, 0.5), (2, 7.0, None, None)],
    "a sum": [(GREATEST - 1, 6.0, dt.date(2024, 2, 29), 0.25), (5, None, None, None)],
    "one more": [(GREATEST, None, None, None)],
    "between two doubles": [(2**53 + 1, 5.0, None, None), (3, None, None, None)],
    "another sum": [(-(2**63), None, None, None), (-1, None, dt.date(1, 1, 1), None)],
    "any number": [(4, 9.0, None, None), (5, None, None, None)],
    "small too": [(1, None, None, None)],
}


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    path = tmp_path_factory.mktemp("pack") / "pack.yaml"
    path.write_text(PACK, encoding="utf-8")
    return load_pack(path)


def steps(cases) -> pa.Table:
    rows = [(case, *row) for case, rows in cases.items() for row in rows]
    columns = zip(*rows, strict=True)
    kinds = [pa.string(), pa.int64(), pa.float64(), pa.date32(), pa.float64()]
    names = ["case_id", "number", "size_low", "day", "part"]
    return pa.table([pa.array(values, kind) for values, kind in zip(columns, kinds, strict=True)], names=names)


def by_itself(pack, rows):
    """What an assessment of one case says, as the three tables of a run have it."""
    facts = []
    for number, low, day, part in rows:
        fields = [f"number={number}", *([f"size={low:.0f}.."] if low is not None else [])]
        fields += [f"day={day}"] if day else []
        fields += [f"part={part}"] if part is not None else []
        facts.append(f"step({', '.join(fields)})")
    assessment = Case(pack, facts).assess(engine="seminaive")
    conclusions = {
        (c.id, c.type, canonical_json(c.fields), c.fact_text, c.qualifier, c.boundary, c.depth)
        for c in assessment.conclusions
    }
    ways = [way for conclusion in assessment.conclusions for way in conclusion.derivations]
    derivations = {
        (way.conclusion, way.rule.id, way.premises, way.tie, way.qualifier, way.boundary, way.height) for way in ways
    }
    return conclusions, derivations, {fact.id for fact in assessment.facts}


def of_run(results, case):
    def rows(table, *columns):
        return {
            tuple(tuple(row[c]) if isinstance(row[c], list) else row[c] for c in columns)
            for row in table.to_arrow().to_pylist()
            if row["case_id"] == case
        }

    told = ("qualifier", "boundary", "depth")
    return (
        rows(results.conclusions, "id", "type", "fields", "notation", *told),
        rows(results.derivations, "conclusion", "rule", "premises", "bindings", *told),
        {identity for (identity,) in rows(results.facts, "id")},
    )


def test_every_case_of_a_run_has_the_answer_that_it_has_by_itself(pack):
    results = run(pack, {"step": steps(CASES)})
    for case, rows in CASES.items():
        assert by_itself(pack, rows) == of_run(results, case)
    assert [len(CASES)] == [results.cases]
    failed = [(failure.rule, failure.cases) for failure in results.failures]
    assert failed == [("divided", 1)]


def test_rows_stand_in_the_order_of_cases_and_each_once(pack):
    found = run(pack, {"step": steps(CASES)}).facts.to_arrow()
    listed = found["case_id"].to_pylist()
    assert (sorted(listed), sum(map(len, CASES.values()))) == (listed, found.num_rows)


def test_a_run_of_such_cases_alone_is_answered_too(pack):
    results = run(pack, {"step": steps({"one more": CASES["one more"]})})
    assert by_itself(pack, CASES["one more"]) == of_run(results, "one more")


def test_where_too_many_cases_would_be_answered_alone_the_run_ends_with_the_rule_and_the_case(pack):
    wide = {f"case {number:04}": CASES["one more"] for number in range(ALONE + 1)}
    with pytest.raises(TooWide) as refused:
        run(pack, {"step": steps({"a small one": CASES["small"], **wide})})
    (problem,) = refused.value.problems
    expected = "rule one-more: the number 9223372036854775808 is beyond what the relational engine holds exactly"
    assert (problem.code, problem.message) == ("T501", f"{expected}, in case case 0000")
