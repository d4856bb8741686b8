"""The plan's functions, written and compiled on first use and kept with the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from tocsin.engine.plan import MatchPlan, Plan
from tocsin.engine.seminaive.expressions import Constants
from tocsin.engine.seminaive.joins import Index, Source, local
from tocsin.engine.seminaive.writer import (
    rule_prologue,
    write_collection,
    write_exception,
    write_rule,
)
from tocsin.facts.kinds import convert
from tocsin.facts.quantity import Quantity
from tocsin.rules.expression.evaluate import FAILURES, absolute, extreme, high, low

_COMPILED: WeakKeyDictionary[Plan, Compiled] = WeakKeyDictionary()


def finite(value: float) -> float:
    """The value, if it is a finite number. Raises OverflowError."""
    if value - value != 0.0:
        raise OverflowError("the result is not a finite number")
    return value


_RUNTIME: dict[str, Any] = {
    "FAILURES": FAILURES,
    "absolute": absolute,
    "convert": convert,
    "exactly": Quantity.exactly,
    "extreme": extreme,
    "finite": finite,
    "high": high,
    "low": low,
    "once": (None,),
}


class Function:
    """A compiled function and the indexes it looks things up in."""

    def __init__(self, call: Callable[..., Any], indexes: Iterable[Index]) -> None:
        self.call = call
        self.indexes = tuple(indexes)


class Compiled:
    """The functions of one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan_types = plan.types
        self._plan_rules = plan.rules
        self._namespace: dict[str, Any] = dict(_RUNTIME)
        self.rule = cache(self._rule)
        self.exceptions = cache(self._exceptions)
        self._collections: dict[tuple[int, str, int], Function] = {}

    def _rule(self, index: int, delta: int | None, recursive: frozenset[str]) -> Function:
        plan = self._plan_rules[index]
        exceptions = self.exceptions(index)
        constants = Constants()
        source = write_rule("rule", plan, self._plan_types, constants, delta, recursive)
        source.lines.insert(0, rule_prologue(plan, source))
        function = self._compile("rule", source, constants, ", delta, start, fail, outs", "")
        return Function(function.call, (*function.indexes, *(i for e in exceptions for i in e.indexes)))

    def _exceptions(self, index: int) -> tuple[Function, ...]:
        plan = self._plan_rules[index]
        found = []
        for position, match in enumerate(plan.unless):
            constants = Constants()
            source = write_exception(match, plan.kinds, self._plan_types, constants)
            parameters = ", fail" + "".join(f", {local(name)}" for name in match.outer)
            function = self._compile("exception", source, constants, parameters, "return best[0]")
            self._namespace[f"exception_{index}_{position}"] = function.call
            found.append(function)
        return tuple(found)

    def collection(self, key: tuple[int, str, int], match: MatchPlan, extra: tuple[str, ...] = ()) -> Function:
        """The function that collects the matches of an aggregate, a ``stronger_if`` or a tension.

        ``key`` names it: the rule, what it is, and which one.
        """
        found = self._collections.get(key)
        if found is None:
            found = self._collections[key] = self._collection(key, match, extra)
        return found

    def _collection(self, key: tuple[int, str, int], match: MatchPlan, extra: tuple[str, ...]) -> Function:
        kinds = self._plan_rules[key[0]].kinds if key[1] == "stronger_if" else {}
        constants = Constants()
        values = "".join(f"{local(name)}, " for name in extra)
        source = write_collection(match, f"({values}), ", kinds, self._plan_types, constants)
        parameters = ", fail, out" + "".join(f", {local(name)}" for name in match.outer)
        return self._compile("collect", source, constants, parameters, "")

    def _compile(self, name: str, source: Source, constants: Constants, parameters: str, result: str) -> Function:
        text = source.function(name, parameters, result)
        # Constants are this function's own; exceptions and the runtime are shared by look-up in the namespace.
        scope = {**self._namespace, **constants.values}
        exec(compile(text, "<rule>", "exec"), scope)
        return Function(scope[name], source.indexes)


def compiled(plan: Plan) -> Compiled:
    """The compiled functions of a plan, shared by all its evaluations."""
    found = _COMPILED.get(plan)
    if found is None:
        found = _COMPILED[plan] = Compiled(plan)
    return found
