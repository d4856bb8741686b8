"""Faults of ten kinds, planted in the rules of the shipped packs: each is warned of, at the rule that has it."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from random import Random

import pytest
from hypothesis import settings

from tocsin.facts.problems import Place
from tocsin.rules import codes, expression
from tocsin.rules.expression.tree import Comparison as Compared
from tocsin.rules.expression.tree import Literal, Logical, mapped
from tocsin.rules.expression.tree import Variable as Named
from tocsin.rules.lint import warnings_of
from tocsin.rules.model import Assumption, Pack
from tocsin.rules.rule import Comparison, Pattern, Variable
from tocsin.rules.shipped import load_pack, shipped_names

HERE = Place("planted", 1, 1)
OTHER_END = {">": ">=", ">=": ">", "<": "<=", "<=": "<"}


def with_rule(pack, rule, other):
    """The pack with a rule in the place of another, or beside it if it is called otherwise."""
    if other.id != rule.id:
        return replace(pack, rules=(*pack.rules, replace(other, place=HERE)))
    return replace(pack, rules=tuple(other if each is rule else each for each in pack.rules))


def compared(text):
    return Comparison(text, expression.parse(text), HERE)


def nothing_satisfies(pack, rule, random):
    numbers = [name for name, kind in rule.kinds.items() if kind.is_numeric and f"${name}" in str(rule.when)]
    numbers = [name for name in numbers if any(name in pattern.variables for pattern in rule.patterns)]
    for name in random.sample(numbers, min(1, len(numbers))):
        low = random.randrange(100)
        yield replace(rule, when=(*rule.when, compared(f"${name} > {low}"), compared(f"${name} < {low - 1}")))


def written_twice(pack, rule, random):
    yield replace(rule, id=f"{rule.id}-again", section=None, note=None, reads=None)


def fires_only_with_another(pack, rule, random):
    free = [(at, pattern, field) for at, pattern, field in open_fields(pack, rule) if field.kind.is_numeric]
    if free and not rule.aggregates and not rule.lets and not rule.stronger_if:
        at, pattern, field = random.choice(free)
        narrower = with_term(rule, at, pattern, field.name)
        yield replace(narrower, id=f"{rule.id}-too", when=(*narrower.when, compared("$planted > 7")))


def open_fields(pack, rule):
    """The fields that a pattern must have and says nothing of."""
    for at, pattern in enumerate(rule.when):
        if isinstance(pattern, Pattern):
            fields = pack.vocabulary.types[pattern.type].fields
            yield from ((at, pattern, f) for f in fields if f.name not in pattern.terms and not f.optional)


def with_term(rule, at, pattern, field, name="planted"):
    other = replace(pattern, terms={**pattern.terms, field: Variable(name)})
    return replace(rule, when=(*rule.when[:at], other, *rule.when[at + 1 :]))


def named_once(pack, rule, random):
    free = list(open_fields(pack, rule))
    if free:
        at, pattern, field = random.choice(free)
        yield with_term(rule, at, pattern, field.name)


def misspelt(pack, rule, random):
    """One mention of a variable in a pattern, where another pattern of the conditions still binds it."""
    mentions = [
        (at, item, field, term.name)
        for at, item in enumerate(rule.when)
        if isinstance(item, Pattern)
        for field, term in item.terms.items()
        if isinstance(term, Variable) and len(term.name) > 3
        if sum(term.name in other.variables for other in rule.patterns) > 1
    ]
    if mentions:
        at, pattern, field, name = random.choice(mentions)
        slip = random.randrange(1, len(name) - 1)
        wrong = random.choice([name[:slip] + name[slip + 1 :], name[:slip] + name[slip] * 2 + name[slip + 1 :]])
        yield with_term(rule, at, pattern, field, wrong)


def other_threshold(pack, rule, random):
    """A rule beside another, with the end of one range taken in that the other leaves out."""
    if rule.row is not None or not set(thresholds(rule)):
        return
    node = random.choice(list(thresholds(rule)))
    turned = replace(node, operator=OTHER_END[node.operator])
    other = rule.with_nodes(lambda each: mapped(each, lambda part: turned if part == node else part))
    yield replace(other, id=f"{rule.id}-otherwise")


def thresholds(rule):
    """The comparisons in ``when`` of what a field has with a fixed value."""
    bound = {name for pattern in rule.patterns for name in pattern.variables}
    for comparison in rule.comparisons:
        parts = comparison.node.operands if isinstance(comparison.node, Logical) else [comparison.node]
        if not isinstance(comparison.node, Logical) or comparison.node.operator == "and":
            for node in parts:
                match node:
                    case Compared(operator, Named(name), Literal()) if operator in OTHER_END and name in bound:
                        yield node


def excepted_always(pack, rule, random):
    entry = random.choice(rule.patterns)
    yield replace(rule, unless=(*rule.unless, (entry,)))


def without_citation(pack, rule, random):
    if rule.warrant == "document" and pack.statements:
        yield replace(rule, cites=())


def near_section(pack, rule, random):
    section = rule.section
    if section is not None and len(section) > 5:
        at = random.randrange(1, len(section) - 1)
        wrong = random.choice([f"{section}s", section[:at] + section[at + 1 :], section.swapcase()[:1] + section[1:]])
        if wrong not in {each.section for each in pack.rules}:
            yield replace(rule, section=wrong)


def declared_for_nothing(pack, random):
    """The pack with an assumption, a name or a statement more that nothing uses."""
    name = f"planted-{random.randrange(1000)}"
    yield replace(pack, assumptions=(*pack.assumptions, Assumption(name, "No rule asks.", "caveated", True, HERE)))
    yield replace(pack, names={**pack.names, name: "Planted"})
    if pack.statements:
        yield replace(pack, statements=(*pack.statements, replace(pack.statements[0], id=name, framing=False)))


IN_RULES = {
    nothing_satisfies: codes.CONTRADICTION,
    written_twice: codes.SUBSUMED,
    fires_only_with_another: codes.SUBSUMED,
    named_once: codes.NAMED_ONCE,
    misspelt: codes.NAMED_ONCE,
    other_threshold: codes.UNEVEN_THRESHOLDS,
    excepted_always: codes.NEVER_FIRES,
    without_citation: codes.WITHOUT_WORDS,
    near_section: codes.NEAR_SECTION,
}


@cache
def shipped():
    return tuple(load_pack(name) for name in shipped_names())


def planted(kind, random) -> Iterator[tuple[Pack, str]]:
    """Packs with one fault of the kind each, and what a message about it names; without end."""
    rules = [(pack, rule) for pack in shipped() for rule in pack.written if rule.row is None]
    while True:
        if kind is declared_for_nothing:
            yield from ((pack, "planted") for pack in declared_for_nothing(random.choice(shipped()), random))
            continue
        pack, rule = random.choice(rules)
        for faulty in kind(pack, rule, random):
            named = faulty.section if kind is near_section else faulty.id
            yield with_rule(pack, rule, faulty), named


def told_of_each(kind, count):
    packs = planted(kind, Random(kind.__name__))
    code = IN_RULES.get(kind, codes.UNUSED)
    missed = []
    for _ in range(count):
        pack, named = next(packs)
        found = [str(problem) for problem in warnings_of(pack) if problem.code == code]
        if kind is misspelt:
            found = [each for each in found if "did you mean $" in each]
        if not any(named in each for each in found):
            missed.append((pack.name, named))
    return missed


KINDS = [*IN_RULES, declared_for_nothing]


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_faults_planted_in_the_shipped_packs_are_each_warned_of(kind):
    assert told_of_each(kind, 20 if settings().max_examples > 1_000 else 2) == []
