"""The jobs of a service: a bounded number, each its owner's alone, carried out one at a time, kept for a while."""

from __future__ import annotations

import os
import secrets
import shutil
import threading
import time
from collections import deque
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Problem, ProblemError
from tocsin.service import codes
from tocsin.service.jobs.carrying import Budget, carry_out
from tocsin.service.jobs.job import Asked, Job
from tocsin.service.jobs.scratch import scratch


@dataclass(frozen=True)
class Bounds:
    """How much is kept: jobs, jobs of one owner, bytes of one body, bytes on the disk, seconds after a job's end."""

    jobs: int = 100
    of_one: int = 10
    body: int = 64 * 1024**2
    disk: int = 4 * 1024**3
    kept: float = 3_600.0


def half_of_the_cores() -> int:
    """So that questions are answered while a job runs; at least one."""
    return max(1, (os.cpu_count() or 1) // 2)


class Jobs:
    """Lifecycle of a job: ``new``, its body is written (``grow``), ``submit``; then it runs, ends, and expires.

    ``remove`` ends it at any time. ``close`` ends all and removes their files. Any thread may call any method.
    """

    def __init__(self, budget: Budget | None = None, bounds: Bounds = Bounds()) -> None:  # noqa: B008 - frozen
        self.budget = budget or Budget(threads=half_of_the_cores())
        self.bounds = bounds
        self._jobs: dict[str, Job] = {}
        self._waiting: deque[Job] = deque()
        self._changed = threading.Condition()
        self._stack = ExitStack()
        self._folder: Path | None = None
        self._worker: threading.Thread | None = None
        self._closed = False

    def new(self, owner: str, asked: Asked) -> Job:
        """A job whose body is to come. Raises ProblemError if there are too many, of this owner's or at all."""
        with self._changed:
            self._expire()
            ours = sum(job.owner == owner for job in self._jobs.values())
            if ours >= self.bounds.of_one or len(self._jobs) >= self.bounds.jobs or self._closed:
                whose = "of yours are" if ours >= self.bounds.of_one else "are"
                message = f"as many jobs {whose} kept as may be"
                hint = "fetch what they found and delete those that are done, or try again later"
                raise ProblemError([Problem(codes.TOO_MANY_JOBS, message, None, hint)])
            self._folder = self._folder or self._stack.enter_context(scratch())
            identity = secrets.token_hex(12)
            job = Job(identity, owner, self._folder / identity, asked)
            job.folder.mkdir(mode=0o700)
            self._jobs[job.id] = job
            return job

    def grow(self, job: Job, more: int) -> None:
        """The body of a job is to be longer by so many bytes. Raises ProblemError if there is no room."""
        with self._changed:
            if job.bytes + more > self.bounds.body:
                message = f"the body is longer than {self.bounds.body:,} bytes"
                raise ProblemError([Problem(codes.TOO_LARGE, message, None, "send fewer cases at once")])
            if self.room() < more:
                message = "there is no room on the disk for another job"
                raise ProblemError([Problem(codes.TOO_MANY_JOBS, message, None, "try again later")])
            job.bytes += more

    def submit(self, job: Job) -> None:
        """The body is there: the job runs as soon as those before it have."""
        with self._changed:
            job.state = "waiting"
            self._waiting.append(job)
            if self._worker is None and not self._closed:
                self._worker = threading.Thread(target=self._work, name="tocsin jobs", daemon=True)
                self._worker.start()
            self._changed.notify_all()

    def of(self, owner: str, identity: str) -> Job | None:
        """The job of that id, if it is this owner's and there still is one."""
        with self._changed:
            self._expire()
            found = self._jobs.get(identity)
            return found if found is not None and found.owner == owner else None

    def all_of(self, owner: str) -> list[Job]:
        """The jobs of an owner, the oldest first."""
        with self._changed:
            self._expire()
            return [job for job in self._jobs.values() if job.owner == owner]

    def room(self) -> int:
        """The bytes that jobs may still take on the disk; below 0, they take more."""
        with self._changed:
            return self.bounds.disk - sum(job.bytes for job in self._jobs.values())

    def remove(self, job: Job) -> None:
        """The job is cancelled if it has not ended, and there is no such job any more; its files go when it stops."""
        with self._changed:
            self._remove(job)

    def close(self) -> None:
        """Every job is cancelled, and nothing of any is on the disk any more."""
        with self._changed:
            self._closed = True
            for job in list(self._jobs.values()):
                self._remove(job)
            self._changed.notify_all()
        if self._worker is not None:
            self._worker.join()
        self._stack.close()

    # ── within the lock ──────────────────────────────────────────────────────────────────────────────────────────────

    def _remove(self, job: Job) -> None:
        if job.state == "running" and not job.cancel.is_cancelled:
            job.owner = ""  # nobody's any more; its files count until it has stopped
            job.cancel.cancel()
        elif job.state != "running" and self._jobs.pop(job.id, None) is not None:
            job.cancel.cancel()
            if job in self._waiting:
                self._waiting.remove(job)
            shutil.rmtree(job.folder, ignore_errors=True)

    def _expire(self) -> None:
        oldest = time.monotonic() - self.bounds.kept
        for job in [job for job in self._jobs.values() if job.ended is not None and job.ended < oldest]:
            self._remove(job)

    # ── the one thread that works ────────────────────────────────────────────────────────────────────────────────────

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed, timeout=_SWEEP)
                self._expire()
                if self._closed:
                    return
                if not self._waiting:
                    continue
                job = self._waiting.popleft()
                job.state = "running"
            carry_out(job, self.budget, self.room)
            with self._changed:
                if not job.owner:
                    self._remove(job)


_SWEEP: Final = 60.0
"""Seconds until jobs that have expired are looked for, when nothing else happens."""
