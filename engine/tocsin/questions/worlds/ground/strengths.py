"""In which worlds a fact stands at least so firmly: the weakest link, the best derivation, world by world."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from tocsin.engine.plan import CERTAIN, own_strength
from tocsin.questions.worlds.ground.algebra import W
from tocsin.questions.worlds.ground.program import Firing, GroundProgram


def at_least(program: GroundProgram[W], level: int) -> dict[int, W]:
    """For each fact concluded, by number, the worlds in which its conclusion is at least of this strength.

    ``level`` is an ordinal of ``plan.STRENGTH``, 1 to 3; at 0 the answer is ``program.derived``.
    """
    if _is_firm(program, level):
        return program.derived
    algebra = program.algebra
    firmly = program.given_firmly
    holds = {fact: firmly[fact][level] if fact in firmly else worlds for fact, worlds in program.given.items()}
    own = [_own(program, position, level) for position in range(len(program.firings))]
    using: dict[int, list[int]] = {}
    for position, firing in enumerate(program.firings):
        if own[position] is not algebra.none:
            for fact in set(_links(firing)):
                using.setdefault(fact, []).append(position)
    waiting = deque(position for position, worlds in enumerate(own) if worlds is not algebra.none)
    queued = set(waiting)
    bodies: dict[int, W] = {}
    while waiting:
        position = waiting.popleft()
        queued.discard(position)
        firing = program.firings[position]
        worlds = bodies[position] = _body(program, firing, own[position], holds)
        for head in firing.heads:
            known = holds.get(head, algebra.none)
            if not algebra.within(worlds, known):
                holds[head] = algebra.join(known, worlds)
                following = [user for user in using.get(head, ()) if user not in queued]
                waiting.extend(following)
                queued.update(following)
    found: dict[int, W] = {}
    for position, worlds in bodies.items():
        if worlds is not algebra.none:
            for head in program.firings[position].heads:
                found[head] = algebra.join(found.get(head, algebra.none), worlds)
    return found


def firmly(strength: int, worlds: W, none: W) -> tuple[W, ...]:
    """The worlds in which what is given so firmly in these worlds is at least of each strength, by ordinal."""
    return tuple(worlds if strength >= level else none for level in range(CERTAIN + 1))


def _is_firm(program: GroundProgram[W], level: int) -> bool:
    """True if nothing given and no firing is ever weaker than that."""
    none = program.algebra.none
    given = program.given
    if any(firing.totals for firing in program.firings):
        return False  # what is enough may be so by what rests on it
    return all(levels[level] is given[fact] for fact, levels in program.given_firmly.items()) and all(
        firing.rule.strength >= level and firing.boundary is none for firing in program.firings
    )


def _own(program: GroundProgram[W], position: int, level: int) -> W:
    """Where the firing would be so strong on certain premises; in no world in which it is at a boundary."""
    algebra, firing = program.algebra, program.firings[position]
    strength = firing.rule.strength
    worlds = algebra.none
    if own_strength(strength, boundary=False, matched=False) >= level:
        worlds = algebra.all
    elif own_strength(strength, boundary=False, matched=True) >= level:
        worlds = program.strengthening.get(position, algebra.none)
    return algebra.meet(firing.open, algebra.minus(worlds, firing.boundary))


def _links(firing: Firing[W]) -> Iterator[int]:
    """The facts that a firing's strength rests on."""
    yield from firing.premises
    for total in firing.totals:
        yield from total.facts
    for grouping in firing.groups:
        for match in grouping.matches:
            yield from match.facts


def _body(program: GroundProgram[W], firing: Firing[W], own: W, holds: dict[int, W]) -> W:
    algebra = program.algebra
    worlds = own
    for premise in firing.premises:
        worlds = algebra.meet(worlds, holds.get(premise, algebra.none))
    for total in firing.totals:
        firm = total.certainly(program.holds.__getitem__, lambda fact: holds.get(fact, algebra.none))
        worlds = algebra.meet(worlds, firm)
    for grouping in firing.groups:
        for match in grouping.matches:
            firm = match.worlds
            for fact in match.facts:
                firm = algebra.meet(firm, holds.get(fact, algebra.none))
            # What contributes must be as firm; what does not contribute in a world does not weaken it there.
            worlds = algebra.minus(worlds, algebra.minus(match.worlds, firm))
    return worlds
