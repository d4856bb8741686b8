"""Ways to choose under which a circuit's gate holds, found by clingo (the extra ``prove``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tocsin.engine.stopping import interrupted_by
from tocsin.facts.extras import need
from tocsin.proving import codes
from tocsin.proving.circuit import Circuit, Literal, TooLarge

if TYPE_CHECKING:
    import clingo


def _library() -> Any:
    """The module clingo. Raises ProblemError where it is not installed."""
    require_solver()
    import clingo

    return clingo


def require_solver() -> None:
    """Nothing where there is a solver. Raises ProblemError where there is none."""
    need("prove", codes.NO_SOLVER, "witnesses and proofs need", "clingo")


class Solver:
    """The circuit as a program for clingo; what is excluded stays so."""

    def __init__(self, circuit: Circuit, avoided: Sequence[Literal] = ()) -> None:
        self._circuit = circuit
        self._clingo = _library()
        # One seed, so that the same question has the same answer.
        self._control: clingo.Control = self._clingo.Control(["--seed=1", "--rand-freq=0.2", "--sign-def=rnd"])
        self._avoided = [-literal for literal in avoided]
        self._load()

    def _load(self) -> None:
        circuit = self._circuit
        with self._control.backend() as backend:
            for _ in range(circuit.count):  # atoms are numbered from 1, as gates are
                backend.add_atom()
            for head, body in circuit.rules:
                backend.add_rule([head], list(body))
            for choice in circuit.choices:
                backend.add_rule(list(choice), [], choice=True)
                backend.add_rule([], [-each for each in choice])
                backend.add_weight_rule([], 2, [(each, 1) for each in choice])
            for together in circuit.constraints:
                backend.add_rule([], list(together))

    def require(self, literal: Literal) -> None:
        """From now on this must hold."""
        self.exclude([-literal])

    def exclude(self, literals: Sequence[Literal]) -> None:
        """From now on these must not all hold."""
        with self._control.backend() as backend:
            backend.add_rule([], list(literals))

    def choice(self) -> frozenset[Literal] | None:
        """The gates chosen in some way in which all that must holds; None if there is none.

        What is avoided is chosen only as far as there is no other way.
        """
        found = self._solve(self._avoided)
        if found is not None or not self._avoided or self._solve([]) is None:
            return found
        kept: list[Literal] = []
        for literal in self._avoided:
            if self.may_hold([*kept, literal]):
                kept.append(literal)
        return self._solve(kept)

    def may_hold(self, literals: Sequence[Literal]) -> bool:
        """Whether there is a way to choose in which all of these hold."""
        with interrupted_by(self._control.interrupt):
            result = self._control.solve(assumptions=list(literals))
            _settled(result)
        return bool(result.satisfiable)

    def _solve(self, assumed: Sequence[Literal]) -> frozenset[Literal] | None:
        chosen = {each for choice in self._circuit.choices for each in choice}
        with (
            interrupted_by(self._control.interrupt),
            self._control.solve(yield_=True, assumptions=list(assumed)) as handle,
        ):
            model = handle.model()
            if model is None:
                _settled(handle.get())
                return None
            return frozenset(each for each in chosen if model.is_true(each))


def _settled(result: clingo.SolveResult) -> None:
    """Nothing, if a question was settled. Raises TooLarge where it was interrupted: that is no answer."""
    if result.interrupted:
        raise TooLarge("ways to choose")
