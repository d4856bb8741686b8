"""The rules and tables of a handbook: each in plain words, with what it rests on, what it feeds, and its cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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
        yield Heading(4, rule.id, anchor("rule", rule.id))
        yield from self._sentence(rule)
        refused = tuple(map(_refused, self._refusing.get(rule.id, ())))
        yield _entries(*self._says(rule), *self._rests(rule, rule.id), (words.REFUSED_IN, refused))

    def table(self, rule: Rule) -> Iterator[Block]:
        """A table of which the rule is a row: what its rows share, the rows, and what it rests on."""
        row = rule.row
        assert row is not None
        table = next(each for each in self._pack.tables if each.id == row.table)
        yield Heading(4, words.TABLE_OF.format(table=table.id), anchor("table", table.id))
        yield from self._sentence(table.rule)
        hit = words.HIT.format(policy=table.hit) + (words.GAPS if table.gaps else "")
        yield _entries(*self._says(table.rule), (words.ROWS, (plain(hit),)), *self._rests(rule, table.id))
        asked = list(dict.fromkeys(cell.column for each in table.rows for cell in each.cells))
        rows = []
        for each in table.rows:
            cells, given = {cell.column: cell.text for cell in each.cells}, dict(each.given)
            told = [cells.get(column, "") for column in asked]
            told += ["" if (value := given.get(name)) is None else value_text(value) for name in table.outputs]
            rows.append(("", tuple(map(plain, (each.name, *told)))))
        yield Grid((words.ROW, *asked, *table.outputs), tuple(rows))

    def _sentence(self, rule: Rule) -> Iterator[Block]:
        yield Paragraph(self._links.line(RuleReader(self._pack, rule).sentence()), "quote")
        if rule.note:
            yield Paragraph(plain(rule.note), "note")

    def _says(self, rule: Rule) -> Iterator[_Entry]:
        """When a rule, or every row of a table, fires, and what it concludes how firmly."""
        read, line = RuleReader(self._pack, rule), self._links.line
        stronger = read.strengthening()
        yield words.WHEN, tuple(map(line, read.premises()))
        yield words.UNLESS, tuple(map(line, read.exceptions()))
        yield words.STRONGER_IF, (line(stronger),) if stronger else ()
        yield words.THEN, tuple(map(line, read.conclusions()))
        yield words.HOW_FIRMLY, (plain(strength_text(rule, self._ground(rule))),)

    def _rests(self, rule: Rule, name: str) -> Iterator[_Entry]:
        yield from self._rests_on(rule)
        yield from self._neighbours(rule)
        yield words.FIRES_IN, (self._firing(name),)

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


def _entries(*entries: _Entry) -> Entries:
    """The entries that have something to say."""
    return Entries(tuple((label, lines) for label, lines in entries if lines))
