"""The resident memory of this process: how much it holds, and the most it held since a moment."""

from __future__ import annotations

import ctypes
import gc
import resource
import sys
from contextlib import suppress
from pathlib import Path

_STATUS, _REFERENCES = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_RESET_PEAK = "5"
"""What, written to clear_refs, makes the present size of a process its peak: proc(5)."""


class Peak:
    """Begins at the present size. What is freed already is given back first, so that it is not taken for held."""

    def __init__(self) -> None:
        gc.collect()
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
        self._earlier = largest()
        self._held = _status("VmRSS")
        try:
            _REFERENCES.write_text(_RESET_PEAK, encoding="ascii")
        except OSError:
            self._held = None

    @property
    def above(self) -> int | None:
        """Bytes by which the process has exceeded, at most, what it held at the beginning; None where not known."""
        peak = _status("VmHWM")
        return None if peak is None or self._held is None else max(0, peak - self._held)

    @property
    def overall(self) -> int:
        """The most bytes that the process has held since it was started, or one that it started, if that is more."""
        return max(self._earlier, largest())


def largest() -> int:
    """The peak in bytes of this process, since the kernel was last told to forget it, or of one that it started."""
    unit = 1 if sys.platform == "darwin" else 1024
    of = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(each).ru_maxrss for each in of) * unit


def _status(name: str) -> int | None:
    """A size that Linux tells in kB, in bytes."""
    try:
        lines = _STATUS.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:")), None)
