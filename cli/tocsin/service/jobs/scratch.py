"""The temporary folder of a service: for nobody else to read, gone when it ends; if it was killed, when one begins."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_PREFIX: Final = "tocsin-jobs-"
_LOCK: Final = ".alive"
_NEW: Final = 60.0
"""Seconds within which a folder may be one whose service has not locked it yet."""


@contextmanager
def scratch() -> Iterator[Path]:
    """Within, there is a folder of our own; those that killed services left are removed first."""
    _remove_left()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    # A lock of SQLite goes with its process, on every system.
    lock = sqlite3.connect(folder / _LOCK, isolation_level=None, check_same_thread=False)
    try:
        lock.execute("BEGIN EXCLUSIVE")
        yield folder
    finally:
        lock.close()
        shutil.rmtree(folder, ignore_errors=True)


def size_of(folder: Path) -> int:
    """The bytes of the files in a folder, at any depth; files that go meanwhile count for nothing."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(place, name)).st_size
    return total


def _remove_left() -> None:
    for found in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError, sqlite3.Error):
            if _is_ours(found) and time.time() - found.stat().st_mtime > _NEW:
                lock = sqlite3.connect(f"{(found / _LOCK).as_uri()}?mode=rw", timeout=0, isolation_level=None, uri=True)
                try:
                    lock.execute("BEGIN EXCLUSIVE")  # fails where its service lives
                finally:
                    lock.close()
                shutil.rmtree(found, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    """Whether it is a folder, no link to one, and belongs to whoever runs this."""
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and (not hasattr(os, "getuid") or found.st_uid == os.getuid())
