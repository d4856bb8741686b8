"""Rules and packs as data: what they mean, without where it stands. The digest of a pack is made of it."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.facts.kinds import to_json
from tocsin.facts.model import FactType
from tocsin.rules.for_judgement import HypothesisSet, Outcome
from tocsin.rules.model import (
    Aggregate,
    Comparison,
    Condition,
    Let,
    Pack,
    Pattern,
    Rule,
    Term,
    Variable,
)


def content_of(pack: Pack) -> dict[str, object]:
    """Everything in a pack that bears on meaning, as JSON-ready data, wherever it stands."""
    used = {name for rule in pack.rules for name in _types_of(rule)}
    used |= {pattern.type for tension in pack.tensions for pattern in tension.between}
    used |= {pattern.type for question in pack.hypotheses for row in question.evidence for pattern in row.patterns}
    used |= {pattern.type for outcome in pack.outcomes for pattern in _patterns_of_outcome(outcome)}
    return {
        "pack": pack.name,
        "version": pack.version,
        "types": {name: _type_json(pack.vocabulary.type(name)) for name in used},
        "names": dict(pack.names),
        "assumptions": {a.id: [a.text, a.classification, a.default] for a in pack.assumptions},
        "rules": {rule.id: rule_json(rule) for rule in pack.rules},
        "tensions": {t.id: [t.text, [_pattern_json(p) for p in t.between]] for t in pack.tensions},
        "document": None if pack.document is None else pack.document.sha256,
        "statements": {s.id: [s.start, s.end, s.sha256, s.paraphrase, s.modality, s.framing] for s in pack.statements},
        **_judgement_content(pack),
    }


def _judgement_content(pack: Pack) -> dict[str, object]:
    """Readings, hypotheses and outcomes; a key only where there are some, so that other packs keep their digests."""
    parts: dict[str, dict[str, object]] = {
        "readings": {r.id: [r.text, sorted(r.assume), sorted(r.without)] for r in pack.readings},
        "hypotheses": {question.id: _question_json(question) for question in pack.hypotheses},
        "outcomes": {outcome.id: _outcome_json(outcome) for outcome in pack.outcomes},
    }
    return {key: part for key, part in parts.items() if part}


def _question_json(question: HypothesisSet) -> dict[str, object]:
    return {
        "question": question.question,
        "hypotheses": [[hypothesis.id, hypothesis.text] for hypothesis in question.hypotheses],
        "evidence": {
            row.id: [row.text, [_pattern_json(p) for p in row.patterns], dict(row.ratings), row.weight]
            for row in question.evidence
        },
    }


def _outcome_json(outcome: Outcome) -> list[object]:
    observed = [[_pattern_json(pattern) for pattern in alternative] for alternative in outcome.observed]
    return [outcome.text, _pattern_json(outcome.of), observed, outcome.result]


def _patterns_of_outcome(outcome: Outcome) -> Iterator[Pattern]:
    yield outcome.of
    for alternative in outcome.observed:
        yield from alternative


def _types_of(rule: Rule) -> Iterator[str]:
    yield from rule.positive_types()
    yield from rule.closed_types()
    yield from (item.type for item in (*rule.stronger_if, *rule.then) if isinstance(item, Pattern))


def _type_json(fact_type: FactType) -> list[list[str]]:
    return [[field.name, str(field)] for field in fact_type.fields]


def rule_json(rule: Rule) -> dict[str, object]:
    """A rule as JSON-ready data: what it means, without where it stands."""
    return {
        "when": [_condition_json(item) for item in rule.when],
        "unless": [[_condition_json(item) for item in entry] for entry in rule.unless],
        "then": [_pattern_json(head) for head in rule.then],
        "stronger_if": [_condition_json(item) for item in rule.stronger_if],
        "qualifier": rule.qualifier,
        "cites": list(rule.cites),
        "warrant": rule.warrant,
        "assumes": list(rule.assumes),
        "reads": rule.reads,
        "section": rule.section,
    }


def _condition_json(item: Condition) -> object:
    match item:
        case Pattern():
            return _pattern_json(item)
        case Comparison():
            return str(item.node)
        case Let():
            return {"let": {f"${item.variable}": str(item.node)}}
        case Aggregate():
            return {
                item.operation: True if item.variable is None else f"${item.variable}",
                "over": [_condition_json(part) for part in item.over],
                "by": [f"${name}" for name in item.by],
                "as": f"${item.result}",
            }


def _pattern_json(pattern: Pattern) -> dict[str, object]:
    return {pattern.type: {name: _term_json(term) for name, term in pattern.terms.items()}}


def _term_json(term: Term) -> object:
    if isinstance(term, Variable):
        return f"${term.name}"
    # As in a pack, the dollar sign that begins a constant is doubled, or it would be taken for a variable.
    values = [f"${value}" if isinstance(value, str) and value[:1] == "$" else to_json(value) for value in term.values]
    return values[0] if len(values) == 1 else {"any": values}
