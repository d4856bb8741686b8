"""Readings, hypotheses and outcomes: that each refers to what is there, and says something definite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.facts.problems import suggestion
from tocsin.rules import codes
from tocsin.rules.check.scope import Scope

if TYPE_CHECKING:
    from tocsin.rules.analysis_model import Evidence, HypothesisSet, Outcome
    from tocsin.rules.analysis_model import Reading as NamedReading
    from tocsin.rules.model import Pack
    from tocsin.rules.shape import Reading


def check_judgement(pack: Pack, reading: Reading) -> None:
    """Note every problem of the pack's readings, hypotheses and outcomes."""
    for named in pack.readings:
        _check_reading(pack, named, reading)
    for question in pack.hypotheses:
        _check_question(question, reading)
    concluded = pack.concluded_types
    for outcome in pack.outcomes:
        _check_outcome(outcome, concluded, reading)


def _check_reading(pack: Pack, named: NamedReading, reading: Reading) -> None:
    known = {assumption.id for assumption in pack.assumptions}
    for name in dict.fromkeys((*named.assume, *named.without)):
        if name not in known:
            message = f"the reading {named.id} switches the unknown assumption {name!r}"
            hint = suggestion(name, known, "assumptions")
            reading.report(codes.UNKNOWN_ASSUMPTION, message, named.place, hint)
        elif name in named.assume and name in named.without:
            message = f"the reading {named.id} switches the assumption {name!r} both on and off"
            reading.report(codes.READINGS, message, named.place, "keep one of the two")


def _check_question(question: HypothesisSet, reading: Reading) -> None:
    reading.unique("hypothesis", ((hypothesis.id, hypothesis.place) for hypothesis in question.hypotheses))
    reading.unique("evidence", ((row.id, row.place) for row in question.evidence))
    if len({hypothesis.id for hypothesis in question.hypotheses}) < 2:
        message = f"the set of hypotheses {question.id} has fewer than two hypotheses, so none competes"
        reading.report(codes.HYPOTHESES, message, question.place, "add the answers that others would give")
    for row in question.evidence:
        _check_evidence(question, row, reading)


def _check_evidence(question: HypothesisSet, row: Evidence, reading: Reading) -> None:
    Scope(reading).bind_patterns(row.patterns)
    known = [hypothesis.id for hypothesis in question.hypotheses]
    for name in row.ratings:
        if name not in known:
            message = f"the evidence {row.id} rates the unknown hypothesis {name!r}"
            reading.report(codes.HYPOTHESES, message, row.place, suggestion(name, known, "hypotheses"))
    for name in known:
        if name not in row.ratings:
            message = f"the evidence {row.id} does not rate the hypothesis {name}"
            hint = f"add {name}: with CC, C, N, I, II or NA (not applicable)"
            reading.report(codes.HYPOTHESES, message, row.place, hint)


def _check_outcome(outcome: Outcome, concluded: frozenset[str], reading: Reading) -> None:
    if outcome.of.type not in concluded:
        message = f"the outcome {outcome.id} is of {outcome.of.type}, which no rule concludes"
        hint = suggestion(outcome.of.type, concluded, "conclusions")
        reading.report(codes.OUTCOMES, message, outcome.of.place, hint)
    for alternative in outcome.observed:
        Scope(reading).bind_patterns((outcome.of, *alternative))
