"""How a handbook speaks of what stands elsewhere in it: rules, fact types, statements and assumptions, as links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from tocsin.authoring import words
from tocsin.authoring.feeding import Feeding, asked_by
from tocsin.authoring.prose import Line, Span, joined, plain
from tocsin.explain.expression_text import noun
from tocsin.explain.rule_words import MARKED, RuleReader
from tocsin.rules.canonical_form import patterns_of_outcome
from tocsin.rules.model import Pack
from tocsin.rules.rule import Pattern, Rule

_OTHERS = re.compile(r"[^A-Za-z0-9_-]")
_MANY = 8
"""So many rules are named in a line; of more only how many there are."""


def anchor(kind: str, name: str) -> str:
    """Where the thing of that kind and name stands; what needs no escape, in Markdown or in HTML."""
    return _OTHERS.sub(lambda match: f".{ord(match[0]):x}.", f"{kind}-{name}")


class Links:
    """The links of one pack's handbook."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.feeding = Feeding(pack)

    @cached_property
    def types(self) -> dict[str, tuple[list[Rule], list[Rule]]]:
        """Each fact type that the pack declares or uses, with the rules that conclude it and those that ask for it."""
        own = [name for kind, name in self.pack.declared_at if kind == "types"]
        found: dict[str, tuple[list[Rule], list[Rule]]] = {name: ([], []) for name in own}
        for rule in self.pack.written:
            for at, names in enumerate(({h.type for h in rule.then}, {p.type for p, _ in asked_by(rule)})):
                for name in sorted(names):
                    found.setdefault(name, ([], []))[at].append(rule)
        beside = [pattern for tension in self.pack.tensions for pattern in tension.between]
        beside += (pattern for outcome in self.pack.outcomes for pattern in patterns_of_outcome(outcome))
        beside += (p for question in self.pack.hypotheses for row in question.evidence for p in row.patterns)
        for pattern in beside:
            found.setdefault(pattern.type, ([], []))
        return {name: found[name] for name in self.pack.vocabulary.types if name in found}

    def line(self, marked: str) -> Line:
        """A text whose variables and fact types are marked."""
        spans: list[Span] = []
        end = 0
        for match in MARKED.finditer(marked):
            if match.start() > end:
                spans.append(Span(marked[end : match.start()]))
            kind, name = match.groups()
            spans.append(self.type(name) if kind else Span(name, "variable"))
            end = match.end()
        return (*spans, Span(marked[end:])) if end < len(marked) else tuple(spans)

    def type(self, name: str) -> Span:
        """A fact type as words."""
        return Span(noun(name, self.pack.names), "", anchor("type", name))

    def pattern(self, pattern: Pattern) -> Line:
        """A pattern that stands in no rule."""
        return self.line(RuleReader(self.pack, Rule("", (), (), pattern.place)).pattern(pattern))

    def patterns(self, patterns: Iterable[Pattern]) -> Line:
        """Patterns that have to match together."""
        return joined([self.pattern(pattern) for pattern in patterns], words.AND_TOO)

    def rule(self, rule: Rule) -> Span:
        """A rule, or the table that it is a row of."""
        if rule.row is not None:
            return Span(words.TABLE_OF.format(table=rule.row.table), "", anchor("table", rule.row.table))
        return Span(rule.id, "", anchor("rule", rule.id))

    def rules(self, rules: Iterable[Rule], most: int = _MANY) -> Line:
        """Rules, each once; of many the first."""
        named = list(dict.fromkeys(self.rule(rule) for rule in rules))
        if not named:
            return plain(words.NO_RULE)
        shown = joined([(span,) for span in named[:most]], ", ")
        more = len(named) - most
        return (*shown, Span(words.AND_MORE.format(count=more))) if more > 0 else shown

    def assumption(self, name: str) -> Line:
        """An assumption by its id."""
        return (Span(name, "", anchor("assumption", name)),)

    def citation(self, name: str) -> Line:
        """A statement with what it says; another text by its name."""
        statement = self.pack.statement_by_id.get(name)
        if statement is None:
            return plain(name)
        return Span(name, "", anchor("statement", name)), Span(f": {statement.paraphrase}")
