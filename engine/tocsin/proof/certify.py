"""An assessment, or the part of it that bears on some facts, as a certificate that others can check.

A certificate is closed downwards: with a fact come its type, every rule that concludes this type, every type these
rules mention, and so on down; of these types all facts, and of these rules all derivations. So it needs nothing from
outside to be checked, and what it says of a qualifier or of an absence is checked against everything that matters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from tocsin.engine.assessment_header import moment_json
from tocsin.engine.facts_by_id import UnknownFact
from tocsin.facts.arguments import checked
from tocsin.facts.json_values import canonical_json, to_json
from tocsin.rules.canonical_form import functions_json, rule_json
from tocsin.rules.rule import Pattern, Rule

if TYPE_CHECKING:
    from tocsin.engine import Assessment, Conclusion, Derivation
    from tocsin.engine.assessment import FactInForce
    from tocsin.facts.fact_type import FactType
    from tocsin.rules.strata import Strata

FORMAT: Final = "tocsin-certificate/1"


@checked()
def certify(assessment: Assessment, facts: Iterable[str] = ()) -> str:
    """The certificate of some facts, given or concluded, by id; without any, of the whole assessment.

    Canonical JSON without a line end, the same bytes for the same content. Functions of one's own are named, not held:
    whoever checks it must be given them. Raises UnknownFact for an id that is no
    fact's.
    """
    asked = sorted(set(facts))
    graph, numbers = assessment.graph, assessment.numbered.numbers
    missing = [identity for identity in asked if identity not in numbers]
    if missing:
        raise UnknownFact(missing[0])
    rules = [plan.rule for plan in assessment.plan.rules if _is_on(plan.rule, assessment.assumptions)]
    roots = {graph.types[numbers[identity]] for identity in asked} if asked else {
        *graph.types, *(name for rule in rules for name in types_of(rule))}  # fmt: skip
    types, used = downward(roots, rules)
    conclusions = [conclusion for conclusion in assessment.conclusions if conclusion.type in types]
    pack, asked_of = assessment.pack, backed_types(used)
    data: dict[str, Any] = {
        "format": FORMAT,
        "pack": {"name": pack.name, "version": pack.version, "digest": pack.digest},
        **moment_json(assessment.as_of, assessment.known_by),
        "assumptions": dict(assessment.assumptions),
        "asked": asked,
        "types": {name: type_data(assessment.plan.types[name]) for name in types},
        "strata": _strata(types, used, assessment.plan.strata),
        "facts": {fact.id: _given(fact, fact.type in asked_of) for fact in assessment.facts if fact.type in types},
        "rules": {rule.id: {"rule": rule_json(rule), "digest": digest_of(rule_json(rule))} for rule in used},
        "closed": {name: _of_type(assessment, name) for name in {n for rule in used for n in rule.closed_types()}},
        "steps": _steps(conclusions),
        "conclusions": {conclusion.id: _conclusion(conclusion) for conclusion in conclusions},
        "digest": None,
    }
    if things := things_data(assessment.plan.types[name] for name in types):
        data["things"] = things
    if validity := validity_data(assessment.plan.types[name] for name in types):
        data["validity"] = validity
    own = {function.name: function for rule in used for function in rule.own_functions}
    if own:
        data["functions"] = functions_json(own)
    return canonical_json({**data, "digest": digest_of(data)})


def digest_of(data: object) -> str:
    """``sha256:…`` over canonical JSON."""
    return "sha256:" + hashlib.sha256(canonical_json(data).encode("utf-8")).hexdigest()


def type_data(fact_type: FactType) -> dict[str, Any]:
    """A fact type as data: for each field its kind (of an enumeration the members), and if it is optional."""
    return {
        field.name: {
            "kind": list(field.kind.values) if field.kind.name == "enum" else field.kind.name,
            "optional": field.optional,
        }
        for field in fact_type.fields
    }


def things_data(types: Iterable[FactType]) -> dict[str, Any]:
    """What tells the things of types apart, as data, of those that declare it."""
    return {
        fact_type.name: {
            "key": list(fact_type.key),
            "period": list(fact_type.period),
            "cumulative": fact_type.cumulative,
        }
        for fact_type in types
        if fact_type.key
    }


def validity_data(types: Iterable[FactType]) -> dict[str, list[str]]:
    """The two fields that say from when to when a fact holds, of the types that declare them."""
    return {fact_type.name: list(fact_type.validity) for fact_type in types if fact_type.validity}


def types_of(rule: Rule) -> set[str]:
    """Every type a rule mentions."""
    patterns = (item for item in (*rule.stronger_if, *rule.then) if isinstance(item, Pattern))
    return {*rule.positive_types(), *rule.closed_types(), *(pattern.type for pattern in patterns)}


def downward(roots: set[str], rules: list[Rule]) -> tuple[set[str], list[Rule]]:
    """The types that bear on some types, these included, and the rules that conclude any of them.

    More than ``questions.relevance`` has: also what strengthens a rule, and what it concludes besides, for whoever
    checks a certificate evaluates its rules whole.
    """
    types, used = set(roots), list[Rule]()
    while True:
        more = [rule for rule in rules if rule not in used and any(head.type in types for head in rule.then)]
        if not more:
            return types, sorted(used, key=lambda rule: rule.id)
        used += more
        types.update(name for rule in more for name in types_of(rule))


def _is_on(rule: Rule, assumptions: Mapping[str, bool]) -> bool:
    return all(assumptions[name] for name in rule.assumes)


def _strata(types: set[str], rules: list[Rule], of_pack: Strata) -> dict[str, int]:
    """A stratum for each type: none below what it rests on, each above what it needs complete."""
    own = {rule.id: of_pack.own_types(rule) for rule in rules}
    strata = dict.fromkeys(types, 0)
    before: dict[str, int] = {}
    while before != strata:
        before = dict(strata)
        for rule in rules:
            least = [strata[name] for name in rule.positive_types()]
            least += [strata[name] + (name not in own[rule.id]) for name in rule.closed_types()]
            for head in rule.then:
                strata[head.type] = max(strata[head.type], *least)
    return strata


def backed_types(rules: Iterable[Rule]) -> set[str]:
    """The types of which rules ask how well reports back a fact."""
    items = (item for rule in rules for _, items in rule.conjunctions for item in items)
    return {item.type for item in items if isinstance(item, Pattern) and item.backed_by is not None}


def _given(fact: FactInForce, is_asked: bool) -> dict[str, object]:
    """A given fact; where rules ask for its reports, with the places of those that count."""
    data = fact.to_json()
    told = {"type": data["type"], "fields": data["fields"], "reports": data["reports"], "qualifier": fact.qualifier}
    supporting = set(fact.supporting)
    counting = [at for at, report in enumerate(fact.reports) if report in supporting]
    return {**told, "counting": counting} if is_asked else told


def _of_type(assessment: Assessment, name: str) -> list[str]:
    found = zip(assessment.numbered.ids, assessment.graph.types, strict=True)
    return sorted(identity for identity, other in found if other == name)


def _conclusion(conclusion: Conclusion) -> dict[str, object]:
    return {
        "type": conclusion.type,
        "fields": conclusion.fields,
        "qualifier": conclusion.qualifier,
        "boundary": conclusion.boundary,
        "depth": conclusion.depth,
    }


def _steps(conclusions: list[Conclusion]) -> list[dict[str, object]]:
    """Every derivation, premises before what rests on them."""
    found = [_step(derivation) for conclusion in conclusions for derivation in conclusion.derivations]
    return sorted(found, key=_order)


def _order(step: dict[str, object]) -> tuple[object, str]:
    return step["depth"], canonical_json(step)


def _step(derivation: Derivation) -> dict[str, object]:
    strengthened_by = derivation.strengthened_by
    bindings = {name: to_json(value) for name, value in derivation.bindings.items()}
    suffices = derivation.suffices
    return {
        **({} if suffices is None else {"suffices": list(suffices)}),
        "rule": derivation.rule.id,
        "bindings": bindings,
        "premises": list(derivation.premises),
        "conclusion": derivation.conclusion,
        "qualifier": derivation.qualifier,
        "boundary": derivation.boundary,
        "depth": derivation.height,
        "strengthened_by": None if strengthened_by is None else list(strengthened_by),
        "unless": [[_filled(item, bindings) for item in entry] for entry in _unless(derivation.rule)],
    }


def _unless(rule: Rule) -> list[list[Any]]:
    entries: list[list[Any]] = rule_json(rule)["unless"]  # type: ignore[assignment]
    return entries


def _filled(item: Any, bindings: Mapping[str, object]) -> object:
    """What was looked for: a pattern with what is bound filled in; a comparison as it stands."""
    if isinstance(item, str):
        return _told(item, bindings)
    return {name: {field: _told(term, bindings) for field, term in terms.items()} for name, terms in item.items()}


def _told(term: Any, bindings: Mapping[str, object]) -> object:
    if not (isinstance(term, str) and term.startswith("$") and term[1:] in bindings):
        return term
    value = bindings[term[1:]]
    return f"${value}" if isinstance(value, str) and value.startswith("$") else value
