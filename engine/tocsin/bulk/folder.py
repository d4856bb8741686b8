"""A run into a folder: taken up where it was left, with the same result as if it had never stopped.

Lifecycle: the rows are read into a database beside the results; chunk by chunk, what follows is written to parts, each
whole or not there; the parts are joined; the summary is written, and what was only needed on the way is removed.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tocsin.bulk import codes
from tocsin.bulk.atomic_files import write_json, write_text
from tocsin.bulk.chunks import TABLES, Question, TableName, answer, ranges
from tocsin.bulk.database import STAGED, attach, connected
from tocsin.bulk.manifest import Manifest, refuse_other, subject_of
from tocsin.bulk.reading.inputs import Input
from tocsin.bulk.reading.not_understood import not_understood
from tocsin.bulk.reading.rejects import Rejects
from tocsin.bulk.reading.staging import Staged, stage
from tocsin.bulk.summary import Summary, add_up, count_part
from tocsin.bulk.writing import join_parts, write_part
from tocsin.engine.stopping import found as note_found
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.tree import shown_path
from tocsin.rules.canonical_form import functions_json

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WORK: Final = ".tocsin"
RESULTS: Final = (*(f"{name}.parquet" for name in TABLES), "summary.json", "summary.csv")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Settings:
    """How to run: chunks of how many cases (None: by rows), and what the process may take. ``memory`` in bytes."""

    across: bool = False
    chunk: int | None = None
    memory: int | None = None
    threads: int | None = None
    restart: bool = False


@dataclass(frozen=True)
class Ran:
    """How a run ended: its summary, whether it was taken up, and whether there was nothing left to do."""

    summary: Summary
    resumed: bool
    was_done: bool


def run_into(
    folder: Path, question: Question, inputs: Sequence[Input], settings: Settings, rejects: Rejects, tell: Progress
) -> Ran:
    """What follows from the tables, in the folder. ``tell`` is told what is being done, how far, and of how much.

    Raises ProblemError for rows and tables that cannot be read (unless rows are rejected to a file), and for a folder
    that holds another run; then the folder is as it was.
    """
    subject = subject_of(
        question, inputs, across=settings.across, chunk=settings.chunk, reject=rejects.path is not None
    )
    found = _claim(folder, settings.restart)
    if found is not None:
        refuse_other(found, subject, folder)
        if found.done:
            return Ran(Summary(json.loads((folder / "summary.json").read_text(encoding="utf-8"))), True, True)
    work = folder / WORK
    made = not folder.exists()
    (work / "parts").mkdir(parents=True, exist_ok=True)
    manifest = found or Manifest(work / "manifest.json", subject)
    run = _Run(folder, question, settings, manifest, tell)
    try:
        staged = run.read(inputs, rejects)
    except BaseException:
        if found is None:
            shutil.rmtree(folder if made else work, ignore_errors=True)
        raise
    return Ran(run.finish(staged), found is not None, False)


def _claim(folder: Path, restart: bool) -> Manifest | None:
    """The record of the run that the folder holds; with ``restart``, none. Raises ProblemError for other results."""
    place = Place(shown_path(folder))
    if folder.exists() and not folder.is_dir():
        raise ProblemError([Problem(codes.TARGET, "this is a file, not a folder", place, "name a folder")])
    found = Manifest.read(folder / WORK / "manifest.json")
    if restart and found is not None:
        shutil.rmtree(folder / WORK)
        for name in RESULTS:
            (folder / name).unlink(missing_ok=True)
        return None
    if found is None:
        foreign = [name for name in RESULTS if (folder / name).exists()]
        if foreign:
            message = f"the folder holds {', '.join(foreign)}, which no run of bulk has recorded"
            raise ProblemError([Problem(codes.TARGET, message, place, "name another folder")])
    return found


class _Run:
    """One run; life cycle: read, then finish."""

    def __init__(
        self, folder: Path, question: Question, settings: Settings, manifest: Manifest, tell: Progress
    ) -> None:
        self.folder = folder
        self.work = folder / WORK
        self.question = question
        self.settings = settings
        self.manifest = manifest
        self.tell = tell
        self._derived = 0

    def _connected(self) -> AbstractContextManager[DuckDBPyConnection]:
        return connected(self.settings.memory, self.settings.threads, self.work / "spill")

    # -- reading --------------------------------------------------------------------------

    def read(self, inputs: Sequence[Input], rejects: Rejects) -> Staged:
        """Read the rows into the folder's database, unless that has been done."""
        if self.manifest.staged is not None:
            return _staged(self.manifest.staged)
        database = self.work / "staged.duckdb"
        for left in (database, database.with_suffix(".duckdb.wal")):
            left.unlink(missing_ok=True)
        try:
            with self._connected() as connection:
                attach(connection, database)
                connection.execute(f"USE {STAGED}")
                staged = stage(
                    connection, inputs, rejects, across=self.settings.across, tell=lambda file: self.tell(file, 0, 0)
                )
                rejects.problems.raise_if_any()
                missed = not_understood(lambda query: connection.execute(query).fetchall(), self.question.plan, staged)
                connection.execute("CHECKPOINT")
                rejects.finish()
        except BaseException:
            rejects.abandon()
            raise
        record = {
            **asdict(staged),
            "rejected_rows": rejects.rows,
            "cases_with_rejected_rows": len(rejects.cases),
            "not_understood": missed,
        }
        self.manifest = replace(self.manifest, staged=record)
        self.manifest.write()
        return staged

    # -- answering ------------------------------------------------------------------------

    def finish(self, staged: Staged) -> Summary:
        """Answer the chunks that are not answered yet, and join them all."""
        chunks = ranges(staged, self.settings.chunk)
        with self._connected() as connection:
            attach(connection, self.work / "staged.duckdb", read_only=True)
            for number, chunk in enumerate(chunks):
                self.tell("cases", chunk.start, staged.cases)
                if self._counts(number).exists():
                    self._derived += json.loads(self._counts(number).read_text(encoding="utf-8"))["derivations"]
                else:
                    self._answer(connection, staged, number, chunk)
            self.tell("cases", staged.cases, staged.cases)
            for name in TABLES:
                self.tell(f"{name}.parquet", 0, 0)
                # Its rows, and their order, do not depend on how cases were parted.
                parts = [self._part(number, name) for number in range(len(chunks))]
                join_parts(parts, self.folder / f"{name}.parquet")
        summary = self._summarise(staged, len(chunks))
        self._clear()
        return summary

    def _part(self, number: int, name: TableName) -> Path:
        return self.work / "parts" / f"{number:06d}-{name}.parquet"

    def _counts(self, number: int) -> Path:
        """The file that says a chunk is answered: it is written last."""
        return self.work / "parts" / f"{number:06d}.json"

    def _answer(self, connection: DuckDBPyConnection, staged: Staged, number: int, chunk: range) -> None:
        with answer(connection, self.question, staged, chunk) as answered:
            digests = {name: write_part(connection, answered, name, self._part(number, name)) for name in TABLES}
            counts = count_part(connection, {name: self._part(number, name) for name in TABLES})
            self._derived += counts["derivations"]
            note_found(staged.rows, self._derived)
            failures = [[each.rule, each.text, each.reason, each.cases] for each in answered.failures]
            reviews = [each.to_json() for each in answered.not_reviewed]
            noted = {"failures": failures, "not_reviewed": reviews}
            write_json(self._counts(number), {**counts, "digests": digests, **noted})

    # -- the end --------------------------------------------------------------------------

    def _summarise(self, staged: Staged, chunks: int) -> Summary:
        counts = [json.loads(self._counts(number).read_text(encoding="utf-8")) for number in range(chunks)]
        data = summary_data(self.question, self.settings, staged, self.manifest.staged or {}, counts, "duckdb")
        summary = Summary(data)
        write_text(self.folder / "summary.csv", summary.to_csv())
        write_json(self.folder / "summary.json", data)
        return summary

    def _clear(self) -> None:
        """Record that the run is done, then remove what it no longer needs."""
        self.manifest = replace(self.manifest, done=True)
        self.manifest.write()
        for name in ("parts", "spill"):
            shutil.rmtree(self.work / name, ignore_errors=True)
        (self.work / "staged.duckdb").unlink(missing_ok=True)


def summary_data(
    question: Question,
    settings: Settings,
    staged: Staged,
    record: Mapping[str, Any],
    counts: Iterable[Mapping[str, Any]],
    engine: str,
) -> dict[str, Any]:
    """The summary of a run, out of the record of what was read and the counts of each chunk."""
    pack = question.plan.pack
    return {
        "pack": {"name": pack.name, "version": pack.version, "digest": pack.digest},
        **({"functions": own} if (own := functions_json(pack.own_functions)) else {}),
        "as_of": _iso(question.as_of),
        "known_by": _iso(question.known_by),
        "across": settings.across,
        "engine": engine,
        "cases": staged.cases,
        "rows": staged.rows,
        "rejected_rows": record.get("rejected_rows", 0),
        "cases_with_rejected_rows": record.get("cases_with_rejected_rows", 0),
        "not_understood": record.get("not_understood", {}),
        **add_up(counts),
    }


def _staged(record: dict[str, Any]) -> Staged:
    read = tuple((file, name, rows) for file, name, rows in record["read"])
    return Staged(tuple(record["types"]), record["rows"], record["cases"], read)


def _iso(date: Any) -> str | None:
    return None if date is None else str(date.isoformat())
