"""``tocsin cache``: what is kept so that the next command need not work it out again."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from tocsin.cli.options import JsonOption

EXAMPLES = ("tocsin cache", "tocsin cache clear")


class CacheAction(StrEnum):
    """What to do with what is kept."""

    show = "show"
    clear = "clear"


def cache(
    action: Annotated[
        CacheAction, typer.Argument(metavar="[show|clear]", help="Show what is kept (default), or remove it.")
    ] = CacheAction.show,
    *,
    as_json: JsonOption = False,
) -> None:
    """Show where checked packs are kept so that they need not be read again, or remove what is kept."""
    from tocsin.cli.output import emit, emit_data, printable
    from tocsin.cli.words import counted
    from tocsin.facts import cache_folder as kept

    folder = kept.cache_folder()
    files = kept.kept_files(folder)
    size = sum(file.stat().st_size for file in files)
    if action is CacheAction.clear:
        kept.clear(folder)
    used = folder is not None and kept.is_trusted(folder)
    if as_json:
        told = {"folder": None if folder is None else str(folder), "files": len(files), "bytes": size, "used": used}
        emit_data({**told, "cleared": action is CacheAction.clear})
        return
    if folder is None:
        emit(f"Nothing is kept: {kept.VARIABLE}={kept.OFF}")
        return
    word = "removed" if action is CacheAction.clear else "kept"
    lines = [f"{counted(len(files), 'file')} {word}, {size:,} bytes, in {printable(str(folder))}"]
    lines += [] if used else ["It is not used: somebody else can write there. Name another in TOCSIN_CACHE."]
    emit("\n".join(lines))
