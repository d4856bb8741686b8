"""Which rule feeds which: a conclusion of the one could match what the other asks for. Rows of a table count as one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from tocsin.facts.dataclass import dataclass
from tocsin.rules.lint.unused import could_match
from tocsin.rules.model import Pack
from tocsin.rules.rule import Aggregate, Pattern, Rule

Role = Literal["premise", "counted", "exception", "strengthening"]
"""What a fact is to the rule that asks for it: a premise, one of what is aggregated, what blocks it, or lifts it."""


@dataclass(frozen=True)
class Feed:
    """A rule, or a table, that concludes facts of a type, and one that asks for them."""

    source: str
    target: str
    type: str
    role: Role


def name_of(rule: Rule) -> str:
    """The rule's id; of a row the id of its table."""
    return rule.id if rule.row is None else rule.row.table


def asked_by(rule: Rule) -> Iterator[tuple[Pattern, Role]]:
    """Every pattern that a rule asks for, and as what."""
    for item in rule.when:
        if isinstance(item, Pattern):
            yield item, "premise"
        elif isinstance(item, Aggregate):
            yield from ((pattern, "counted") for pattern in item.patterns)
    for entry in rule.unless:
        yield from ((item, "exception") for item in entry if isinstance(item, Pattern))
    yield from ((item, "strengthening") for item in rule.stronger_if if isinstance(item, Pattern))


class Feeding:
    """Who feeds whom in a pack, by the names of rules and tables."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    @cached_property
    def feeds(self) -> tuple[Feed, ...]:
        """Every feed, each once, in the order of the pack's rules: first of what is fed, then of what feeds it."""
        heads: dict[str, list[tuple[str, Pattern]]] = {}
        for rule in self.pack.rules:
            for head in rule.then:
                heads.setdefault(head.type, []).append((name_of(rule), head))
        found = {
            Feed(source, name_of(rule), pattern.type, role): None
            for rule in self.pack.rules
            for pattern, role in asked_by(rule)
            for source, head in heads.get(pattern.type, ())
            if could_match(head, pattern)
        }
        return tuple(found)

    @cached_property
    def into(self) -> dict[str, tuple[Feed, ...]]:
        """The feeds of each rule that is fed."""
        return _grouped([(feed.target, feed) for feed in self.feeds])

    @cached_property
    def out_of(self) -> dict[str, tuple[Feed, ...]]:
        """The feeds of each rule that feeds others."""
        return _grouped([(feed.source, feed) for feed in self.feeds])


def _grouped(pairs: list[tuple[str, Feed]]) -> dict[str, tuple[Feed, ...]]:
    found: dict[str, list[Feed]] = {}
    for name, feed in pairs:
        found.setdefault(name, []).append(feed)
    return {name: tuple(feeds) for name, feeds in found.items()}
