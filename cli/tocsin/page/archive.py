"""Our own code, and what it needs that is plain Python and installed beside it, as one archive for the browser."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

ROOMS: Final = ("facts", "rules", "engine", "questions", "explain", "proof", "judgement", "page")
_LEFT_OUT: Final = frozenset(("__pycache__", "static", "packs", "incremental"))
"""What no browser runs, and packs, which come compiled."""
_STAMP: Final = (1980, 1, 1, 0, 0, 0)
"""The same archive for the same code, whenever it is made."""


def archive() -> bytes:
    """The archive; it is to lie on the path of modules."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, file in sorted(_files()):
            packed.writestr(zipfile.ZipInfo(name, _STAMP), file.read_bytes(), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _files() -> Iterator[tuple[str, Path]]:
    for name in ROOMS:
        yield from _of(f"tocsin.{name}", f"tocsin/{name}", ".py", ".txt")
    yield from _of("yaml", "yaml", ".py")


def _of(module: str, name: str, *suffixes: str) -> Iterator[tuple[str, Path]]:
    """The files of an installed package, by their names in the archive."""
    home = Path(str(import_module(module).__file__)).parent
    for file in home.rglob("*"):
        inner = file.relative_to(home)
        if file.suffix in suffixes and not _LEFT_OUT & set(inner.parts):
            yield f"{name}/{inner.as_posix()}", file
