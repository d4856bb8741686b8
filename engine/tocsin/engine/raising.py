"""An exception raised in another thread, as Ctrl-C is in the main one, and where that thread is meanwhile."""

from __future__ import annotations

import sys
import threading
from collections.abc import Collection
from contextlib import suppress
from types import CodeType, FrameType
from typing import Final

from tocsin.facts.problems import Travelling

_IMPORTING: Final = "<frozen importlib._bootstrap>"


class Stop(Travelling):
    """Raised in the thread that is to stop; no ``except Exception`` on its way takes it for an error."""


def raise_in(thread: int) -> None:
    """``Stop`` is raised in the thread as soon as it runs."""
    import ctypes  # what most programs never need

    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(Stop))


def take_what_waits() -> None:
    """Nothing that was sent to this thread waits to be raised any more.

    Sending nothing in its place would do, but CPython before 3.13 then goes on looking for it at every call, in every
    thread, and 3.11 for ever where a debugger or a measure of coverage traces calls. So another is sent and taken.
    """
    with suppress(Stop):
        raise_in(threading.get_ident())
        while True:
            pass


def is_within(thread: int, codes: Collection[CodeType]) -> bool:
    """Whether the thread runs one of these functions, or imports a module: half of one would be of no use."""
    frame: FrameType | None = sys._current_frames().get(thread)
    while frame is not None:
        if frame.f_code in codes or frame.f_code.co_filename == _IMPORTING:
            return True
        frame = frame.f_back
    return False


def pass_over_stops() -> None:
    """A stop that a destructor swallowed is not complained of: it comes again."""
    before = sys.unraisablehook
    if getattr(before, "passes_over_stops", False):
        return

    def hook(unraisable: sys.UnraisableHookArgs) -> None:
        if unraisable.exc_type is not Stop:
            before(unraisable)

    hook.passes_over_stops = True  # type: ignore[attr-defined]
    sys.unraisablehook = hook


def position_of(thread: int) -> tuple[int, int] | None:
    """Where the thread is: its innermost frame, and the instruction of it."""
    frame = sys._current_frames().get(thread)
    return None if frame is None else (id(frame), frame.f_lasti)


def handles_stop(thread: int) -> bool:
    """Whether the thread is on its way out, in a block that cleans up."""
    handled = sys._current_exceptions().get(thread)
    return isinstance(handled[1] if isinstance(handled, tuple) else handled, Stop)
