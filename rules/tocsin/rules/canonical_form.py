"""Rules and packs as data: what they mean, without where it stands. The digest of a pack is made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tocsin.facts.fact_type import FactType
from tocsin.facts.json_values import to_json
from tocsin.rules.analysis_model import HypothesisSet, Outcome
from tocsin.rules.expression import OwnFunction
from tocsin.rules.rule import BACKED_BY, Aggregate, Comparison, Condition, Let, Pattern, Rule, Term, Variable


def functions_json(functions: Mapping[str, OwnFunction]) -> dict[str, object]:
    """What is declared of functions that are none of the language's, by name, as JSON-ready data."""
    return {name: functions[name].to_json() for name in sorted(functions)}


def question_json(question: HypothesisSet) -> dict[str, object]:
    """A question, its hypotheses and evidence, as JSON-ready data."""
    return {
        "question": question.question,
        "hypotheses": [[hypothesis.id, hypothesis.text] for hypothesis in question.hypotheses],
        "evidence": {
            row.id: [row.text, [pattern_json(p) for p in row.patterns], dict(row.ratings), row.weight]
            for row in question.evidence
        },
    }


def outcome_json(outcome: Outcome) -> list[object]:
    """An outcome as JSON-ready data."""
    observed = [[pattern_json(pattern) for pattern in alternative] for alternative in outcome.observed]
    return [outcome.text, pattern_json(outcome.of), observed, outcome.result]


def patterns_of_outcome(outcome: Outcome) -> Iterator[Pattern]:
    """Every pattern of an outcome."""
    yield outcome.of
    for alternative in outcome.observed:
        yield from alternative


def types_of(rule: Rule) -> Iterator[str]:
    """Every fact type that a rule names."""
    for _, items in rule.conjunctions:
        yield from (item.type for item in items if isinstance(item, Pattern))
    yield from (head.type for head in rule.then)


def type_json(fact_type: FactType) -> object:
    """The fields of a type with their kinds and what else restricts them, in order; with its key where it has one."""
    fields = [[field.name, str(field), *field.restrictions] for field in fact_type.fields]
    things = fact_type.identifying()
    return {"fields": fields, **things} if things else fields


def rule_json(rule: Rule) -> dict[str, object]:
    """A rule as JSON-ready data: what it means, without where it stands."""
    marks: dict[str, object] = {"qualifier_reason": rule.qualifier_reason, "from_absence": rule.from_absence}
    return {
        # Only where they are said, so that other packs keep their digests.
        **{key: value for key, value in marks.items() if value},
        "when": [condition_json(item) for item in rule.when],
        "unless": [[condition_json(item) for item in entry] for entry in rule.unless],
        "then": [pattern_json(head) for head in rule.then],
        "stronger_if": [condition_json(item) for item in rule.stronger_if],
        "qualifier": rule.qualifier,
        "cites": list(rule.cites),
        "warrant": rule.warrant,
        "assumes": list(rule.assumes),
        "reads": rule.reads,
        "section": rule.section,
    }


def condition_json(item: Condition) -> object:
    """A condition as JSON-ready data: what it asks, however it is written."""
    match item:
        case Pattern():
            return pattern_json(item)
        case Comparison():
            return str(item.node)
        case Let():
            return {"let": {f"${item.variable}": str(item.node)}}
        case Aggregate():
            counted: object = {"distinct": [f"${name}" for name in item.distinct]} if item.distinct else True
            return {
                item.operation: counted if item.variable is None else f"${item.variable}",
                "over": [condition_json(part) for part in item.over],
                "by": [f"${name}" for name in item.by],
                "as": f"${item.result}",
            }


def pattern_json(pattern: Pattern) -> dict[str, object]:
    """A pattern as JSON-ready data. What reports are to back it stands among the terms, where no field is called so."""
    terms: dict[str, object] = {name: _term_json(term) for name, term in pattern.terms.items()}
    if pattern.backed_by is not None:
        terms[BACKED_BY] = pattern.backed_by.to_json()
    return {pattern.type: terms}


def _term_json(term: Term) -> object:
    if isinstance(term, Variable):
        return f"${term.name}"
    # As in a pack, the dollar sign that begins a constant is doubled, or it would be taken for a variable.
    values = [f"${value}" if isinstance(value, str) and value[:1] == "$" else to_json(value) for value in term.values]
    return values[0] if len(values) == 1 else {"any": values}
