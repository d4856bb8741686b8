"""DuckDB's SQL -> Spark's, with the same rows.

sqlglot maps most of it. What it leaves, or maps to something that differs at the edges, is rewritten here:

- HUGEINT is DECIMAL(38, 0). Spark makes a decimal of a double by way of its shortest text, which is not the double
  beyond 2^53; so it goes through BIGINT as far as that holds, and beyond that no whole number of 64 bits is near.
- ``trunc`` and ``floor`` of a double are doubles; sqlglot's and Spark's are 64-bit numbers, which large doubles leave.
- ``error`` is ``raise_error``; ``strftime`` of a date in ISO form is its text; ``date_diff`` of days takes dates, not
  moments of a time zone. ``isodow`` counts from Monday, which is 1; sqlglot's Spark for it makes Monday 3.
- ``row_number() OVER ()`` is left to the executor: Spark has no such thing that spares it one task for all rows.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, TypeAlias

from tocsin.facts.dataclass import dataclass

Tree: TypeAlias = Any
"""A tree of sqlglot, whose base class has another name from version to version."""
NUMBER = "tocsin_number"
"""The column that numbers the rows of a query until the executor has made the numbers dense."""
_LARGE = "4503599627370496e0"
_LEAST, _END = "-9223372036854775808e0", "9223372036854775808e0"


@dataclass(frozen=True)
class Translated:
    """A query in Spark's dialect.

    If it numbers its rows, ``query`` calls the number ``tocsin_number``, wherever it starts and whatever it skips, and
    ``items`` are what to select from its result once the number counts from 1.
    """

    query: str
    tables: frozenset[str]
    items: tuple[str, ...] = ()


_WORD = re.compile(r"\w+")


def words_of(query: str) -> frozenset[str]:
    """Every word of the query; the names of its tables are among them."""
    return frozenset(_WORD.findall(query))


def translate(query: str) -> Translated:
    """The query in Spark's dialect."""
    from sqlglot import exp, parse_one

    tree = parse_one(query, read="duckdb")
    tables = frozenset(table.name for table in tree.find_all(exp.Table))
    numbered = _numbered(tree) if isinstance(tree, exp.Select) else None
    items: tuple[str, ...] = ()
    if numbered is not None:
        items = tuple(_spark(item) for item in _separate(tree, numbered))
    return Translated(_spark(tree), tables, items)


def _spark(tree: Tree) -> str:
    """The tree in Spark's dialect, rewritten from the leaves up: what stands in a rewritten expression is, too."""
    from sqlglot import exp

    root = exp.Paren(this=tree.copy())
    for node in reversed(list(root.this.walk())):
        rewrite = _rewrites().get(type(node))
        found = node if rewrite is None else rewrite(node)
        if found is not node:
            node.replace(found)
    text: str = root.this.sql(dialect="spark")
    return text


# -- numbering --------------------------------------------------------------------------------------------------------


def _numbered(tree: Tree) -> Tree | None:
    from sqlglot import exp

    for item in tree.expressions:
        for window in item.find_all(exp.Window):
            if isinstance(window.this, exp.RowNumber) and not (
                window.args.get("order") or window.args.get("partition_by")
            ):
                return window
    return None


def _separate(tree: Tree, window: Tree) -> list[Tree]:
    """Take the arithmetic around a row's number out of the query; what is to be selected from its result instead."""
    from sqlglot import exp

    outer: list[Tree] = []
    inner: list[Tree] = []
    for item in tree.expressions:
        if window in set(item.find_all(exp.Window)):
            inner.append(exp.alias_(exp.Anonymous(this="monotonically_increasing_id"), NUMBER))
            around = item.copy()
            around.find(exp.Window).replace(exp.column(NUMBER))
            outer.append(around)
        else:
            inner.append(item)
            outer.append(
                exp.Star(**{"except_": [exp.to_identifier(NUMBER)]}) if item.is_star else exp.column(item.alias_or_name)
            )
    tree.set("expressions", inner)
    return outer


# -- single expressions -----------------------------------------------------------------------------------------------


@cache
def _rewrites() -> dict[type, Any]:
    from sqlglot import exp

    return {
        exp.Cast: _cast,
        exp.Trunc: _trunc,
        exp.Floor: _floor,
        exp.TimeToStr: _iso,
        exp.DateDiff: _days,
        exp.DayOfWeekIso: _weekday,
        exp.Anonymous: _named,
    }


def _made(text: str, **parts: Tree) -> Tree:
    """An expression of Spark's dialect, with others in the place of the columns that ``parts`` names."""
    from sqlglot import exp, parse_one

    tree = parse_one(text, read="spark")
    return tree.transform(
        lambda node: (
            parts[node.name].copy() if isinstance(node, exp.Column) and node.name in parts and not node.table else node
        )
    )


def _cast(node: Tree) -> Tree:
    from sqlglot import exp

    if node.to.this is not exp.DataType.Type.INT128:
        return node
    wide = exp.DataType.build("DECIMAL(38, 0)", dialect="spark")
    if not _is_double(node.this):
        node.set("to", wide)
        return node
    return _made(
        f"CASE WHEN part_x >= {_LEAST} AND part_x < {_END} THEN CAST(CAST(part_x AS BIGINT) AS DECIMAL(38, 0)) "
        "ELSE CAST(part_x AS DECIMAL(38, 0)) END",
        part_x=node.this,
    )


def _is_double(node: Tree) -> bool:
    """True if the expression is written as a double: what is made wide otherwise is a whole number."""
    from sqlglot import exp

    if isinstance(node, exp.Paren):
        return _is_double(node.this)
    return isinstance(node, exp.Trunc | exp.Case) or (
        isinstance(node, exp.Cast) and node.to.this is exp.DataType.Type.DOUBLE
    )


def _trunc(node: Tree) -> Tree:
    return _made(
        f"CASE WHEN abs(part_x) < {_LARGE} THEN CAST(CAST(part_x AS BIGINT) AS DOUBLE) ELSE part_x END",
        part_x=node.this,
    )


def _floor(node: Tree) -> Tree:
    from sqlglot import exp

    # The function itself must not be rewritten again.
    floor = exp.Anonymous(this="floor", expressions=[node.this.copy()])
    return _made(
        f"CASE WHEN abs(part_x) < {_LARGE} THEN CAST(part_y AS DOUBLE) ELSE part_x END", part_x=node.this, part_y=floor
    )


def _iso(node: Tree) -> Tree:
    from sqlglot import exp

    if node.args["format"].name != "%Y-%m-%d":
        raise NotImplementedError(f"no Spark for {node.sql('duckdb')}")
    return exp.cast(node.this, "STRING")


def _days(node: Tree) -> Tree:
    from sqlglot import exp

    return exp.Anonymous(this="datediff", expressions=[node.this, node.expression])


def _weekday(node: Tree) -> Tree:
    return _made("(weekday(part_x) + 1)", part_x=node.this)


def _named(node: Tree) -> Tree:
    if node.name.lower() == "error":
        node.set("this", "raise_error")
    return node
