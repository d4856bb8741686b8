"""Rules that say nothing new: another rule concludes the same whenever they do (theta-subsumption, Plotkin 1970)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tocsin.facts.json_values import canonical_json
from tocsin.facts.problems import Problem
from tocsin.facts.reports import QUALIFIERS
from tocsin.rules import codes
from tocsin.rules.canonical_form import rule_json
from tocsin.rules.lint.bounds import Bounds, requirements
from tocsin.rules.lint.meeting import Neighbours
from tocsin.rules.model import Pack
from tocsin.rules.rule import VARIABLE, Comparison, Conjunction, Constant, Pattern, Rule, Term, Variable

Renaming = dict[str, Term]


def subsumed(pack: Pack) -> Iterator[Problem]:
    """A problem for each rule that concludes, on the same grounds, only what another concludes without it."""
    alike: dict[object, list[Rule]] = {}
    written: dict[str, Rule] = {}
    for rule in (rule for rule in pack.rules if rule.row is None):
        first = written.setdefault(up_to_names(rule), rule)
        if first is not rule:
            yield _problem(rule, first, same=True)
            continue
        # What rests on other sentences, or on another warrant, is another reason for the same conclusion.
        grounds = frozenset(rule.cites), rule.warrant, frozenset(head.type for head in rule.then)
        possible = not any(bounds.is_empty for bounds in requirements(rule.comparisons, rule).bounds.values())
        if possible and not rule.aggregates and not rule.lets:
            alike.setdefault(grounds, []).append(rule)
    for rules in (some for each in alike.values() for some in _by_words(each)):
        neighbours = Neighbours(rules, in_conclusions=True)
        for at, special in enumerate(rules):
            for other in neighbours.covering(at):
                general = rules[other]
                if covers(general, special) and (not (same := covers(special, general)) or other < at):
                    yield _problem(special, general, same)
                    break


def _by_words(rules: list[Rule]) -> Iterable[list[Rule]]:
    """The rules by the values that they conclude, if all name one for the same fields: else any may cover another."""
    found: dict[frozenset[tuple[str, str, Term]], list[Rule]] = {}
    for rule in rules:
        terms = ((head.type, name, term) for head in rule.then for name, term in head.terms.items())
        found.setdefault(frozenset(each for each in terms if isinstance(each[2], Constant)), []).append(rule)
    fields = {frozenset((type_name, name) for type_name, name, _ in named) for named in found}
    return found.values() if len(fields) == 1 else [rules]


def _problem(special: Rule, general: Rule, same: bool) -> Problem:
    said = "concludes the same from the same as" if same else "fires only where a more general one does:"
    message = f"the rule {special.id} {said} the rule {general.id}"
    hint = "remove one of them" if same else "remove it, or say in the general one what it leaves out"
    return Problem(codes.SUBSUMED, message, special.place, hint)


def up_to_names(rule: Rule) -> str:
    """What the rule means, whatever its variables are called and wherever it stands in the pack."""
    told = ("section", "reads")
    text = canonical_json({key: value for key, value in rule_json(rule).items() if key not in told})
    numbers: dict[str, int] = {}
    return VARIABLE.sub(lambda match: f"${numbers.setdefault(match[1], len(numbers))}", text)


def covers(general: Rule, special: Rule) -> bool:
    """True if the general rule concludes all that the special one does, as firmly, whenever that fires."""
    return (
        QUALIFIERS.index(general.qualifier) <= QUALIFIERS.index(special.qualifier)
        and set(general.assumes) <= set(special.assumes)
        and not special.stronger_if
        and any(_holds(general, special, renaming) for renaming in _renamings(general, special))
    )


def _renamings(general: Rule, special: Rule) -> Iterator[Renaming]:
    """Each way to read the general rule's variables so that its conclusions and patterns are the special one's."""
    pairs = [(head, special.then) for head in general.then] + [(each, special.patterns) for each in general.patterns]
    # Every conclusion of the special rule must be among the general one's.
    if len(general.then) < len(special.then):
        return
    yield from matched(pairs, {})


def matched(pairs: Sequence[tuple[Pattern, Sequence[Pattern]]], renaming: Renaming) -> Iterator[Renaming]:
    """Each way to read variables on so that every pattern is no narrower than one of its candidates."""
    if not pairs:
        yield renaming
        return
    (pattern, candidates), *rest = pairs
    for candidate in candidates:
        found = _unified(pattern, candidate, renaming)
        if found is not None:
            yield from matched(rest, found)


def _unified(pattern: Pattern, candidate: Pattern, renaming: Renaming) -> Renaming | None:
    """The renaming with what makes the pattern no narrower than the candidate; None if nothing does."""
    if pattern.type != candidate.type or not pattern.terms.keys() <= candidate.terms.keys():
        return None
    if pattern.backed_by not in (None, candidate.backed_by):
        return None
    found = dict(renaming)
    for name, term in pattern.terms.items():
        other = candidate.terms[name]
        if isinstance(term, Variable):
            if found.setdefault(term.name, other) != other:
                return None
        elif not (isinstance(other, Constant) and set(other.values) <= set(term.values)):
            return None
    return found


def _holds(general: Rule, special: Rule, renaming: Renaming) -> bool:
    """True if the general rule concludes what the special one does, and fires whenever that does."""
    heads = {_key(head, renaming) for head in general.then}
    return all(_key(head, {}) in heads for head in special.then) and leaves_satisfied(special, general, renaming)


def leaves_satisfied(special: Rule, general: Rule, renaming: Renaming) -> bool:
    """True if the special rule's comparisons and exceptions leave the general one's satisfied."""
    asked, given = requirements(general.comparisons, general), requirements(special.comparisons, special)
    if not {_renamed(text, renaming) for text in asked.rest} <= given.rest:
        return False
    for name, bounds in asked.bounds.items():
        term = renaming.get(name)
        if isinstance(term, Constant):
            if not all(bounds.holds(value) for value in term.values):  # type: ignore[arg-type]
                return False
        elif term is None or not given.bounds.get(term.name, Bounds()).is_within(bounds):
            return False
    exceptions = {_conjunction(entry, {}) for entry in special.unless}
    # What is an exception's own in the general rule may be bound in the special one: there it blocks less.
    own = {name for entry in general.unless for name in _variables(entry)} - renaming.keys()
    blocks = (_conjunction(entry, renaming) in exceptions for entry in general.unless)
    return own.isdisjoint(special.kinds) and all(blocks)


def _variables(entry: Conjunction) -> Iterator[str]:
    """The variables of an exception's patterns."""
    return (name for item in entry if isinstance(item, Pattern) for name in item.variables)


def _key(pattern: Pattern, renaming: Mapping[str, Term]) -> tuple[object, ...]:
    """A pattern as it reads after renaming."""
    terms = {
        name: renaming.get(term.name, term) if isinstance(term, Variable) else term
        for name, term in pattern.terms.items()
    }
    return pattern.type, frozenset(terms.items()), pattern.backed_by


def _conjunction(entry: Conjunction, renaming: Mapping[str, Term]) -> frozenset[object]:
    return frozenset(
        _key(item, renaming) if isinstance(item, Pattern) else _renamed(str(item.node), renaming) for item in entry
    )


def _renamed(text: str, renaming: Mapping[str, Term]) -> str:
    """A comparison with its variables renamed; one whose variable became a value stays, and matches nothing."""

    def other(match: re.Match[str]) -> str:
        term = renaming.get(match[1])
        return f"${term.name}" if isinstance(term, Variable) else match[0]

    return VARIABLE.sub(other, text)


def blocked_by_themselves(pack: Pack) -> Iterator[Problem]:
    """A problem for each rule with an exception that holds whenever its conditions do."""
    for rule in pack.rules:
        for entry in rule.unless:
            patterns = [item for item in entry if isinstance(item, Pattern)]
            comparisons = [item for item in entry if isinstance(item, Comparison)]
            if not patterns or not _always(rule, patterns, comparisons):
                continue
            message = f"an exception of the rule {rule.id} holds whenever its conditions do: it never fires"
            hint = "say in the exception what makes it another fact, in a field or a comparison"
            yield Problem(codes.NEVER_FIRES, message, patterns[0].place, hint)


def _always(rule: Rule, patterns: Sequence[Pattern], comparisons: Sequence[Comparison]) -> bool:
    bound = {name: Variable(name) for pattern in rule.patterns for name in pattern.variables}
    pairs = [(pattern, rule.patterns) for pattern in patterns]
    asked, given = requirements(comparisons, rule), requirements(rule.comparisons, rule)
    for renaming in matched(pairs, dict(bound)):
        if {_renamed(text, renaming) for text in asked.rest} <= given.rest and all(
            isinstance(term := renaming.get(name), Variable) and given.bounds.get(term.name, Bounds()).is_within(bounds)
            for name, bounds in asked.bounds.items()
        ):
            return True
    return False
