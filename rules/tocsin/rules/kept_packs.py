"""Checked packs kept from one process to the next: under the digest of their text, of our code and of Python's version.

What is kept is the pack's values as a table (``facts.value_table``), which is read without running anything. Whatever
else is made of a pack alone, such as a plan, can be kept beside it. Packs that ship with Tocsin are kept in the wheel.
Only packs in which nothing is wrong are kept; what they are warned of is worked out from their values, as ever.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, Final

from tocsin.facts import value_table
from tocsin.facts.cache_folder import cache_folder, keep, read_kept
from tocsin.facts.dataclass import dataclass
from tocsin.facts.later import made_of
from tocsin.facts.problems import Place
from tocsin.facts.value_table import TableWriter, Unwritable, read_table
from tocsin.rules.model import Pack

SHIPPED: Final = Path(__file__).parent / "packs" / "kept"
"""In the wheel: what the build kept of the packs that ship with it."""
_FORMAT: Final = "tocsin pack 1"
_LATER: Final = "cases"
"""The part of a pack that is read when it is asked for: assessing needs none of it."""
_FIELDS: Final = tuple(each.name for each in fields(Pack) if each.name != _LATER)
_WRITER: Final = "writer"
"""Beside a pack that was just written: what can go on from its table."""
_WORKED_OUT: Final = ("digest", "known_words")
_ROOMS: Final = (Path(value_table.__file__).parent, Path(__file__).parent)


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a pack is kept: its key, the digest of its table, and the table itself where the pack was read from it."""

    key: str
    digest: bytes
    table: list[Any] | None = None
    shipped: bool = False


def key_of(texts: Mapping[str, str], place: Place, *, shipped: bool = False) -> str:
    """What a pack of these texts is kept under; ``shipped``: in the wheel, which serves every Python."""
    told = hashlib.sha256(_FORMAT.encode())
    python = () if shipped else (sys.implementation.cache_tag, sys.version)
    for part in (
        *python,
        code_stamp(_ROOMS, sizes_only=shipped),
        place.file,
        *(part for pair in sorted(texts.items()) for part in pair),
    ):
        data = str(part).encode("utf-8", "surrogatepass")
        told.update(len(data).to_bytes(8, "little") + data)
    return told.hexdigest()[:40]


@cache
def code_stamp(places: tuple[Path, ...], *, sizes_only: bool = False) -> str:
    """What tells one state of our own code in these folders and files from another: names, sizes and times.

    ``sizes_only`` leaves the times out, which are others wherever a wheel is installed.
    """
    told = []
    waiting = [str(place) for place in places]
    while waiting:
        folder = waiting.pop()
        if folder.endswith(".py"):
            told.append((os.path.basename(folder), _mark(os.stat(folder), sizes_only)))
            continue
        with os.scandir(folder) as found:
            for each in found:
                if each.name.endswith((".py", ".txt")):
                    told.append((each.name, _mark(each.stat(), sizes_only)))
                elif each.is_dir() and each.name not in ("__pycache__", "packs"):
                    waiting.append(each.path)
    return repr(sorted(told))


def _mark(found: os.stat_result, sizes_only: bool) -> tuple[int, int]:
    return found.st_size, 0 if sizes_only else found.st_mtime_ns


def kept_pack(texts: Mapping[str, str], place: Place) -> Pack | None:
    """The pack of these texts as it was kept when it was checked; None if it was not."""
    if SHIPPED.is_dir():
        found = _pack_in(SHIPPED, _key(texts, place, shipped=True), shipped=True)
        if found is not None:
            return found
    folder = cache_folder()
    return None if folder is None else _pack_in(folder, _key(texts, place), shipped=False)


def _key(texts: Mapping[str, str], place: Place, *, shipped: bool = False) -> str | None:
    try:
        return key_of(texts, place, shipped=shipped)
    except OSError:  # the code does not stand in files
        return None


def _pack_in(folder: Path, key: str | None, *, shipped: bool) -> Pack | None:
    data = None if key is None else read_kept(folder, f"{key}.pack", shipped=shipped)
    if key is None or data is None:
        return None
    try:
        pack, first, table = _pack_of(data)
    except ValueError:
        return None
    vars(pack)["kept"] = Kept(key, hashlib.sha256(first).digest(), table, shipped)
    return pack


def packed(pack: Pack) -> bytes:
    """The pack as bytes that ``unpacked`` reads, wherever our code is the same.

    Raises Unwritable for one with functions of its own, or with what no table can hold.
    """
    first, second = _packed(pack, TableWriter())
    return len(first).to_bytes(4, "little") + first + second


def _packed(pack: Pack, writer: TableWriter) -> tuple[bytes, bytes]:
    """The pack without its cases, and its cases; the writer can go on from the first."""
    if pack.own_functions:  # what such a function is, no table says
        raise Unwritable(f"functions of Python: {', '.join(pack.own_functions)}")
    return writer.write(_root(pack)), writer.write_aside(pack.cases)


def unpacked(data: bytes) -> Pack:
    """The pack that was ``packed``, as it was checked then. Raises ValueError for what is none."""
    return _pack_of(data)[0]


def _pack_of(data: bytes) -> tuple[Pack, bytes, list[Any]]:
    """The pack, its bytes but for its cases, and its table."""
    length = int.from_bytes(data[:4], "little")
    first, second = data[4 : 4 + length], data[4 + length :]
    (values, worked_out), table = read_table(first)

    def cases() -> object:
        return read_table(second, table)[0]

    pack = made_of(Pack, dict(zip(_FIELDS, values, strict=True)), {_LATER: cases})
    vars(pack).update(zip(_WORKED_OUT, worked_out, strict=True))
    return pack, first, table


def keep_pack(pack: Pack, texts: Mapping[str, str], place: Place, folder: Path | None = None) -> None:
    """The pack of these texts, in which nothing is wrong, is kept if it can be; in ``folder``, as one that ships."""
    key = _key(texts, place, shipped=folder is not None)
    where = folder or cache_folder()
    if key is None or where is None:
        return
    writer = TableWriter()
    try:
        first, second = _packed(pack, writer)
    except Unwritable:
        return
    keep(where, f"{key}.pack", len(first).to_bytes(4, "little") + first + second)
    vars(pack).update({"kept": Kept(key, hashlib.sha256(first).digest(), None, folder is not None), _WRITER: writer})


def _root(pack: Pack) -> tuple[Any, ...]:
    values = tuple(getattr(pack, name) for name in _FIELDS)
    return values, tuple(getattr(pack, name) for name in _WORKED_OUT)


def kept_beside(pack: Pack, what: str, made_by: tuple[Path, ...]) -> Any:
    """What was kept beside the pack as ``what``, if these modules are as they were then; None if nothing was."""
    kept = vars(pack).get("kept")
    if not isinstance(kept, Kept) or kept.table is None:
        return None
    folder = SHIPPED if kept.shipped else cache_folder()
    data = read_kept(folder, f"{kept.key}.{what}", shipped=kept.shipped)
    if data is None:
        return None
    try:
        head = _head(kept, made_by)
        if not data.startswith(head):
            return None
        return read_table(data[len(head) :], kept.table)[0]
    except (ValueError, OSError):
        return None


def keep_beside(pack: Pack, what: str, made_by: tuple[Path, ...], value: object, folder: Path | None = None) -> None:
    """The value, which these modules make of the pack alone, is kept beside it, if the pack is kept and both can be."""
    kept = vars(pack).get("kept")
    if not isinstance(kept, Kept) or (kept.shipped and folder is None):
        return
    writer = vars(pack).pop(_WRITER, None)  # taken by whoever comes first
    try:
        if writer is None:
            writer = TableWriter()
            if hashlib.sha256(writer.write(_root(pack))).digest() != kept.digest:
                return
        body = _head(kept, made_by) + writer.write(value)
    except (Unwritable, OSError):
        return
    keep(folder or cache_folder(), f"{kept.key}.{what}", body)


def _head(kept: Kept, made_by: tuple[Path, ...]) -> bytes:
    stamp = code_stamp(made_by, sizes_only=kept.shipped)
    return kept.digest + hashlib.sha256(stamp.encode("utf-8")).digest()


__all__ = [
    "SHIPPED",
    "Kept",
    "code_stamp",
    "keep_beside",
    "keep_pack",
    "kept_beside",
    "kept_pack",
    "key_of",
    "packed",
    "unpacked",
]
