"""Reports as premises in tables: what each case concludes by itself, whoever reports its facts and whence."""

import datetime as dt
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bulk.tables import found, told
from tests.bulk.test_totals import few
from tocsin.bulk import run
from tocsin.engine import Case, load_pack
from tocsin.facts.model import Given, fact_of
from tocsin.facts.quantity import Quantity
from tocsin.facts.reports import Report, Source
from tocsin.rules.model import Pack

PACK = """
pack: lookout
types:
  seen: {vessel: str, port: str}
  load: {fields: {vessel: str, tons: {kind: quantity, at_least: 0}}, key: [vessel]}
  alert: {vessel: str}
  tally: {n: int}
rules:
  - id: twice
    when:
      - seen: {vessel: $v, port: $p, backed_by: {sources: 2.., grade: ..B3}}
    unless:
      - load: {vessel: $v, backed_by: {status: confirmed}}
    then: [{alert: {vessel: $v}}]
  - id: once
    when:
      - seen: {vessel: $v, backed_by: {grade: ..C4}}
      - seen: {vessel: $v, port: $p}
    then: [{alert: {vessel: $v}}]
    qualifier: possible
    stronger_if: [{load: {vessel: $v, backed_by: {sources: 2..}}}]
  - id: ports
    when:
      - sum: $t
        over:
          - alert: {vessel: $v}
          - seen: {vessel: $v, port: $w, backed_by: {sources: 2..}}
          - load: {vessel: $w, tons: $t}
        by: [$w]
        as: $sum
      - $sum >= 2
    then: [{alert: {vessel: $w}}]
  - id: tally
    when:
      - count: true
        over: [{seen: {vessel: $v, backed_by: {status: [reported, assumed], sources: 2..}}}, {seen: {vessel: $v}}]
        as: $c
    then: [{tally: {n: $c}}]
"""
NAMES = ("P", "p ", "Q", "R", "P\x1f", " ", "\u2003\x85", "", None)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    path = tmp_path_factory.mktemp("pack") / "lookout.yaml"
    path.write_text(PACK, encoding="utf-8")
    return load_pack(path)


def report(dice: Random) -> Report:
    """What somebody says, or takes back, on one of few days."""
    date = dice.choice((None, dt.date(2024, 5, 1), dt.date(2024, 5, 2)))
    status: Any = dice.choice(("reported", "reported", "confirmed", "assumed", "retracted"))
    if status == "retracted" and date is None:
        status = "reported"
    source = Source(publisher=dice.choice(NAMES), origin=dice.choice((None, None, "P", "X", "\xa0")), date=date)
    return Report(source, dice.choice((None, "A1", "B2", "B4", "C3", "F2")), status)


def reported(dice: Random, pack: Pack) -> list[Given]:
    """The facts of a case, each with some reports or none."""
    keys: dict[tuple[str, tuple[Any, ...]], None] = {}
    for _ in range(dice.randint(2, 6)):
        keys["seen", (dice.choice("ABC"), dice.choice("ABC"))] = None
        keys["load", (dice.choice("ABC"), dice.choice((Quantity(1, 1), Quantity(1, 3))))] = None
    facts = [fact_of(pack.vocabulary.types[name], row) for name, row in keys]
    return [Given(fact, tuple(report(dice) for _ in range(dice.randint(0, 4)))) for fact in facts]


def rows(case_id: str, told_of: Given) -> list[dict[str, Any]]:
    """A row for each report of a fact; one without if there is none."""
    first, second = told_of.fact.row
    fields = {"vessel": first, "port": second}
    if isinstance(second, Quantity):
        fields = {"vessel": first, "tons_low": float(second.low or 0), "tons_high": float(second.high or 0)}
    nothing: dict[str, Any] = dict.fromkeys(("source", "source.origin", "source.date", "grade", "status"))
    return [
        {
            **{"case_id": case_id, **fields, "source": each.source.publisher, "source.origin": each.source.origin},
            **{"source.date": each.source.date, "grade": each.grade, "status": each.status},
        }
        for each in told_of.reports
    ] or [{"case_id": case_id, **fields, **nothing}]


@pytest.mark.soak
@few
@given(seed=st.integers(0, 2**32 - 1))
def test_what_is_asked_of_reports_is_met_in_tables_as_in_each_case(pack: Pack, seed: int) -> None:
    dice = Random(seed)
    cases = {f"c{number}": Case(pack, reported(dice, pack)) for number in range(3)}
    tables: dict[str, list[dict[str, Any]]] = {"seen": [], "load": []}
    for case_id, case in cases.items():
        for each in case.facts:
            tables[each.fact.fact_type().name] += rows(case_id, each)
    results = run(pack, {name: pa.Table.from_pylist(listed) for name, listed in tables.items()})

    alone = (told(case_id, case.assess(engine="seminaive")) for case_id, case in cases.items())
    assert sum(alone, Counter[tuple[Any, ...]]()) == found(results)


WIDE = """
pack: wide
types:
  seen: {vessel: str, crew: int}
  alert: {vessel: str, next: int}
rules:
  - id: twice
    when:
      - seen: {vessel: $v, crew: $n, backed_by: {sources: 2..}}
      - let: {$m: $n + 1}
    then: [{alert: {vessel: $v, next: $m}}]
"""


def test_a_case_that_is_answered_by_itself_has_its_reports_too(tmp_path: Path) -> None:
    (tmp_path / "wide.yaml").write_text(WIDE, encoding="utf-8")
    numbers = {"A": 2**63 - 1, "B": 2**63 - 1, "C": 7}
    said = [("A", "P"), ("A", "Q"), ("B", "P"), ("C", "P"), ("C", "Q")]
    rows = [{"case_id": "all", "vessel": v, "crew": numbers[v], "source": name} for v, name in said]
    found = run(load_pack(tmp_path / "wide.yaml"), {"seen": pa.Table.from_pylist(rows)}).conclusions.to_arrow()

    assert sorted(found["notation"].to_pylist()) == [
        "alert(vessel=A, next=9223372036854775808)",
        "alert(vessel=C, next=8)",
    ]
