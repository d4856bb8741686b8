"""``LiveCase``: a case that is kept assessed while reports come in and time goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

from tocsin.engine.backing import demands, relations
from tocsin.engine.case import Case, plan_of, switches
from tocsin.engine.incremental.change import Change, Standing
from tocsin.engine.incremental.difference import Difference, GivenFact, Moved
from tocsin.engine.incremental.ids import Ids
from tocsin.engine.incremental.in_force_index import Force
from tocsin.engine.incremental.memory import WorkingMemory
from tocsin.engine.incremental.nodes import NOT_GIVEN
from tocsin.engine.plan import STRENGTH
from tocsin.facts.arguments import checked
from tocsin.facts.key import FactKey
from tocsin.facts.model import Fact, Given
from tocsin.facts.printing import format_row
from tocsin.facts.read import merge_given
from tocsin.facts.reports import Qualifier

_Asked: TypeAlias = tuple[dt.date | None, dt.date | None]
_Pair = tuple[Standing | None, Standing | None]
_Held: TypeAlias = tuple[Qualifier, tuple[str, ...]]
"""How firmly a fact is given, and the relations of which it is a member by its reports (``backing``)."""
_NOWHERE = (-1, False)


class LiveCase:
    """A case whose conclusions follow each report at once; every step answers with what it changed.

    ``as_of``, ``known_by``, ``assume`` and ``without`` mean what they mean to ``Case.assess``; with no ``as_of``, given
    or in the case, the moment is that of the latest report, and moves with it. At any time the conclusions are those of
    ``case.assess()``. Raises ProblemError for an unknown assumption.

    Threads may share a live case: each step is done as a whole before another begins, and what it hands back is what
    it changed itself. A step that fails or is interrupted leaves the case as it was.

    >>> from tocsin.engine import load_pack
    >>> live = LiveCase(Case(load_pack("russia-dprk")))
    >>> fact = "troop_deployment(sender=PRK, beneficiary=RUS, headcount=12000, role=combat)"
    >>> "highly_significant_development" in {moved.type for moved in live.assert_given([fact]).gained}
    True
    >>> len(live.withdraw([fact]).gained)
    0
    """

    @checked()
    def __init__(
        self,
        case: Case,
        *,
        as_of: dt.date | None = None,
        known_by: dt.date | None = None,
        assume: Iterable[str] = (),
        without: Iterable[str] = (),
    ) -> None:
        switched = {**case.assumptions, **switches(assume, without)}
        self._asked: _Asked = as_of, known_by
        self._settings = Case(case.pack, name=case.name, as_of=case.as_of, known_by=case.known_by, assumptions=switched)
        self.plan = plan_of(case.pack)
        self._memory = WorkingMemory(self.plan, self.plan.active(self._settings.assumptions))
        self._lock = self._memory.lock
        self._before: tuple[_Asked, dict[FactKey, Given | None]] | None = None
        """While a step is under way, and after one that failed: what it is about, as it was before."""
        self._begin(case.facts)

    def _begin(self, facts: Iterable[Given]) -> None:
        """The case has these facts, whatever was there before."""
        self._now: _Asked = None, None
        self._force = Force()
        self._in_force: dict[FactKey, _Held] = {}
        self._ids = Ids(self.plan)
        self._memory.clear()
        self._put((given.fact.key, given) for given in facts)
        self._step(dict.fromkeys(self._force.facts))

    def __reduce__(self) -> tuple[Any, ...]:
        with self._whole():
            return _again, (self._settings, tuple(self._force.facts.values()), *self._asked)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Nobody else is at work; what a step that failed has left half done is as it was before."""
        with self._lock:
            if self._before is not None:
                self._asked, changed = self._before
                facts = {**self._force.facts, **changed}
                # Kept until the end, so that whatever is done after an interruption begins with the same.
                self._before = self._asked, facts
                self._begin([given for given in facts.values() if given is not None])
                self._before = None
            yield

    @contextmanager
    def _changing(self, keys: Iterable[FactKey]) -> Iterator[None]:
        """A step about these facts, which is done as a whole or not at all."""
        with self._whole():
            self._before = self._asked, {key: self._force.facts.get(key) for key in keys}
            yield
            self._before = None

    @property
    def as_of(self) -> dt.date | None:
        """The moment that the case is looked at as of."""
        with self._whole():
            return self._now[0]

    @property
    def known_by(self) -> dt.date | None:
        """When what counts was known."""
        with self._whole():
            return self._now[1]

    @property
    def memory(self) -> WorkingMemory:
        """What is in force, and what follows; for reading only."""
        with self._whole():
            return self._memory

    @property
    def case(self) -> Case:
        """The case as it stands, to be assessed or explained in full."""
        with self._whole():
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
        read = self._read(facts)
        with self._changing(read):
            known = self._force.facts
            self._put((k, merge_given((known[k], given))[0] if k in known else given) for k, given in read.items())
            return self._step(dict.fromkeys(read))

    def restate(self, facts: Iterable[Given]) -> Difference:
        """The facts are in the case with these reports and no others; what this changed is handed back.

        Raises ProblemError for facts that the pack does not know; then nothing has changed.
        """
        read = self._read(facts)
        with self._changing(read):
            self._put(read.items())
            return self._step(dict.fromkeys(read))

    def withdraw(self, facts: Iterable[Fact | str]) -> Difference:
        """The facts are no longer in the case, nor any report of them, as if they had never been entered.

        A fact that is not in the case is passed over. Raises ProblemError for facts that the pack does not know.
        """
        named = self._read(facts)
        with self._changing(named):
            keys = self._force.with_rivals(named)
            self._put((key, None) for key in named)
            return self._step(keys)

    @checked()
    def move(self, *, as_of: dt.date | None = None, known_by: dt.date | None = None) -> Difference:
        """The case is looked at as of another date, or as known by another; what this changed is handed back.

        Without ``known_by`` it is the new ``as_of``; without either, both are again what the case itself says.
        """
        with self._changing(()):
            self._asked = as_of, known_by
            return self._step({})

    def _read(self, facts: Iterable[Fact | Given | str]) -> dict[FactKey, Given]:
        """The facts as the pack knows them, each once."""
        return {given.fact.key: given for given in Case(self._settings.pack, facts).facts}

    def _put(self, facts: Iterable[tuple[FactKey, Given | None]]) -> None:
        for key, given in list(facts):
            self._force.put(key, given)

    def _step(self, keys: Mapping[FactKey, None]) -> Difference:
        """Bring in force what is, out of force what is not, and say what followed."""
        before = self._now
        asked_as_of, asked_known_by = self._asked
        as_of = asked_as_of or self._settings.as_of or self._force.latest
        known_by = asked_known_by or asked_as_of or self._settings.known_by or as_of
        self._now = as_of, known_by
        looked_at = dict(keys)
        looked_at.update(dict.fromkeys(self._force.between(before[0], as_of)))
        looked_at.update(dict.fromkeys(self._force.between(before[1], known_by)))
        entering: dict[FactKey, _Held] = {}
        leaving: dict[FactKey, _Held] = {}
        for key in self._force.with_rivals(looked_at):
            held = self._in_force.get(key)
            now = self._held_now(key, as_of, known_by)
            if now is not None and now != held:
                entering[key] = now
            if held is not None and now != held:
                leaving[key] = held
        return self._follow(entering, leaving)

    def _held_now(self, key: FactKey, as_of: dt.date | None, known_by: dt.date | None) -> _Held | None:
        """How a fact is held; None if it is not in force."""
        found = self._force.held(key, as_of, known_by)
        return None if found is None else (found.qualifier, relations(demands(self.plan), key[0], found.supporting))

    def _follow(self, entering: dict[FactKey, _Held], leaving: dict[FactKey, _Held]) -> Difference:
        memory = self._memory
        forth = {**dict.fromkeys(_strengths(leaving), NOT_GIVEN), **_strengths(entering)}
        change = memory.follow(forth)
        moved = {key: pair for key, pair in change.conclusions.items() if _rank(pair[0]) != _rank(pair[1])}
        lost = [key for key, (_, after) in moved.items() if after is None]
        read = {key: memory.reads(key) for key in moved.keys() - set(lost)}
        if lost:
            # What a lost conclusion said is read where it still stands: the step is taken back, and made again.
            memory.follow({**dict.fromkeys(_strengths(entering), NOT_GIVEN), **_strengths(leaving)})
            read.update((key, memory.reads(key)) for key in lost)
            memory.follow(forth)
        for key in leaving:
            self._in_force.pop(key)
        self._in_force.update(entering)
        return self._difference(change, moved, read, (entering, leaving))

    def _difference(
        self,
        change: Change,
        moved: Mapping[FactKey, _Pair],
        read: Mapping[FactKey, str],
        force: tuple[dict[FactKey, _Held], dict[FactKey, _Held]],
    ) -> Difference:
        found: dict[str, list[Moved]] = {"gained": [], "lost": [], "strengthened": [], "weakened": []}
        entering, leaving = force
        short = self._ids.short({**moved, **entering, **leaving, **dict.fromkeys(change.facts_lost)})
        ids_before = self._ids.of(short)
        held = {key: key in self._in_force for key in short if key in self._memory}
        self._ids.follow(short, held)
        ids = self._ids.of(short)
        for (name, row), (before, after) in moved.items():
            fact_type = self.plan.types[name]
            identity = (ids_before if after is None else ids)[name, row]
            line = Moved(identity, name, format_row(fact_type, row), read[name, row], before, after)
            found[_direction(before, after)].append(line)
        return Difference(
            self._now[0],
            self._now[1],
            self._given(entering.keys() - leaving.keys(), ids),
            self._given(leaving.keys() - entering.keys(), ids_before),
            **{name: tuple(sorted(lines, key=lambda line: (line.type, line.id))) for name, lines in found.items()},
        )

    def _given(self, keys: Iterable[FactKey], ids: Mapping[FactKey, str]) -> tuple[GivenFact, ...]:
        types = self.plan.types
        ordered = sorted(keys, key=lambda key: (key[0], ids[key]))
        return tuple(GivenFact(ids[key], format_row(types[key[0]], key[1])) for key in ordered)


def _again(settings: Case, facts: tuple[Given, ...], as_of: dt.date | None, known_by: dt.date | None) -> LiveCase:
    """The live case as it was, in another process."""
    return LiveCase(settings.with_facts(facts), as_of=as_of, known_by=known_by)


def _strengths(held: Mapping[FactKey, _Held]) -> dict[FactKey, int]:
    """The strengths of facts, and of the same as members of relations."""
    found = {key: STRENGTH[qualifier] for key, (qualifier, _) in held.items()}
    more = {(name, key[1]): found[key] for key, (_, names) in held.items() for name in names}
    return found | more


def _rank(standing: Standing | None) -> tuple[int, bool]:
    return _NOWHERE if standing is None else (standing.strength, not standing.boundary)


def _direction(before: Standing | None, after: Standing | None) -> str:
    if before is None:
        return "gained"
    if after is None:
        return "lost"
    return "strengthened" if _rank(after) > _rank(before) else "weakened"
