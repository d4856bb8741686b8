"""How much memory the process holds."""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import Any


def resident() -> int:
    """The bytes of memory that the process holds now; where the platform does not tell, the most it ever held."""
    if sys.platform == "linux":
        with open("/proc/self/statm", "rb", buffering=0) as file:
            return int(file.read().split()[1]) * _page()
    if sys.platform == "win32":
        return _on_windows()
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


@cache
def _page() -> int:
    return os.sysconf("SC_PAGE_SIZE")


def _on_windows() -> int:
    import ctypes

    class Counters(ctypes.Structure):
        _fields_ = [
            ("cb", ctypes.c_uint32),
            ("faults", ctypes.c_uint32),
            *((name, ctypes.c_size_t) for name in ("peak", "working", "q1", "q2", "q3", "q4", "page", "peak_page")),
        ]

    counters = Counters()
    libraries: Any = ctypes
    kernel = libraries.windll.kernel32
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    kernel.K32GetProcessMemoryInfo.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint32]
    kernel.K32GetProcessMemoryInfo(kernel.GetCurrentProcess(), ctypes.byref(counters), ctypes.sizeof(counters))
    return int(counters.working)
