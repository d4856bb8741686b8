"""Contents as canonical JSON, and their ids, worked out once for each distinct content.

    text_<type>(content, id, fields, j0, …)      a column j<n> with the JSON of each field

SQL writes what it writes as Python does; what it does not (most doubles, control characters) is written by Python,
once for each distinct value, and looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from tocsin.bulk.arrow import texts
from tocsin.bulk.deriving.memory import Memory
from tocsin.bulk.lowering.columns import Column, columns_of, fields_of, text_sql
from tocsin.facts.json_values import value_json
from tocsin.facts.kinds import Kind
from tocsin.facts.quantity import number

_MOST = 10**15
_CONTROL = "[\\x00-\\x1f]"


class Identity:
    """Writes JSON and ids, type by type, when they are first asked for."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._tables: list[tuple[str, tuple[Column, ...]]] = []
        for name in sorted(memory.plan.types):
            self._holds(f"content_{name}", fields_of(memory.plan.types[name]))
        for rule in memory.plan.rules:
            computed = [c for name in rule.computed for c in columns_of(f"v_{name}", rule.kinds[name])]
            self._holds(f"late_{rule.index}", computed)
            self._holds(f"firing_{rule.index}", computed)
            for at, aggregate in enumerate(rule.aggregates):
                columns = [c for n, name in enumerate(aggregate.columns) for c in columns_of(f"b{n}", rule.kinds[name])]
                self._holds(memory.groups(rule.index, at), columns)

    def _holds(self, table: str, columns: Iterable[Column]) -> None:
        if table in self._memory.tables:
            self._tables.append((table, tuple(columns)))

    def table(self, name: str) -> str:
        """The table of a type's contents in text."""
        table = f"text_{name}"
        if table not in self._memory.tables:
            self._write(name, table)
        return table

    def _write(self, name: str, table: str) -> None:
        memory = self._memory
        fact_type = memory.plan.types[name]
        written = {}
        for position, field in enumerate(fact_type.fields):
            columns = [column.name for column in columns_of(f"f{position}", field.kind)]
            absent = " AND ".join(f"{column} IS NULL" for column in columns)
            json = self.json(columns, field.kind)
            written[field.name] = f"CASE WHEN {absent} THEN NULL ELSE {json} END AS j{position}"
        order = sorted(fact_type.positions)
        members = [
            f"CASE WHEN j{p} IS NULL THEN '' ELSE {text_sql(',' + value_json(n) + ':')} || j{p} END"
            for n, p in ((n, fact_type.positions[n]) for n in order)
        ]
        fields = f"'{{' || substr({' || '.join(members)}, 2) || '}}'" if members else "'{}'"
        listed = "".join(f", {item}" for item in written.values())
        js = "".join(f", j{position}" for position in range(len(fact_type.fields)))
        opening, closing = text_sql('{"fields":'), text_sql(f',"type":{value_json(fact_type.name)}}}')
        memory.create(
            table,
            f"SELECT content, substr(sha256({opening} || fields || {closing}), 1, 12) AS id, fields{js} "
            f"FROM (SELECT *, {fields} AS fields FROM (SELECT content{listed} FROM content_{name}))",
        )

    def json(self, columns: list[str], kind: Kind) -> str:
        """SQL of the canonical JSON of a value in these columns."""
        match kind.name:
            case "quantity":
                low, high = (f"coalesce({self._number(column, bound=True)}, 'null')" for column in columns)
                return f"'[' || {low} || ',' || {high} || ']'"
            case "float":
                return self._number(columns[0], bound=False)
            case "int":
                return f"CAST({columns[0]} AS VARCHAR)"
            case "bool":
                return f"CASE WHEN {columns[0]} THEN 'true' ELSE 'false' END"
            case "date":
                return f"'\"' || strftime({columns[0]}, '%Y-%m-%d') || '\"'"
            case _:
                return self._text(columns[0])

    # -- what SQL does not write as Python does -------------------------------------------

    def _number(self, column: str, bound: bool) -> str:
        """SQL of a double's JSON: a bound that is whole is written as a whole number."""
        whole = f"CAST(CAST({column} AS BIGINT) AS VARCHAR)" + ("" if bound else " || '.0'")
        if not self._odd_numbers:
            return whole
        spelt = "bound" if bound else "plain"
        looked_up = f"(SELECT max(o.{spelt}) FROM odd_number AS o WHERE o.value = {column})"
        return f"CASE WHEN {column} = floor({column}) AND abs({column}) < {_MOST} THEN {whole} ELSE {looked_up} END"

    def _text(self, column: str) -> str:
        """SQL of a text's JSON."""
        backslash, quote = text_sql("\\"), text_sql('"')
        escaped = (
            f"replace(replace({column}, {backslash}, {text_sql(2 * chr(92))}), {quote}, {text_sql(chr(92) + chr(34))})"
        )
        plain = f"{quote} || {escaped} || {quote}"
        if not self._odd_texts:
            return plain
        looked_up = f"(SELECT max(o.spelt) FROM odd_text AS o WHERE o.value = {column})"
        return f"coalesce({looked_up}, {plain})"

    @cached_property
    def _odd_numbers(self) -> bool:
        """True if there are doubles that Python has to write; they are in ``odd_number`` then."""
        values = self._distinct("DOUBLE", f"value <> floor(value) OR abs(value) >= {_MOST}")
        return self._spelt("odd_number", values, bound=lambda value: value_json(number(value)), plain=value_json)

    @cached_property
    def _odd_texts(self) -> bool:
        """True if there are texts that Python has to write; they are in ``odd_text`` then."""
        return self._spelt(
            "odd_text", self._distinct("VARCHAR", f"regexp_matches(value, '{_CONTROL}')"), spelt=value_json
        )

    def _distinct(self, kind: str, odd: str) -> list[Any]:
        pieces = [
            f"SELECT {column.name} AS value FROM {table}"
            for table, columns in self._tables
            for column in columns
            if column.type == kind
        ]
        if not pieces:
            return []
        query = f"SELECT DISTINCT value FROM ({' UNION ALL '.join(pieces)}) WHERE {odd}"
        return [value for (value,) in self._memory.executor.rows(query)]

    def _spelt(self, table: str, values: list[Any], **spellings: Callable[[Any], str]) -> bool:
        """Make the table of values, of which there are some or none, with a column for each spelling."""
        if not values:
            return False
        import pyarrow as pa

        written = {name: texts(map(spell, values)) for name, spell in spellings.items()}
        self._memory.load(table, pa.table({"value": pa.array(values), **written}))
        return True
