"""From one assessment to a later one: which conclusions appeared, grew firmer or weaker, or fell, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Literal

from tocsin.engine import Assessment
from tocsin.facts.dataclass import dataclass
from tocsin.facts.values import short_repr
from tocsin.questions.differences.causes import Cause, Side, as_of_after, causes, new_premises
from tocsin.questions.differences.summary import Standing, standings

ChangeKind = Literal["appeared", "strengthened", "weakened", "fell"]
CHANGE_KINDS: tuple[ChangeKind, ...] = ("appeared", "strengthened", "weakened", "fell")


@dataclass(frozen=True)
class Change:
    """A conclusion that stands otherwise than before; what fell has no ``after``, what appeared no ``before``."""

    __repr__ = short_repr

    kind: ChangeKind
    before: Standing | None
    after: Standing | None
    causes: tuple[Cause, ...]

    @property
    def standing(self) -> Standing:
        """The conclusion as it stands now, or as it stood before it fell."""
        standing = self.after or self.before
        if standing is None:
            raise ValueError("a change is of a conclusion that stood before or stands after")
        return standing

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "kind": self.kind,
            "conclusion": self.standing.to_json(),
            "before": _held(self.before),
            "after": _held(self.after),
            "causes": [cause.to_json() for cause in self.causes],
        }


def _held(standing: Standing | None) -> dict[str, object] | None:
    return None if standing is None else standing.strength_json()


@dataclass(frozen=True)
class Support:
    """A conclusion that stands as before, on more derivations or fewer; what is ``above`` rests on it."""

    gained: bool
    standing: Standing
    causes: tuple[Cause, ...]
    above: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "kind": "gained" if self.gained else "lost",
            "conclusion": self.standing.id,
            "causes": [cause.to_json() for cause in self.causes],
            "above": list(self.above),
        }


@dataclass(frozen=True)
class State:
    """An assessment, ready to be compared: its conclusions as they stand, in order."""

    side: Side
    standings: Mapping[str, Standing]

    @property
    def assessment(self) -> Assessment:
        """The assessment itself."""
        return self.side.assessment


def state_of(assessment: Assessment, only: Collection[str] | None = None) -> State:
    """The assessment, ready to be compared; with ``only``, in the conclusions of these ids."""
    return State(Side(assessment), standings(assessment, only))


def states_apart(before: Assessment, after: Assessment) -> tuple[State, State]:
    """Both, ready for ``changes`` and nothing else: each holds only conclusions that stand otherwise in the other.

    Of a long case in which little moves, that takes a fraction of the time of ``state_of``.
    """
    sides = Side(before), Side(after)
    ranks = [{c.id: side.concluded(c.id) for c in side.assessment.conclusions} for side in sides]
    moved = {name for name in ranks[0].keys() | ranks[1].keys() if ranks[0].get(name) != ranks[1].get(name)}
    one, other = (State(side, standings(side.assessment, moved)) for side in sides)
    return one, other


def narrowed(state: State, only: Collection[str]) -> State:
    """The state in the conclusions of these ids alone."""
    return State(state.side, {name: standing for name, standing in state.standings.items() if name in only})


def changes(before: State, after: State) -> tuple[Change, ...]:
    """Every conclusion that stands otherwise ``after``: the new first, then the firmer, the weaker, the fallen."""
    found: list[Change] = []
    for identity, now in after.standings.items():
        then = before.standings.get(identity)
        if then is None:
            found.append(Change("appeared", None, now, _why(after, before, after, identity)))
        elif now.rank > then.rank:
            found.append(Change("strengthened", then, now, _why(after, before, after, identity)))
        elif now.rank < then.rank:
            found.append(Change("weakened", then, now, _why(before, after, after, identity)))
    for identity, then in before.standings.items():
        if identity not in after.standings:
            found.append(Change("fell", then, None, _why(before, after, after, identity)))
    return tuple(sorted(found, key=lambda change: CHANGE_KINDS.index(change.kind)))


def _why(firmer: State, other: State, after: State, identity: str) -> tuple[Cause, ...]:
    return as_of_after(causes(firmer.side, other.side, identity), after.side)


def supports(before: State, after: State) -> tuple[Support, ...]:
    """Every conclusion that stands unchanged, but on derivations from facts that came or went."""
    found = []
    for identity, now in after.standings.items():
        then = before.standings.get(identity)
        if then is None or then.rank != now.rank:
            continue
        for gained, one, other in ((True, after, before), (False, before, after)):
            because = new_premises(one.side, other.side, identity)
            if because:
                above = tuple(name for name in after.side.above(identity) if name in before.standings)
                found.append(Support(gained, now, because, above))
    return tuple(found)


def told_alike(
    changes: Iterable[Change], besides: Callable[[Change], object] = lambda _: None
) -> list[list[Change]]:  # fmt: skip
    """The changes in their order, those together of which a reader is told the same: sentence, strength, statements.

    ``besides`` is what else he is told of each.
    """
    found: dict[object, list[Change]] = {}
    for change in changes:
        told = change.standing
        held = [None if each is None else each.rank for each in (change.before, change.after)]
        found.setdefault((change.kind, *held, told.reads, told.statements, besides(change)), []).append(change)
    return list(found.values())


def by_cause(found: Iterable[Change]) -> list[tuple[tuple[Cause, ...], list[Change]]]:
    """The changes that have the same causes together, each group once, in the order of its first change."""
    groups: dict[frozenset[tuple[str, str]], tuple[tuple[Cause, ...], list[Change]]] = {}
    for change in found:
        key = frozenset(cause.key for cause in change.causes)
        groups.setdefault(key, (change.causes, []))[1].append(change)
    return list(groups.values())
