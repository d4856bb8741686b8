"""A job carried out: the rows read, every case answered, within limits, and whatever went wrong told of the body."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from typing import Final

from tocsin.engine.stopping import Reached, limits
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Problem, TocsinError
from tocsin.service import codes
from tocsin.service.jobs.job import Job
from tocsin.service.jobs.rows import Tables, table_of, tables_of
from tocsin.service.jobs.scratch import size_of
from tocsin.service.logs import log
from tocsin.service.requests import problems_of

_LOOK: Final = 0.5


@dataclass(frozen=True)
class Budget:
    """What one job may take: seconds, bytes by which the process grows, firings, cores, and bytes on the disk."""

    time: float = 600.0
    memory: int = 2 * 1024**3
    derivations: int = 50_000_000
    threads: int = 1
    disk: int = 1024**3


def carry_out(job: Job, budget: Budget, room: Callable[[], int]) -> None:
    """The job has ended: its results are in its folder, or its problems are known.

    ``room`` says how many bytes more there are on the disk for all jobs.
    """
    full, looked = False, time.monotonic()

    def look(_: Reached) -> None:
        nonlocal full, looked
        if time.monotonic() - looked >= _LOOK:
            looked = time.monotonic()
            job.bytes = size_of(job.folder)
            full = job.bytes > budget.disk or room() < 0
            if full:
                job.cancel.cancel()

    tables = Tables(())
    try:
        with limits(budget.time, budget.memory, budget.derivations, cancel=job.cancel, progress=look):
            tables = _tables(job)
            _run(job, tables, budget)
        job.end("done")
    except (TocsinError, RecursionError, MemoryError) as error:
        told = tuple(tables.in_body(problem) for problem in problems_of(error))
        job.end("failed", (_too_large(budget),) if full else told)
    except Exception as error:  # whatever a library does with such rows, the next job is to run
        log("error", job=job.id, kind=type(error).__name__)
        message = "this is an error in Tocsin itself, or the machine has no room for the job"
        job.end("failed", (Problem(codes.INTERNAL, message, None, "send less at once; else please report it"),))
    _tidy(job)


def _tables(job: Job) -> Tables:
    vocabulary = job.asked.question.plan.pack.vocabulary
    if job.asked.type is not None:
        return table_of(job.body, job.asked.form, job.asked.type, vocabulary)
    apart = job.folder / "tables"
    apart.mkdir()
    return tables_of(job.body, apart, vocabulary)


def _run(job: Job, tables: Tables, budget: Budget) -> None:
    from tocsin.bulk.folder import Settings, run_into
    from tocsin.bulk.reading.rejects import Rejects

    def tell(doing: str, done: int, total: int) -> None:
        # What is being done may be told by the name of a file, which is nobody's business.
        job.progress = (doing if total else "writing" if doing.endswith(".parquet") else "reading", done, total)

    settings = Settings(across=job.asked.across, memory=budget.memory, threads=budget.threads)
    rejects = Rejects(job.rejects if job.asked.reject else None)
    ran = run_into(job.results, job.asked.question, tables.inputs, settings, rejects, tell)
    if job.asked.reject:
        tables.mend(job.rejects)
    job.summary = ran.summary.data


def _tidy(job: Job) -> None:
    """Nothing but the results is kept; of a job that failed, nothing."""
    job.body.unlink(missing_ok=True)
    shutil.rmtree(job.folder / "tables", ignore_errors=True)
    if job.state != "done":
        shutil.rmtree(job.results, ignore_errors=True)
        job.rejects.unlink(missing_ok=True)
    job.bytes = size_of(job.folder)


def _too_large(budget: Budget) -> Problem:
    message = f"the job needs more room on the disk than there is for it ({budget.disk / 1024**2:,.0f} MiB at most)"
    return Problem(codes.TOO_LARGE, message, None, "send fewer cases at once")
