"""The rows of a table -> rules, each with its id, its place and what it asks.

Where rows are to be tried one after the other (``first``, ``priority``), a row asks besides for what none before takes.
That is worked out once, as boxes of its inputs (``regions.without``), and written as its comparisons: a range of facts
that could end in either of two rows gives both as possible, and a row that nothing is left for gives nothing.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from tocsin.facts.converting import KindError
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FieldType
from tocsin.facts.kinds import Kind, Value
from tocsin.facts.printing import plain
from tocsin.facts.problems import Place
from tocsin.facts.read.cells import cell_value
from tocsin.rules import codes, expression
from tocsin.rules.expression.tree import Logical, as_written
from tocsin.rules.read.declarations import ID
from tocsin.rules.rule import Cell, Comparison, Constant, Pattern, Row, Rule, Term, Variable
from tocsin.rules.sentence_words import counted_as, is_pair
from tocsin.rules.shape import Reading
from tocsin.rules.tables.coverage import MOST_WORK, TooMuchWork, near_pairs, overlaps
from tocsin.rules.tables.grid import Grid, GridCell, GridRow, HitPolicy
from tocsin.rules.tables.regions import Box, Region, meet, without
from tocsin.rules.tables.table import Input, Table, TableRow
from tocsin.rules.tables.unary import CellError, Column, day_of, region_of, text_of

MOST_ROWS: Final = 2_000
MOST_BOXES: Final = 64
"""What one row may be left with where others go first."""


@dataclass(frozen=True)
class Tested:
    """A column that tests an expression."""

    heading: str
    node: expression.Node
    column: Column


@dataclass(frozen=True)
class Declared:
    """What an entry of ``tables`` says: a rule without what its rows add, and what each column is."""

    parts: Rule
    file: str
    hit: HitPolicy
    inputs: tuple[Tested, ...]
    outputs: Mapping[str, str]
    ranks: Mapping[str, tuple[str, ...]]
    rank: str | None
    row_id: str | None
    row_why: str | None
    gaps: bool


def lowered(reading: Reading, declared: Declared, grid: Grid) -> tuple[Table | None, tuple[Rule, ...]]:
    """The table and the rules of its rows; what is wrong with a cell is noted at its place."""
    return _Lowering(reading, declared, grid).done()


class _Lowering:
    def __init__(self, reading: Reading, declared: Declared, grid: Grid) -> None:
        self._reading = reading
        self._declared = declared
        self._grid = grid
        self._what = f"the table {declared.parts.id}"
        self._at = {cell.text: number for number, cell in enumerate(grid.header)}
        nodes = dict.fromkeys(tested.node for tested in declared.inputs)
        self._inputs = tuple(self._input(node) for node in nodes)

    def _input(self, node: expression.Node) -> Input:
        tests = [tested for tested in self._declared.inputs if tested.node == node]
        return Input(node, tuple(tested.heading for tested in tests), tests[0].column.domain)

    def done(self) -> tuple[Table | None, tuple[Rule, ...]]:
        """The table with its rules."""
        before = len(self._reading.problems)
        if not self._grid.rows:
            self._report(codes.TABLE, f"{self._what} has no rows", self._grid.place, "write a row for each case")
        if len(self._grid.rows) > MOST_ROWS:
            message = f"{self._what} has {len(self._grid.rows):,} rows, more than {MOST_ROWS:,}"
            self._report(codes.TABLE, message, self._grid.place, "split it, or give its rows as facts")
            return None, ()
        rows = [self._row(row) for row in self._grid.rows]
        if len(self._reading.problems) > before:
            return None, ()
        found = [(row, made) for row, made in zip(self._grid.rows, rows, strict=True) if made is not None]
        try:
            pieces = self._pieces([made for _, made in found])
        except TooMuchWork:
            self._report_too_much()
            return None, ()
        rules = tuple(
            self._rule(row, made, *piece) for (row, made), piece in zip(found, pieces, strict=True) if piece[0]
        )
        table = Table(
            id=self._declared.parts.id,
            rule=self._declared.parts,
            file=self._declared.file,
            sheet=self._grid.sheet,
            hit=self._declared.hit,
            place=self._grid.place,
            inputs=self._inputs,
            outputs=tuple(self._declared.outputs),
            rows=tuple(replace(made, decides=bool(boxes)) for (_, made), (boxes, _) in zip(found, pieces, strict=True)),
            independent=self._are_independent(),
            gaps=self._declared.gaps,
        )
        if table.independent:
            try:
                self._refuse_overlaps(table)
            except TooMuchWork:
                self._report_too_much()
        return table, rules

    def _report_too_much(self) -> None:
        message = f"{self._what} has too many rows that its inputs hardly tell apart to compare them all"
        self._report(codes.TABLE, message, self._grid.place, "split it, or let its cells ask for less at once")

    def _refuse_overlaps(self, table: Table) -> None:
        asked = {
            "unique": "only one row may decide of the same inputs",
            "any": "rows that decide of the same inputs must give the same",
            "priority": "rows of one priority that decide of the same inputs must give the same",
        }
        for first, second, example in overlaps(table):
            message = f"{first.name} and {second.name} of the table {table.id} both decide of {example}"
            hint = f"hit is {table.hit}: {asked[table.hit]}; narrow one of them, or write hit: first"
            self._report(codes.TABLE_OVERLAP, message, second.place, hint)

    def _are_independent(self) -> bool:
        """True if no two inputs share a variable."""
        named = [name for each in self._inputs for name in set(expression.variables(each.node))]
        return len(named) == len(set(named))

    def _report(self, code: str, message: str, place: Place, hint: str = "") -> None:
        self._reading.report(code, message, place, hint)

    # -- what a row says ----------------------------------------------------------------------------------------------

    def _row(self, row: GridRow) -> TableRow | None:
        """The row as it is written; None if something is wrong with it."""
        box = self._box(row)
        name = f"row {row.number}"
        given = tuple((heading, self._given(row, heading)) for heading in self._declared.outputs)
        identity = self._identity(row)
        rank = self._rank(row)
        if box is None or identity is None or rank is None:
            return None
        cells = tuple(
            Cell(tested.heading, (cell := self._cell(row, tested.heading)).text or "-", cell.place)
            for tested in self._declared.inputs
        )
        return TableRow(identity, name, row.place, box, cells, given, rank)

    def _cell(self, row: GridRow, heading: str) -> GridCell:
        return row.cells[self._at[heading]]

    def _box(self, row: GridRow) -> Box | None:
        """What the row asks of each input; several columns of one input are met together."""
        found = [self._asked(row, each) for each in self._inputs]
        known = tuple(region for region in found if region is not None)
        return known if len(known) == len(found) else None

    def _asked(self, row: GridRow, asked: Input) -> Region | None:
        """What the row asks of one input; None if that is no test, or if nothing could meet it."""
        tests = [tested for tested in self._declared.inputs if tested.heading in asked.columns]
        cells = [self._cell(row, tested.heading) for tested in tests]
        regions = [self._region(cell, tested) for cell, tested in zip(cells, tests, strict=True)]
        met: Region | None = None
        for region in regions:
            if region is None:
                return None
            met = region if met is None else met.met(region)
        if met is not None and met.is_empty:
            told = " and ".join(cell.text for cell in cells)
            message = f"{told} leaves nothing that {as_written(asked.node)} could be"
            self._report(codes.TABLE_CELL, message, cells[-1].place, "change it, or write - for any")
            return None
        return met

    def _region(self, cell: GridCell, tested: Tested) -> Region | None:
        if not self._fits(cell, tested.heading, tested.column.kind):
            return None
        try:
            return region_of(cell.text, tested.column)
        except CellError as error:
            self._report(codes.TABLE_CELL, f"the column {tested.heading}: {error}", cell.place, error.hint)
            return None

    def _fits(self, cell: GridCell, heading: str, kind: Kind) -> bool:
        """Whether what was typed into a workbook is of the kind of its column: 007 as a number is no text any more."""
        takes = {"number": kind.is_numeric, "day": kind.is_calendar, "truth": kind.name == "bool"}
        fits = takes.get(cell.sort, True)
        if not fits:
            message = f"the column {heading}: the cell holds a {cell.sort}, where the kind is {kind}"
            self._report(codes.TABLE_CELL, message, cell.place, "format the cell as text, and write it anew")
        return fits

    def _identity(self, row: GridRow) -> str | None:
        """The id of the rule: that of the table, and the row's own or its number."""
        own, place = row.id or str(row.number), row.place
        if self._declared.row_id is not None:
            cell = self._cell(row, self._declared.row_id)
            own, place = cell.text, cell.place
        if ID.fullmatch(own) is None:
            message = f"{own!r} is no id of a row"
            self._report(codes.TABLE_CELL, message, place, "use letters, digits, dots, dashes and underscores")
            return None
        return f"{self._declared.parts.id}.{own}"

    def _rank(self, row: GridRow) -> int | None:
        """The priority of what the row gives, 0 being the highest; 0 where none is asked for."""
        if self._declared.hit not in ("priority", "output order"):
            return 0
        if not self._declared.ranks:
            message = f"hit of {self._what} is {self._declared.hit}, and nothing says which outputs go first"
            self._report(codes.TABLE, message, self._declared.parts.place, "add priority: {column: [first, second, …]}")
            return None
        rank = 0
        for heading, values in self._declared.ranks.items():
            cell = self._cell(row, heading)
            word = cell.text.strip('"')
            if word not in values:
                message = f"{word} is not among the priorities of {heading}"
                self._report(codes.TABLE_CELL, message, cell.place, f"they are {', '.join(values)}")
                return None
            rank = rank * len(values) + values.index(word)
        return rank

    def _given(self, row: GridRow, heading: str) -> Value | None:
        """What the row gives in that column, as the first field that takes it holds it; None for nothing."""
        name = self._declared.outputs[heading]
        fields = [field for head in self._declared.parts.then for field in self._fields(head, name)]
        cell = self._cell(row, heading)
        values = [self._converted(cell, heading, field) for field in fields]
        return values[0]

    def _fields(self, head: Pattern, name: str) -> Iterator[FieldType]:
        by_name = self._reading.vocabulary.type(head.type).by_name
        return (by_name[field] for field, term in head.terms.items() if term == Variable(name))

    def _converted(self, cell: GridCell, heading: str, field: FieldType) -> Value | None:
        if cell.text in ("", "-"):
            if not field.optional:
                message = f"the column {heading} gives nothing, and {field.name} must have a value"
                self._report(codes.TABLE_CELL, message, cell.place, f"write what {field.name} is to be")
            return None
        if not self._fits(cell, heading, field.kind):
            return None
        try:
            text = cell.text
            if field.kind.name in ("str", "enum"):
                text = text_of(
                    text, Column(field.kind, None if field.kind.name == "enum" else field, self._grid.strict)
                )
            elif field.kind.is_calendar and (self._grid.strict or text.startswith("date")):
                text = day_of(text, Column(field.kind, None, self._grid.strict)).isoformat()
            value = cell_value(text, field.kind)
            return field.convert(value, text if isinstance(value, float) else "")
        except (CellError, KindError) as error:
            self._report(codes.TABLE_CELL, f"the column {heading}: {error}", cell.place, error.hint)
            return None

    # -- what is left of it -------------------------------------------------------------------------------------------

    def _pieces(self, rows: Sequence[TableRow]) -> list[tuple[list[Box], tuple[str, ...]]]:
        """For each row the greatest boxes in which it decides, and the names of the rows that go first."""
        if self._declared.hit not in ("first", "priority"):
            return [([row.box], ()) for row in rows]
        beside: dict[str, list[TableRow]] = {row.rule: [] for row in rows}
        for one, other in near_pairs(rows):
            if self._declared.hit == "first" or one.rank < other.rank:
                beside[other.rule].append(one)
            elif other.rank < one.rank:
                beside[one.rule].append(other)
        domain = tuple(each.domain for each in self._inputs)
        found: list[tuple[list[Box], tuple[str, ...]]] = []
        work = 0
        for row in rows:
            boxes, after = [row.box], []
            for other in sorted(beside[row.rule], key=lambda other: other.place):
                work += len(boxes) * len(row.box)
                if work > MOST_WORK:
                    raise TooMuchWork(row.name)
                if meet(row.box, other.box) is not None:
                    boxes = without(boxes, other.box)
                    after.append(other.name)
                if len(boxes) > MOST_BOXES:
                    message = f"what the rows before {row.name} leave it falls into more than {MOST_BOXES} parts"
                    self._report(codes.TABLE, message, row.place, "split the table, or let rows ask for less at once")
                    return [([], ()) for _ in rows]
            found.append(([box for box in boxes if meet(box, domain) is not None], tuple(after)))
        return found

    def _rule(self, row: GridRow, made: TableRow, boxes: list[Box], after: tuple[str, ...]) -> Rule:
        parts = self._declared.parts
        told = {self._declared.outputs[heading]: value for heading, value in made.given}
        if self._declared.rank is not None:
            told[self._declared.rank] = self._order(row, made)
        why = row.why
        if self._declared.row_why is not None:
            why = self._cell(row, self._declared.row_why).text or None
        return replace(
            parts,
            id=made.rule,
            when=(*parts.when, *self._comparisons(made, boxes)),
            then=tuple(self._conclusion(head, row, made) for head in parts.then),
            place=made.place,
            reads=None if parts.reads is None else _told(parts.reads, told),
            note=why or parts.note,
            row=Row(parts.id, made.name, made.cells, after),
        )

    def _order(self, row: GridRow, made: TableRow) -> int:
        """The place of the row among the others: by what it gives where that has an order, else as they are written."""
        ranked = self._declared.hit in ("priority", "output order")
        return 1 + (made.rank if ranked else self._grid.rows.index(row))

    def _conclusion(self, head: Pattern, row: GridRow, made: TableRow) -> Pattern:
        """A conclusion with what the row gives in the place of its variables; without fields that it leaves open."""
        columns = {name: heading for heading, name in self._declared.outputs.items()}
        by_name = self._reading.vocabulary.type(head.type).by_name
        terms: dict[str, Term] = {}
        for field, term in head.terms.items():
            name = term.name if isinstance(term, Variable) else None
            if name is not None and name == self._declared.rank:
                terms[field] = Constant((by_name[field].convert(self._order(row, made)),))
            elif name is None or name not in columns:
                terms[field] = term
            else:
                value = self._converted(self._cell(row, columns[name]), columns[name], by_name[field])
                if value is not None:
                    terms[field] = Constant((value,))
        return replace(head, terms=terms)

    def _comparisons(self, made: TableRow, boxes: list[Box]) -> Iterator[Comparison]:
        """What the row asks, input by input as far as all its boxes agree, then the rest at once."""
        shared = [all(box[at] == boxes[0][at] for box in boxes) for at in range(len(self._inputs))]
        for at, each in enumerate(self._inputs):
            if shared[at] and not boxes[0][at].is_full:
                place = next((cell.place for cell in made.cells if cell.column in each.columns), made.place)
                node = boxes[0][at].node(each.node)
                yield Comparison(as_written(node), node, place)
        if not all(shared):
            alternatives = []
            for box in boxes:
                asked = [
                    box[at].node(each.node)
                    for at, each in enumerate(self._inputs)
                    if not shared[at] and not box[at].is_full
                ]
                alternatives.append(asked[0] if len(asked) == 1 else Logical("and", tuple(asked)))
            node = Logical("or", tuple(alternatives))
            yield Comparison(as_written(node), node, made.place)


def _told(template: str, outputs: Mapping[str, Value | None]) -> str:
    """The sentence with what the row gives in the place of its variables."""
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError:
        return template  # which the check of the rule refuses
    found = []
    for text, name, spec, conversion in parts:
        found.append(text.replace("{", "{{").replace("}", "}}"))
        if name is None:
            continue
        value = outputs.get(name.lstrip("$"))
        if name.lstrip("$") in outputs and (not spec or is_pair(spec)) and not conversion:
            told = "" if value is None else counted_as(plain(value), value, spec or "")
            found.append(told.replace("{", "{{").replace("}", "}}"))
        else:
            found.append("{" + name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "") + "}")
    return "".join(found)
