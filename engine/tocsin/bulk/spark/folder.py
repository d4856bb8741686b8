"""A run on Spark into a folder, parted by cases: taken up where it was left, with the result it would have had.

Lifecycle: tables are read; chunk by chunk, what follows is written by the workers beside the results, then renamed to
the names that parts have; the record that a chunk is kept comes last. What a stopped run left unrecorded is removed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tocsin.bulk import codes
from tocsin.bulk.chunks import TABLES, Question, TableName
from tocsin.bulk.digest import added
from tocsin.bulk.folder import WORK, Progress, Ran, Settings, summary_data
from tocsin.bulk.manifest import Manifest, Subject, refuse_other, subject_of
from tocsin.bulk.reading.inputs import Input
from tocsin.bulk.reading.not_understood import not_understood
from tocsin.bulk.reading.rejects import Rejects
from tocsin.bulk.reading.staging import Staged
from tocsin.bulk.spark.chunks import answer
from tocsin.bulk.spark.executor import SMALL, Spark
from tocsin.bulk.spark.session import working_session
from tocsin.bulk.spark.staging import stage
from tocsin.bulk.spark.store import Store
from tocsin.bulk.spark.writing import Part, write_nothing, write_parts
from tocsin.bulk.summary import Summary
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.reports import QUALIFIERS
from tocsin.facts.tree import shown_path

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ROWS: Final = 250_000
"""Rows of facts behind one part of the results, about."""
CHUNK: Final = 80
"""Parts in a chunk, unless a number of cases is asked for."""
FILE: Final = "rows.parquet"


def run_into(  # noqa: PLR0913, PLR0917  (a run, and where it is carried)
    session: SparkSession,
    folder: str,
    question: Question,
    inputs: Sequence[Input],
    settings: Settings,
    rejects: Rejects,
    tell: Progress,
    small: int = SMALL,
) -> Ran:
    """What follows from the tables, in a folder that Spark writes to: a path, or an address.

    Tables of at most ``small`` rows are joined on the driver. Raises ProblemError as ``tocsin.bulk.folder.run_into``.
    """
    subject = subject_of(
        question, inputs, across=settings.across, chunk=settings.chunk, reject=rejects.path is not None
    )
    subject = Subject({**subject.parts, "--on": "spark"})
    working = working_session(session)
    store = Store(working, folder)
    found = _claim(store, folder, settings.restart)
    if found is not None:
        refuse_other(found, subject, Path(folder))
        if found.done:
            return Ran(Summary(store.read("summary.json")), True, True)
    manifest = found or Manifest(Path(WORK), subject)
    executor = Spark.of(working, settings.memory, settings.threads, small)
    try:
        return Ran(
            _Run(executor, store, question, settings, manifest, tell).finish(inputs, rejects), bool(found), False
        )
    finally:
        executor.close()


def _claim(store: Store, folder: str, restart: bool) -> Manifest | None:
    data = store.read(f"{WORK}/manifest.json")
    results = [name for name in (*TABLES, "summary.json", "summary.csv") if store.exists(name)]
    place = Place(shown_path(folder))
    if store.is_file():
        raise ProblemError([Problem(codes.TARGET, "this is a file, not a folder", place, "name a folder")])
    if data is None:
        if results:
            message = f"the folder holds {', '.join(results)}, which no run of bulk on Spark has recorded"
            raise ProblemError([Problem(codes.TARGET, message, place, "name another folder")])
        return None
    if restart:
        for name in (WORK, *results):
            store.remove(name)
        return None
    return Manifest(Path(WORK), Subject(dict(data["subject"])), data["staged"], bool(data["done"]))


class _Run:
    """One run; ``finish`` does what is left of it."""

    def __init__(
        self,
        executor: Spark,
        store: Store,
        question: Question,
        settings: Settings,
        manifest: Manifest,
        tell: Progress,
    ) -> None:
        self.executor = executor
        self.store = store
        self.question = question
        self.settings = settings
        self.manifest = manifest
        self.tell = tell

    def finish(self, inputs: Sequence[Input], rejects: Rejects) -> Summary:
        """Read the tables, and answer and keep the chunks that are not kept yet."""
        staged = self._read(inputs, rejects)
        per_part, chunks = _parted(staged, self.settings.chunk)
        for number, chunk in enumerate(chunks):
            self.tell("cases", chunk.start, staged.cases)
            if not self.store.exists(self._counts(number)):
                self._answer(staged, number, chunk, per_part)
        self.tell("cases", staged.cases, staged.cases)
        counts = [self.store.read(self._counts(number)) for number in range(len(chunks))]
        summary = Summary(
            summary_data(self.question, self.settings, staged, self.manifest.staged or {}, counts, "spark")
        )
        self.store.write("summary.csv", summary.to_csv())
        self.store.write_json("summary.json", dict(summary.data))
        self._record(replace(self.manifest, done=True))
        self.store.remove(f"{WORK}/parts")
        self.store.remove(f"{WORK}/writing")
        return summary

    def _read(self, inputs: Sequence[Input], rejects: Rejects) -> Staged:
        """Read the tables; Spark keeps them only while it runs, so a run that is taken up reads them again."""
        try:
            staged = stage(
                self.executor, inputs, rejects, across=self.settings.across, tell=lambda file: self.tell(file, 0, 0)
            )
            rejects.problems.raise_if_any()
            if self.manifest.staged is None:
                missed = not_understood(self.executor.rows, self.question.plan, staged)
            rejects.finish()
        except BaseException:
            rejects.abandon()
            raise
        if self.manifest.staged is None:
            record = {
                "rejected_rows": rejects.rows,
                "cases_with_rejected_rows": len(rejects.cases),
                "not_understood": missed,
            }
            self._record(replace(self.manifest, staged=record))
        return staged

    def _record(self, manifest: Manifest) -> None:
        self.manifest = manifest
        parts = {"subject": manifest.subject.parts, "staged": manifest.staged, "done": manifest.done}
        self.store.write_json(f"{WORK}/manifest.json", parts)

    def _counts(self, number: int) -> str:
        """The file that says a chunk is kept: it is written last."""
        return f"{WORK}/parts/{number:06d}.json"

    # -- one chunk ------------------------------------------------------------------------

    def _answer(self, staged: Staged, number: int, chunk: range, per_part: int) -> None:
        parts = range(chunk.start // per_part, -(-max(chunk.stop, 1) // per_part))
        writing = f"{WORK}/writing"
        self.store.remove(writing)
        counts: dict[str, Any] = {}
        files: dict[TableName, dict[int, Part]] = {}
        with answer(self.executor, self.question, staged, chunk) as answered:
            for name, frame in answered.frames.items():
                folder = self.store.address(f"{writing}/{name}")
                files[name] = write_parts(frame, name, folder, per_part, len(parts))
                if not chunk.start and not files[name]:
                    files[name] = {0: write_nothing(name, folder)}
                counts |= self._count(name, [part.file for part in files[name].values()], folder)
            counts["digests"] = {name: added(part.digest for part in files[name].values()) for name in TABLES}
            counts["failures"] = [[each.rule, each.text, each.reason, each.cases] for each in answered.failures]
            counts["not_reviewed"] = [each.to_json() for each in answered.not_reviewed]
        for name in TABLES:
            self._keep(name, f"{writing}/{name}", files[name], parts)
        self.store.write_json(self._counts(number), counts)

    def _count(self, name: TableName, files: list[str], folder: str) -> dict[str, Any]:
        """What the chunk adds to the summary, read out of what was written."""
        if not files:
            return {name: 0} if name != "conclusions" else {name: 0, "types": {}}
        frame = self.executor.session.read.parquet(*(f"{folder}/{file}" for file in files))
        if name != "conclusions":
            return {name: frame.count()}
        ranks = [f"count_if(qualifier = '{word}')" for word in QUALIFIERS]
        frame.createOrReplaceTempView("written")
        counted = ", ".join(["count(DISTINCT case_id)", "count(*)", *ranks])
        found = self.executor.session.sql(f"SELECT type, {counted} FROM written GROUP BY type").collect()
        types = {row[0]: list(row[1:]) for row in sorted(tuple(row) for row in found)}
        return {"types": types, name: sum(row[1] for row in types.values())}

    def _keep(self, name: TableName, writing: str, files: dict[int, Part], parts: range) -> None:
        """Give the chunk's files their names, in the place of what a stopped run may have left there."""
        for part in parts:
            if part in files:
                self.store.move(f"{writing}/{files[part].file}", f"{name}/part={part:06d}/{FILE}")
            else:
                self.store.remove(f"{name}/part={part:06d}")


def _parted(staged: Staged, chunk: int | None) -> tuple[int, list[range]]:
    """How many cases make a part, and the numbers of the cases chunk by chunk: the same for the same rows."""
    per_part = max(1, ROWS * staged.cases // max(1, staged.rows))
    per_part = per_part if chunk is None else min(per_part, chunk)
    size = per_part * CHUNK if chunk is None else chunk // per_part * per_part
    starts = range(0, max(1, staged.cases), size)
    return per_part, [range(start, min(start + size, staged.cases)) for start in starts]
