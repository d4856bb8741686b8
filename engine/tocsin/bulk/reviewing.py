"""Cases whose day is later than anybody reviewed a parameter that their rules read: what a single case says as W409."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tocsin.bulk.lowering.columns import text_sql
from tocsin.bulk.reading.force import moments
from tocsin.engine.parameters import outdated
from tocsin.facts.dataclass import dataclass

if TYPE_CHECKING:
    from tocsin.bulk.alone import Answers
    from tocsin.bulk.executor import Executor
    from tocsin.engine.plan import Plan


@dataclass(frozen=True)
class NotReviewed:
    """A parameter that was last reviewed before the day of some cases in which a rule that reads it has facts."""

    parameter: str
    reviewed: dt.date
    cases: int

    def to_json(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return {"parameter": self.parameter, "reviewed": self.reviewed.isoformat(), "cases": self.cases}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> NotReviewed:
        """What ``to_json`` gave."""
        return cls(data["parameter"], dt.date.fromisoformat(data["reviewed"]), data["cases"])


def not_reviewed(
    executor: Executor,
    plan: Plan,
    active: frozenset[int],
    as_of: dt.date | None,
    relations: Answers,
    cases: str,
    chunk: range,
) -> tuple[NotReviewed, ...]:
    """The parameters not reviewed since before the day of cases of the chunk, by name; ``cases`` names their table."""
    reading = plan.reading
    reads = [at for at in reading if at in active]
    within = f"FROM {cases} WHERE case_no >= {chunk.start} AND case_no < {chunk.stop}"
    day, _ = moments(as_of, None)
    if not reads:
        return ()
    ((latest,),) = executor.rows(f"SELECT max({day}) {within}")
    found = []
    for each in outdated(plan.pack, (plan.rules[at].rule for at in reads), latest):
        assert each.reviewed is not None
        needed = {reading[at] for at in reads if each.name in {name for name, _ in plan.rules[at].rule.parameters}}
        there = " OR ".join(f"({_all_there(types)})" for types in sorted(map(sorted, needed)))
        query = (
            f"SELECT count(*) FROM (SELECT case_no - {chunk.start} AS case_no, {day} AS day {within}) AS c "
            f"LEFT JOIN ({_present(relations, needed)}) AS p ON p.case_no = c.case_no "
            f"WHERE c.day > DATE '{each.reviewed.isoformat()}' AND ({there})"
        )
        ((count,),) = executor.rows(query)
        if count:
            found.append(NotReviewed(each.name, each.reviewed, int(count)))
    return tuple(found)


def _present(relations: Answers, needed: Iterable[Iterable[str]]) -> str:
    """The SELECT of each case with a column for each needed type: whether a fact of it is there."""
    types = sorted({name for names in needed for name in names})
    flags = "".join(f", bool_or(type = {text_sql(name)}) AS has_{name}" for name in types)
    told = " UNION ALL ".join(
        f"SELECT case_no, type FROM ({each})" for each in (relations.facts, relations.conclusions)
    )
    return f"SELECT case_no{flags} FROM ({told}) GROUP BY case_no"


def _all_there(types: Iterable[str]) -> str:
    return " AND ".join(f"p.has_{name}" for name in types) or "TRUE"


def added_reviews(found: Iterable[NotReviewed]) -> tuple[NotReviewed, ...]:
    """Those of several chunks, the cases of each parameter added up."""
    counts: dict[tuple[str, dt.date], int] = {}
    for each in found:
        counts[each.parameter, each.reviewed] = counts.get((each.parameter, each.reviewed), 0) + each.cases
    return tuple(NotReviewed(*key, cases) for key, cases in sorted(counts.items()))
