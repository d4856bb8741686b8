"""One case of many, as a ``Case``: assessed and explained as any other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from tocsin.bulk import codes
from tocsin.bulk.database import connect
from tocsin.bulk.reading.inputs import Input, is_remote
from tocsin.bulk.reading.one_case import facts_of_case
from tocsin.bulk.reading.rejects import Rejects
from tocsin.bulk.reading.sql import literal
from tocsin.bulk.reading.staging import ACROSS
from tocsin.engine.assess import Assessment, EngineDisagreement
from tocsin.engine.case import Case
from tocsin.facts.counting import counted
from tocsin.facts.problems import Problem, ProblemError
from tocsin.rules.model import Pack


def case_of(
    pack: Pack,
    inputs: Sequence[Input],
    case_id: str,
    *,
    as_of: dt.date | None = None,
    known_by: dt.date | None = None,
    across: bool = False,
    refused: Rejects | None = None,
) -> Case:
    """The case of that id, with its facts and all their reports; its rows that state no fact are told to ``refused``.

    Raises ProblemError if no row names it, or none that states a fact.
    """
    refused = Rejects() if refused is None else refused
    connection = connect(None, None, None)
    try:
        facts = facts_of_case(connection, inputs, None if across else case_id, refused)
    finally:
        connection.close()
    if facts is None or (across and case_id != ACROSS):
        hint = f"across cases there is one, called {ACROSS}" if across else "give a case_id as it stands in the tables"
        message = f"no row is of the case {case_id!r}"
        if refused.rows:
            message = f"of the case {case_id!r} no row states a fact: {counted(refused.rows, 'row')} refused"
            hint = "mend what is named below, and run it again"
        raise ProblemError([Problem(codes.UNKNOWN_CASE, message, None, hint), *refused.problems])
    return Case(pack, facts, name=case_id, as_of=as_of, known_by=known_by)


def check_agreement(folder: str | Path, case_id: str, assessment: Assessment) -> None:
    """Nothing happens if a run's results and an assessment of one of its cases say the same.

    Compared are the conclusions with qualifier, boundary and depth, and the derivations by rule and premises. Raises
    EngineDisagreement that names what differs.
    """
    connection = connect(None, None, None)
    try:
        kept = {
            name: connection.execute(
                f"SELECT {columns} FROM read_parquet({literal(_table(folder, name))}) "
                f"WHERE case_id = {literal(case_id)}"
            ).fetchall()
            for name, columns in (
                ("conclusions", "id, notation, qualifier, boundary, depth"),
                ("derivations", "conclusion, rule, premises, qualifier, boundary"),
            )
        }
    finally:
        connection.close()
    found: set[tuple[object, ...]] = {
        (each.id, each.fact_text, each.qualifier, each.boundary, each.depth) for each in assessment.conclusions
    }
    found |= {
        (each.id, way.rule.id, way.premises, way.qualifier, way.boundary)
        for each in assessment.conclusions
        for way in each.derivations
    }
    stored = {*kept["conclusions"], *((row[0], row[1], tuple(row[2]), *row[3:]) for row in kept["derivations"])}
    differences = [f"only the run has {item}" for item in sorted(map(str, stored - found))]
    differences += [f"only {' and '.join(assessment.engines)} has {item}" for item in sorted(map(str, found - stored))]
    if differences:
        raise EngineDisagreement(tuple(differences[:10]))


def _table(folder: str | Path, name: str) -> str:
    """Where a run keeps a table: in one file, or in the parts that Spark writes."""
    if is_remote(str(folder)) or (Path(folder) / name).is_dir():
        return f"{folder}/{name}/*/*.parquet"
    return str(Path(folder) / f"{name}.parquet")
