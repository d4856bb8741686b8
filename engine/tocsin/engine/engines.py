"""The engines that evaluate a plan: the two of ours, and those that installed packages bring to check them.

An engine from outside is a function as ``rete.evaluate`` and ``seminaive.evaluate`` are, declared by an installed
package as an entry point of the group ``tocsin.engines``. It runs only where somebody asks for it by name: in
``TOCSIN_CHECKED_BY``, or by ``checked_by`` of ``Case.assess``. No pack and no case file can name one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final, Literal, TypeAlias

from tocsin.engine import codes, rete, seminaive, stopping
from tocsin.engine.backing import lowered, merged
from tocsin.engine.evaluation import Evaluation, Givens
from tocsin.engine.phases import Progress, phase, tell_firings
from tocsin.engine.plan import Plan
from tocsin.facts.codes import WRONG_ARGUMENT
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import ArgumentError, Place, Problem, ProblemError, suggestion
from tocsin.facts.vocabulary import entry_points_of

ENTRY_POINTS: Final = "tocsin.engines"
VARIABLE: Final = "TOCSIN_CHECKED_BY"

EngineChoice = Literal["auto", "both", "rete", "seminaive"]
Evaluate: TypeAlias = Callable[[Plan, Givens, frozenset[int], Progress | None], Evaluation]


@dataclass(frozen=True)
class Engine:
    """What evaluates a plan: under the name that results list it by, a function that gives the whole model."""

    name: str
    evaluate: Evaluate

    def run(self, plan: Plan, rows: Givens, active: frozenset[int], progress: Progress | None) -> Evaluation:
        """Its evaluation. An engine has rows of its own, so that none can change what another is given."""
        own = {name: list(members) for name, members in rows.items()}
        with phase("evaluate", engine=self.name, pack=plan.pack.name, given=sum(map(len, own.values()))) as told:
            evaluation = replace(self.evaluate(plan, own, active, progress), engine=self.name)
            facts, firings = len(evaluation.rows), evaluation.firings
            told.tell(facts=facts, firings=firings, rules=len(active))
        stopping.found(facts, firings)
        tell_firings(evaluation)
        return evaluation


@dataclass(frozen=True)
class Checker(Engine):
    """An engine from outside, beside ours."""

    def __post_init__(self) -> None:
        if self.name in _OURS:
            message = f"{self.name} is an engine of Tocsin's own; give the other one another name"
            raise ArgumentError([Problem(WRONG_ARGUMENT, message, Place("name"))])

    def run(self, plan: Plan, rows: Givens, active: frozenset[int], progress: Progress | None) -> Evaluation:
        """Its evaluation. Raises ProblemError for whatever it ends with instead of one."""
        try:
            return merged(plan, super().run(lowered(plan), rows, active, progress))
        except Exception as error:  # what code of others raises is no error in Tocsin
            raise _failed(self.name, f"raised {type(error).__name__}: {error}") from error


RETE = Engine(rete.NAME, rete.evaluate)
SEMINAIVE = Engine(seminaive.NAME, seminaive.evaluate)
_OURS: Final = frozenset({RETE.name, SEMINAIVE.name})


def checkers(named: Iterable[Checker | str] | None = None) -> tuple[Checker, ...]:
    """The engines to check ours by: those given or named, else those that ``TOCSIN_CHECKED_BY`` names, by name.

    Raises ProblemError for a name under which no installed package brings an engine, and for one that does not load.
    """
    if named is None:
        named = [name.strip() for name in os.environ.get(VARIABLE, "").split(",") if name.strip()]
    found = {each.name: each for each in [_load(each) if isinstance(each, str) else each for each in named]}
    return tuple(found[name] for name in sorted(found))


def _load(name: str) -> Checker:
    installed = {each: point for each, point in entry_points_of(ENTRY_POINTS).items() if each not in _OURS}
    if name not in installed:
        message = f"no installed package brings an engine {name}"
        hint = suggestion(name, installed, "engines") if installed else f"leave it out of {VARIABLE}"
        raise ProblemError([Problem(codes.UNKNOWN_ENGINE, message, None, hint)])
    try:
        evaluate = installed[name].load()
    except Exception as error:  # whatever an installed package raises on import must become a clear problem
        raise _failed(name, f"does not load: {type(error).__name__}: {error}") from error
    if not callable(evaluate):
        raise _failed(name, f"is no function: {installed[name].value}")
    return Checker(name, evaluate)


def _failed(name: str, reason: str) -> ProblemError:
    hint = f"repair or remove the package that brings it, or leave it out of {VARIABLE}"
    return ProblemError([Problem(codes.ENGINE_FAILED, f"the engine {name} {reason}", None, hint)])
