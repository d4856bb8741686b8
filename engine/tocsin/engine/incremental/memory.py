"""``WorkingMemory``: what is asserted and retracted, and what can be read at any moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from tocsin.engine import codes
from tocsin.engine.evaluation import Derived, Evaluation
from tocsin.engine.gc_pause import paused_collection
from tocsin.engine.incremental.change import Change, Concluded, Standing
from tocsin.engine.incremental.network import Network
from tocsin.engine.incremental.nodes import NOT_GIVEN
from tocsin.engine.incremental.reading import reading
from tocsin.engine.incremental.snapshot import snapshot
from tocsin.engine.plan import STRENGTH, Plan
from tocsin.facts.key import FactKey
from tocsin.facts.model import Fact, Qualifier
from tocsin.facts.printing import format_row
from tocsin.facts.problems import Problem, raise_if_any, suggestion

if TYPE_CHECKING:
    from tocsin.engine.derivation import DerivationGraph

Stated: TypeAlias = Fact | FactKey
"""A fact, or its type's name with its row of canonical values (None where a field is absent)."""


class WorkingMemory:
    """The model of the facts asserted so far under the active rules, with every derivation.

    It always holds what a fresh evaluation of the same facts would find; an update costs what it changes, whatever
    else is there. ``active`` are the rules at work, by number (``Plan.active``); all by default. After forward
    maintenance with kept justifications (Doyle 1979, *A truth maintenance system*).

    >>> from tocsin.engine import load_pack, plan_of
    >>> from tocsin.facts.notation import parse_fact
    >>> pack = load_pack("russia-dprk")
    >>> memory = WorkingMemory(plan_of(pack))
    >>> text = "troop_deployment(sender=PRK, beneficiary=RUS, headcount=12000, role=combat)"
    >>> change = memory.assert_([parse_fact(text, pack.vocabulary)])
    >>> "highly_significant_development" in {name for name, _ in change.facts_gained}
    True
    >>> back = memory.retract(change.facts_gained[:1])
    >>> len(memory), len(back.derivations_lost) == len(change.derivations_gained)
    (0, True)
    """

    def __init__(self, plan: Plan, active: frozenset[int] | None = None) -> None:
        self.plan = plan
        self.active = frozenset(range(len(plan.rules))) if active is None else active
        self._network = Network(plan, self.active)

    def assert_(self, facts: Iterable[Stated], qualifier: Qualifier = "certain") -> Change:
        """The facts are given, all at once, with this qualifier; one that is given already takes the new one.

        Raises ProblemError for types that the pack does not know; then nothing has changed.
        """
        return self.update(dict.fromkeys(map(_key, facts), qualifier))

    def retract(self, facts: Iterable[Stated]) -> Change:
        """The facts are given no longer. One that was not given is passed over; what is derived is not retracted."""
        return self.update({}, facts)

    def update(self, asserted: Mapping[FactKey, Qualifier], retracted: Iterable[Stated] = ()) -> Change:
        """Assert and retract in one step. What is in both is asserted.

        Raises ProblemError for types that the pack does not know; then nothing has changed. A memory whose update was
        interrupted (Ctrl-C) is of no further use.
        """
        givens = {_key(fact): NOT_GIVEN for fact in retracted}
        givens.update((fact, STRENGTH[qualifier]) for fact, qualifier in asserted.items())
        self._check({name for name, _ in givens})
        with paused_collection():
            return self._network.update(givens)

    def _check(self, names: Iterable[str]) -> None:
        types = self.plan.types
        raise_if_any(
            Problem(
                codes.FOREIGN_FACT, f"the pack knows no fact type {name}", None, suggestion(name, types, "fact types")
            )
            for name in sorted(names)
            if name not in types
        )

    # -- reading --------------------------------------------------------------------------

    def __len__(self) -> int:
        """The number of facts, given or derived."""
        return sum(map(len, self._network.store.facts.values()))

    def __contains__(self, fact: Stated) -> bool:
        return self._network.store.find(*_key(fact)) is not None

    @property
    def facts(self) -> Iterator[FactKey]:
        """Every fact that is given or derived."""
        return (node.key for node in self._network.nodes())

    @property
    def given(self) -> Mapping[FactKey, int]:
        """The facts given, each with its strength as an ordinal."""
        return {node.key: node.given for node in self._network.nodes() if node.given != NOT_GIVEN}

    def conclusions(self) -> Iterator[tuple[FactKey, Standing]]:
        """Every derived fact (given or not), with how firmly it is concluded."""
        for node in self._network.nodes():
            standing = self._network.standing(node)
            if standing is not None:
                yield node.key, standing

    def standing(self, fact: Stated) -> Standing | None:
        """How firmly a fact is concluded; None if it is not derived."""
        node = self._network.store.find(*_key(fact))
        return None if node is None else self._network.standing(node)

    def reads(self, fact: Stated) -> str:
        """The fact as a sentence, hedged as an assessment hedges it; in the notation for facts if it is not derived."""
        name, row = _key(fact)
        node = self._network.store.find(name, row)
        return format_row(self.plan.types[name], row) if node is None else reading(self._network, node)

    def derivations_of(self, fact: Stated) -> tuple[Derived, ...]:
        """Every derivation of a fact; none if it is not derived."""
        node = self._network.store.find(*_key(fact))
        found = () if node is None else tuple(map(Concluded.now, node.supports))
        return tuple(d for each in found if each for d in each.derivations() if d.conclusion == _key(fact))

    def evaluation(self) -> Evaluation:
        """The whole model as any engine hands it back. It is made anew each time, in time linear in its size."""
        return snapshot(self._network)

    def graph(self) -> DerivationGraph:
        """The whole model as a derivation graph, made anew each time."""
        from tocsin.engine.derivation import DerivationGraph

        evaluation = self.evaluation()
        given = zip(evaluation.types[: evaluation.given], evaluation.rows, strict=False)
        find = self._network.store.find
        strengths = [node.given for key in given if (node := find(*key)) is not None]
        return DerivationGraph(self.plan, evaluation, strengths)


def _key(fact: Stated) -> FactKey:
    return fact if isinstance(fact, tuple) else fact.key
