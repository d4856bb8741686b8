"""What facts would do if they arrived: one world for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.engine.backing import Backed, with_backed
from tocsin.engine.conclusions import qualifier_of
from tocsin.engine.plan import STRENGTH
from tocsin.facts.key import FactKey
from tocsin.questions.differences.edits import Alter, coming, further
from tocsin.questions.indicators.result import KINDS, Effect, EffectKind, Example, arriving
from tocsin.questions.worlds.ground import Numbered, at_least, firmly, ground
from tocsin.questions.worlds.grounded_case import Telling
from tocsin.questions.worlds.one_world import OneWorld

if TYPE_CHECKING:
    from tocsin.engine.assessment import Assessment


def effects_of(assessment: Assessment, examples: list[Example]) -> list[tuple[Effect, ...]]:
    """What each fact would do, given by itself to the case: one world for each, and one as the case stands."""
    if not examples:
        return []
    algebra = Numbered(len(examples) + 1)
    arrivals: dict[FactKey, list[int]] = {}
    replaced: dict[FactKey, set[int]] = {}
    for world, example in enumerate(examples, 1):
        arrivals.setdefault((example.type, arriving(example)), []).append(world)
        if isinstance(example, Alter):
            replaced.setdefault((example.type, example.row), set()).add(world)
    given = dict.fromkeys((fact.fact.key for fact in assessment.facts), algebra.all)
    given.update((k, algebra.join(given.get(k, algebra.none), algebra.numbered(w))) for k, w in arrivals.items())
    every = range(len(examples) + 1)
    given.update((key, algebra.numbered([w for w in every if w not in gone])) for key, gone in replaced.items())
    backed = Backed.of(assessment.plan, assessment.facts)
    given = with_backed(given, backed)
    for world, example in enumerate(examples, 1):
        for key in (*coming(example, backed)[1:], *further([example], backed)):
            given[key] = algebra.join(given.get(key, algebra.none), algebra.numbered([world]))
    firm = {
        fact.fact.key: firmly(STRENGTH[fact.qualifier], given[fact.fact.key], algebra.none) for fact in assessment.facts
    }
    active = assessment.plan.active(assessment.assumptions)
    program = ground(assessment.plan, given, active, algebra, firm)
    telling = Telling(assessment, program)
    levels = [program.derived, *(at_least(program, level) for level in (1, 2, 3))]
    positions = {id(firing): position for position, firing in enumerate(program.firings)}
    found: list[list[Effect]] = [[] for _ in examples]
    for fact in sorted(program.derived, key=telling.ids.__getitem__):
        held = [algebra.flat(worlds.get(fact, algebra.none)) for worlds in levels]
        before, *others = (sum(levels) - 1 for levels in zip(*held, strict=True))
        for world, (effects, after) in enumerate(zip(found, others, strict=True), 1):
            if after != before:
                effects.append(_effect(telling, OneWorld(program, levels, positions, world), fact, before, after))
    return [tuple(sorted(each, key=lambda e: (KINDS.index(e.kind), e.reads, e.id))) for each in found]


def _effect(telling: Telling[int], there: OneWorld, fact: int, before: int, after: int) -> Effect:
    kind: EffectKind = "gained" if before < 0 else "lost" if after < 0 else "firmer" if after > before else "weaker"
    told = telling.reads(fact, qualifier_of(before)) if after < 0 else telling.reads(fact, qualifier_of(after), there)
    return Effect(
        kind, telling.ids[fact], telling.text(fact), told,
        None if before < 0 else qualifier_of(before), None if after < 0 else qualifier_of(after),
    )  # fmt: skip
