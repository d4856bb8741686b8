"""From one assessment to another: which rules differ, and which derivations came, went, or stand otherwise, by rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from tocsin.engine import Assessment
from tocsin.engine.conclusions import Conclusion, Derivation
from tocsin.facts.dataclass import dataclass
from tocsin.facts.json_values import canonical_json
from tocsin.rules.canonical_form import rule_json
from tocsin.rules.model import Pack

ThingChangeKind = Literal["added", "removed", "renamed", "changed"]
ExplanationKind = Literal["gained", "lost", "otherwise"]
EXPLANATION_KINDS: tuple[ExplanationKind, ...] = ("gained", "lost", "otherwise")
_Way = tuple[str, tuple[str, ...], str]


@dataclass(frozen=True)
class RuleChange:
    """A rule that only one of two packs has, that has another name in the other, or says something else there.

    ``was`` is the name before of one that was renamed.
    """

    kind: ThingChangeKind
    rule: str
    was: str | None = None

    def to_json(self) -> dict[str, str]:
        """As JSON-ready data."""
        return {"kind": self.kind, "rule": self.rule} | ({} if self.was is None else {"was": self.was})


@dataclass(frozen=True)
class Firing:
    """One derivation: what it concludes, as a sentence, and from what, in the notation for facts."""

    conclusion: str
    reads: str
    premises: tuple[str, ...]
    premise_texts: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"conclusion": self.conclusion, "premises": list(self.premises)}


@dataclass(frozen=True)
class ExplanationChange:
    """The derivations by one rule that are there only after (``gained``), only before (``lost``), or in both.

    Those in both (``otherwise``) have another qualifier, other citations, assumptions or exceptions than before.
    """

    kind: ExplanationKind
    rule: str
    firings: tuple[Firing, ...]

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"kind": self.kind, "rule": self.rule, "derivations": [firing.to_json() for firing in self.firings]}


def rule_changes(before: Pack, after: Pack) -> tuple[RuleChange, ...]:
    """Every rule that the two packs do not share, by id."""
    old, new = ({rule.id: rule_json(rule) for rule in pack.rules} for pack in (before, after))
    renamed = renamed_rules(before, after)
    was = {name: known for known, name in renamed.items()}
    return tuple(RuleChange(kind, name, was.get(name)) for kind, name in things_apart(old, new, renamed))


def things_apart(
    before: Mapping[str, object], after: Mapping[str, object], renamed: Mapping[str, str] | None = None
) -> Iterator[tuple[ThingChangeKind, str]]:
    """The names of what is only in one of two mappings, or something else in the other, in order.

    What has another name after than before, as ``renamed`` says, is told by the name that it has after.
    """
    renamed = renamed or {}
    gone = before.keys() - renamed.keys()
    for name in sorted(gone | after.keys()):
        if name in renamed.values():
            yield "renamed", name
        elif name not in before:
            yield "added", name
        elif name not in after:
            yield "removed", name
        elif before[name] != after[name]:
            yield "changed", name


def renamed_rules(before: Pack, after: Pack) -> dict[str, str]:
    """The rules of which only one pack has the name, and that conclude the same from the same: name before to after.

    Of several that do, those that agree in their words, citations and strength as well are paired first.
    """
    old, new = (
        {rule.id: rule_json(rule) for rule in pack.rules if rule.id not in other.rule_by_id}
        for pack, other in ((before, after), (after, before))
    )
    found = renamings(old, new)
    left, come = (
        {name: [told[part] for part in _REASONING] for name, told in rules.items() if name not in known}
        for rules, known in ((old, found.keys()), (new, found.values()))
    )
    return found | renamings(left, come)


_REASONING = ("when", "unless", "then", "stronger_if")


def renamings(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, str]:
    """What is under one name in one mapping alone, and as it was under another in the other alone."""
    come: dict[str, list[str]] = {}
    for name in sorted(after.keys() - before.keys(), reverse=True):
        come.setdefault(canonical_json(after[name]), []).append(name)
    gone = ((name, come.get(canonical_json(before[name]))) for name in sorted(before.keys() - after.keys()))
    return {name: names.pop() for name, names in gone if names}


def explanation_changes(before: Assessment, after: Assessment) -> tuple[ExplanationChange, ...]:
    """Every derivation that is not the same in both, the new first, then the lost, those of a rule together.

    A rule that was renamed derives what it did.
    """
    old, new = _ways(before, renamed_rules(before.pack, after.pack)), _ways(after, {})
    found: dict[tuple[ExplanationKind, str], list[Firing]] = {}

    def note(kind: ExplanationKind, where: Assessment, keys: Iterable[tuple[str, _Way]]) -> None:
        for identity, way in sorted(keys):
            found.setdefault((kind, way[0]), []).append(_firing(where, identity, way[1]))

    note("gained", after, new.keys() - old.keys())
    note("lost", before, old.keys() - new.keys())
    note("otherwise", after, (key for key in new.keys() & old.keys() if old[key] != new[key]))
    ordered = sorted(found.items(), key=lambda item: (EXPLANATION_KINDS.index(item[0][0]), item[0][1]))
    return tuple(ExplanationChange(kind, rule, tuple(firings)) for (kind, rule), firings in ordered)


def _firing(assessment: Assessment, identity: str, premises: tuple[str, ...]) -> Firing:
    conclusion = assessment.conclusion(identity)
    if conclusion is None:
        raise ValueError(f"{identity} is no conclusion")
    return Firing(identity, conclusion.reads, premises, tuple(map(assessment.fact_text, dict.fromkeys(premises))))


def _ways(assessment: Assessment, renamed: Mapping[str, str]) -> dict[tuple[str, _Way], tuple[object, ...]]:
    """Every derivation by what it concludes, rule and premises, with all else that an explanation says of it."""
    facts = assessment.numbered
    found = {}
    for conclusion in assessment.conclusions:
        for derivation in _derivations(conclusion):
            aggregates = facts.graph.block(derivation.number).plan.aggregates
            rule = derivation.rule.id
            way = (renamed.get(rule, rule), derivation.premises, derivation.tie if aggregates else "")
            found[conclusion.id, way] = _said(derivation)
    return found


def _derivations(conclusion: Conclusion) -> Iterable[Derivation]:
    numbers = conclusion.facts.graph.by_conclusion[conclusion.number]
    return (Derivation(conclusion.facts, number) for number in numbers)


def _said(derivation: Derivation) -> tuple[object, ...]:
    rule = derivation.rule
    return (
        derivation.qualifier,
        derivation.boundary,
        rule.cites,
        rule.warrant,
        rule.assumes,
        derivation.unless if rule.unless else (),
        derivation.strengthened_by,
    )
