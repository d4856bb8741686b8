"""The one place that imports durable-rules, and only when it is asked for.

Its C module is used directly: no ``Host`` is ever made, so there are none of its timer threads, no process-wide host,
no actions that swallow exceptions, and no lease of ten seconds after which an action would run twice.
"""

from __future__ import annotations

import os
from functools import cache
from threading import RLock
from typing import Any

from tocsin.engine import codes
from tocsin.facts.problems import Problem, ProblemError

LOCK = RLock()
"""Held during an evaluation: the C module keeps global state and has no locks of its own."""
if hasattr(os, "register_at_fork"):  # a child has none of the threads that could hold it, and would wait for ever
    os.register_at_fork(after_in_child=LOCK._at_fork_reinit)  # type: ignore[attr-defined]

_LARGE = 8 << 20

NOT_INSTALLED = "durable-rules is not installed"
NOT_LOADED = "durable-rules cannot be loaded by this Python"
REASONS = (NOT_INSTALLED, NOT_LOADED)
"""Why it may be that durable-rules cannot be used."""


@cache
def why_unavailable() -> str:
    """Why durable-rules cannot be used here; empty if it can. Says the same on every machine."""
    try:
        _load()
    except ModuleNotFoundError:
        return NOT_INSTALLED
    except ImportError:
        # CPython 3.13 removed what its C source calls.
        return NOT_LOADED
    return ""


def available() -> bool:
    """Whether durable-rules can be used here."""
    return not why_unavailable()


def engine() -> Any:
    """durable-rules' C module. Raises ProblemError where it is not available."""
    reason = why_unavailable()
    if reason:
        hint = "use the engine seminaive, or CPython 3.11 or 3.12 with durable-rules installed"
        raise ProblemError([Problem(codes.NO_RETE, f"the engine rete is not available: {reason}", None, hint)])
    return _load()


@cache
def _load() -> Any:
    import durable_rules_engine as library  # without its package, which loads logging and more

    # An evaluation allocates some megabytes and frees them. The C library may give such memory back to the system and
    # take it anew each time, which costs more than the matching; that it frees a larger piece teaches glibc to keep it.
    bytes(_LARGE)
    return library
