"""Our own evaluator: semi-naive, set at a time, every firing recorded.

It shares the plan with ``rete`` and nothing else: rules become Python functions (``writer``), run
component by component to their fixpoint, and leave compact records behind. Rounds with very many facts are
worked out column by column instead (``columnar``), with the same result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.engine.evaluation import Evaluation, Givens
    from tocsin.engine.phases import Progress
    from tocsin.engine.plan import Plan

__all__ = ["COLUMNS_FROM", "NAME", "evaluate"]

NAME = "seminaive"
COLUMNS_FROM = 500
"""New facts in a round from which columns are faster than rows (measured: benchmarks/README.md)."""


def evaluate(
    plan: Plan,
    facts: Givens,
    active: frozenset[int],
    progress: Progress | None = None,
    *,
    columns_from: int | None = COLUMNS_FROM,
) -> Evaluation:
    """The stratified model of the given facts under the active rules, with every firing.

    ``facts`` maps type names to rows of canonical values in field order, None where absent. From
    ``columns_from`` new facts in a round on (None: never), rules are evaluated column by column; this
    changes how long it takes, never what is found.
    """
    from tocsin.engine.seminaive.run import evaluate_plan

    return evaluate_plan(NAME, plan, facts, active, progress, columns_from)
