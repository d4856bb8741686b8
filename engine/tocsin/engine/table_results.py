"""A decision table with what came of it: each row, and the cases of its pack in which it decided."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.engine.assess import EngineChoice
from tocsin.engine.conclusions import Conclusion
from tocsin.engine.pack_cases import assessed
from tocsin.facts.dataclass import dataclass
from tocsin.facts.json_values import to_json
from tocsin.facts.printing import plain
from tocsin.rules.model import Pack
from tocsin.rules.tables.table import Table, TableRow


@dataclass(frozen=True)
class RowResult:
    """A row of a table, and a conclusion that it led to in a case; in none, if it decided in no case."""

    row: TableRow
    case: str | None = None
    conclusion: Conclusion | None = None

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        found = self.conclusion
        return {
            "rule": self.row.rule,
            "row": self.row.name,
            "place": str(self.row.place),
            "inputs": {cell.column: cell.text for cell in self.row.cells},
            "outputs": {heading: to_json(value) for heading, value in self.row.given},
            "case": self.case,
            "fact": None if found is None else str(found),
            "qualifier": None if found is None else found.qualifier,
            "boundary": None if found is None else found.boundary,
        }

    def cells(self) -> list[str]:
        """As a row of CSV: its place, its cells as written, what it gives, and what followed where."""
        found = self.conclusion
        given = ["" if value is None else plain(value) for _, value in self.row.given]
        told = ["", "", ""] if found is None else [str(found), found.qualifier, plain(found.boundary)]
        return [
            self.row.rule, str(self.row.place), *(cell.text for cell in self.row.cells), *given, self.case or "", *told
        ]  # fmt: skip


def header(table: Table) -> list[str]:
    """The names of the columns of ``RowResult.cells``."""
    columns = [cell.column for cell in table.rows[0].cells]
    return ["rule", "place", *columns, *table.outputs, "case", "fact", "qualifier", "boundary"]


def results_of(pack: Pack, table: Table, engine: EngineChoice = "auto") -> tuple[RowResult, ...]:
    """Every row of the table in order, with what it led to in each case of the pack.

    Raises EngineDisagreement if the engines differ on a case, and ProblemError for one that cannot be assessed.
    """
    found: dict[str, list[RowResult]] = {row.rule: [] for row in table.rows}
    rows = {row.rule: row for row in table.rows}
    for case in pack.cases:
        for conclusion in assessed(pack, case, engine).conclusions:
            for rule in dict.fromkeys(derivation.rule.id for derivation in conclusion.derivations):
                if rule in rows:
                    found[rule].append(RowResult(rows[rule], case.name, conclusion))
    return tuple(_each(table, found))


def _each(table: Table, found: dict[str, list[RowResult]]) -> Iterator[RowResult]:
    for row in table.rows:
        yield from found[row.rule] or [RowResult(row)]
