"""Facts and a plan -> an assessment that every engine that ran agrees on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tocsin.engine import codes, rete
from tocsin.engine.agreement import EngineDisagreement, compare
from tocsin.engine.assessment import Assessment, FactInForce, Warned
from tocsin.engine.backing import Backed
from tocsin.engine.derivation import DerivationGraph
from tocsin.engine.engines import RETE, SEMINAIVE, Checker, Engine, EngineChoice
from tocsin.engine.evaluation import Evaluation, Givens
from tocsin.engine.gc_pause import paused_collection
from tocsin.engine.parameters import outdated
from tocsin.engine.phases import phase
from tocsin.engine.plan import STRENGTH, Plan
from tocsin.facts.accounts import accounts
from tocsin.facts.dataclass import dataclass
from tocsin.facts.model import Given
from tocsin.facts.naming import identified

__all__ = [
    "RETE_FACTS",
    "RETE_FIRINGS",
    "Assessment",
    "EngineChoice",
    "EngineDisagreement",
    "Request",
    "assess",
    "compare",
    "in_force",
]

_RAN = ("seminaive ran alone", "rete did not run")
"""What is said where ``rete`` is left out, and others check the result or not."""
RETE_FACTS = 5_000
RETE_FIRINGS = 20_000
"""By default ``rete`` runs too while given facts and conclusions together, and firings, stay within these."""


@dataclass(frozen=True)
class Request:
    """One assessment to make: everything settled but the evaluation."""

    name: str
    as_of: dt.date | None
    known_by: dt.date | None
    assumptions: Mapping[str, bool]
    engine: EngineChoice
    facts: tuple[FactInForce, ...]
    warnings: tuple[Warned, ...]
    given: tuple[Given, ...] = ()
    checked_by: tuple[Checker, ...] = ()


def assess(plan: Plan, request: Request, progress: Callable[[int, int], None] | None = None) -> Assessment:
    """The assessment of the facts in force. Raises EngineDisagreement if the engines differ."""
    rows: dict[str, list[Any]] = {}
    for fact in request.facts:
        rows.setdefault(fact.type, []).append(fact.fact.row)
    for name, row in (each for members in Backed.of(plan, request.facts).values() for each in members):
        rows.setdefault(name, []).append(row)
    active = plan.active(request.assumptions)
    evaluations, notes = _evaluate(plan, rows, active, request, progress)
    with phase("graph", engines=len(evaluations)):
        graphs = [DerivationGraph(plan, each, _given_strength(each, request.facts)) for each in evaluations]
    for other in graphs[1:]:
        with phase("compare", engine=other.evaluation.engine), paused_collection():
            differences = compare(graphs[0], other)
        if differences:
            raise EngineDisagreement(differences)
    first = evaluations[0]
    warnings = {*request.warnings, *_failure_warning(first), *_not_reviewed(plan, active, first, request.as_of)}
    return Assessment(
        name=request.name,
        plan=plan,
        as_of=request.as_of,
        known_by=request.known_by,
        assumptions=request.assumptions,
        engines=tuple(sorted(evaluation.engine for evaluation in evaluations)),
        facts=request.facts,
        graph=graphs[0],
        warnings=tuple(sorted(warnings, key=lambda warning: (warning.code, warning.message))),
        given=request.given,
        engine_warnings=tuple(notes),
    )


def _evaluate(
    plan: Plan,
    rows: Givens,
    active: frozenset[int],
    request: Request,
    progress: Callable[[int, int], None] | None,
) -> tuple[list[Evaluation], list[Warned]]:
    """What each engine that is to run found, the one whose model is published first; and who did not run, and why."""
    choice = request.engine
    first = (RETE if choice == "rete" else SEMINAIVE).run(plan, rows, active, progress)
    beside = list[Engine](request.checked_by)
    notes = []
    if choice in ("auto", "both"):
        left_out = _without_rete(request, first)
        notes += [] if left_out is None else [left_out]
        beside[:0] = [RETE] if left_out is None else []
    return [first, *(engine.run(plan, rows, active, progress) for engine in beside)], notes


def _without_rete(request: Request, first: Evaluation) -> Warned | None:
    """The warning that ``rete`` does not run beside the first engine, and why; None if it does."""
    ran = _RAN[bool(request.checked_by)]
    if not rete.available():
        return _unavailable(ran, rete.why_unavailable())
    if request.engine == "both" or (len(first.rows) <= RETE_FACTS and first.firings <= RETE_FIRINGS):
        return None
    return _skipped(ran)


def _unavailable(ran: str, why: str) -> Warned:
    return Warned(codes.RETE_UNAVAILABLE, f"{ran}: rete is not available ({why})")


def _skipped(ran: str) -> Warned:
    message = (
        f"{ran}: rete runs by default up to {RETE_FACTS:,} facts and {RETE_FIRINGS:,} firings; "
        "ask for both engines to compare them all the same"
    )
    return Warned(codes.RETE_SKIPPED, message)


def engine_notes(engines: tuple[str, ...]) -> tuple[tuple[Warned, ...], ...]:
    """What ``engine_warnings`` may be where exactly these engines ran, on any Python."""
    if "rete" in engines:
        return ((),)
    ran = _RAN[len(engines) > 1]
    return (), (_skipped(ran),), *((_unavailable(ran, why),) for why in rete.REASONS)


def _given_strength(evaluation: Evaluation, facts: Iterable[FactInForce]) -> list[int]:
    stated = {fact.fact.key: STRENGTH[fact.qualifier] for fact in facts if fact.qualifier != "certain"}
    if not stated:
        return [STRENGTH["certain"]] * evaluation.given
    given = zip(evaluation.types[: evaluation.given], evaluation.rows, strict=False)
    return [stated.get(item, STRENGTH["certain"]) for item in given]


def _failure_warning(evaluation: Evaluation) -> Iterable[Warned]:
    for failure in evaluation.failures:
        message = (
            f"rule {failure.rule}: {failure.text} had no value for some match ({failure.reason}) and counted as false"
        )
        yield Warned(codes.NO_VALUE, message)


def _not_reviewed(
    plan: Plan, active: frozenset[int], evaluation: Evaluation, as_of: dt.date | None
) -> Iterable[Warned]:
    """A warning for each parameter last reviewed before the day, if a rule that reads it has facts to go by."""
    if not plan.reading:
        return
    present = {*evaluation.types}
    rules = (plan.rules[at].rule for at, needs in plan.reading.items() if at in active and needs <= present)
    for each in outdated(plan.pack, rules, as_of):
        message = f"the parameter {each.name} was last reviewed on {each.reviewed}, and this is as of {as_of}"
        yield Warned(codes.NOT_REVIEWED, message)


def in_force(given: Iterable[Given], as_of: dt.date | None, known_by: dt.date | None) -> tuple[FactInForce, ...]:
    """The facts in force, by type and id, each with the reports known by then."""
    holding = [(item, held) for item, held in accounts(given, as_of=as_of, known_by=known_by) if held.in_force]
    found = [
        FactInForce(identity, item.fact, held.known, held.qualifier, held)
        for (item, held), (identity, _, _) in zip(holding, identified(item.fact for item, _ in holding), strict=True)
    ]
    return tuple(sorted(found, key=lambda fact: (fact.type, fact.id)))
