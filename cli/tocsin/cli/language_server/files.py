"""Which files are those of a pack, and which are cases: told by their keys, so that a text need not be YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Final

from tocsin.facts.problems import ProblemError
from tocsin.facts.tree import read_text
from tocsin.rules.read.assembling import KEYS

_KEY: Final = re.compile(r"^[\"']?([a-z_]+)[\"']?[ \t]*:", re.MULTILINE)
_MOST: Final = 500
"""So many files of a folder are looked at."""
_ABOVE: Final = 3
"""So many folders above a file are looked at."""


def keys_of(text: str) -> frozenset[str]:
    """The keys that a text has without an indent."""
    return frozenset(_KEY.findall(text))


def is_case(text: str) -> bool:
    """Whether the text is a case: it has facts, and none of what only a pack has."""
    keys = keys_of(text)
    return "facts" in keys and not keys & {"rules", "types", "statements"}


def pack_root(path: Path, texts: Mapping[Path, str]) -> Path | None:
    """The file or folder of the pack that the file is of; None if it is of none.

    A folder is one pack if one file alone in it has the key ``pack``; where several have it, each is a pack by itself.
    ``texts`` are the files that are open, as they are in the editor.
    """
    text = texts.get(path) or _text(path, texts)
    keys = keys_of(text)
    if is_case(text) or not keys & {*KEYS}:
        return None
    if "pack" in keys:
        others = [_text(file, texts) for file in _yaml(path.parent) if file != path]
        return path.parent if any(map(_is_part, others)) and not any(map(_begins, others)) else path
    above = islice((path.parent, *path.parents), 1, 1 + _ABOVE)
    return next((folder for folder in above if any(_begins(_text(file, texts)) for file in _beside(folder))), None)


def pack_near(path: Path, texts: Mapping[Path, str]) -> Path | None:
    """The one pack beside a file that names none, such as a list of facts; None if there are several or none."""
    roots = {root for file in _beside(path.parent) if (root := pack_root(file, texts)) is not None}
    return roots.pop() if len(roots) == 1 else None


def _is_part(text: str) -> bool:
    keys = keys_of(text)
    return not is_case(text) and "pack" not in keys and bool(keys & {*KEYS})


def _begins(text: str) -> bool:
    return "pack" in keys_of(text) and not is_case(text)


def _beside(folder: Path) -> Iterator[Path]:
    yield from islice(sorted(file for pattern in ("*.yaml", "*.yml") for file in folder.glob(pattern)), _MOST)


def _yaml(folder: Path) -> Iterator[Path]:
    yield from islice((file for pattern in ("*.yaml", "*.yml") for file in folder.rglob(pattern)), _MOST)


def _text(path: Path, texts: Mapping[Path, str]) -> str:
    if path in texts:
        return texts[path]
    try:
        return read_text(path)
    except ProblemError:
        return ""
