"""Stopping long work: limits of time, memory and derivations, and a token that somebody else can cancel.

``with limits(time=5): case.assess()`` holds for whatever runs inside, in this thread, by whichever engine or question.
A thread beside it looks at the clock, at the memory of the process, at the numbers of facts and derivations that
engines keep for it, and at the token; when one is reached, it has Python raise an exception in the thread that works,
as Ctrl-C does. So the loops that match rules carry no checks, and cost what they cost without limits (decision 29).
"""

from __future__ import annotations

import sys
import threading
import time as clock
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Final

from tocsin.engine import codes
from tocsin.engine.process_memory import resident
from tocsin.engine.raising import Stop, handles_stop, is_within, pass_over_stops, position_of, raise_in, take_what_waits
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Problem, ProblemError

TIME: Final = 60.0
MEMORY: Final = 2 * 1024**3
DERIVATIONS: Final = 2_000_000
"""The limits of ``limits()``, for input that nobody has looked at: seconds, bytes, derivations of one evaluation."""

_EVERY: Final = 0.02
_AGAIN: Final = 0.25
_SURELY: Final = 5.0
_TOLD_EVERY: Final = 0.1


class LimitReached(ProblemError):
    """A limit was reached; the message says which, and how far the work had come. Nothing is half written."""


class Cancelled(ProblemError):
    """The work was cancelled by its token; nothing is half written."""


class Cancel:
    """A token by which any thread can stop work that runs under it: ``limits(cancel=token)``, ``token.cancel()``."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """What runs under the token stops as soon as it can, and what begins later does not run."""
        self._event.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether ``cancel`` was called."""
        return self._event.is_set()

    def _wait(self, seconds: float) -> bool:
        """Wait until it is cancelled, at most so long; whether it is."""
        return self._event.wait(seconds)


@dataclass(frozen=True)
class Reached:
    """How far work has come: seconds, bytes that the process has grown by, facts and derivations of the evaluation."""

    seconds: float
    memory: int
    facts: int
    derivations: int

    def __str__(self) -> str:
        return (
            f"{self.seconds:.1f} s, {self.memory / 1024**2:,.0f} MiB, "
            f"{self.facts:,} facts and {self.derivations:,} derivations"
        )


Probe = Callable[[], tuple[int, int]]
_ACTIVE = threading.local()


class limits:  # noqa: N801 - used as a function is: with limits(time=5)
    """Within the ``with`` block nothing in this thread goes beyond these limits; None is no limit.

    ``time`` is in seconds, ``memory`` what the process may grow by, in bytes, ``derivations`` the firings of any one
    evaluation. Without arguments the limits are those for input that nobody has looked at. ``cancel`` is a token that
    another thread can cancel. ``progress`` is told how far it is about ten times a second, from a thread of its own.
    Blocks may be nested: each holds. Raises LimitReached or Cancelled, and ValueError for a limit that is none.

    >>> with limits(time=30):
    ...     sum(range(3))
    3
    """

    def __init__(
        self,
        time: float | None = TIME,
        memory: int | None = MEMORY,
        derivations: int | None = DERIVATIONS,
        *,
        cancel: Cancel | None = None,
        progress: Callable[[Reached], None] | None = None,
    ) -> None:
        asked: dict[str, Any] = {"time": time, "memory": memory, "derivations": derivations}
        for name, value in asked.items():
            if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or not value > 0):
                raise ValueError(f"the limit of {name} is a number above 0, or None, not {value!r}")
        self.time, self.memory, self.derivations = time, memory, derivations
        self._cancel = cancel or Cancel()
        self._progress = progress
        self._lock = threading.RLock()
        self._shields = 0
        self._over = threading.Event()
        self._why: ProblemError | None = None
        self._struck = False
        """Whether an exception was sent to the thread, which may still wait to be raised."""
        self._told = False
        """Whether the work itself came upon the limit of derivations, and is on its way out."""
        self._probe: Probe | None = None
        self._interrupts: list[Callable[[], object]] = []
        self._last = (0, 0)
        self._began = 0.0
        self._memory_before = 0
        self._thread = 0

    def __enter__(self) -> limits:
        pass_over_stops()
        self._thread = threading.get_ident()
        self._began = clock.monotonic()
        self._memory_before = resident() if self.memory is not None or self._progress is not None else 0
        if self._cancel.is_cancelled:
            raise _cancelled(self.reached())
        _watched().append(self)
        threading.Thread(target=self._look, name="tocsin limits", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            with self._lock:
                self._leave()
        except Stop:  # struck while the block was left: what it ended in, its result or an error of its own, stands
            with self._lock:
                self._leave()
        if kind is not None and issubclass(kind, Stop) and self._why is not None:
            raise self._why from None

    def _leave(self) -> None:
        self._over.set()
        if self._struck:
            take_what_waits()
        watched = _watched()
        if self in watched:
            watched.remove(self)

    def reached(self) -> Reached:
        """How far the work has come."""
        probe = self._probe
        if probe is not None:
            # What is counted may be changing just now: then the last numbers will do.
            with suppress(RuntimeError, AttributeError, KeyError, IndexError):
                self._last = probe()
        grown = max(resident() - self._memory_before, 0) if self._memory_before else 0
        return Reached(clock.monotonic() - self._began, grown, *self._last)

    def _found(self, facts: int, derivations: int) -> None:
        """An evaluation found so many. Raises LimitReached if that is too many, however quickly it was done."""
        self._last = (facts, derivations)
        if self.derivations is not None and derivations > self.derivations:
            self._told = True
            raise _reached(f"{self.derivations:,} derivations", self.reached(), "--limit-derivations")

    # ── in the thread beside it ──────────────────────────────────────────────────────────────────────────────────

    def _look(self) -> None:
        told = self._began
        struck, seen = 0.0, None
        while not self._over.is_set() and self._thread in sys._current_frames():
            self._cancel._wait(_EVERY) if not self._cancel.is_cancelled else self._over.wait(_EVERY)
            now = clock.monotonic()
            if self._progress is not None and now - told >= _TOLD_EVERY and self._why is None:
                told = now
                self._progress(self.reached())
            if self._why is None:
                self._why = self._reason()
            if self._why is None:
                continue
            # Again where the work goes on all the same: a destructor, or a callback of C, can swallow it. What stands
            # still is still to be stopped, or takes apart what it had made.
            where = position_of(self._thread)
            since = now - struck
            goes_on = since >= _SURELY or (where != seen and since >= _AGAIN)
            seen = where
            if goes_on and not handles_stop(self._thread) and self._strike():
                struck = now

    def _reason(self) -> ProblemError | None:
        if self._cancel.is_cancelled:
            return _cancelled(self.reached())
        if self.time is not None and clock.monotonic() - self._began > self.time:
            return _reached(f"{self.time:g} s", self.reached(), "--limit-time")
        if self.memory is None and (self.derivations is None or self._told):
            return None
        reached = self.reached()
        if self.memory is not None and reached.memory > self.memory:
            return _reached(f"{self.memory / 1024**2:,.0f} MiB", reached, "--limit-memory")
        if self.derivations is not None and reached.derivations > self.derivations and not self._told:
            return _reached(f"{self.derivations:,} derivations", reached, "--limit-derivations")
        return None

    def _strike(self) -> bool:
        """Have the exception raised in the thread that works, unless what it does now must not be torn apart."""
        with self._lock:
            # Python raises it where the thread gave way to this one, so where that is can be looked at before.
            if self._over.is_set() or self._shields or is_within(self._thread, _SPARED):
                return False
            self._struck = True
            raise_in(self._thread)
        for interrupt in tuple(self._interrupts):
            with suppress(Exception):  # what it would end has ended
                interrupt()
        return True

    def _shield(self) -> None:
        """From now on the work is not stopped, until ``unshield`` as often."""
        with self._lock:
            self._shields += 1

    def _unshield(self) -> None:
        """The work can be stopped again."""
        with self._lock:
            self._shields -= 1


_SPARED: Final = frozenset(each.__code__ for each in (limits.__enter__, limits.__exit__, limits._leave))


def is_limited() -> bool:
    """Whether any limits hold in this thread."""
    return bool(_watched())


@contextmanager
def counted(probe: Probe) -> Iterator[None]:
    """Within the block, ``probe`` says how many facts and derivations there are so far."""
    watched = _watched()
    before = [each._probe for each in watched]
    for each in watched:
        each._probe = probe
    try:
        yield
    finally:
        for each, earlier in zip(watched, before, strict=False):
            each._probe = earlier


def found(facts: int, derivations: int) -> None:
    """An evaluation found so many. Raises LimitReached if that is beyond a limit that holds here."""
    for each in reversed(_watched()):
        each._found(facts, derivations)


@contextmanager
def interrupted_by(interrupt: Callable[[], object]) -> Iterator[None]:
    """What runs in the block and would not notice a stop, such as a query, is ended by ``interrupt``, in any thread."""
    watched = tuple(_watched())
    for each in watched:
        each._interrupts.append(interrupt)
    try:
        yield
    except Exception:
        if any(each._why is not None for each in watched):
            raise Stop from None  # it failed because it was interrupted
        raise
    finally:
        for each in watched:
            each._interrupts.remove(interrupt)


def memory_allowed() -> int | None:
    """The bytes by which the process may grow at most, by the limits that hold here; None if nothing limits it."""
    return min((each.memory for each in _watched() if each.memory is not None), default=None)


@contextmanager
def unstopped() -> Iterator[None]:
    """The block is not stopped in its middle: it changes all or nothing. A limit reached meanwhile holds after."""
    watched = tuple(_watched())
    for each in watched:
        each._shield()
    try:
        yield
    finally:
        for each in watched:
            each._unshield()


def _watched() -> list[limits]:
    """The limits that hold in this thread, the outermost first."""
    found: list[limits] | None = getattr(_ACTIVE, "limits", None)
    if found is None:
        found = _ACTIVE.limits = []
    return found


def _reached(limit: str, reached: Reached, option: str) -> LimitReached:
    hint = f"ask for less, or raise the limit ({option})"
    return LimitReached([Problem(codes.LIMIT, f"the limit of {limit} was reached: {reached}", None, hint)])


def _cancelled(reached: Reached) -> Cancelled:
    return Cancelled(
        [Problem(codes.CANCELLED, f"cancelled after {reached}", None, "nothing is half written; ask again")]
    )
