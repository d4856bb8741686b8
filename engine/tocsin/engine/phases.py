"""Seeing inside an assessment: phases told to logging and to OpenTelemetry, derivations to whoever listens.

Engines speak here and never ask who listens. What is told are names, numbers and durations; the contents of facts are
told to a listener of firings alone, who asks for them by being one.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from tocsin.facts.arguments import checked

if TYPE_CHECKING:
    from tocsin.engine.evaluation import Derived, Evaluation

Listener = Callable[["Derived"], None]
Progress = Callable[[int, int], None]
"""Told by an engine after every round: facts so far, firings so far."""
_LISTENERS: ContextVar[tuple[Listener, ...]] = ContextVar("tocsin_listeners", default=())
Detail = str | int | float | bool


class Phase:
    """One stretch of work, with what is to be told of it when it ends."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.details: dict[str, Detail] = {}

    def tell(self, **details: Detail) -> None:
        """Also tell these."""
        self.details.update(details)


@contextmanager
def phase(name: str, **details: Detail) -> Iterator[Phase]:
    """The block is told of as a phase: to the logger ``tocsin.engine`` at DEBUG, and as a span where there are any.

    A span is made only where the program has loaded OpenTelemetry itself; Tocsin never loads it.
    """
    found = Phase(name)
    tracer, logger = _tracer(), _logger()
    if tracer is None and logger is None:
        yield found
        return
    found.tell(**details)
    begun = time.perf_counter()
    if tracer is None:
        yield found
    else:
        # What an error says may quote facts, so a span has its kind alone.
        unsaid = {"record_exception": False, "set_status_on_exception": False}
        with tracer.start_as_current_span(f"tocsin.{name}", **unsaid) as span:
            try:
                yield found
            except BaseException as error:
                found.tell(error=type(error).__name__)
                span.set_status(sys.modules["opentelemetry.trace"].StatusCode.ERROR)
                raise
            finally:
                span.set_attributes({f"tocsin.{key}": value for key, value in found.details.items()})
    took = time.perf_counter() - begun
    told = " ".join(f"{key}={value}" for key, value in found.details.items())
    extra = {"phase": name, "seconds": took, "details": dict(found.details)}
    if logger is not None:
        logger.debug("%s took %.6f s %s", name, took, told, extra={"tocsin": extra})


def is_told() -> bool:
    """Whether anybody is told of phases; where nobody is, small ones need not be made."""
    return _logger() is not None or _tracer() is not None


def _logger() -> Any:
    """The logger, if phases are told to it: nobody who has not loaded logging can have asked for that."""
    logging: Any = sys.modules.get("logging")
    logger = None if logging is None else logging.getLogger("tocsin.engine")
    return logger if logger is not None and logger.isEnabledFor(logging.DEBUG) else None


def _tracer() -> Any:
    """The tracer of OpenTelemetry, if the program has loaded it."""
    trace = sys.modules.get("opentelemetry.trace")
    return None if trace is None else trace.get_tracer("tocsin")


@checked(but=("listener",))
@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Within the block, in this context, ``listener`` is told every derivation of every evaluation that is done.

    It is told once the evaluation is complete, engine by engine, in the order of rules; what it raises ends the block.
    """
    token = _LISTENERS.set((*_LISTENERS.get(), listener))
    try:
        yield
    finally:
        _LISTENERS.reset(token)


def tell_firings(evaluation: Evaluation) -> None:
    """Whoever listens is told each derivation of the evaluation."""
    listeners = _LISTENERS.get()
    if not listeners:
        return
    for derived in evaluation.derivations():
        for listener in listeners:
            listener(derived)
