"""Rows in the one form -> the facts in force, one row for each, as ``tocsin.facts.accounts`` has it."""

from __future__ import annotations

import datetime as dt
from typing import Final, cast

from tocsin.bulk.reading.sql import literal, name, one_of
from tocsin.facts.fact_type import FactType
from tocsin.facts.reports import SUPPORTING, Report, Source, Status

_STRENGTH: Final = "CAST(coalesce(max(CASE WHEN counts THEN strength END), min(strength), 3) AS TINYINT) AS strength"
_PART, _NEXT = "\x1f", "\x1e"


def moments(as_of: dt.date | None, known_by: dt.date | None) -> tuple[str, str]:
    """SQL of the days as of which, and as known by which, a case is assessed: those given, else its latest report's."""
    moment = "latest" if as_of is None else f"DATE {literal(as_of.isoformat())}"
    return moment, moment if known_by is None else f"DATE {literal(known_by.isoformat())}"


def in_force(fact_type: FactType, rows: str, as_of: dt.date | None, known_by: dt.date | None) -> str:
    """The SELECT of the facts in force among ``rows``, columns named as the fields.

    ``rows`` is SQL of rows in the one form, each with ``case_no`` and its case's ``latest``. A row without any report
    assumes its fact. A fact is in force if a row supports it that is known and valid, was not taken back, and was not
    replaced by a later one of its source on the same thing; how firmly, says the strongest of those rows, else the
    weakest of those that do not come to count.
    """
    named, key = _named(fact_type)
    return f"""{_counted(fact_type, rows, as_of, known_by)}
        SELECT {named}, {_STRENGTH} FROM counted GROUP BY {key} HAVING bool_or(counts)
    """


def told(fact_type: FactType, rows: str, as_of: dt.date | None, known_by: dt.date | None) -> str:
    """The SELECT of the facts in force as ``in_force`` gives them, each with ``told``: the reports that count, as text.

    Of each its source, whence that has it, its grade and its status; the same text where the same was said. NULL where
    no report counts.
    """
    named, key = _named(fact_type)
    # In a name these two characters are blanks, which is how names are compared.
    names = [f"replace(replace(coalesce({n}, ''), chr(31), ' '), chr(30), ' ')" for n in ("name", "origin")]
    one = " || chr(31) || ".join([*names, "coalesce(grade, '')", "status"])
    every = f"list(DISTINCT {one}) FILTER (WHERE counts AND said)"
    return f"""{_counted(fact_type, rows, as_of, known_by)}
        SELECT {named}, {_STRENGTH}, array_to_string(list_sort({every}), chr(30)) AS told
        FROM counted GROUP BY {key} HAVING bool_or(counts)
    """


def reports_of(text: str) -> tuple[Report, ...]:
    """The reports that ``told`` has as text, as far as it has them."""
    parts = [report.split(_PART) for report in text.split(_NEXT)]
    return tuple(
        Report(Source(publisher=name or None, origin=origin or None), grade or None, cast("Status", status))
        for name, origin, grade, status in parts
    )


def _counted(fact_type: FactType, rows: str, as_of: dt.date | None, known_by: dt.date | None) -> str:
    """The WITH of ``counted``: the rows that support a fact, and which of them count."""
    moment, known_by_then = moments(as_of, known_by)
    key = _named(fact_type)[1]
    known = f"({known_by_then} IS NULL OR dated IS NULL OR dated <= {known_by_then})"
    return f"""
        WITH given AS (
            SELECT *, {known} AND status = 'retracted' AND dated IS NOT NULL AS takes,
                {_spell(fact_type)}
            FROM ({rows})
        ),
        taken AS (
            SELECT *,
                max(CASE WHEN takes AND name IS NULL THEN dated END) OVER fact AS all_until,
                max(CASE WHEN takes AND name IS NOT NULL THEN dated END) OVER own AS own_until,
                max(CASE WHEN takes AND name IS NULL THEN stamped END) OVER fact AS all_until_moment,
                max(CASE WHEN takes AND name IS NOT NULL THEN stamped END) OVER own AS own_until_moment
            FROM given WINDOW fact AS (PARTITION BY {key}), own AS (PARTITION BY {key}, name)
        ),
        supports AS (
            SELECT *, CASE WHEN dated IS NULL THEN all_until IS NOT NULL OR own_until IS NOT NULL
                ELSE coalesce(dated < all_until, false) OR coalesce(dated < own_until, false)
                    OR coalesce(stamped < all_until_moment, false) OR coalesce(stamped < own_until_moment, false)
                END AS withdrawn
            FROM taken WHERE {known} AND {one_of("status", SUPPORTING)}
        ),
        speaking AS (SELECT * FROM supports WHERE name IS NOT NULL AND dated IS NOT NULL AND NOT withdrawn),
        counted AS (
            SELECT *, NOT withdrawn AND {_within(moment)} AS counts FROM supports AS old
            WHERE NOT EXISTS (SELECT 1 FROM speaking AS new WHERE {_replaces(fact_type)})
        )"""


def stated(fact_type: FactType, rows: str, as_of: dt.date | None) -> str:
    """The SELECT of all facts in force among rows without any report: what ``in_force`` gives, for less."""
    named, key = _named(fact_type)
    valid = ""
    if fact_type.validity:
        rows = f"SELECT *, {_spell(fact_type)} FROM ({rows})"
        valid = f"WHERE {_within(moments(as_of, None)[0])}"
    return (
        f"SELECT {named}, CAST(coalesce(max(strength), 3) AS TINYINT) AS strength FROM ({rows}) {valid} GROUP BY {key}"
    )


def _spell(fact_type: FactType) -> str:
    """The first and last day of the time that a row's report holds for, within that which its fact states itself."""
    own = [f"f{fact_type.positions[field]}" for field in fact_type.validity] or ["NULL", "NULL"]
    since, until = (f"CAST({column} AS DATE)" for column in own)
    return f"greatest(since, {since}) AS begins, least(until, {until}) AS ends"


def _within(moment: str) -> str:
    return f"({moment} IS NULL OR (coalesce(begins <= {moment}, true) AND coalesce({moment} <= ends, true)))"


def _replaces(fact_type: FactType) -> str:
    """Whether the row ``new`` is a later one by the source of ``old``, on the same thing, for a time of its own."""
    places = fact_type.thing_positions
    columns = [column for at, columns in enumerate(_columns(fact_type)) if at in places for column in columns]
    same = [f"old.{column} IS NOT DISTINCT FROM new.{column}" for column in columns]
    overlap = "coalesce(greatest(old.begins, new.begins) <= least(old.ends, new.ends), true)"
    return " AND ".join(
        [
            "old.case_no = new.case_no",
            "old.name = new.name",
            "NOT old.withdrawn",
            # A day is that of the moment in UTC, so that the two never tell otherwise.
            "(old.dated < new.dated OR old.stamped < new.stamped)",
            *same,
            overlap,
        ]
    )


def _named(fact_type: FactType) -> tuple[str, str]:
    """The select items of what tells a fact, named, and the columns to group by."""
    columns = [column for columns in _columns(fact_type) for column in columns]
    return ", ".join(["case_no", *(f"{each} AS {name(each)}" for each in columns)]), ", ".join(["case_no", *columns])


def _columns(fact_type: FactType) -> list[tuple[str, ...]]:
    """The columns of each field in the one form."""
    return [
        (f"f{position}_low", f"f{position}_high") if field.kind.name == "quantity" else (f"f{position}",)
        for position, field in enumerate(fact_type.fields)
    ]
