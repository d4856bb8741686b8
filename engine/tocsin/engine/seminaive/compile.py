"""The plan's functions, written and compiled on first use and kept with the plan."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from types import CodeType
from typing import Any, Final, NamedTuple

from tocsin.engine.backing import lowered
from tocsin.engine.plan import Component, Condition, MatchPlan, Plan, RulePlan
from tocsin.engine.seminaive.expressions import Constants, ExpressionWriter, variable
from tocsin.engine.seminaive.joins import JoinWriter
from tocsin.engine.seminaive.matches import Index
from tocsin.engine.seminaive.runtime import RUNTIME
from tocsin.engine.seminaive.writer import (
    exception_name,
    last_line,
    write_collection,
    write_contributions,
    write_exception,
    write_rule,
)
from tocsin.facts.values import kept_with

_SHARED: Final[dict[str, Any]] = {**vars(builtins), **RUNTIME}


class Function:
    """A compiled function, the indexes it looks things up in, and whether it may have a failure to note."""

    def __init__(self, call: Callable[..., Any], indexes: Iterable[Index], fails: bool) -> None:
        self.call = call
        self.indexes = tuple(indexes)
        self.fails = fails


class CompiledRule:
    """A rule with its functions, which are written when they are first asked for.

    ``needs`` names the types without which it cannot fire, ``makes`` those of its conclusions;
    ``columnar`` says whether it can be evaluated column by column; ``constants`` are those of its patterns, each with
    its type and its position.
    """

    def __init__(self, plan: RulePlan, write: Callable[[int, int | None, frozenset[str]], Function]) -> None:
        self.plan = plan
        self.needs = frozenset(pattern.type for pattern in plan.patterns)
        self.single = len(plan.heads) == 1
        self.totals = plan.totals
        self.aggregates = tuple(at for at in range(len(plan.aggregates)) if at not in plan.totals)
        self.makes = tuple(dict.fromkeys(head.type for head in plan.heads))
        self.constants = tuple((pattern.type, *each) for pattern in plan.patterns for each in pattern.constants)
        # What computes values, groups facts or may fail on the way goes row by row.
        self.columnar = bool(plan.patterns) and not (
            plan.aggregates or plan.late or any(any(head.converts) for head in plan.heads)
        )
        self._write = write
        self.functions: dict[int | None, Function] = {}

    def function(self, delta: int | None, recursive: frozenset[str]) -> Function:
        """The function whose pattern ``delta`` ranges over new facts (None: all patterns over all facts).

        ``recursive`` are the types that feed back in the rule's component, always the same.
        """
        found = self.functions.get(delta)
        if found is None:
            found = self.functions[delta] = self._write(self.plan.index, delta, recursive)
        return found


class Stage(NamedTuple):
    """A component with those of its rules that are active.

    ``makes`` are the types of their conclusions, ``types`` also those they need; ``fires_once`` says that nothing feeds
    back and nothing is aggregated.
    """

    rules: list[CompiledRule]
    recursive: frozenset[str]
    makes: tuple[str, ...]
    types: tuple[str, ...]
    fires_once: bool


class Compiled:
    """The functions of one plan, lowered (``backing``); ``types`` are its vocabulary and ``plans`` its rules."""

    def __init__(self, plan: Plan) -> None:
        made_ready = lowered(plan)
        self.is_lowered = made_ready is not plan
        self.types = made_ready.types
        self.plans = made_ready.rules
        self.rule = cache(self._rule)
        self.exceptions = cache(self._exceptions)
        self.rules = tuple(CompiledRule(rule, self.rule) for rule in self.plans)
        self._order = plan.components
        self._stages: dict[frozenset[int], list[Stage]] = {}
        self._conditions: dict[tuple[int, str, tuple[str, ...]], Callable[..., int]] = {}
        self._collections: dict[tuple[int, str, int], Function] = {}

    def _rule(self, index: int, delta: int | None, recursive: frozenset[str]) -> Function:
        plan = self.plans[index]
        exceptions = self.exceptions(index)
        join = write_rule(plan, self.types, delta, recursive)
        calls = {exception_name(position): each.call for position, each in enumerate(exceptions)}
        function = self._compile("rule", join, ", delta, start, fail, outs", last_line(plan), calls)
        indexes = dict.fromkeys((*function.indexes, *(index for each in exceptions for index in each.indexes)))
        return Function(function.call, indexes, function.fails)

    def _exceptions(self, index: int) -> tuple[Function, ...]:
        plan = self.plans[index]
        found = []
        for match in plan.unless:
            join = write_exception(match, plan.kinds, self.types)
            parameters = ", fail" + "".join(f", {variable(name)}" for name in match.outer)
            found.append(self._compile("exception", join, parameters, "return best[0]"))
        return tuple(found)

    def stages(self, active: frozenset[int]) -> list[Stage]:
        """The components that have active rules, in dependency order."""
        if active not in self._stages:
            if len(self._stages) >= 64:
                self._stages.clear()
            found = [(each, [self.rules[at] for at in each.rules if at in active]) for each in self._order]
            self._stages[active] = [_stage(component, rules) for component, rules in found if rules]
        return self._stages[active]

    def condition(self, rule: int, condition: Condition, names: tuple[str, ...]) -> Callable[..., int]:
        """A comparison that cannot fail, as a function of the variables named: its truth, or 0, 1, 2 (``interval``)."""
        key = rule, condition.text, names
        if key not in self._conditions:
            constants = Constants()
            source = ExpressionWriter(constants, self.plans[rule].kinds).condition(condition.node)
            text = f"lambda {', '.join(variable(name) for name in names)}: {source}"
            self._conditions[key] = eval(text, {**RUNTIME, **constants.values})
        return self._conditions[key]

    def collection(self, key: tuple[int, str, int], match: MatchPlan, extra: tuple[str, ...] = ()) -> Function:
        """The function that collects the matches of an aggregate, a ``stronger_if``, an exception or a tension.

        ``key`` names it: the rule, what it is, and which one.
        """
        found = self._collections.get(key)
        if found is None:
            found = self._collections[key] = self._collection(key, match, extra)
        return found

    def contributions(self, rule: int, number: int, delta: int) -> Function:
        """The function that collects the matches of an aggregate in which its pattern ``delta`` has a new fact."""
        key = rule, f"contributions from {delta}", number
        if key not in self._collections:
            aggregate = self.plans[rule].aggregates[number]
            join = write_contributions(aggregate, aggregate.taken, self.types, delta)
            self._collections[key] = self._compile("collect", join, ", delta, start, fail, out")
        return self._collections[key]

    def _collection(self, key: tuple[int, str, int], match: MatchPlan, extra: tuple[str, ...]) -> Function:
        kinds = self.plans[key[0]].kinds if key[1] in ("stronger_if", "unless") else {}
        join = write_collection(match, extra, kinds, self.types)
        parameters = ", fail, out" + "".join(f", {variable(name)}" for name in match.outer)
        return self._compile("collect", join, parameters)

    def _compile(
        self, name: str, join: JoinWriter, parameters: str, last: str = "", calls: Mapping[str, Any] | None = None
    ) -> Function:
        text = join.function(name, parameters, ["rows = store.rows"], last)
        # Constants and exceptions are this function's own; what all share is looked up where Python's own names are.
        scope = {"__builtins__": _SHARED, **join.constants.values, **(calls or {})}
        exec(_code(text), scope)
        return Function(scope[name], join.indexes, any("fail" in line for line in join.lines))


def _stage(component: Component, rules: list[CompiledRule]) -> Stage:
    makes = tuple(dict.fromkeys([name for rule in rules for name in rule.makes]))
    types = tuple({*makes, *(name for rule in rules for name in rule.needs)})
    fires_once = not component.recursive and not any(rule.plan.aggregates for rule in rules)
    return Stage(rules, component.recursive, makes, types, fires_once)


@lru_cache(maxsize=2_000)
def _code(text: str) -> CodeType:
    """The code of a function's text; rules of one form share theirs, as their constants are not in it."""
    return compile(text, "<rule>", "exec")


@kept_with
def compiled(plan: Plan) -> Compiled:
    """The compiled functions of a plan, shared by all its evaluations."""
    return Compiled(plan)
