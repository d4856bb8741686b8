"""``tocsin bulk run``: what follows in every case of tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tocsin.cli import completion
from tocsin.cli.bulk_options import (
    AcrossOption,
    BulkProgress,
    MemoryOption,
    RejectOption,
    TablesArgument,
    find,
    interruptible,
)
from tocsin.cli.opening import of_default, open_pack, saying_pack
from tocsin.cli.options import AsOfOption, AssumeOption, JsonOption, KnownByOption, PackOption, WithoutOption

if TYPE_CHECKING:
    from tocsin.bulk.folder import Ran
    from tocsin.bulk.reading.rejects import Rejects
    from tocsin.engine import Assessment

EXAMPLES = (
    "tocsin bulk run examples/bulk --pack russia-dprk --out screening",
    "tocsin bulk run troop_deployment=s3://bucket/runs.parquet --out study --memory 4GiB --reject bad.csv",
    "tocsin bulk run s3a://bucket/tables --out s3a://bucket/results --on spark --master spark://host:7077",
    "tocsin bulk run examples/bulk --out screening --explain nis-2024-11-20 --conclusion combat_deployment",
)


class On(StrEnum):
    """The SQL engines that can carry a run."""

    duckdb = "duckdb"
    spark = "spark"


def run(
    facts: TablesArgument,
    *,
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="The folder for the results.")],
    pack: PackOption = None,
    on: Annotated[On, typer.Option("--on", help="The SQL engine that carries the run.")] = On.duckdb,
    master: Annotated[
        str | None,
        typer.Option(
            "--master", metavar="URL", show_default=False, help="With --on spark: the cluster (default: local[*])."
        ),
    ] = None,
    as_of: AsOfOption = None,
    known_by: KnownByOption = None,
    assume: AssumeOption = None,
    without: WithoutOption = None,
    across: AcrossOption = False,
    reject: RejectOption = None,
    explain: Annotated[
        str | None,
        typer.Option("--explain", metavar="CASE_ID", help="Then explain this case, by the engines for single cases."),
    ] = None,
    conclusion: Annotated[
        str | None,
        typer.Option(
            "--conclusion",
            metavar="FACT",
            help="With --explain: what to explain (default: every conclusion on which no other rests).",
            autocompletion=completion.partial_fact,
        ),
    ] = None,
    memory: MemoryOption = None,
    chunk: Annotated[
        int | None,
        typer.Option("--chunk", metavar="N", min=1, help="Cases to answer at a time (default: by the number of rows)."),
    ] = None,
    threads: Annotated[
        int | None, typer.Option("--threads", metavar="N", min=1, help="Threads (default: one for each core).")
    ] = None,
    restart: Annotated[bool, typer.Option("--restart", help="Replace the run that DIR holds.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say what follows in every case of tables of facts: conclusions and every derivation, as Parquet tables.

    An interrupted run goes on where it stopped when the same command is given again.
    """
    if conclusion is not None and explain is None:
        raise typer.BadParameter("it needs --explain CASE_ID", param_hint="--conclusion")
    if master is not None and on is not On.spark:
        raise typer.BadParameter("it needs --on spark", param_hint="--master")
    from tocsin.bulk.extras import need

    need("bulk" if on is On.duckdb else "spark")
    from tocsin.bulk.api import question_of
    from tocsin.bulk.folder import Settings
    from tocsin.bulk.reading.rejects import Rejects
    from tocsin.engine.case import plan_of

    opened = open_pack(pack)
    question = question_of(plan_of(opened), as_of, known_by, assume or (), without or ())
    with saying_pack(of_default(pack)):
        inputs = find(facts, opened)
    settings = Settings(across=across, chunk=chunk, memory=memory, threads=threads, restart=restart)
    run_into = _duckdb(out) if on is On.duckdb else _spark(out, master, memory)
    ran = _carry_out(lambda tell: run_into(question, inputs, settings, Rejects(reject), tell), out)
    assessment = None
    refused = Rejects()
    if explain is not None:
        from tocsin.bulk.explaining import case_of, check_agreement

        case = case_of(opened, inputs, explain, as_of=as_of, known_by=known_by, across=across, refused=refused)
        assessment = case.assess(assume=assume or (), without=without or ())
        check_agreement(out, explain, assessment)
    _tell(ran, refused, out, assessment, conclusion, as_json)


def _duckdb(out: str) -> Callable[..., Ran]:
    from tocsin.bulk.folder import run_into

    return partial(run_into, Path(out))


def _spark(out: str, master: str | None, memory: int | None) -> Callable[..., Ran]:
    from tocsin.bulk.spark.folder import run_into
    from tocsin.bulk.spark.session import MASTER, open_session

    def run_it(*arguments: Any) -> Ran:
        session = open_session(master or MASTER, memory)
        try:
            return run_into(session, out, *arguments)
        finally:
            session.stop()

    return run_it


def _carry_out(run_it: Any, out: str) -> Ran:
    def kept() -> str:
        return f"{out} keeps what is done: the same command goes on from there" if Path(out).exists() else ""

    with BulkProgress() as tell, interruptible(kept):
        ran: Ran = run_it(tell)
    return ran


def _tell(
    ran: Ran, refused: Rejects, out: str, assessment: Assessment | None, conclusion: str | None, as_json: bool
) -> None:
    from tocsin.cli.output import Terminal, complain, emit, emit_json

    found: Sequence[str] = ()
    if assessment is not None:
        found = _wanted(assessment, conclusion)
        if not found:
            from tocsin.cli.not_derived import not_derived

            told = not_derived(assessment, conclusion) if conclusion else ["Nothing follows in this case."]
            complain("\n".join(told))
    if as_json:
        emit_json(_json(ran, refused, assessment, found))
    else:
        from tocsin.cli.bulk_text import refused_lines, run_lines

        terminal = Terminal.current()
        emit("\n".join((*run_lines(ran, out, terminal), *refused_lines(refused, terminal))))
        if assessment is not None and found:
            from tocsin.cli.why import explain_text

            emit("\n" + explain_text(assessment, found))
    if assessment is not None and not found:
        from tocsin.cli.errors import NO

        raise typer.Exit(NO)


def _wanted(assessment: Assessment, conclusion: str | None) -> Sequence[str]:
    """The ids of what to explain."""
    if conclusion is not None:
        from tocsin.explain import resolve

        return resolve(assessment, conclusion)
    used = {premise for each in assessment.conclusions for found in each.derivations for premise in found.premises}
    return [each.id for each in assessment.conclusions if each.id not in used]


def _json(ran: Ran, refused: Rejects, assessment: Assessment | None, found: Sequence[str]) -> str:
    from tocsin.facts.json_values import canonical_json
    from tocsin.service.answers import names_in

    summary = canonical_json(dict(ran.summary.data))
    if assessment is None:
        return f'{{"summary":{summary}}}'
    from tocsin.explain import to_json
    from tocsin.explain import why as explain

    told = ",".join(to_json(explain(assessment, identity)) for identity in found)
    names = names_in(told, assessment.pack)
    beside = f'"names":{canonical_json(names)},' if names else ""
    if refused.rows:
        beside += f'"refused":{canonical_json([problem.to_json() for problem in refused.problems])},'
    return f'{{"explanations":[{told}],{beside}"summary":{summary}}}'
