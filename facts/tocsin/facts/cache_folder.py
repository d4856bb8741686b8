"""The folder in which Tocsin keeps what it can always work out again, so that the next process need not.

It is the user's own: what stands in a folder, or in a file, that others can write is not read. Nothing here is an
error: what cannot be read is not there, and what cannot be written is not kept.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

VARIABLE: Final = "TOCSIN_CACHE"
OFF: Final = "off"
_MAGIC: Final = b"tocsin-1"
_SUFFIXES: Final = (".pack", ".plan", ".new")
PAGE: Final = "page"
"""The folder in it of what runs Python in a browser: packages, as they came."""
_SAYS_OTHERWISE: Final = ("XDG_CACHE_HOME", "ANDROID_ROOT", "ANDROID_DATA")
"""Variables that move the folder from where it is on Linux."""
_PACKAGES: Final = (".tgz", ".whl")
_MOST: Final = 200
"""So many files are kept; those used longest ago go first."""
_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH


def cache_folder() -> Path | None:
    """The folder that ``TOCSIN_CACHE`` names, else the platform's for a user's cache; None if switched off."""
    named = os.environ.get(VARIABLE)
    if named:
        return None if named == OFF else Path(named)
    if (
        sys.platform == "linux"
        and not any(map(os.environ.get, _SAYS_OTHERWISE))
        and os.path.isabs(os.environ.get("HOME", ""))
    ):
        return Path(os.environ["HOME"], ".cache", "tocsin")  # as platformdirs has it, which takes longer to import
    from platformdirs import user_cache_path

    try:
        return user_cache_path("tocsin", appauthor=False)
    except (OSError, RuntimeError):  # nobody's home
        return None


def read_kept(folder: Path | None, name: str, *, shipped: bool = False) -> bytes | None:
    """What was kept under the name; None if nothing was, if it was damaged, or if others could have written it.

    What is ``shipped`` stands beside our own code, and is as safe as that.
    """
    if folder is None or not (shipped or _is_ours(folder)):
        return None
    try:
        file = os.open(folder / name, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        with open(file, "rb") as opened:
            if not (shipped or _is_mine(os.fstat(file))):
                return None
            data = opened.read()
        if not shipped:
            with suppress(OSError):  # what may only be read serves as well
                os.utime(folder / name)
    except OSError:
        return None
    head, digest, body = data[: len(_MAGIC)], data[len(_MAGIC) : len(_MAGIC) + 32], data[len(_MAGIC) + 32 :]
    return body if head == _MAGIC and hashlib.sha256(body).digest() == digest else None


def keep(folder: Path | None, name: str, body: bytes) -> None:
    """The bytes are kept under the name, whole, or nothing is changed."""
    if folder is None:
        return
    import tempfile

    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(folder):
            return
        descriptor, path = tempfile.mkstemp(suffix=".new", dir=folder)
        try:
            with open(descriptor, "wb") as written:
                written.write(_MAGIC + hashlib.sha256(body).digest() + body)
            os.replace(path, folder / name)
        except BaseException:
            os.unlink(path)
            raise
        _forget_oldest(folder)


def kept_files(folder: Path | None) -> list[Path]:
    """Every file that is kept in the folder, and in that of pages."""
    return [] if folder is None else [*_files(folder, _SUFFIXES), *_files(folder / PAGE, _PACKAGES)]


def _files(folder: Path, suffixes: tuple[str, ...]) -> list[Path]:
    try:
        return sorted(each for each in folder.iterdir() if each.suffix in suffixes)
    except OSError:
        return []


def clear(folder: Path | None) -> int:
    """Nothing is kept any more; how many files there were."""
    files = kept_files(folder)
    for file in files:
        file.unlink(missing_ok=True)
    if folder is not None:
        with suppress(OSError):  # not there, or with files of the user's own
            (folder / PAGE).rmdir()
    return len(files)


def is_trusted(folder: Path) -> bool:
    """Whether what stands in the folder is read, if it is there: whether nobody but the user can write to it."""
    return _is_ours(folder) or not folder.exists()


def _forget_oldest(folder: Path) -> None:
    files = _files(folder, _SUFFIXES)
    if len(files) > _MOST:
        for file in sorted(files, key=lambda each: each.stat().st_mtime)[: len(files) - _MOST]:
            file.unlink(missing_ok=True)


def _is_ours(folder: Path) -> bool:
    try:
        return _is_mine(os.stat(folder))
    except OSError:
        return False


def _is_mine(found: os.stat_result) -> bool:
    """True if the user has it, and nobody else can write to it; where files have no such marks, the folder is his."""
    return not hasattr(os, "geteuid") or (found.st_uid == os.geteuid() and not found.st_mode & _OTHERS)
