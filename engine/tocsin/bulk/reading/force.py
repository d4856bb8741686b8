"""Rows in the one form -> the facts in force, one row for each, as contract and ``tocsin.facts.reports`` have it."""

from __future__ import annotations

import datetime as dt

from tocsin.bulk.reading.sql import literal, name, one_of
from tocsin.facts.model import FactType
from tocsin.facts.reports import SUPPORTING


def moments(as_of: dt.date | None, known_by: dt.date | None) -> tuple[str, str]:
    """SQL of the days as of which, and as known by which, a case is assessed: those given, else its latest report's."""
    moment = "latest" if as_of is None else f"DATE {literal(as_of.isoformat())}"
    return moment, moment if known_by is None else f"DATE {literal(known_by.isoformat())}"


def in_force(fact_type: FactType, rows: str, as_of: dt.date | None, known_by: dt.date | None) -> str:
    """The SELECT of the facts in force among ``rows``, columns named as the fields.

    ``rows`` is SQL of rows in the one form, each with ``case_no`` and its case's ``latest``. A fact without any report
    is in force; another is if a supporting report, known and valid, has not been taken back.
    """
    moment, known_by_then = moments(as_of, known_by)
    fields = _fields(fact_type)
    key = ", ".join(["case_no", *(column for column, _ in fields)])
    known = f"({known_by_then} IS NULL OR dated IS NULL OR dated <= {known_by_then})"
    valid = f"({moment} IS NULL OR (coalesce(since <= {moment}, true) AND coalesce({moment} <= until, true)))"
    named = ", ".join(["case_no", *(f"{column} AS {name(field)}" for column, field in fields)])
    return f"""
        WITH given AS (SELECT *, {known} AS known, {valid} AS valid FROM ({rows})),
        taking AS (SELECT *, said AND known AND status = 'retracted' AS takes FROM given),
        taken AS (
            SELECT *,
                bool_or(takes AND name IS NULL) OVER fact AS all_taken,
                bool_or(takes AND name IS NULL AND dated IS NULL) OVER fact AS all_ever,
                max(CASE WHEN takes AND name IS NULL THEN dated END) OVER fact AS all_until,
                bool_or(takes AND name IS NOT NULL) OVER own AS own_taken,
                bool_or(takes AND name IS NOT NULL AND dated IS NULL) OVER own AS own_ever,
                max(CASE WHEN takes AND name IS NOT NULL THEN dated END) OVER own AS own_until
            FROM taking WINDOW fact AS (PARTITION BY {key}), own AS (PARTITION BY {key}, name)
        )
        SELECT {named}, CAST(coalesce(max(strength), 3) AS TINYINT) AS strength FROM taken GROUP BY {key}
        HAVING NOT bool_or(said) OR bool_or(
            said AND known AND valid AND {one_of("status", SUPPORTING)} AND NOT coalesce(all_ever OR own_ever
            OR CASE WHEN dated IS NULL THEN all_taken OR own_taken
               ELSE coalesce(dated <= all_until, false) OR coalesce(dated <= own_until, false) END, false))
    """


def stated(fact_type: FactType, rows: str) -> str:
    """The SELECT of all facts among rows that have no report at all: what ``in_force`` gives, for less."""
    fields = _fields(fact_type)
    key = ", ".join(["case_no", *(column for column, _ in fields)])
    named = ", ".join(["case_no", *(f"{column} AS {name(field)}" for column, field in fields)])
    return f"SELECT {named}, CAST(coalesce(max(strength), 3) AS TINYINT) AS strength FROM ({rows}) GROUP BY {key}"


def _fields(fact_type: FactType) -> list[tuple[str, str]]:
    """The columns of the fields in the one form, each with the name it gets."""
    columns = []
    for position, field in enumerate(fact_type.fields):
        ends = ("_low", "_high") if field.kind.name == "quantity" else ("",)
        columns += [(f"f{position}{end}", f"f{position}{end}") for end in ends]
    return columns
