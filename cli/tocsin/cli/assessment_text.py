"""An assessment for people: a heading, conclusions by section, and what to bear in mind about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tocsin.cli.layout import GAP, Cell, beside, columns, display_width, fitted, paragraph, wrap
from tocsin.cli.not_used_text import concluded_lines
from tocsin.cli.output import Terminal, printable
from tocsin.cli.words import BOUNDARY, LEGEND, LEGEND_OF_GRADES, STYLES, TWO_WARRANTS, WARRANTS, counted, listed
from tocsin.facts.strength_words import on_grades, strength, tally

if TYPE_CHECKING:
    from tocsin.engine import Assessment, Conclusion
    from tocsin.rules.model import Pack

ELSEWHERE = "Conclusions"
_INDENT = 2
_ID = 12
_TWO_STATEMENTS = len("S01 S02")
_ROOM_FOR_IDS = 72
_STRENGTH = len("possible · on B2")
_GLUE = "\0"
"""A space at which a line is not broken."""


def heading(assessment: Assessment, asserted: int, terminal: Terminal) -> Iterator[str]:
    """What was assessed: the case, the pack, the time, the engines, how much there is, and what qualifiers mean."""
    pack = assessment.pack
    title = f"{terminal.paint(printable(assessment.name), 'bold')} · {printable(pack.name)} {printable(pack.version)}"
    yield title if display_width(assessment.name) < terminal.width // 2 else printable(assessment.name)
    yield from paragraph(f"{_moment(assessment)} · {_engines(assessment)}", terminal.width)
    idle = asserted - len(assessment.facts)
    facts = f"{counted(len(assessment.facts), 'fact')} in force" + (
        f" ({idle:,} more not, at this time: --not-used says why)" if idle else ""
    )
    yield from paragraph(f"{facts} · {_tally(assessment.conclusions)}", terminal.width)
    if assessment.conclusions:
        yield from (terminal.paint(line, "faint") for line in _legend(assessment, terminal.width))
    for warning in (*assessment.engine_warnings, *assessment.warnings):
        lines = paragraph(f"warning {warning.code}: {printable(warning.message)}", terminal.width, hanging=2)
        yield from (terminal.paint(line, "yellow") for line in lines)
    yield from concluded_lines(pack, (fact.type for fact in assessment.facts), terminal)


def _legend(assessment: Assessment, width: int) -> Iterator[str]:
    """What qualifiers mean, and the grades beside them if there are any: by the first that a conclusion needs."""
    yield from paragraph(LEGEND, width)
    found = (grades[0] for conclusion in assessment.conclusions if (grades := assessment.grades_of(conclusion.id)))
    first = next(found, None)
    if first is not None:
        yield from paragraph(LEGEND_OF_GRADES.format(grade=first), width)


def _moment(assessment: Assessment) -> str:
    if assessment.as_of is None:
        return "at no particular date"
    known = assessment.known_by
    return f"as of {assessment.as_of}" + ("" if known is None else f", known by {known}")


def _engines(assessment: Assessment) -> str:
    names = assessment.engines
    return f"engines {listed(names)}, in agreement" if len(names) > 1 else f"engine {names[0]}, alone"


def _tally(conclusions: Sequence[Conclusion]) -> str:
    if not conclusions:
        return "no conclusions"
    counts = Counter(conclusion.qualifier for conclusion in conclusions)
    return f"{counted(len(conclusions), 'conclusion')}: {tally(counts)}"


def section_order(pack: Pack) -> list[str]:
    """The sections in the order of the text; after them those that only rules name, in the order of the pack."""
    sections = [*(statement.section for statement in pack.statements), *(rule.section for rule in pack.rules)]
    return list(dict.fromkeys(section for section in sections if section is not None))


def by_section(pack: Pack, conclusions: Iterable[Conclusion]) -> dict[str, list[Conclusion]]:
    """The conclusions under the section of their best derivation, in the order of the text within it."""
    found: dict[str, list[Conclusion]] = {section: [] for section in section_order(pack)}
    for conclusion in conclusions:
        found.setdefault(conclusion.best.rule.section or ELSEWHERE, []).append(conclusion)
    place = {statement.id: number for number, statement in enumerate(pack.statements)}

    def key(conclusion: Conclusion) -> tuple[int, int, str]:
        first = min((place.get(cited, len(place)) for cited in statements_of(conclusion)), default=len(place))
        return first, conclusion.depth, conclusion.reads

    return {section: sorted(members, key=key) for section, members in found.items() if members}


def statements_of(conclusion: Conclusion) -> tuple[str, ...]:
    """The statements that a conclusion rests on: those its rules cite, over all its derivations, in order."""
    known = conclusion.facts.graph.plan.pack.statement_by_id
    cited = {name for rule in conclusion.rules for name in rule.cites}
    return tuple(sorted(cited, key=lambda name: (known[name].start if name in known else -1, name)))


@dataclass(frozen=True)
class _Widths:
    """The columns of the table of conclusions; one of width 0 is left out."""

    qualifier: int
    sentence: int
    cited: int
    id: int

    @classmethod
    def of(cls, strengths: Iterable[str], cited: Iterable[str], width: int) -> _Widths:
        """Narrow columns for what is short; the sentence takes what they leave."""
        lines = (line for text in strengths for line in wrap(text, _STRENGTH))
        qualifier = fitted(lines, _STRENGTH)
        statements = fitted((text[:_TWO_STATEMENTS] if " " in text else text for text in cited), 12)
        identity = _ID if width >= _ROOM_FOR_IDS else 0
        fixed = [column for column in (qualifier, statements, identity) if column]
        return cls(qualifier, width - _INDENT - sum(fixed) - len(GAP) * len(fixed), statements, identity)


@dataclass(frozen=True, slots=True)
class _Row:
    """What stands beside one another for a conclusion."""

    conclusion: Conclusion
    strength: str
    told: str
    cited: str


def conclusion_table(assessment: Assessment, conclusions: Sequence[Conclusion], terminal: Terminal) -> Iterator[str]:
    """Every conclusion with its qualifier, sentence, statements and id, under its section; no line twice."""
    rows = {conclusion.number: _row(conclusion, assessment) for conclusion in conclusions}
    strengths = dict.fromkeys(row.strength for row in rows.values())
    widths = _Widths.of(strengths, dict.fromkeys(row.cited for row in rows.values()), terminal.width)
    for section, members in by_section(assessment.pack, conclusions).items():
        yield ""
        yield from (terminal.paint(line, "bold") for line in paragraph(printable(section), terminal.width))
        alike: dict[tuple[str, str, str], list[Conclusion]] = {}
        for row in (rows[conclusion.number] for conclusion in members):
            alike.setdefault((row.strength, row.told, row.cited), []).append(row.conclusion)
        for (strongest, told, cited), found in alike.items():
            yield from beside(_cells(found, strongest, told, cited, widths, terminal), _INDENT)


def _row(conclusion: Conclusion, assessment: Assessment) -> _Row:
    told = _sentence(conclusion, assessment.fact(conclusion.id) is not None)
    return _Row(conclusion, _strength(conclusion, assessment), told, " ".join(statements_of(conclusion)))


def _apart(alike: Sequence[Conclusion]) -> str:
    """In which fields conclusions that read the same differ."""
    if len({conclusion.type for conclusion in alike}) > 1:
        return f"{len(alike):,} conclusions of different types"
    first = alike[0].fields
    names = [name for name in first if any(conclusion.fields[name] != first[name] for conclusion in alike)]
    return f"{len(alike):,} conclusions, which differ in {listed(names)}"


def _cells(
    alike: Sequence[Conclusion], strongest: str, told: str, cited: str, widths: _Widths, terminal: Terminal
) -> list[Cell]:
    if len(alike) > 1:
        told += f" ({_apart(alike)})"

    def faint(line: str) -> str:
        return terminal.paint(line, "faint")

    def marked(line: str) -> str:
        return terminal.paint(line.replace(_GLUE, " "), *STYLES[alike[0].qualifier])

    cells = [
        Cell(strongest, widths.qualifier, marked),
        Cell(told, widths.sentence),
        Cell(cited, widths.cited, faint),
        Cell(" ".join([each.id for each in alike]), widths.id, faint),
    ]
    return [cell for cell in cells if cell.width]


def _strength(conclusion: Conclusion, assessment: Assessment) -> str:
    """How strongly it stands and on which grades; these stand together."""
    grades = assessment.grades_of(conclusion.id)
    return strength(conclusion.qualifier) + (f" {on_grades(grades).strip().replace(' ', _GLUE)}" if grades else "")


def _sentence(conclusion: Conclusion, given: bool) -> str:
    """What the conclusion says, and what a reader must know beside its qualifier."""
    remarks = [BOUNDARY] if conclusion.boundary else []
    rule = conclusion.best.rule
    # A pack that encodes no text has no scale but its own: there it goes without saying.
    if {"document", "law"} <= set(conclusion.warrants):
        remarks.append(TWO_WARRANTS)
    elif WARRANTS[rule.warrant] and (rule.warrant != "product" or rule.cites):
        remarks.append(WARRANTS[rule.warrant])
    if given:
        remarks.append("also given as a fact")
    return printable(conclusion.reads) + (f" ({'; '.join(remarks)})" if remarks else "")


def titled(title: str, lines: Sequence[str], terminal: Terminal) -> Iterator[str]:
    """A titled block after an empty line; nothing where there are no lines."""
    if lines:
        yield ""
        yield from (terminal.paint(line, "bold") for line in paragraph(title, terminal.width))
        yield from lines


def rows_of(rows: Sequence[Sequence[str]], terminal: Terminal) -> list[str]:
    """Rows in columns that fit the terminal."""
    return columns([[printable(text) for text in row] for row in rows], terminal.width)
