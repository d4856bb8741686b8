"""experta, a Python engine in the manner of CLIPS: a `Rule` for each rule. It keeps no derivations."""

from __future__ import annotations

import collections
import collections.abc
import logging
from typing import Any

from benchmarks.packs import Work, made_by
from benchmarks.peers import Untranslatable
from benchmarks.suite import Trial
from tocsin.engine.plan import RulePlan


def by_experta(work: Work) -> Trial:
    """The engine's class made beforehand; reset, declare every fact, run."""
    # The release of 2019 takes its abstract classes from where Python 3.10 no longer has them.
    collections.Mapping = collections.abc.Mapping  # type: ignore[attr-defined]
    import experta

    logging.getLogger("experta").setLevel(logging.ERROR)
    types = {name: type(name, (experta.Fact,), {}) for name in {*work.rows, *made_by(work)}}
    rules = {f"r{index}": _rule(work, work.plan.rules[index], types) for index in sorted(work.active)}
    engine: Any = type("Engine", (experta.KnowledgeEngine,), rules)()

    def run() -> Any:
        engine.reset()
        for name, rows in work.rows.items():
            fields = [field.name for field in work.plan.types[name].fields]
            for row in rows:
                engine.declare(types[name](**dict(zip(fields, row, strict=True))))
        engine.run()
        return engine

    def answer(done: Any) -> list[object]:
        found: list[object] = []
        for fact in done.facts.values():
            name = type(fact).__name__
            if name in made_by(work):
                found.append((name, tuple(fact[field.name] for field in work.plan.types[name].fields)))
        return found

    return Trial(run, answer)


def _rule(work: Work, plan: RulePlan, types: dict[str, Any]) -> Any:
    import experta

    if plan.aggregates or plan.unless or plan.early or plan.late:
        raise Untranslatable("more than patterns")
    patterns = []
    for pattern in plan.patterns:
        names = [field.name for field in work.plan.types[pattern.type].fields]
        terms = {names[at]: values[0] for at, values in pattern.constants}
        terms |= {names[at]: getattr(experta.MATCH, variable) for at, variable in pattern.variables}
        patterns.append(types[pattern.type](**terms))

    def fire(self: Any, **bound: Any) -> None:
        for head in plan.heads:
            fields = [field.name for field in work.plan.types[head.type].fields]
            values = [value if name is None else bound[name] for value, name in head.terms]
            self.declare(types[head.type](**dict(zip(fields, values, strict=True))))

    return experta.Rule(*patterns)(fire)
