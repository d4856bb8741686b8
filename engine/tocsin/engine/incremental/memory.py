"""``WorkingMemory``: what is asserted and retracted, and what can be read at any moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeAlias

from tocsin.engine import codes
from tocsin.engine.backing import lowered, merged
from tocsin.engine.evaluation import Derived, Evaluation
from tocsin.engine.gc_pause import paused_collection
from tocsin.engine.given_facts import given_under
from tocsin.engine.incremental.change import Change, Concluded, Standing
from tocsin.engine.incremental.network import Network
from tocsin.engine.incremental.nodes import NOT_GIVEN, Node
from tocsin.engine.incremental.reading import reading
from tocsin.engine.incremental.snapshot import snapshot
from tocsin.engine.plan import STRENGTH, Plan, type_of
from tocsin.facts.arguments import checked
from tocsin.facts.converting import KindError, describe
from tocsin.facts.key import FactKey, Row
from tocsin.facts.kinds import Value
from tocsin.facts.model import Fact
from tocsin.facts.printing import format_row
from tocsin.facts.problems import ArgumentError, Place, Problem, ProblemError, suggestion
from tocsin.facts.reports import Qualifier
from tocsin.facts.taking import misfit, refused

if TYPE_CHECKING:
    from tocsin.engine.derivation import DerivationGraph

_FORM = 'give a Fact, or (type, row) such as ("edge", (1, 2))'
Stated: TypeAlias = Fact | FactKey
"""A fact, or its type's name with its row of canonical values (None where a field is absent)."""


class WorkingMemory:
    """The model of the facts asserted so far under the active rules, with every derivation.

    It always holds what a fresh evaluation of the same facts would find; an update costs what it changes, whatever
    else is there. ``active`` are the rules at work, by number (``Plan.active``); all by default. After forward
    maintenance with kept justifications (Doyle 1979, *A truth maintenance system*).

    Threads may share a memory: each method is done as a whole before another begins. An update that fails or is
    interrupted leaves the memory as it was.

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

    @checked()
    def __init__(self, plan: Plan, active: frozenset[int] | None = None) -> None:
        self.plan = plan
        every = frozenset(range(len(plan.rules)))
        self.active = every if active is None else active
        if not self.active <= every:
            others = ", ".join(map(str, sorted(self.active - every)))
            hint = f"the {len(every)} rules are numbered from 0; plan.active gives those of some assumptions"
            raise ArgumentError([refused("active", f"there is no rule of the number {others}", hint)])
        self.lock = RLock()
        """Held by every method while it works; whoever holds it alone sees and changes the memory."""
        self._kept = Network(lowered(plan), self.active)
        self._given: dict[FactKey, int] = {}
        self._unfinished: dict[FactKey, int] | None = None
        """While an update is under way, and after one that failed: what it is about, as it was given before."""

    def __reduce__(self) -> tuple[Any, ...]:
        with self.lock:
            given = {(node.type, node.row): node.given for node in self._network.nodes() if node.given != NOT_GIVEN}
        return _again, (self.plan, self.active, given)

    @checked(but=("facts",))
    def assert_(self, facts: Iterable[Stated], qualifier: Qualifier = "certain") -> Change:
        """The facts are given, all at once, with this qualifier; one that is given already takes the new one.

        Raises ProblemError for what is no fact of the pack; then nothing has changed.
        """
        return self.follow(dict.fromkeys(self._keys(facts, "facts"), STRENGTH[qualifier]))

    def retract(self, facts: Iterable[Stated]) -> Change:
        """The facts are given no longer. One that was not given is passed over; what is derived is not retracted.

        Raises ProblemError for what is no fact of the pack; then nothing has changed.
        """
        return self.follow(dict.fromkeys(self._keys(facts, "facts"), NOT_GIVEN))

    @checked(but=("retracted",))
    def update(self, asserted: Mapping[FactKey, Qualifier], retracted: Iterable[Stated] = ()) -> Change:
        """Assert and retract in one step. What is in both is asserted.

        Raises ProblemError for what is no fact of the pack; then nothing has changed.
        """
        givens = dict.fromkeys(self._keys(retracted, "retracted"), NOT_GIVEN)
        keys = self._keys(asserted, "asserted")
        givens.update((key, STRENGTH[qualifier]) for key, qualifier in zip(keys, asserted.values(), strict=True))
        return self.follow(givens)

    def follow(self, givens: Mapping[FactKey, int]) -> Change:
        """Each fact is given with its strength, or (NOT_GIVEN) no longer, as ``update`` gives them, without a check.

        An update that does not end, whatever ended it (Ctrl-C too), leaves what was given before: the network is then
        made anew when it is next needed.
        """
        with self.lock, paused_collection():
            network = self._network
            self._unfinished = {key: self._given.get(key, NOT_GIVEN) for key in givens}
            change = network.update(givens)
            _give(self._given, givens)
            self._unfinished = None
            return change

    def clear(self) -> None:
        """Nothing is given."""
        with self.lock:
            self._unfinished = dict.fromkeys((*self._given, *(self._unfinished or ())), NOT_GIVEN)

    @property
    def _network(self) -> Network:
        """The network of what is given."""
        if self._unfinished is not None:
            _give(self._given, self._unfinished)
            network = Network(lowered(self.plan), self.active)
            network.update(self._given)
            self._kept, self._unfinished = network, None
        return self._kept

    def _keys(self, facts: Iterable[Stated], name: str) -> list[FactKey]:
        """The facts by content. Raises ArgumentError with what is wrong in any of them."""
        listed: Any = facts
        if isinstance(listed, str | bytes | Fact) or not isinstance(listed, Iterable):
            raise ArgumentError([misfit(listed, "a list of facts", name)])
        if isinstance(listed, tuple) and len(listed) == 2 and isinstance(listed[0], str):
            raise ArgumentError([refused(name, "expected a list of facts, found one fact", "put it into a list")])
        problems: list[Problem] = []
        found = []
        for index, fact in enumerate(facts):
            try:
                found.append(self._key(fact, f"{name}[{index}]", sought=False))
            except ProblemError as error:
                problems.extend(error.problems)
        if problems:
            raise ArgumentError(problems)
        return found

    def _key(self, fact: Stated, name: str = "fact", *, sought: bool = True) -> FactKey:
        """The fact by content. Raises ProblemError if the pack knows no such fact, or it is to be given and cannot."""
        given: Any = fact
        if isinstance(given, Fact):
            return given_under(given, self.plan.pack.vocabulary, Place(name), sought=sought).fact.key
        if not (isinstance(given, tuple) and len(given) == 2 and isinstance(given[0], str)):
            raise ArgumentError([misfit(given, "a fact, or its type's name and its row,", name, _FORM)])
        type_name, row = given
        if type_name not in self.plan.types:
            hint = suggestion(type_name, self.plan.types, "fact types")
            message = f"the pack knows no fact type {type_name}"
            raise ArgumentError([Problem(codes.FOREIGN_FACT, message, Place(name), hint)])
        return type_name, self._row(type_name, row, name, sought)

    def _row(self, type_name: str, row: Any, name: str, sought: bool) -> Row:
        fields = self.plan.types[type_name].fields
        if not isinstance(row, tuple) or len(row) != len(fields):
            hint = f"give the values of {', '.join(field.name for field in fields)}"
            raise ArgumentError([refused(name, f"expected a row of {len(fields)} values, found {describe(row)}", hint)])
        problems: list[Problem] = []
        values: list[Value | None] = []
        for field, value in zip(fields, row, strict=True):
            try:
                values.append(None if value is None and field.optional else field.convert(value, sought=sought))
            except KindError as error:
                problems.append(refused(name, f"{type_name}.{field.name}: {error}", error.hint))
        if problems:
            raise ArgumentError(problems)
        return tuple(values)

    # -- reading --------------------------------------------------------------------------

    def __len__(self) -> int:
        """The number of facts, given or derived."""
        with self.lock:
            return sum(1 for _ in self._nodes())

    def __contains__(self, fact: Any) -> bool:
        try:
            key = self._key(fact)
        except ProblemError:
            return False
        with self.lock:
            return self._network.store.find(*key) is not None

    @property
    def facts(self) -> Iterator[FactKey]:
        """Every fact that is given or derived."""
        with self.lock:
            return iter([node.key for node in self._nodes()])

    @property
    def given(self) -> Mapping[FactKey, int]:
        """The facts given, each with its strength as an ordinal."""
        with self.lock:
            return {node.key: node.given for node in self._nodes() if node.given != NOT_GIVEN}

    def _nodes(self) -> Iterator[Node]:
        """Every fact once, however well it is backed."""
        return (node for node in self._network.nodes() if type_of(node.type) == node.type)

    def conclusions(self) -> Iterator[tuple[FactKey, Standing]]:
        """Every derived fact (given or not), with how firmly it is concluded."""
        with self.lock:
            found = ((node.key, self._network.standing(node)) for node in self._network.nodes())
            return iter([(key, standing) for key, standing in found if standing is not None])

    def standing(self, fact: Stated) -> Standing | None:
        """How firmly a fact is concluded; None if it is not derived."""
        key = self._key(fact)
        with self.lock:
            node = self._network.store.find(*key)
            return None if node is None else self._network.standing(node)

    def reads(self, fact: Stated) -> str:
        """The fact as a sentence, hedged as an assessment hedges it; in the notation for facts if it is not derived."""
        name, row = self._key(fact)
        with self.lock:
            node = self._network.store.find(name, row)
            return format_row(self.plan.types[name], row) if node is None else reading(self._network, node)

    def derivations_of(self, fact: Stated) -> tuple[Derived, ...]:
        """Every derivation of a fact; none if it is not derived."""
        key = self._key(fact)
        with self.lock:
            node = self._network.store.find(*key)
            found = () if node is None else tuple(map(Concluded.now, node.supports))
            return tuple(d for each in found if each for d in each.derivations() if d.conclusion == key)

    def evaluation(self) -> Evaluation:
        """The whole model as any engine hands it back. It is made anew each time, in time linear in its size."""
        with self.lock:
            return merged(self.plan, snapshot(self._network))

    def graph(self) -> DerivationGraph:
        """The whole model as a derivation graph, made anew each time."""
        from tocsin.engine.derivation import DerivationGraph

        with self.lock:
            evaluation = self.evaluation()
            given = zip(evaluation.types[: evaluation.given], evaluation.rows, strict=False)
            find = self._network.store.find
            strengths = [node.given for key in given if (node := find(*key)) is not None]
        return DerivationGraph(self.plan, evaluation, strengths)


def _give(given: dict[FactKey, int], changes: Mapping[FactKey, int]) -> None:
    for key, strength in changes.items():
        if strength == NOT_GIVEN:
            given.pop(key, None)
        else:
            given[key] = strength


def _again(plan: Plan, active: frozenset[int], given: Mapping[FactKey, int]) -> WorkingMemory:
    """The memory of the same facts, in another process."""
    memory = WorkingMemory(plan, active)
    memory.follow(given)
    return memory
