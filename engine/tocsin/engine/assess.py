"""Facts and a plan -> an assessment that both engines agree on."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tocsin.engine import codes, rete, seminaive
from tocsin.engine.assessment import Assessment, FactInForce, Warned
from tocsin.engine.derivation import DerivationGraph
from tocsin.engine.evaluation import Evaluation, Givens
from tocsin.engine.plan import STRENGTH, Plan
from tocsin.facts.model import Given
from tocsin.facts.reports import Report
from tocsin.facts.reports import in_force as holds

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

EngineChoice = Literal["auto", "both", "rete", "seminaive"]
RETE_FACTS = 5_000
RETE_FIRINGS = 20_000
"""By default ``rete`` runs too while given facts and conclusions together, and firings, stay within these."""


class EngineDisagreement(Exception):
    """The engines found different derivations; ``differences`` names them. Nothing is published."""

    def __init__(self, differences: tuple[str, ...]) -> None:
        self.differences = differences
        super().__init__("the engines disagree; nothing is published\n" + "\n".join(differences))


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


def assess(plan: Plan, request: Request, progress: Callable[[int, int], None] | None = None) -> Assessment:
    """The assessment of the facts in force. Raises EngineDisagreement if the engines differ."""
    rows: dict[str, list[Any]] = {}
    for fact in request.facts:
        rows.setdefault(fact.type, []).append(fact.fact.row)
    active = plan.active(request.assumptions)
    evaluations, notes = _evaluate(plan, rows, active, request.engine, progress)
    first = evaluations[0]
    for other in evaluations[1:]:
        differences = compare(first, other)
        if differences:
            raise EngineDisagreement(differences)
    strength = _given_strength(first, request.facts)
    warnings = {*request.warnings, *notes, *(_failure_warning(first))}
    return Assessment(
        name=request.name,
        plan=plan,
        as_of=request.as_of,
        known_by=request.known_by,
        assumptions=request.assumptions,
        engines=tuple(sorted(evaluation.engine for evaluation in evaluations)),
        facts=request.facts,
        graph=DerivationGraph(plan, first, strength),
        warnings=tuple(sorted(warnings, key=lambda warning: (warning.code, warning.message))),
        given=request.given,
    )


def _evaluate(
    plan: Plan, rows: Givens, active: frozenset[int], choice: EngineChoice, progress: Callable[[int, int], None] | None
) -> tuple[list[Evaluation], list[Warned]]:
    if choice == "rete":
        return [rete.evaluate(plan, rows, active, progress)], []
    first = seminaive.evaluate(plan, rows, active, progress)
    if choice == "seminaive":
        return [first], []
    if not rete.available():
        return [first], [
            Warned(codes.RETE_UNAVAILABLE, f"seminaive ran alone: rete is not available ({rete.why_unavailable()})")
        ]
    firings = sum(len(block.records) for block in first.blocks)
    if choice == "auto" and (len(first.rows) > RETE_FACTS or firings > RETE_FIRINGS):
        message = (
            f"seminaive ran alone: rete runs by default up to {RETE_FACTS:,} facts and {RETE_FIRINGS:,} firings; "
            "ask for both engines to compare them all the same"
        )
        return [first], [Warned(codes.RETE_SKIPPED, message)]
    return [first, rete.evaluate(plan, rows, active, progress)], []


def compare(first: Evaluation, second: Evaluation) -> tuple[str, ...]:
    """What one engine found and the other did not, in words; empty if they agree."""
    differences = []
    for kind, left, right in (
        ("fact", _facts(first), _facts(second)),
        ("derivation", frozenset(first.derivations()), frozenset(second.derivations())),
        ("failed condition", frozenset(first.failures), frozenset(second.failures)),
    ):
        for engine, found in ((first.engine, left - right), (second.engine, right - left)):
            shown = sorted(str(item) for item in found)
            differences += [f"only {engine} has the {kind} {item}" for item in shown[:5]]
            if len(shown) > 5:
                differences.append(f"only {engine} has {len(shown) - 5:,} more of this kind")
    return tuple(differences)


def _facts(evaluation: Evaluation) -> frozenset[tuple[str, Any]]:
    return frozenset(zip(evaluation.types, evaluation.rows, strict=True))


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


def in_force(given: Iterable[Given], as_of: dt.date | None, known_by: dt.date | None) -> tuple[FactInForce, ...]:
    """The facts in force, by type and id, each with the reports known by then."""
    found = []
    for item in given:
        if holds(item.reports, as_of=as_of, known_by=known_by):
            known = tuple(report for report in item.reports if report.is_known(known_by))
            found.append(FactInForce(item.fact.id, item.fact, _in_order(known), item.qualifier))
    return tuple(sorted(found, key=lambda fact: (fact.type, fact.id)))


def _in_order(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Reports by date (undated first), then by content."""
    return tuple(
        sorted(
            set(reports), key=lambda report: (report.date or dt.date.min, json.dumps(report.to_json(), sort_keys=True))
        )
    )
