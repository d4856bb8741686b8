"""``LiveCase``: a case that is kept assessed while reports come in and time goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from tocsin.engine.case import Case, plan_of
from tocsin.engine.incremental.change import Change, Standing
from tocsin.engine.incremental.difference import Difference, GivenFact, Moved
from tocsin.engine.incremental.ids import Ids
from tocsin.engine.incremental.in_force_index import Force
from tocsin.engine.incremental.memory import WorkingMemory
from tocsin.facts.key import FactKey
from tocsin.facts.kinds import day_of
from tocsin.facts.model import Fact, Given, Qualifier
from tocsin.facts.printing import format_row
from tocsin.facts.read import merge_given

_Pair = tuple[Standing | None, Standing | None]
_NOWHERE = (-1, False)


class LiveCase:
    """A case whose conclusions follow each report at once; every step answers with what it changed.

    ``as_of``, ``known_by``, ``assume`` and ``without`` mean what they mean to ``Case.assess``; with no ``as_of``, given
    or in the case, the moment is that of the latest report, and moves with it. At any time the conclusions are those of
    ``case.assess()``. Raises ProblemError for an unknown assumption.

    >>> from tocsin.engine import load_pack
    >>> live = LiveCase(Case(load_pack("russia-dprk")))
    >>> fact = "troop_deployment(sender=PRK, beneficiary=RUS, headcount=12000, role=combat)"
    >>> "highly_significant_development" in {moved.type for moved in live.assert_given([fact]).gained}
    True
    >>> len(live.withdraw([fact]).gained)
    0
    """

    def __init__(
        self,
        case: Case,
        *,
        as_of: dt.date | None = None,
        known_by: dt.date | None = None,
        assume: Iterable[str] = (),
        without: Iterable[str] = (),
    ) -> None:
        switched = {**case.assumptions, **dict.fromkeys(assume, True), **dict.fromkeys(without, False)}
        self._asked = day_of(as_of, "as_of"), day_of(known_by, "known_by")
        self._settings = Case(case.pack, name=case.name, as_of=case.as_of, known_by=case.known_by, assumptions=switched)
        self.plan = plan_of(case.pack)
        self.memory = WorkingMemory(self.plan, self.plan.active(self._settings.assumptions))
        self.as_of: dt.date | None = None
        self.known_by: dt.date | None = None
        self._force = Force()
        self._in_force: dict[FactKey, Qualifier] = {}
        self._ids = Ids(self.plan)
        self._put((_key(given.fact), given) for given in case.facts)
        self._step(dict.fromkeys(self._force.facts))

    @property
    def case(self) -> Case:
        """The case as it stands, to be assessed or explained in full."""
        now = self._settings
        return Case(
            now.pack,
            self._force.facts.values(),
            name=now.name,
            as_of=self._asked[0] or now.as_of,
            known_by=self._asked[1] or self._asked[0] or now.known_by,
            assumptions=now.assumptions,
        )

    # -- steps ----------------------------------------------------------------------------

    def assert_given(self, facts: Iterable[Fact | Given | str]) -> Difference:
        """The facts are in the case, their reports beside those that are there; what this changed is handed back.

        A retraction or denial is a report too, and is asserted. Raises ProblemError for facts that the pack does not
        know; then nothing has changed.
        """
        read = [(_key(given.fact), given) for given in Case(self._settings.pack, facts).facts]
        known = self._force.facts
        self._put((k, merge_given((known[k], given))[0] if k in known else given) for k, given in read)
        return self._step(dict.fromkeys(key for key, _ in read))

    def restate(self, facts: Iterable[Given]) -> Difference:
        """The facts are in the case with these reports and no others; what this changed is handed back.

        Raises ProblemError for facts that the pack does not know; then nothing has changed.
        """
        read = [(_key(given.fact), given) for given in Case(self._settings.pack, facts).facts]
        self._put(read)
        return self._step(dict.fromkeys(key for key, _ in read))

    def withdraw(self, facts: Iterable[Fact | str]) -> Difference:
        """The facts are no longer in the case, nor any report of them, as if they had never been entered.

        A fact that is not in the case is passed over. Raises ProblemError for facts that the pack does not know.
        """
        named = dict.fromkeys(_key(given.fact) for given in Case(self._settings.pack, facts).facts)
        keys = self._force.with_rivals(named)
        self._put((key, None) for key in named)
        return self._step(keys)

    def move(self, *, as_of: dt.date | None = None, known_by: dt.date | None = None) -> Difference:
        """The case is looked at as of another date, or as known by another; what this changed is handed back.

        Without ``known_by`` it is the new ``as_of``; without either, both are again what the case itself says.
        """
        self._asked = day_of(as_of, "as_of"), day_of(known_by, "known_by")
        return self._step({})

    def _put(self, facts: Iterable[tuple[FactKey, Given | None]]) -> None:
        for key, given in list(facts):
            self._force.put(key, given)

    def _step(self, keys: Mapping[FactKey, None]) -> Difference:
        """Bring in force what is, out of force what is not, and say what followed."""
        before = self.as_of, self.known_by
        as_of, known_by = self._asked
        self.as_of = as_of or self._settings.as_of or self._force.latest
        self.known_by = known_by or as_of or self._settings.known_by or self.as_of
        looked_at = dict(keys)
        looked_at.update(dict.fromkeys(self._force.between(before[0], self.as_of)))
        looked_at.update(dict.fromkeys(self._force.between(before[1], self.known_by)))
        entering: dict[FactKey, Qualifier] = {}
        leaving: dict[FactKey, Qualifier] = {}
        for key in self._force.with_rivals(looked_at):
            held = self._in_force.get(key)
            now = self._force.held(key, self.as_of, self.known_by)
            if now is not None and now != held:
                entering[key] = now
            if held is not None and now != held:
                leaving[key] = held
        return self._follow(entering, leaving)

    def _follow(self, entering: dict[FactKey, Qualifier], leaving: dict[FactKey, Qualifier]) -> Difference:
        change = self.memory.update(entering, leaving)
        moved = {key: pair for key, pair in change.conclusions.items() if _rank(pair[0]) != _rank(pair[1])}
        lost = [key for key, (_, after) in moved.items() if after is None]
        read = {key: self.memory.reads(key) for key in moved.keys() - set(lost)}
        if lost:
            # What a lost conclusion said is read where it still stands: the step is taken back, and made again.
            self.memory.update(leaving, entering)
            read.update((key, self.memory.reads(key)) for key in lost)
            self.memory.update(entering, leaving)
        for key in leaving:
            self._in_force.pop(key)
        self._in_force.update(entering)
        return self._difference(change, moved, read, (entering, leaving))

    def _difference(
        self,
        change: Change,
        moved: Mapping[FactKey, _Pair],
        read: Mapping[FactKey, str],
        force: tuple[dict[FactKey, Qualifier], dict[FactKey, Qualifier]],
    ) -> Difference:
        found: dict[str, list[Moved]] = {"gained": [], "lost": [], "strengthened": [], "weakened": []}
        entering, leaving = force
        short = self._ids.short({**moved, **entering, **leaving, **dict.fromkeys(change.facts_lost)})
        ids_before = self._ids.of(short)
        held = {key: key in self._in_force for key in short if key in self.memory}
        self._ids.follow(short, held)
        ids = self._ids.of(short)
        for (name, row), (before, after) in moved.items():
            fact_type = self.plan.types[name]
            identity = (ids_before if after is None else ids)[name, row]
            line = Moved(identity, name, format_row(fact_type, row), read[name, row], before, after)
            found[_direction(before, after)].append(line)
        return Difference(
            self.as_of,
            self.known_by,
            self._given(entering.keys() - leaving.keys(), ids),
            self._given(leaving.keys() - entering.keys(), ids_before),
            **{name: tuple(sorted(lines, key=lambda line: (line.type, line.id))) for name, lines in found.items()},
        )

    def _given(self, keys: Iterable[FactKey], ids: Mapping[FactKey, str]) -> tuple[GivenFact, ...]:
        types = self.plan.types
        ordered = sorted(keys, key=lambda key: (key[0], ids[key]))
        return tuple(GivenFact(ids[key], format_row(types[key[0]], key[1])) for key in ordered)


def _key(fact: Fact) -> FactKey:
    return fact.key


def _rank(standing: Standing | None) -> tuple[int, bool]:
    return _NOWHERE if standing is None else (standing.strength, not standing.boundary)


def _direction(before: Standing | None, after: Standing | None) -> str:
    if before is None:
        return "gained"
    if after is None:
        return "lost"
    return "strengthened" if _rank(after) > _rank(before) else "weakened"
