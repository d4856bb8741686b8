"""A pack as a handbook: what it rests on, its rules in plain words, what may be said, and what was assumed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tocsin.authoring import words
from tocsin.authoring.handbook_links import Links, anchor
from tocsin.authoring.handbook_rules import RuleEntries
from tocsin.authoring.handbook_types import type_blocks
from tocsin.authoring.prose import Block, Entries, Grid, Heading, Line, Listing, Paragraph, Span, joined, plain
from tocsin.authoring.testing import try_cases
from tocsin.authoring.written_lines import value_lines
from tocsin.explain.words import ASSUMPTION_CLASSES
from tocsin.facts.arguments import checked
from tocsin.facts.counting import counted
from tocsin.facts.dataclass import dataclass
from tocsin.rules.coverage import coverage_of
from tocsin.rules.model import Pack
from tocsin.rules.rule import Rule

_Entry = tuple[str, tuple[Line, ...]]


@dataclass(frozen=True)
class Handbook:
    """A handbook as blocks; ``sections`` are the titles of the second level, with their anchors."""

    title: str
    blocks: tuple[Block, ...]

    @property
    def sections(self) -> tuple[Heading, ...]:
        """The chapters and the sections of rules, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Heading) and block.level in (2, 3))


@checked(but=("progress",))
def handbook(pack: Pack, *, progress: Callable[[int, int], None] | None = None) -> Handbook:
    """The handbook of a pack. Its cases are run, to say which make each rule fire and which do not.

    ``progress`` is told (cases done, cases in all). Raises ProblemError for a case that cannot be assessed. The same
    pack gives the same handbook.

    >>> from tocsin.rules.shipped import load_pack
    >>> handbook(load_pack("ownership-and-control")).title
    'Firms treated as their designated owners are'
    """
    tests = try_cases(pack, progress=progress)
    links = Links(pack)
    chapters = [
        *_about(pack, links),
        *_sources(pack, links),
        *_rules(pack, RuleEntries(tests, links), links),
        *type_blocks(pack, links),
        *_assumptions(pack, links),
        *_parameters(pack, links),
        *_others(pack, links),
    ]
    return Handbook(pack.title or pack.name, tuple(chapters))


def _about(pack: Pack, links: Links) -> Iterator[Block]:
    yield Heading(1, pack.title or pack.name, "top")
    counts = [
        counted(len([rule for rule in pack.written if rule.row is None]), "rule"),
        *([counted(len(pack.tables), "table")] if pack.tables else []),
        counted(len(links.types), "fact type"),
        *([counted(len(pack.assumptions), "assumption")] if pack.assumptions else []),
        counted(len(pack.cases), "case"),
    ]
    yield Paragraph((Span(f"{pack.name} {pack.version} · {', '.join(counts)} · {pack.digest}", "faint"),))
    yield Paragraph(plain(words.HOW_TO_READ))


def _sources(pack: Pack, links: Links) -> Iterator[Block]:
    """The document with each of its statements, and every other text that rules cite."""
    others: dict[str, list[Rule]] = {}
    for rule in pack.written:
        for name in rule.cites:
            if name not in pack.statement_by_id:
                others.setdefault(name, []).append(rule)
    if pack.document is None and not others:
        return
    yield Heading(2, words.RESTS_ON, "sources")
    if pack.document is not None:
        about = words.DOCUMENT.format(title=pack.document.title, characters=f"{pack.document.characters:,}")
        yield Paragraph(plain(about))
        yield Paragraph((Span(f"sha256 {pack.document.sha256}", "faint"),))
        rows = []
        for covered in coverage_of(pack).statements:
            statement = covered.statement
            encoded = [pack.rule_by_id[name] for name in (*covered.rules, *covered.bridges)]
            by = links.rules(encoded) if encoded else plain(words.FRAMES if statement.framing else words.NOT_ENCODED)
            how = "" if statement.modality == "none" else statement.modality.replace("_", " ")
            cells = (plain(statement.id), plain(statement.paraphrase), plain(how), by)
            rows.append((anchor("statement", statement.id), cells))
        yield Grid((words.STATEMENT, words.SAYS, words.MODALITY, words.ENCODED_BY), tuple(rows))
    if others:
        yield Paragraph(plain(words.OTHER_TEXTS if pack.document is not None else words.TEXTS))
        cited = tuple(("", (plain(name), links.rules(rules))) for name, rules in sorted(others.items()))
        yield Grid((words.TEXT, words.CITED_BY), cited)


def _rules(pack: Pack, entries: RuleEntries, links: Links) -> Iterator[Block]:
    """The rules and tables by section, in the order of the text and then of the pack."""
    if not pack.rules:
        return
    yield Heading(2, words.RULES, "rules")
    for number, (section, rules) in enumerate(by_section(pack).items(), 1):
        yield Heading(3, section, f"section-{number}")
        for rule in rules:
            yield from entries.table(rule) if rule.row is not None else entries.rule(rule)


def by_section(pack: Pack) -> dict[str, list[Rule]]:
    """The rules by section, of each table one row; sections in the order of the text, then of the pack."""
    found: dict[str, list[Rule]] = {section: [] for section in pack.sections}
    for rule in pack.written:
        found.setdefault(rule.section or words.NO_SECTION, []).append(rule)
    return {section: rules for section, rules in found.items() if rules}


def _assumptions(pack: Pack, links: Links) -> Iterator[Block]:
    if pack.assumptions:
        yield Heading(2, words.ASSUMPTIONS, "assumptions")
        yield Paragraph(plain(words.ABOUT_ASSUMPTIONS))
        rows = []
        for each in pack.assumptions:
            needing = [rule for rule in pack.written if each.id in rule.assumes]
            state = f"{ASSUMPTION_CLASSES[each.classification]}; {'on' if each.default else 'off'}"
            cells = (plain(each.id), plain(each.text), plain(state), links.rules(needing))
            rows.append((anchor("assumption", each.id), cells))
        yield Grid((words.ASSUMPTION, words.SAYS, words.STATE, words.NEEDED_BY), tuple(rows))
    if pack.readings:
        yield Heading(2, words.READINGS, "readings")
        for reading in pack.readings:
            told: list[_Entry] = [(reading.id, (plain(reading.text),))]
            for label, names in ((words.ON, reading.assume), (words.OFF, reading.without)):
                if names:
                    told.append((label, (joined(list(map(links.assumption, names)), ", "),)))
            yield Entries(tuple(told))


def _parameters(pack: Pack, links: Links) -> Iterator[Block]:
    if not pack.parameters:
        return
    yield Heading(2, words.PARAMETERS, "parameters")
    for name, parameter in pack.parameters.items():
        reading = [rule for rule in pack.written if name in {each for each, _ in rule.parameters}]
        told: list[_Entry] = [(name, tuple(plain(line.text) for line in value_lines(parameter)))]
        if parameter.unit:
            told.append((words.UNIT, (plain(parameter.unit),)))
        if parameter.reviewed:
            told.append((words.REVIEWED, (plain(parameter.reviewed.isoformat()),)))
        told.append((words.READ_BY, (links.rules(reading),)))
        yield Entries(tuple(told))


def _others(pack: Pack, links: Links) -> Iterator[Block]:
    """Tensions, questions and outcomes."""
    if pack.tensions:
        yield Heading(2, words.TENSIONS, "tensions")
        yield Paragraph(plain(words.ABOUT_TENSIONS))
        for tension in pack.tensions:
            between = tuple(links.pattern(pattern) for pattern in tension.between)
            yield Entries(((tension.id, (plain(tension.text),)), (words.BETWEEN, between)))
    for question in pack.hypotheses:
        yield Heading(2, words.QUESTION.format(question=question.question), f"question-{question.id}")
        yield Listing(tuple((Span(each.id, "strong"), Span(f" {each.text}")) for each in question.hypotheses))
        rows = []
        for row in question.evidence:
            rated = ", ".join(f"{name} {rating}" for name, rating in row.ratings.items())
            rows.append(("", (plain(row.text), links.patterns(row.patterns), plain(rated))))
        yield Grid((words.EVIDENCE, words.AT_HAND_BY, words.RATED), tuple(rows))
        yield Paragraph(plain(words.ABOUT_RATINGS), "note")
    if pack.outcomes:
        yield Heading(2, words.OUTCOMES, "outcomes")
        for outcome in pack.outcomes:
            says: Line = plain(outcome.text + words.RESULTS[outcome.result])
            seen = tuple(links.patterns(observed) for observed in outcome.observed)
            of = links.pattern(outcome.of)
            yield Entries(((outcome.id, (says,)), (words.OF, (of,)), (words.SEEN_IN, seen)))
