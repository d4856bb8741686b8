"""The rules and tables of a handbook: each in plain words, with what it rests on, what it feeds, and its cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tocsin.authoring import words
from tocsin.authoring.coverage import Tried
from tocsin.authoring.feeding import Feed, name_of
from tocsin.authoring.handbook_links import Links, anchor
from tocsin.authoring.prose import Block, Entries, Grid, Heading, Line, Paragraph, Span, joined, plain
from tocsin.authoring.testing import PackTests
from tocsin.explain.rule_words import RuleReader, strength_text
from tocsin.explain.words import WARRANTS
from tocsin.facts.counting import counted
from tocsin.facts.printing import plain as value_text
from tocsin.rules.rule import Rule

_CASES = 3
_Entry = tuple[str, tuple[Line, ...]]


class RuleEntries:
    """Tells the rules of a pack whose cases were run."""

    def __init__(self, tests: PackTests, links: Links) -> None:
        self._tests = tests
        self._links = links
        self._pack = tests.report.pack
        self._fired: dict[str, list[str]] = {}
        for result in tests.report.results:
            for rule in sorted(result.fired):
                self._fired.setdefault(name_of(self._pack.rule_by_id[rule]), []).append(result.case.name)
        self._refusing: dict[str, list[Tried]] = {}
        for tried in tests.coverage.parts:
            if tried.covered and tried.part.side in words.REFUSED and tried.part.kind != "strengthening":
                self._refusing.setdefault(tried.part.rule, []).append(tried)

    def rule(self, rule: Rule) -> Iterator[Block]:
        """A rule: its sentence, when it fires and when not, what it rests on, and its cases."""
        read, line = RuleReader(self._pack, rule), self._links.line
        yield Heading(4, rule.id, anchor("rule", rule.id))
        yield Paragraph(line(read.sentence()), "quote")
        if rule.note:
            yield Paragraph(plain(rule.note), "note")
        stronger = read.strengthening()
        entries: list[_Entry] = [
            (words.WHEN, tuple(map(line, read.premises()))),
            (words.UNLESS, tuple(map(line, read.exceptions()))),
            (words.STRONGER_IF, (line(stronger),) if stronger else ()),
            (words.THEN, tuple(map(line, read.conclusions()))),
            (words.HOW_FIRMLY, (plain(strength_text(rule, self._ground(rule))),)),
            *self._rests_on(rule),
            *self._neighbours(rule),
            (words.FIRES_IN, (self._firing(rule.id),)),
            (words.REFUSED_IN, tuple(map(_refused, self._refusing.get(rule.id, ())))),
        ]
        yield Entries(tuple((label, lines) for label, lines in entries if lines))

    def table(self, rule: Rule) -> Iterator[Block]:
        """A table of which the rule is a row: what it looks up, its rows, and what it rests on."""
        row = rule.row
        assert row is not None
        table = next(each for each in self._pack.tables if each.id == row.table)
        line = self._links.line
        yield Heading(4, words.TABLE_OF.format(table=table.id), anchor("table", table.id))
        bare = RuleReader(self._pack, _without_row(rule))
        hit = words.HIT.format(policy=table.hit)
        entries: list[_Entry] = [
            (words.WHEN, tuple(map(line, bare.premises()))),
            (words.UNLESS, tuple(map(line, bare.exceptions()))),
            (words.THEN, (joined([(self._links.type(head.type),) for head in rule.then], ", "),)),
            (words.ROWS, (plain(hit + (words.GAPS if table.gaps else "")),)),
            *self._rests_on(rule),
            *self._neighbours(rule),
            (words.FIRES_IN, (self._firing(table.id),)),
        ]
        yield Entries(tuple((label, lines) for label, lines in entries if lines))
        asked = list(dict.fromkeys(cell.column for each in table.rows for cell in each.cells))
        rows = []
        for each in table.rows:
            cells, given = {cell.column: cell.text for cell in each.cells}, dict(each.given)
            told = [cells.get(column, "") for column in asked]
            told += ["" if (value := given.get(name)) is None else value_text(value) for name in table.outputs]
            rows.append(("", tuple(map(plain, (each.name, *told)))))
        yield Grid((words.ROW, *asked, *table.outputs), tuple(rows))

    def _ground(self, rule: Rule) -> str:
        """What warrants the rule; of a pack that encodes no document, nothing is said of one."""
        ground = WARRANTS[rule.warrant]
        return ground if self._pack.document is not None else words.GROUNDS.get(rule.warrant, "")

    def _rests_on(self, rule: Rule) -> Iterator[_Entry]:
        yield words.CITES, tuple(map(self._links.citation, rule.cites))
        yield words.ASSUMES, ((joined(list(map(self._links.assumption, rule.assumes)), ", "),) if rule.assumes else ())
        names = sorted({name for name, _ in rule.parameters} & self._pack.parameters.keys())
        yield words.PARAMETERS, tuple(plain(name) for name in names)

    def _neighbours(self, rule: Rule) -> Iterator[_Entry]:
        name, feeding = name_of(rule), self._links.feeding
        yield words.FED_BY, self._feeds(feeding.into.get(name, ()), source=True)
        yield words.FEEDS, self._feeds(feeding.out_of.get(name, ()), source=False)

    def _feeds(self, feeds: Iterable[Feed], *, source: bool) -> tuple[Line, ...]:
        """By type: the rules that conclude what this one asks for, or that ask for what it concludes."""
        by_type: dict[str, list[Rule]] = {}
        known = {name_of(rule): rule for rule in self._pack.written}
        for feed in feeds:
            by_type.setdefault(feed.type, []).append(known[feed.source if source else feed.target])
        return tuple((self._links.type(name), Span(": "), *self._links.rules(rules)) for name, rules in by_type.items())

    def _firing(self, name: str) -> Line:
        cases = list(dict.fromkeys(self._fired.get(name, ())))
        if not cases:
            return plain(words.NO_CASE)
        more = len(cases) - _CASES
        told = "; ".join(map(words.QUOTED.format, cases[:_CASES])) + (
            words.AND_MORE_CASES.format(count=counted(more, "more case")) if more > 0 else ""
        )
        return plain(told)


def _refused(tried: Tried) -> Line:
    """A case in which one thing alone keeps the rule from firing."""
    return Span(words.REFUSED_WHERE.format(case=tried.case, what=words.REFUSED[tried.part.side])), Span(
        tried.part.text, "code"
    )


def _without_row(rule: Rule) -> Rule:
    """What the rows of a table share: the rule without what the row compares."""
    return replace(rule, when=(*rule.patterns, *rule.lets, *rule.aggregates))
