"""The second engine: durable-rules as a positive matcher behind a shield, everything else our own.

durable-rules is told patterns and equal variables only, and only says which facts matched. Comparisons, computed
values, exceptions, aggregates, conclusions and the order of work are decided here, and every match is checked again
before it counts. What the shield guards against is written where it does so; the faults themselves are listed in
``durable-rules.md`` of the design, and each has a test in ``tests/engine/test_rete_shield.py``.

Importing this package works where durable-rules does not (CPython 3.13 and later): see ``available``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.engine.rete.library import REASONS, available, why_unavailable

if TYPE_CHECKING:
    from tocsin.engine.evaluation import Evaluation, Givens
    from tocsin.engine.phases import Progress
    from tocsin.engine.plan import Plan

__all__ = ["NAME", "REASONS", "available", "evaluate", "why_unavailable"]

NAME = "rete"


def evaluate(plan: Plan, facts: Givens, active: frozenset[int], progress: Progress | None = None) -> Evaluation:
    """The stratified model of the given facts under the active rules, with every firing.

    ``facts`` maps type names to rows of canonical values in field order, None where absent. Raises ProblemError
    where durable-rules is not available, or the rule base is beyond what it can hold.
    """
    from tocsin.engine.backing import lowered, merged
    from tocsin.engine.gc_pause import paused_collection
    from tocsin.engine.rete.run import evaluate_plan

    with paused_collection():
        return merged(plan, evaluate_plan(NAME, lowered(plan), facts, active, progress))
