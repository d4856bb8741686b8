"""Files that may have been meant by a path where nothing is."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

CASE_SUFFIXES = (".yaml", ".yml", ".json", ".jsonl", ".ndjson", ".csv")


def check_exists(path: str, held: Sequence[str] = ()) -> None:
    """Refuse a path where nothing is, with the names of files, or of cases ``held``, that may have been meant."""
    if os.path.lexists(path):
        return
    import difflib

    from tocsin.facts import codes
    from tocsin.facts.problems import Place, Problem, ProblemError
    from tocsin.facts.tree import shown_path

    near = [*difflib.get_close_matches(path, held, n=2, cutoff=0.6), *near_files(Path(path))]
    hint = f"did you mean {' or '.join(shown_path(name) for name in near)}?" if near else "check the path"
    message = "there is no such file" + (", and no case of this name in the ledger" if held else "")
    raise ProblemError([Problem(codes.UNREADABLE, message, Place(shown_path(path)), hint)])


def near_files(path: Path) -> list[str]:
    """Up to three files in the same folder, or in a folder below the working one, named nearly so."""
    import difflib

    found = {name: None for folder in _folders(path) for name in _case_files(folder)}
    by_name: dict[str, str] = {}
    for name in found:
        by_name.setdefault(Path(name).name, name)
        by_name.setdefault(Path(name).stem, name)
    close = difflib.get_close_matches(path.name, by_name, n=3, cutoff=0.6)
    return list(dict.fromkeys(by_name[name] for name in close))


def _folders(path: Path) -> Iterable[Path]:
    if path.parent.is_dir():
        yield path.parent
    for name in sorted(os.listdir(".")):
        if not name.startswith(".") and Path(name).is_dir():
            yield Path(name)


def _case_files(folder: Path) -> list[str]:
    try:
        return [str(entry) for entry in sorted(folder.iterdir()) if entry.suffix in CASE_SUFFIXES]
    except OSError:
        return []
