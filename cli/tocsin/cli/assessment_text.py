"""An assessment for people: a heading, conclusions by section, and what to bear in mind about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from tocsin.cli.conclusion_rows import GLUE, Row, Rows, Stands, are_plain
from tocsin.cli.layout import GAP, Cell, beside, columns, display_width, fitted, paragraph, wrap
from tocsin.cli.not_used_text import concluded_lines
from tocsin.cli.output import Terminal, printable
from tocsin.cli.words import LEGEND, LEGEND_OF_GRADES, STYLES, UNGRADED, counted
from tocsin.engine.conclusions import Conclusion, qualifier_of
from tocsin.facts.counting import listed
from tocsin.facts.dataclass import dataclass
from tocsin.facts.strength_words import tally

if TYPE_CHECKING:
    from tocsin.engine import Assessment
    from tocsin.engine.facts_by_id import Facts

_INDENT = 2
_ID = 12
_TWO_STATEMENTS = len("S01 S02")
_STATEMENT = len("eu-best-practices")
_ROOM_FOR_IDS = 72
_STRENGTH = len("possible · on B2")
_AT_ONCE = 500


def heading(assessment: Assessment, shown: Sequence[int], asserted: int, terminal: Terminal) -> Iterator[str]:
    """What was assessed: the case, the pack, the time, the engines, how much there is, and what qualifiers mean."""
    pack = assessment.pack
    title = f"{terminal.paint(printable(assessment.name), 'bold')} · {printable(pack.name)} {printable(pack.version)}"
    yield title if display_width(assessment.name) < terminal.width // 2 else printable(assessment.name)
    yield from paragraph(f"{_moment(assessment)} · {_engines(assessment)}", terminal.width)
    idle = asserted - len(assessment.facts)
    facts = f"{counted(len(assessment.facts), 'fact')} in force" + (
        f" ({idle:,} more not, at this time: --not-used says why)" if idle else ""
    )
    yield from paragraph(f"{facts} · {_tally(assessment)}", terminal.width)
    if assessment.graph.concluded:
        yield from (terminal.paint(line, "faint") for line in _legend(assessment, shown, terminal.width))
    if pack.own_functions:
        named = listed([str(pack.own_functions[name]) for name in sorted(pack.own_functions)])
        line = f"rules call functions that are not Tocsin's: {printable(named)}"
        yield from paragraph(line, terminal.width, hanging=2)
    for warning in (*assessment.engine_warnings, *assessment.warnings):
        lines = paragraph(f"warning {warning.code}: {printable(warning.message)}", terminal.width, hanging=2)
        yield from (terminal.paint(line, "yellow") for line in lines)
    yield from concluded_lines(pack, (fact.type for fact in assessment.facts), terminal)


def _legend(assessment: Assessment, shown: Sequence[int], width: int) -> Iterator[str]:
    """What qualifiers mean, and the grades beside them if there are any: by the first of those shown that has one."""
    yield from paragraph(LEGEND, width)
    needed = assessment.needed_grades
    numbers = shown if needed else ()
    first = next((grades[0] for number in numbers if (grades := needed.of_conclusion(number))), None)
    if first is not None:
        count, facts = f"{needed.ungraded:,}", f"{assessment.graph.given:,}"
        ungraded = UNGRADED.format(count=count, facts=facts) if needed.ungraded else ""
        yield from paragraph(LEGEND_OF_GRADES.format(grade=first, ungraded=ungraded), width)


def _moment(assessment: Assessment) -> str:
    if assessment.as_of is None:
        return "at no particular date"
    known = assessment.known_by
    return f"as of {assessment.as_of}" + ("" if known is None else f", known by {known}")


def _engines(assessment: Assessment) -> str:
    names = assessment.engines
    return f"engines {listed(names)}, in agreement" if len(names) > 1 else f"engine {names[0]}, alone"


def _tally(assessment: Assessment) -> str:
    conclusions = assessment.graph.concluded
    if not conclusions:
        return "no conclusions"
    strengths = Counter(assessment.columns.strengths(conclusions))
    counts = {qualifier_of(strength): count for strength, count in strengths.items()}
    return f"{counted(len(conclusions), 'conclusion')}: {tally(counts)}"


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
        words = {word for text in cited for word in (*text.split(), text[:_TWO_STATEMENTS])}
        statements = fitted(words, _STATEMENT)
        identity = _ID if width >= _ROOM_FOR_IDS else 0
        fixed = [column for column in (qualifier, statements, identity) if column]
        return cls(qualifier, width - _INDENT - sum(fixed) - len(GAP) * len(fixed), statements, identity)


def conclusion_table(assessment: Assessment, shown: Iterable[int], terminal: Terminal) -> Iterator[str]:
    """Every conclusion with its qualifier, sentence, statements and id, under its section; no line twice.

    ``shown`` has the conclusions by number.
    """
    rows = Rows(assessment, shown)
    beside_them = rows.beside
    widths = _Widths.of({each.strength for each in beside_them}, {each.cited for each in beside_them}, terminal.width)
    lines = _Lines(assessment.numbered, widths, terminal)
    for section, members in rows.by_section():
        yield ""
        yield from (terminal.paint(line, "bold") for line in paragraph(printable(section), terminal.width))
        while batch := list(islice(members, _AT_ONCE)):
            yield from lines.of(batch)


class _Lines:
    """Writes rows of the table; what recurs in those that need no wrapping is put together once."""

    def __init__(self, facts: Facts, widths: _Widths, terminal: Terminal) -> None:
        self._facts = facts
        self._widths = widths
        self._terminal = terminal
        self._forms: dict[Stands, str] = {}

    def of(self, rows: Sequence[Row]) -> Iterator[str]:
        """The lines of these rows."""
        ids, room, forms = self._facts.ids, self._widths.sentence, self._forms
        plain = are_plain([told for _, _, told in rows])
        for numbers, stands, told in rows:
            form = forms.get(stands)
            if form is None:
                form = forms[stands] = self._form(numbers[:1], stands)
            identity = ids[numbers[0]]
            fits = form and len(numbers) == 1 and len(told) <= room and len(identity) == _ID
            if fits and (plain or are_plain([told])):
                yield form % (told, identity)
            else:
                yield from beside(self._cells(numbers, stands, told), _INDENT)

    def _form(self, numbers: Sequence[int], stands: Stands) -> str:
        """The line of a row but for its sentence and id; empty where what stands beside them takes more than one."""
        if not (self._widths.id and self._widths.qualifier):
            return ""
        qualifier, sentence, *between, _ = self._cells(numbers, stands, "")
        parts = []
        for cell in (qualifier, *between):
            lines = wrap(cell.text, cell.width)
            if len(lines) > 1:
                return ""
            text = cell.paint(lines[0]) + " " * (cell.width - display_width(lines[0]))
            parts.append(text.replace("%", "%%"))
        parts.insert(1, f"%-{sentence.width}s")
        return " " * _INDENT + GAP.join([*parts, self._terminal.paint("%s", "faint")])

    def _cells(self, numbers: Sequence[int], stands: Stands, told: str) -> list[Cell]:
        terminal, widths = self._terminal, self._widths
        alike = [Conclusion(self._facts, number) for number in numbers]
        if len(alike) > 1:
            told += f" ({_apart(alike)})"

        def faint(line: str) -> str:
            return terminal.paint(line, "faint")

        def marked(line: str) -> str:
            return terminal.paint(line.replace(GLUE, " "), *STYLES[alike[0].qualifier])

        cells = [
            Cell(stands.strength, widths.qualifier, marked),
            Cell(told, widths.sentence),
            Cell(stands.cited, widths.cited, faint),
            Cell(" ".join([each.id for each in alike]), widths.id, faint),
        ]
        return [cell for cell in cells if cell.width]


def _apart(alike: Sequence[Conclusion]) -> str:
    """In which fields conclusions that read the same differ."""
    if len({conclusion.type for conclusion in alike}) > 1:
        return f"{len(alike):,} conclusions of different types"
    first = alike[0].fields
    names = [name for name in first if any(conclusion.fields[name] != first[name] for conclusion in alike)]
    return f"{len(alike):,} conclusions, which differ in {listed(names)}"


def titled(title: str, lines: Sequence[str], terminal: Terminal) -> Iterator[str]:
    """A titled block after an empty line; nothing where there are no lines."""
    if lines:
        yield ""
        yield from (terminal.paint(line, "bold") for line in paragraph(title, terminal.width))
        yield from lines


def rows_of(rows: Sequence[Sequence[str]], terminal: Terminal) -> list[str]:
    """Rows in columns that fit the terminal."""
    return columns([[printable(text) for text in row] for row in rows], terminal.width)
