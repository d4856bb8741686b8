"""Static checks: what can be known to be wrong before any fact is asserted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tocsin.facts.problems import Place, suggestion
from tocsin.facts.reports import QUALIFIERS
from tocsin.facts.strength_words import QUALIFIER_WORDS
from tocsin.rules import codes
from tocsin.rules.check.aggregates import grouped
from tocsin.rules.check.judgement import check_judgement
from tocsin.rules.check.limits import check_limits
from tocsin.rules.check.rule_scopes import check_scopes
from tocsin.rules.check.scope import Scope
from tocsin.rules.check.strata import check_stratified
from tocsin.rules.rule import BACKED_BY, Pattern

if TYPE_CHECKING:
    from tocsin.facts.reports import Qualifier
    from tocsin.rules.model import Pack
    from tocsin.rules.rule import Rule
    from tocsin.rules.shape import Reading

__all__ = ["check_pack", "in_place_of"]


def check_pack(pack: Pack, reading: Reading) -> tuple[Rule, ...]:
    """The pack's rules with the kinds of their variables; every problem is noted in ``reading``."""
    rules = tuple(replace(rule, kinds=check_scopes(rule, reading)) for rule in map(grouped, pack.rules))
    for rule in rules:
        check_limits(rule, reading)
    check_stratified(rules, reading)
    _check_backed(pack, reading)
    for tension in pack.tensions:
        Scope(reading).bind_patterns(tension.between)
    check_judgement(pack, reading)
    _check_references(pack, reading)
    _check_statements(pack, reading)
    for rule in pack.written:
        _check_strength(pack, rule, reading)
    return rules


def in_place_of(pack: Pack, rule: Rule) -> Rule | None:
    """The rule, with the kinds of its variables, as it would stand in the checked pack in the place of its namesake.

    It has the types of that one. None if the pack would be refused with it.
    """
    from tocsin.rules.shape import Reading

    reading = Reading(pack.vocabulary, [], parameters=dict(pack.parameters))
    rule = grouped(rule)
    rule = replace(rule, kinds=check_scopes(rule, reading))
    if not reading.problems:
        check_limits(rule, reading)
        _check_strength(pack, rule, reading)
    return None if reading.problems else rule


def _check_backed(pack: Pack, reading: Reading) -> None:
    """What rules conclude has no reports of its own, though somebody may report it too."""
    makers = {head.type: rule.id for rule in pack.written for head in rule.then}
    for rule in pack.written:
        for _, items in rule.conjunctions:
            for item in (item for item in items if isinstance(item, Pattern) and item.type in makers):
                if item.backed_by is not None:
                    message = (
                        f"{BACKED_BY} of {item.type} in the rule {rule.id}: {makers[item.type]} concludes {item.type}, "
                        "and no source reports a conclusion"
                    )
                    hint = f"ask it of the facts that {makers[item.type]} rests on"
                    reading.report(codes.BACKED_CONCLUSION, message, item.place, hint)


def _check_references(pack: Pack, reading: Reading) -> None:
    assumptions = {assumption.id for assumption in pack.assumptions}
    for rule in pack.written:
        for name in rule.assumes:
            _check_assumption(reading, name, assumptions, f"the rule {rule.id} assumes", rule.place)
        for name in rule.cites:
            # A pack without statements may cite freely: there is nothing to hold the reference against.
            if pack.statements and name not in pack.statement_by_id:
                hint = suggestion(name, pack.statement_by_id, "statements")
                reading.report(
                    codes.UNKNOWN_STATEMENT,
                    f"the rule {rule.id} cites the unknown statement {name!r}",
                    rule.place,
                    hint,
                )
    for parameter in pack.parameters.values():
        for value in parameter.values:
            for name in value.cites:
                if name not in pack.statement_by_id:
                    message = f"the parameter {parameter.name} cites the unknown statement {name!r}"
                    hint = (
                        suggestion(name, pack.statement_by_id, "statements") or "write reference: TEXT for other texts"
                    )
                    reading.report(codes.UNKNOWN_STATEMENT, message, value.place, hint)
    for case in pack.cases:
        for name in case.assumptions:
            _check_assumption(reading, name, assumptions, f"the case {case.name!r} switches", case.place)


def _check_assumption(reading: Reading, name: str, known: set[str], what: str, place: Place) -> None:
    if name not in known:
        hint = suggestion(name, known, "assumptions")
        reading.report(codes.UNKNOWN_ASSUMPTION, f"{what} the unknown assumption {name!r}", place, hint)


def _check_statements(pack: Pack, reading: Reading) -> None:
    end = 0
    for statement in pack.statements:
        if statement.start < end:
            message = f"the statement {statement.id} begins at {statement.start}, inside the one before it"
            reading.report(codes.STATEMENTS, message, statement.place, "statements do not overlap")
        end = max(end, statement.end)
        for name in statement.feeds:
            if name not in pack.statement_by_id:
                hint = suggestion(name, pack.statement_by_id, "statements")
                reading.report(
                    codes.UNKNOWN_STATEMENT,
                    f"{statement.id} feeds the unknown statement {name!r}",
                    statement.place,
                    hint,
                )
    if pack.document is not None and end > pack.document.characters:
        message = f"a statement ends at {end}, after the document's {pack.document.characters} characters"
        reading.report(codes.STATEMENTS, message, pack.document.place, "check characters and the offsets")


def _check_strength(pack: Pack, rule: Rule, reading: Reading) -> None:
    """No rule concludes more firmly than the weakest sentence it cites, or than what was not reported allows."""
    cited = [pack.statement_by_id[name] for name in rule.cites if name in pack.statement_by_id]
    weakest = max(cited, key=lambda statement: QUALIFIERS.index(statement.strongest), default=None)
    if weakest is not None and _is_stronger(rule.qualifier, weakest.strongest):
        own, most = QUALIFIER_WORDS[rule.qualifier], QUALIFIER_WORDS[weakest.strongest]
        message = (
            f"the rule {rule.id} concludes with the strength {own}, but cites {weakest.id}, "
            f"which says {weakest.modality.replace('_', ' ')}: at most {most}"
        )
        hint = f"write qualifier: {weakest.strongest}, or cite only the statements that this step encodes"
        reading.report(codes.TOO_STRONG, message, rule.place, hint)
    if rule.from_absence:
        if not rule.unless and "unless" not in reading.unread.get(rule.place, ()):
            message = f"the rule {rule.id} is from_absence and has no unless: nothing was looked for and not found"
            reading.report(codes.FROM_ABSENCE, message, rule.place, "say under unless what was not found")
        if _is_stronger(rule.qualifier, "possible"):
            message = (
                f"the rule {rule.id} concludes from absence with the strength {QUALIFIER_WORDS[rule.qualifier]}: "
                "what nobody reported may be so"
            )
            reading.report(codes.FROM_ABSENCE, message, rule.place, "write qualifier: possible")
        if not rule.reads:
            message = f"the rule {rule.id} concludes from absence and has no sentence that says what was not reported"
            reading.report(codes.FROM_ABSENCE, message, rule.place, 'write reads: "No … is reported."')


def _is_stronger(one: Qualifier, other: Qualifier) -> bool:
    return QUALIFIERS.index(one) < QUALIFIERS.index(other)
