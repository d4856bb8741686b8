"""(a) One case at a time: the example case and the year-long one, under the article's pack.

Drools has no exceptions, so the rules without any are a benchmark of their own.
"""

from __future__ import annotations

from benchmarks.packs import Work, by_seminaive
from benchmarks.peers.clips import by_clips, translated
from benchmarks.peers.drools import NEEDS, by_drools
from benchmarks.peers.drools_rules import expressible
from benchmarks.suite import Benchmark, Contestant, Trial
from tocsin.engine import Case
from tocsin.engine.assess import Assessment, in_force
from tocsin.engine.case import plan_of

_FILES = {47: "examples/kursk.yaml", 103: "examples/chronology.yaml"}
_TIMES = 20


def work_at(size: int) -> Work:
    """A case of so many facts in force, with the rules that CLIPS can express too.

    The smallest size is a part of the example case.
    """
    case = Case.load(_FILES.get(size, _FILES[47]))
    plan = plan_of(case.pack)
    moment = case.as_of or case.latest_report
    rows: dict[str, list[tuple[object, ...]]] = {}
    for fact in in_force(case.facts, moment, case.known_by or moment)[:size]:
        rows.setdefault(fact.type, []).append(fact.fact.row)
    return Work(plan, translated(plan, plan.active(case.assumptions))[0], rows)


def plain_work_at(size: int) -> Work:
    """The same with the rules that Drools can express too."""
    work = work_at(size)
    return Work(work.plan, expressible(work.plan, work.active), work.rows)


def _assess(size: int) -> Trial:
    case = Case.load(_FILES.get(size, _FILES[47]))

    def run() -> Assessment:
        for _ in range(_TIMES):
            assessment = case.assess(engine="seminaive")
            [(conclusion.id, conclusion.qualifier, conclusion.depth) for conclusion in assessment.conclusions]
        return assessment

    return Trial(run, lambda _: (), _TIMES, lambda found: {"derivations": len(found.graph), "compared": False})


BENCHMARKS = (
    Benchmark(
        "a",
        "One case at a time, the article's pack",
        "facts",
        (20, 47, 103),
        (
            Contestant("seminaive", lambda size: by_seminaive(work_at(size), _TIMES), derivations=True),
            Contestant("clipspy", lambda size: by_clips(work_at(size), _TIMES), ("clips",)),
            Contestant("assess and list, whole pack", _assess, derivations=True),
        ),
        "clipspy",
        "Both engines get the rules of the pack that have a counterpart in CLIPS, and no others: 162 of the 217 that "
        "are on by default. The last row is the whole assessment as a user calls it, under the whole pack: facts in "
        "force, all rules, all conclusions listed with id, qualifier and depth; its smallest size is the example case.",
    ),
    Benchmark(
        "a-plain",
        "One case at a time, rules without exceptions",
        "facts",
        (20, 47, 103),
        (
            Contestant("seminaive", lambda size: by_seminaive(plain_work_at(size), _TIMES), derivations=True),
            Contestant("clipspy", lambda size: by_clips(plain_work_at(size), _TIMES), ("clips",)),
            Contestant("Drools", lambda size: by_drools(plain_work_at(size)), NEEDS),
        ),
        "clipspy",
        "All get the 154 rules of those in (a) that have a counterpart in drools_jpy too, which knows no exceptions.",
    ),
)
