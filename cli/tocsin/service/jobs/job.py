"""A job: what was asked, who asked it, how far it is, and what came of it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from tocsin.engine.stopping import Cancel
from tocsin.facts.dataclass import dataclass

if TYPE_CHECKING:
    from tocsin.bulk.chunks import Question
    from tocsin.facts.problems import Problem
    from tocsin.service.jobs.rows import Format

State: TypeAlias = Literal["coming", "waiting", "running", "done", "failed"]
TABLES: Final = ("conclusions", "derivations", "facts")
REJECTED: Final = "rejected"


@dataclass(frozen=True)
class Asked:
    """What is asked of every case, and how the rows come: as one table of ``type``, or each with its own type."""

    question: Question
    form: Format
    type: str | None = None
    across: bool = False
    reject: bool = False


@dataclass
class Job:
    """One run over the rows that somebody sent. Its folder has the body, and then the results."""

    id: str
    owner: str
    folder: Path
    asked: Asked
    state: State = "coming"
    submitted: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    cancel: Cancel = field(default_factory=Cancel)
    progress: tuple[str, int, int] = ("", 0, 0)
    problems: tuple[Problem, ...] = ()
    summary: Mapping[str, Any] | None = None
    bytes: int = 0
    ended: float | None = None
    """When it ended, by the monotonic clock."""

    @property
    def body(self) -> Path:
        """The file of the rows that were sent."""
        return self.folder / f"body.{self.asked.form}"

    @property
    def results(self) -> Path:
        """The folder of the results."""
        return self.folder / "results"

    @property
    def rejects(self) -> Path:
        """The file of the rows that state no fact."""
        return self.folder / "rejected.csv"

    def end(self, state: State, problems: tuple[Problem, ...] = ()) -> None:
        """The job has come to its end."""
        self.state, self.problems, self.ended = state, problems, time.monotonic()

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data; ``summary`` is that of ``tocsin bulk run --json``."""
        pack = self.asked.question.plan.pack
        doing, done, total = self.progress
        found: dict[str, object] = {
            "id": self.id,
            "state": self.state,
            "submitted": self.submitted.isoformat(timespec="seconds"),
            "pack": {"name": pack.name, "version": pack.version, "digest": pack.digest},
        }
        if self.state == "running":
            found["progress"] = {"doing": doing, "done": done, "total": total}
        if self.state == "failed":
            found["problems"] = [problem.to_json() for problem in self.problems]
        if self.summary is not None:
            found["summary"] = self.summary
            found["results"] = [*TABLES, *([REJECTED] if self.asked.reject else [])]
        return found
