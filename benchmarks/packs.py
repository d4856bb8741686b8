"""Packs from text, and plans with facts as an engine takes them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.suite import Trial
from tocsin.engine import load_pack, seminaive
from tocsin.engine.case import plan_of
from tocsin.engine.derivation import DerivationGraph
from tocsin.engine.evaluation import Evaluation
from tocsin.engine.plan import CERTAIN, Plan
from tocsin.rules.model import Pack

Rows = Mapping[str, Sequence[tuple[Any, ...]]]


@dataclass(frozen=True)
class Work:
    """A plan, the rules that are on, and facts: what every contestant is given."""

    plan: Plan
    active: frozenset[int]
    rows: Rows


def pack_of(text: str) -> Pack:
    """The pack of a YAML text."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pack.yaml"
        file.write_text(text, encoding="utf-8")
        return load_pack(file)


def work_of(text: str, rows: Rows) -> Work:
    """The facts under the pack of a YAML text."""
    plan = plan_of(pack_of(text))
    return Work(plan, plan.active({assumption.id: assumption.default for assumption in plan.pack.assumptions}), rows)


def made_by(work: Work) -> frozenset[str]:
    """The types that some rule of the work concludes: those whose facts every contestant must agree on."""
    return frozenset(head.type for index in work.active for head in work.plan.rules[index].heads)


def found(work: Work, evaluation: Evaluation) -> list[tuple[str, tuple[Any, ...]]]:
    """All facts, given or derived, of the types that some rule concludes."""
    made = made_by(work)
    return [fact for fact in zip(evaluation.types, evaluation.rows, strict=True) if fact[0] in made]


def by_seminaive(work: Work, times: int = 1) -> Trial:
    """Our engine: facts in, every derivation recorded and numbered in a derivation graph."""
    rows = {name: list(each) for name, each in work.rows.items()}

    def run() -> DerivationGraph:
        for _ in range(times):
            evaluation = seminaive.evaluate(work.plan, rows, work.active)
            graph = DerivationGraph(work.plan, evaluation, [CERTAIN] * evaluation.given)
        return graph

    return Trial(run, lambda graph: found(work, graph.evaluation), times, lambda graph: {"derivations": len(graph)})
