"""Files that are whole or not there, also after the machine has lost its power."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tocsin.facts.json_values import canonical_json


def settle(partial: Path, target: Path) -> None:
    """The file ``partial`` is on the disk and called ``target``."""
    _sync(partial)
    partial.replace(target)
    _sync(target.parent)


def write_text(target: Path, text: str) -> None:
    """The file holds the text, in UTF-8."""
    partial = target.with_name(f".{target.name}.part")
    partial.write_text(text, encoding="utf-8", newline="\n")
    settle(partial, target)


def write_json(target: Path, data: Any) -> None:
    """The file holds the data as canonical JSON."""
    write_text(target, canonical_json(data) + "\n")


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":  # Windows has no handle on a folder to flush
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() or os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
