"""What a pack names and never uses, and what its rules wait for and nobody brings."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from tocsin.facts.problems import Place, Problem
from tocsin.rules import codes
from tocsin.rules.canonical_form import patterns_of_outcome, types_of
from tocsin.rules.expression import variables
from tocsin.rules.lint.constants import forgotten, where
from tocsin.rules.model import Pack
from tocsin.rules.rule import Aggregate, Comparison, Condition, Constant, Let, Pattern, Rule, Variable

_SECTIONS = 300
"""Beyond so many, sections are numbers or ids rather than words that one can mistype."""
_TEMPLATE = re.compile(r"\{\$?(\w+)[:}]")


def never_given(pack: Pack) -> Iterator[Problem]:
    """A problem for each type that rules wait for, no rule concludes and no case of the pack gives.

    In a pack without cases any type may be what users give: that nothing shows it is said once, of all of them.
    """
    given = {each.fact.fact_type().name for case in pack.cases for each in case.facts}
    waiting: dict[str, list[tuple[Rule, Place]]] = {}
    for rule in pack.rules:
        for pattern in rule.patterns:
            name = pattern.type
            if name not in pack.concluded_types and name not in given and _is_own(pack, name):
                waiting.setdefault(name, []).append((rule, pattern.place))
    if waiting and not pack.cases:
        names = ", ".join(waiting)
        message = f"the pack has no cases, and so nothing that shows who gives what its rules wait for: {names}"
        yield Problem(codes.NEVER_GIVEN, message, next(iter(waiting.values()))[0][1], "add cases whose facts have them")
        waiting.clear()
    for name, found in waiting.items():
        rules = ", ".join(dict.fromkeys(rule.id for rule, _ in found))
        message = f"no rule concludes {name} and no case of the pack gives it; waiting for it: {rules}"
        yield Problem(codes.NEVER_GIVEN, message, found[0][1], f"add a case whose facts have {name}")
    heads: dict[str, list[Pattern]] = {}
    for rule in pack.rules:
        for head in rule.then:
            heads.setdefault(head.type, []).append(head)
    for rule in pack.written:
        for item in rule.patterns:
            if item.type in heads and item.type not in given and not _is_concluded(heads[item.type], item):
                wanted = ", ".join(f"{name}={_told(term)}" for name, term in item.terms.items() if _told(term))
                message = f"the rule {rule.id} waits for {item.type}({wanted}), which no rule concludes"
                yield Problem(
                    codes.NEVER_GIVEN, message, item.place, f"write a value that a rule concludes {item.type} with"
                )


def _is_own(pack: Pack, name: str) -> bool:
    """True of a type that the pack declares itself: a vocabulary's types are there for everybody's facts."""
    return pack.vocabulary.types[name].declared_model is None


def _told(term: object) -> str:
    return "|".join(str(value) for value in term.values) if isinstance(term, Constant) else ""


def _is_concluded(heads: Iterable[Pattern], pattern: Pattern) -> bool:
    """True if one of the conclusions of its type could be matched by the pattern."""
    return any(could_match(head, pattern) for head in heads)


def could_match(head: Pattern, pattern: Pattern) -> bool:
    """True if no value that the pattern names tells it from a conclusion of its type."""
    return all(
        not (isinstance(term, Constant) and isinstance(other := head.terms.get(name), Constant))
        or bool(set(term.values) & set(other.values))
        for name, term in pattern.terms.items()
    )


def unused_variables(pack: Pack) -> Iterator[Problem]:
    """A problem for each variable that is named once, and so neither joins nor compares nor tells anything."""
    without_dollar = {(each.where, each.name) for each in forgotten(pack)}
    of_tables: dict[str, Counter[str]] = {}
    for rule in pack.rules:
        if rule.row is not None:  # a row that asks nothing of an input names its variable once
            of_tables.setdefault(rule.row.table, Counter()).update(_named(rule))
    for rule in pack.written:
        counts = Counter(_named(rule))
        if rule.row is not None:
            rows = sum(other.row is not None and other.row.table == rule.row.table for other in pack.rules)
            counts = Counter({name: count - rows + 1 for name, count in of_tables[rule.row.table].items()})
        for pattern in _all_patterns(rule, counted=False):
            by_name = pack.vocabulary.types[pattern.type].by_name
            for name, term in pattern.terms.items():
                if not isinstance(term, Variable) or counts[term.name] > 1:
                    continue
                if (where(rule), term.name) in without_dollar:
                    continue  # it is meant to be named again, which is warned of there
                near = difflib.get_close_matches(term.name, [each for each in counts if each != term.name], 1, 0.75)
                # In an optional field a variable asks that the field is there; in a required one it asks nothing.
                if by_name[name].optional and not near:
                    continue
                message = f"${term.name} is named once in the rule {rule.id}"
                hint = f"did you mean ${near[0]}?" if near else f"leave {name} out of the pattern"
                alike = _bound_by(rule, name) - {term.name}
                if not near and alike:
                    hint = f"write ${' or $'.join(sorted(alike))} if the same is meant; else {hint}"
                yield Problem(codes.NAMED_ONCE, message, pattern.place, hint)


def _bound_by(rule: Rule, field: str) -> set[str]:
    """The variables that ``when`` binds from fields of this name."""
    terms = [pattern.terms.get(field) for pattern in rule.patterns]
    return {term.name for term in terms if isinstance(term, Variable)}


def _all_patterns(rule: Rule, counted: bool = True) -> Iterator[Pattern]:
    """Every pattern of a rule; those that are counted or added up, where a variable tells matches apart, if asked."""
    for what, conjunction in rule.conjunctions:
        if counted or what != "over":
            yield from (item for item in conjunction if isinstance(item, Pattern))
    yield from rule.then


def _named(rule: Rule) -> Iterator[str]:
    """Every mention of a variable in a rule."""
    for _, conjunction in rule.conjunctions:
        for item in conjunction:
            yield from _named_in(item)
    for head in rule.then:
        yield from _named_in(head)
    yield from _TEMPLATE.findall(rule.reads or "")


def _named_in(item: Condition) -> Iterator[str]:
    match item:
        case Pattern():
            yield from (term.name for term in item.terms.values() if isinstance(term, Variable))
        case Comparison():
            yield from variables(item.node)
        case Let():
            yield item.variable
            yield from variables(item.node)
        case Aggregate():
            yield from (*item.by, item.result, *item.operands)


def unused_declarations(pack: Pack) -> Iterator[Problem]:
    """A problem for each type, name, assumption and statement of the pack that nothing in it uses."""
    types = {name for rule in pack.rules for name in types_of(rule)}
    types |= {pattern.type for tension in pack.tensions for pattern in tension.between}
    types |= {pattern.type for outcome in pack.outcomes for pattern in patterns_of_outcome(outcome)}
    types |= {p.type for question in pack.hypotheses for row in question.evidence for p in row.patterns}
    for name in pack.vocabulary.types:
        if name not in types and _is_own(pack, name):
            message = f"no rule reads or concludes the type {name}"
            place = pack.declared_at.get(("types", name), pack.place)
            yield Problem(codes.UNUSED, message, place, "remove it, or write the rule that needs it")
    words = _words(pack)
    for name in pack.names:
        if name not in words:
            message = f"the name for {name} is never used: no rule, type or case of the pack has this value"
            place = pack.declared_at.get(("names", name), pack.place)
            yield Problem(codes.UNUSED, message, place, "remove it, or mend its spelling")
    asked = {name for rule in pack.rules for name in rule.assumes}
    for assumption in pack.assumptions:
        if assumption.id not in asked:
            message = f"no rule assumes {assumption.id}: switching it changes nothing"
            yield Problem(codes.UNUSED, message, assumption.place, "name it under assumes of a rule, or remove it")
    cited = {name for rule in pack.rules for name in rule.cites}
    for statement in pack.statements:
        if statement.id not in cited and not statement.framing:
            message = f"no rule cites the statement {statement.id}"
            yield Problem(codes.UNUSED, message, statement.place, "encode it, or write framing: true")


def _words(pack: Pack) -> set[object]:
    """Every text that a fact of the pack can be told with."""
    words: set[object] = set()
    for fact_type in pack.vocabulary.types.values():
        for field in fact_type.fields:
            words.update(field.kind.values)
            words.update(field.codes.members if field.codes is not None else ())
            words.update(field.open_list.words if field.open_list is not None else ())
    patterns = [pattern for rule in pack.rules for pattern in _all_patterns(rule)]
    patterns += [pattern for tension in pack.tensions for pattern in tension.between]
    for pattern in patterns:
        for term in pattern.terms.values():
            if isinstance(term, Constant):
                words.update(term.values)
    for case in pack.cases:
        for each in case.facts:
            words.update(each.fact.row)
    return words


def without_words(pack: Pack) -> Iterator[Problem]:
    """A problem for each rule that says nothing, or rests on nothing, in a pack that encodes a document."""
    if not pack.statements:
        return
    for rule in pack.written:
        if rule.warrant == "document" and not rule.cites:
            message = f"the rule {rule.id} cites no statement, and claims to rest on the document"
            yield Problem(
                codes.WITHOUT_WORDS, message, rule.place, "say what it cites, or its warrant: law, bridge or product"
            )
        if rule.reads is None:
            message = f"the rule {rule.id} has no sentence for people"
            yield Problem(
                codes.WITHOUT_WORDS, message, rule.place, 'write reads: "…", with {variable} for what is bound'
            )


def near_sections(pack: Pack) -> Iterator[Problem]:
    """A problem for each rule whose section is nearly that of others."""
    places = {rule.section: rule.place for rule in reversed(pack.rules) if rule.section is not None}
    known = [statement.section for statement in pack.statements if statement.section is not None]
    known += [rule.section for rule in pack.rules if rule.section is not None]
    ordered = list(dict.fromkeys(known))
    if len(ordered) > _SECTIONS:
        return
    for number, section in enumerate(ordered):
        near = difflib.get_close_matches(section, ordered[:number], 1, 0.85)
        if near and section in places:
            message = f"the section {section!r} is nearly {near[0]!r}"
            yield Problem(codes.NEAR_SECTION, message, places[section], f"write section: {near[0]}")
