"""An entry of ``tables`` -> the table, and the rules that its rows are."""

from __future__ import annotations

from dataclasses import field
from pathlib import PurePosixPath
from typing import Final, cast

from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FieldType
from tocsin.facts.kinds import Kind
from tocsin.facts.problems import ProblemError, did_you_mean, suggestion
from tocsin.facts.tree import Mapping, Node, Scalar
from tocsin.rules import codes, expression
from tocsin.rules.check.rule_scopes import check_scopes
from tocsin.rules.check.scope import Scope
from tocsin.rules.expression.tree import Variable as Referred
from tocsin.rules.read.instead import word_instead
from tocsin.rules.read.pack_files import SUFFIXES, is_table_file
from tocsin.rules.read.rules import read_rule_parts
from tocsin.rules.read.table_rules import Declared, Tested, lowered
from tocsin.rules.rule import Rule, Variable
from tocsin.rules.shape import Reading, pairs
from tocsin.rules.tables.grid import Grid, HitPolicy, grid_of_csv
from tocsin.rules.tables.table import Table
from tocsin.rules.tables.unary import Column

HITS: Final[tuple[HitPolicy, ...]] = ("unique", "any", "priority", "first", "collect", "rule order", "output order")
TABLE_KEYS = (
    "file", "sheet", "decision", "inputs", "outputs", "hit", "priority", "rank", "row_id", "row_why", "ignore", "gaps",
)  # fmt: skip


@dataclass
class ReadTables:
    """The tables of a pack and the rules that their rows are."""

    tables: list[Table] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)


def read_table(reading: Reading, node: Node, found: ReadTables) -> None:
    """Add one entry of ``tables``; what is wrong with it, or with its file, is noted."""
    before = reading.faults
    mapping = reading.mapping(node, "a table")
    parts = None if mapping is None else read_rule_parts(reading, mapping, "table", TABLE_KEYS)
    if mapping is None or parts is None:
        return
    reading.rule = mapping
    grid = _grid(reading, mapping, f"the table {parts.id}")
    if grid is None or reading.faults > before:
        return
    kinds = _kinds(reading, parts)
    declared = None if kinds is None else _declared(reading, mapping, parts, grid, kinds)
    if declared is None or reading.faults > before:
        return
    table, rules = lowered(reading, declared, grid)
    if table is not None and reading.faults == before:
        found.tables.append(table)
        found.rules.extend(rules)


def _grid(reading: Reading, mapping: Mapping, what: str) -> Grid | None:
    node = reading.required(mapping, "file", what)
    name = None if node is None else reading.text(node, f"file of {what}")
    if node is None or name is None:
        return None
    if not is_table_file(name):
        message = f"file of {what} must be a {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]} in the folder of the pack"
        hint = "write its path from that folder, with / and without ..: tables/tariffs.csv"
        reading.report(codes.TABLE, message, node.place, hint)
        return None
    if name not in reading.files:
        hint = suggestion(name, {*reading.files, *reading.beside}, "files with tables")
        reading.report(codes.TABLE, f"{what} names the file {name}, which is not given", node.place, hint)
        return None
    shown, text = reading.files[name]
    if text is None:
        return None
    try:
        return _read_grid(reading, mapping, what, (shown, text))
    except ProblemError as error:
        reading.problems.extend(error.problems)
        return None


def _read_grid(reading: Reading, mapping: Mapping, what: str, file: tuple[str, str]) -> Grid:
    """The cells of the table, as the suffix of its file says."""
    shown, text = file
    sheet = reading.optional_text(mapping, "sheet", what)
    decision = reading.optional_text(mapping, "decision", what)
    suffix = PurePosixPath(shown).suffix.lower()
    for key, own in (("sheet", ".xlsx"), ("decision", ".dmn")):
        if key in mapping.entries and suffix != own:
            message = f"{key} of {what} is of a file that ends in {own}, not in {suffix}"
            reading.report(codes.TABLE, message, mapping.key_places[key], f"leave {key} out")
    if suffix == ".dmn":
        from tocsin.rules.tables.dmn import grid_of_dmn

        return grid_of_dmn(text, shown, decision)
    if suffix == ".xlsx":
        from tocsin.rules.tables.workbook import grid_of_workbook

        return grid_of_workbook(text, shown, sheet)
    return grid_of_csv(text, shown)


def _kinds(reading: Reading, parts: Rule) -> dict[str, Kind] | None:
    """The kinds of what ``when`` binds; None, with its problems noted once and not for each row, if there are any."""
    draft = Rule(
        id=parts.id, when=parts.when, then=(), place=parts.place, unless=parts.unless, stronger_if=parts.stronger_if
    )
    before = len(reading.problems)
    kinds = check_scopes(draft, reading)
    return None if len(reading.problems) > before else kinds


def _declared(reading: Reading, mapping: Mapping, parts: Rule, grid: Grid, kinds: dict[str, Kind]) -> Declared | None:
    """What the entry says of its columns; None if nothing can be made of it."""
    what = f"the table {parts.id}"
    hit = cast("HitPolicy", reading.word(mapping, "hit", HITS, grid.hit or "unique", what))
    if grid.hit is not None and hit != grid.hit:
        message = f"hit of {what} is {hit}, and its file says {grid.hit}"
        reading.report(codes.TABLE, message, mapping.entries["hit"].place, "leave hit out: the file says it")
    declared = Declared(
        parts=parts,
        file=str(reading.files[cast("str", cast("Scalar", mapping.entries["file"]).value)][0]),
        hit=hit,
        inputs=_inputs(reading, mapping, parts, grid, kinds),
        outputs=_outputs(reading, mapping, parts, kinds),
        ranks=_ranks(reading, mapping, grid, what),
        rank=_variable(reading, mapping, "rank", what),
        row_id=reading.optional_text(mapping, "row_id", what),
        row_why=reading.optional_text(mapping, "row_why", what),
        gaps=reading.flag(mapping, "gaps", False, what),
    )
    _require_columns(reading, mapping, declared, grid)
    return declared


def _inputs(reading: Reading, mapping: Mapping, parts: Rule, grid: Grid, kinds: dict[str, Kind]) -> tuple[Tested, ...]:
    what = f"the table {parts.id}"
    node = reading.required(mapping, "inputs", what)
    listed = None if node is None else reading.mapping(node, f"inputs of {what}")
    found = []
    scope = Scope(reading, kinds)
    for heading, place, value in [] if listed is None else pairs(listed):
        text = value.value if isinstance(value, Scalar) else None
        if not isinstance(text, str):
            hint = "name what the column tests: Weight: $kg"
            reading.report(codes.WRONG_SHAPE, f"the input {heading} of {what} must be an expression", place, hint)
            continue
        try:
            tree = expression.parse(text)
        except expression.ExpressionError as error:
            hint = word_instead(reading, text, error) or error.hint
            reading.report(codes.COMPARISON_SYNTAX, str(error), value.place, hint)
            continue
        kind = scope.kind_of(tree, f"the input {heading}", value.place)
        if kind is not None:
            found.append(Tested(heading, tree, Column(kind, _field_of(reading, parts, tree), grid.strict)))
    return tuple(found)


def _field_of(reading: Reading, parts: Rule, node: expression.Node) -> FieldType | None:
    """The field that the expression is, if it is no more than a variable that a pattern binds."""
    if isinstance(node, Referred):
        for pattern in parts.patterns:
            for name, term in pattern.terms.items():
                if term == Variable(node.name):
                    return reading.vocabulary.type(pattern.type).by_name[name]
    return None


def _outputs(reading: Reading, mapping: Mapping, parts: Rule, kinds: dict[str, Kind]) -> dict[str, str]:
    """The variable of each column that gives something."""
    what = f"the table {parts.id}"
    node = mapping.entries.get("outputs")
    listed = None if node is None else reading.mapping(node, f"outputs of {what}")
    found: dict[str, str] = {}
    for heading, place, _ in [] if listed is None else pairs(listed):
        assert listed is not None
        name = _variable(reading, listed, heading, f"outputs of {what}")
        if name is None:
            continue
        if name in kinds:
            message = f"${name} is bound by when of {what}, and by its column {heading}"
            reading.report(codes.TABLE, message, place, "give what the column gives a name of its own")
        elif not any(Variable(name) in head.terms.values() for head in parts.then):
            message = f"the output {heading} of {what} gives ${name}, which no field of then is"
            used = [term.name for head in parts.then for term in head.terms.values() if isinstance(term, Variable)]
            near = did_you_mean(name, (each for each in used if each not in kinds))
            hint = near or f"name it under then: {{field: ${name}}}, or ignore: [{heading}]"
            reading.report(codes.TABLE, message, place, hint)
        found[heading] = name
    return found


def _variable(reading: Reading, mapping: Mapping, key: str, what: str) -> str | None:
    node = mapping.entries.get(key)
    if node is None:
        return None
    text = node.value if isinstance(node, Scalar) else None
    if isinstance(text, str) and text.startswith("$") and text[1:].isidentifier():
        return text[1:]
    reading.report(codes.WRONG_SHAPE, f"{key} of {what} must be a $variable", node.place, f"write {key}: $name")
    return None


def _ranks(reading: Reading, mapping: Mapping, grid: Grid, what: str) -> dict[str, tuple[str, ...]]:
    """The values of outputs from the highest priority down, the outputs in the order in which they count."""
    node = mapping.entries.get("priority")
    if node is None:
        return {heading: tuple(cell.text.strip('"') for cell in cells) for heading, cells in grid.ranks}
    listed = reading.mapping(node, f"priority of {what}")
    found = {}
    for heading in [] if listed is None else listed.entries:
        assert listed is not None
        items = reading.items(listed.entries[heading], f"priority of {heading}")
        found[heading] = tuple(str(item.value) for item in items if isinstance(item, Scalar))
    return found


def _require_columns(reading: Reading, mapping: Mapping, declared: Declared, grid: Grid) -> None:
    """Note each column that is named and not there, and each that is there and not named: it might be a condition."""
    what = f"the table {declared.parts.id}"
    headings = [cell.text for cell in grid.header]
    ignored = [text for text, _ in reading.texts(mapping, "ignore", what)]
    for key in ("inputs", "outputs", "priority"):
        node = mapping.entries.get(key)
        for heading, place, _ in pairs(node) if isinstance(node, Mapping) else ():
            if heading not in headings:
                hint = suggestion(heading, headings, "columns")
                reading.report(codes.TABLE, f"{what} has no column {heading!r}", place, hint)
    named = set(ignored)
    for key, own in (("row_id", declared.row_id), ("row_why", declared.row_why)):
        if own is not None:
            named.add(own)
            if own not in headings:
                hint = suggestion(own, headings, "columns")
                reading.report(codes.TABLE, f"{what} has no column {own!r}", mapping.entries[key].place, hint)
    for key in ("inputs", "outputs"):  # what is wrong with one of them is told where it stands
        listed = mapping.entries.get(key)
        named |= set(listed.entries) if isinstance(listed, Mapping) else set()
    for number, cell in enumerate(grid.header):
        if not cell.text:
            if any(row.cells[number].text for row in grid.rows):
                reading.report(codes.TABLE, "the column has no heading", cell.place, "give it one")
        elif headings.index(cell.text) != number:
            reading.report(codes.TABLE, f"the column {cell.text!r} is there twice", cell.place, "rename one of them")
        elif cell.text not in named:
            message = f"{what} does not say what its column {cell.text!r} is"
            hint = f"name it under inputs or outputs, or write ignore: [{cell.text}]"
            reading.report(codes.TABLE, message, cell.place, hint)
