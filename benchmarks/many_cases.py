"""(b) Many cases: random cases of twelve facts under a pack of six rules, and under the article's pack."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.packs import Rows, Work, found, made_by, work_of
from benchmarks.peers.clips import environment, read, slots, translated
from benchmarks.peers.drools import NEEDS, by_drools
from benchmarks.peers.durable import by_durable
from benchmarks.peers.sql import by_sql
from benchmarks.suite import Benchmark, Contestant, Trial
from tocsin.engine import load_pack, seminaive
from tocsin.engine.case import plan_of
from tocsin.engine.derivation import DerivationGraph
from tocsin.engine.plan import CERTAIN
from tocsin.facts.kinds import Kind
from tocsin.facts.quantity import Quantity

SIX_RULES = """\
pack: six-rules
types:
  deployment: {sender: str, ally: str, troops: int}
  regime: {imposed_by: str, target: str}
  shipment: {supplier: str, taker: str, kind: [crude, refined]}
  breach: {sender: str, ally: str}
  fuel: {supplier: str, taker: str}
  exchange: {one: str, other: str}
  concern: {one: str, other: str}
  enabler: {state: str}
  alarm: {one: str, enabler: str}
rules:
  - id: breach
    when:
      - deployment: {sender: $s, ally: $a, troops: $n}
      - regime: {imposed_by: UN, target: $s}
      - $n > 10_000
    then: [breach: {sender: $s, ally: $a}]
  - id: fuel
    when:
      - shipment: {supplier: $s, taker: $t, kind: refined}
      - regime: {imposed_by: UN, target: $t}
    then: [fuel: {supplier: $s, taker: $t}]
  - id: exchange
    when:
      - deployment: {sender: $s, ally: $a}
      - shipment: {supplier: $a, taker: $s}
    then: [exchange: {one: $s, other: $a}]
  - id: concern
    when:
      - breach: {sender: $s, ally: $a}
      - exchange: {one: $s, other: $a}
    then: [concern: {one: $s, other: $a}]
  - id: enabler
    when:
      - fuel: {supplier: $s, taker: $t}
      - breach: {sender: $t}
    then: [enabler: {state: $s}]
  - id: alarm
    when:
      - concern: {one: $s}
      - enabler: {state: $e}
    then: [alarm: {one: $s, enabler: $e}]
"""
_SQL = (
    """create or replace table breach as select distinct d.case_no, sender, ally from deployment d
    join regime r on d.case_no = r.case_no and r.target = d.sender where imposed_by = 'UN' and troops > 10000""",
    """create or replace table fuel as select distinct s.case_no, supplier, taker from shipment s
    join regime r on s.case_no = r.case_no and r.target = s.taker where imposed_by = 'UN' and kind = 'refined'""",
    """create or replace table exchange as select distinct d.case_no, sender as one, ally as other from deployment d
    join shipment s on d.case_no = s.case_no and s.supplier = d.ally and s.taker = d.sender""",
    """create or replace table concern as select case_no, one, other from exchange e
    join breach b using (case_no) where b.sender = one and b.ally = other""",
    """create or replace table enabler as select distinct f.case_no, supplier as state from fuel f
    join breach b on f.case_no = b.case_no and b.sender = f.taker""",
    """create or replace table alarm as select distinct c.case_no, one, state as enabler from concern c
    join enabler e on c.case_no = e.case_no""",
)
_AN_ENVIRONMENT = 1_000
_STATES = ("PRK", "RUS", "CHN", "IRN", "BLR", "USA")


def six_rule_cases(count: int) -> list[Rows]:
    """So many random cases of twelve facts."""
    return list(each_six_rule_case(count))


def each_six_rule_case(count: int) -> Iterator[Rows]:
    """The same cases, one at a time."""
    dice = random.Random(7)
    for _ in range(count):
        rows: dict[str, set[tuple[Any, ...]]] = {"deployment": set(), "regime": set(), "shipment": set()}
        while sum(map(len, rows.values())) < 12:
            one, other = dice.sample(_STATES, 2)
            match dice.randrange(3):
                case 0:
                    rows["deployment"].add((one, other, dice.randrange(1, 20) * 1000))
                case 1:
                    rows["regime"].add((dice.choice(("UN", "EU")), one))
                case _:
                    rows["shipment"].add((one, other, dice.choice(("crude", "refined"))))
        yield {name: sorted(each) for name, each in rows.items()}


def article_cases(count: int) -> list[Rows]:
    """So many random cases of twelve facts that rules of the article's pack look for: their own constants, mixed."""
    dice = random.Random(11)
    plan = plan_of(load_pack("russia-dprk"))
    made = {head.type for rule in plan.rules for head in rule.heads}
    patterns = [p for rule in plan.rules for p in rule.patterns if p.type not in made]
    cases: list[Rows] = []
    for _ in range(count):
        rows: dict[str, list[tuple[Any, ...]]] = {}
        while sum(map(len, rows.values())) < 12:
            pattern = dice.choice(patterns)
            constants = {position: dice.choice(values) for position, values in pattern.constants}
            fields = plan.types[pattern.type].fields
            row = tuple(
                constants.get(
                    at, None if field.optional and dice.random() < 0.3 else _value(dice, field.kind, field.codes)
                )
                for at, field in enumerate(fields)
            )
            if row not in rows.setdefault(pattern.type, []):
                rows[pattern.type].append(row)
        cases.append(rows)
    return cases


def _value(dice: random.Random, kind: Kind, codes: object) -> Any:
    match kind.name:
        case "enum":
            return dice.choice(kind.values)
        case "int":
            return dice.randrange(20)
        case "float":
            return dice.randrange(20) / 2
        case "bool":
            return dice.random() < 0.5
        case "date":
            return dt.date(2024, dice.randrange(1, 13), 15)
        case "quantity":
            low = dice.randrange(1, 20) * 1000
            return Quantity(low, low + dice.choice((0, 5000)))
        case _:
            return dice.choice(_STATES[:4])


def article_work() -> Work:
    """The article's pack with the rules that CLIPS can express too."""
    plan = plan_of(load_pack("russia-dprk"))
    active = plan.active({assumption.id: assumption.default for assumption in plan.pack.assumptions})
    return Work(plan, translated(plan, active)[0], {})


def _one_at_a_time(work: Work, cases: list[Rows]) -> Trial:
    given = [{name: list(rows) for name, rows in case.items()} for case in cases]

    def run() -> list[Any]:
        return [seminaive.evaluate(work.plan, rows, work.active) for rows in given]

    def answer(evaluations: list[Any]) -> Iterator[object]:
        for number, evaluation in enumerate(evaluations):
            yield from ((number, *fact) for fact in found(work, evaluation))

    def fields(evaluations: list[Any]) -> dict[str, object]:
        graphs = (DerivationGraph(work.plan, each, [CERTAIN] * each.given) for each in evaluations)
        return {"derivations": sum(map(len, graphs))}

    return Trial(run, answer, fields=fields)


def _clips(work: Work, cases: list[Rows]) -> Trial:
    """Reset, assert, run, case by case. An environment slows down with every reset, so each serves a thousand cases.

    They are made before each round, outside its time.
    """
    facts = [
        [(name, slots(work.plan.types[name], row)) for name, rows in case.items() for row in rows] for case in cases
    ]
    given: list[tuple[Any, list[list[tuple[Any, dict[str, Any]]]]]] = []

    def prepare() -> None:
        given.clear()
        for start in range(0, len(facts), _AN_ENVIRONMENT):
            prepared = environment(work)
            templates = {name: prepared.find_template(name) for name in work.plan.types}
            batch = [
                [(templates[name], values) for name, values in case] for case in facts[start : start + _AN_ENVIRONMENT]
            ]
            given.append((prepared, batch))

    def run() -> None:
        for _ in _each():
            pass

    def _each() -> Iterator[Any]:
        for prepared, batch in given:
            for case in batch:
                prepared.reset()
                for template, values in case:
                    template.assert_fact(**values)
                prepared.run()
                yield prepared

    def answer(_: None) -> Iterator[object]:
        # Read out in a second pass, so that reading is not timed.
        prepare()
        for number, prepared in enumerate(_each()):
            yield from ((number, *fact) for fact in read(work, prepared))

    return Trial(run, answer, prepare=prepare)


def _relational(work: Work, cases: list[Rows]) -> Trial:
    import duckdb
    import pyarrow as pa

    from tocsin.bulk.derive import derive
    from tocsin.bulk.executor import DuckDB

    connection = duckdb.connect()
    connection.execute("set threads to 1")
    given = {}
    for name in sorted({name for case in cases for name in case}):
        columns = _columns(work, name, cases)
        connection.register("given", pa.table(columns))
        connection.execute(f"create table given_{name} as from given")
        given[name] = f"given_{name}"

    held: list[Any] = []

    def prepare() -> None:
        # What the round before has made is dropped outside the time of this one.
        while held:
            held.pop().close()

    def run() -> Any:
        held.append(derive(DuckDB(connection, lanes=2), work.plan, work.active, given))
        return held[0]

    def answer(relations: Any) -> Iterator[object]:
        plan = work.plan
        ids = {
            (number, plan.types[name].identity(row)): (number, name, row)
            for number, case in enumerate(cases)
            for name, rows in case.items()
            for row in rows
        }
        made = made_by(work)
        yield from (fact for fact in ids.values() if fact[1] in made)
        for number, name, fields in relations.rows(f"select case_no, type, fields from ({relations.conclusions})"):
            yield number, name, _row(plan.types[name], fields)

    return Trial(run, answer, prepare=prepare, fields=lambda relations: {"derivations": _firings(relations)})


def _firings(relations: Any) -> int:
    return int(relations.rows(f"select count(*) from ({relations.derivations})")[0][0])


def _row(fact_type: Any, text: str) -> tuple[Any, ...]:
    fields = json.loads(text)
    row: list[Any] = []
    for field in fact_type.fields:
        value = fields.get(field.name)
        if isinstance(value, list):
            row.append(Quantity(*value))
        else:
            row.append(dt.date.fromisoformat(value) if value is not None and field.kind.name == "date" else value)
    return tuple(row)


def _columns(work: Work, name: str, cases: list[Rows]) -> dict[str, Any]:
    import pyarrow as pa

    rows = [(number, row) for number, case in enumerate(cases) for row in case.get(name, ())]
    columns: dict[str, Any] = {"case_no": pa.array([number for number, _ in rows], pa.int64())}
    kinds = {
        "str": pa.string(),
        "enum": pa.string(),
        "int": pa.int64(),
        "float": pa.float64(),
        "bool": pa.bool_(),
        "date": pa.date32(),
    }
    for at, field in enumerate(work.plan.types[name].fields):
        values = [row[at] for _, row in rows]
        if field.kind.name == "quantity":
            for end in ("low", "high"):
                ends = [None if value is None else getattr(value, end) for value in values]
                columns[f"f{at}_{end}"] = pa.array(ends, pa.float64())
        else:
            columns[f"f{at}"] = pa.array(values, kinds[field.kind.name])
    columns["strength"] = pa.array([3] * len(rows), pa.int8())
    return columns


def _sql(cases: list[Rows]) -> Trial:
    types = work_of(SIX_RULES, {}).plan.types
    tables = {
        name: (
            ("case_no", *[field.name for field in types[name].fields]),
            [(number, *row) for number, case in enumerate(cases) for row in case[name]],
        )
        for name in ("deployment", "regime", "shipment")
    }

    def answer(connection: Any) -> list[object]:
        made = made_by(work_of(SIX_RULES, {}))
        return [(row[0], name, row[1:]) for name in made for row in connection.sql(f"from {name}").fetchall()]

    return by_sql(tables, _SQL, answer)


def _contestants(
    work: Callable[[], Work], cases: Callable[[int], list[Rows]], *extra: Contestant
) -> tuple[Contestant, ...]:
    return (
        Contestant("relational", lambda n: _relational(work(), cases(n)), ("duckdb", "tocsin.bulk"), derivations=True),
        Contestant("seminaive, one at a time", lambda n: _one_at_a_time(work(), cases(n)), derivations=True),
        Contestant("clipspy", lambda n: _clips(work(), cases(n)), ("clips",)),
        *extra,
    )


BENCHMARKS = (
    Benchmark(
        "b-six",
        "Random cases of twelve facts, six rules",
        "cases",
        (1_000, 10_000, 100_000),
        _contestants(
            lambda: work_of(SIX_RULES, {}),
            six_rule_cases,
            Contestant("durable-rules", lambda n: _durable(six_rule_cases(n)), ("durable",), upto="small"),
            Contestant("Drools", lambda n: by_drools(work_of(SIX_RULES, {}), six_rule_cases(n)), NEEDS, upto="middle"),
            Contestant("DuckDB, SQL by hand", lambda n: _sql(six_rule_cases(n)), ("duckdb",)),
        ),
        "clipspy",
        "durable-rules gets each case as a state of its own (`sid`), facts one by one, as its manual has it. Drools "
        "gets all cases in one session, each rule joined on the case.",
    ),
    Benchmark(
        "b-article",
        "Random cases of twelve facts, the article's pack",
        "cases",
        (1_000, 10_000, 100_000),
        _contestants(article_work, article_cases),
        "clipspy",
        "Facts are drawn to fit patterns of the pack's own rules; all are given the rules that CLIPS can express too.",
    ),
)


def _durable(cases: list[Rows]) -> Trial:
    return by_durable(work_of(SIX_RULES, {}), cases)
