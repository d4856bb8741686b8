"""clingo, of which grounding alone is needed here: program text in, the one model out. It keeps no derivations."""

from __future__ import annotations

from typing import Any

from benchmarks.packs import Work, made_by
from benchmarks.peers.datalog import clause, term
from benchmarks.suite import Trial


def by_clingo(work: Work, times: int = 1) -> Trial:
    """Facts and rules as text, grounded; the facts grounding finds are the model of a program without negation."""
    import clingo

    rules = "\n".join(clause(work.plan, work.plan.rules[index]) for index in sorted(work.active))
    facts = "\n".join(f"{name}({','.join(map(term, row))})." for name, rows in work.rows.items() for row in rows)

    def run() -> Any:
        for _ in range(times):
            control = clingo.Control(["--warn=none"])
            control.add("base", [], facts + "\n" + rules)
            control.ground([("base", [])])
        return control

    def answer(control: Any) -> list[object]:
        return [
            (name, tuple(_value(each) for each in atom.symbol.arguments))
            for name in made_by(work)
            for atom in control.symbolic_atoms.by_signature(name, len(work.plan.types[name].fields))
        ]

    return Trial(run, answer, times)


def _value(symbol: Any) -> object:
    return symbol.string if str(symbol.type).endswith("String") else symbol.number
