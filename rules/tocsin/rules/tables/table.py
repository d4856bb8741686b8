"""A decision table as a value: its inputs, its rows with the rules they became, and what they leave open."""

from __future__ import annotations

from tocsin.facts.dataclass import dataclass
from tocsin.facts.kinds import Value
from tocsin.facts.problems import Place
from tocsin.rules.expression import Node
from tocsin.rules.rule import Cell, Rule
from tocsin.rules.tables.grid import HitPolicy
from tocsin.rules.tables.regions import Box, Region


@dataclass(frozen=True)
class Input:
    """What some columns of a table test: an expression, its columns, and what it can be at all."""

    node: Node
    columns: tuple[str, ...]
    domain: Region


@dataclass(frozen=True)
class TableRow:
    """A row of a table: the rule it became, what it asks of each input, and what it gives.

    ``rank`` is its priority, 0 being the highest, ``decides`` is False if rows that go first leave it nothing.
    """

    rule: str
    name: str
    place: Place
    box: Box
    cells: tuple[Cell, ...]
    given: tuple[tuple[str, Value | None], ...]
    rank: int = 0
    decides: bool = True


@dataclass(frozen=True)
class Table:
    """A decision table of a pack. ``independent`` is True if each input can be anything, whatever the others are.

    ``rule`` is what its rows share, with a variable where each of them gives a value.
    """

    id: str
    rule: Rule
    file: str
    sheet: str | None
    hit: HitPolicy
    place: Place
    inputs: tuple[Input, ...]
    outputs: tuple[str, ...]
    rows: tuple[TableRow, ...]
    independent: bool
    gaps: bool = False
    """True if it is meant that some inputs find no row."""

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules that the rows became."""
        return tuple(row.rule for row in self.rows if row.decides)
