"""Writing what a command made to a file: whole, or not at all."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path

import typer

from tocsin.cli.output import complain


def require_elsewhere(path: str, packs: Iterable[str | None], option: str) -> None:
    """Refuse to write over a file of one of the packs that are read, by whatever path it is named."""
    from tocsin.cli.opening import shipped_or
    from tocsin.rules.read.pack_files import file_stamps
    from tocsin.rules.shipped import pack_path

    if not Path(path).is_file():
        return
    for name in packs:
        for file in file_stamps(pack_path(shipped_or(name))):
            if Path(file).samefile(path):
                message = f"{path} is a file of the pack {shipped_or(name)}, and would be lost; name another file"
                raise typer.BadParameter(message, param_hint=option)


def write_text(path: str, text: str) -> None:
    """Put the text in the file, in UTF-8, and say so on standard error; an existing file is replaced at once.

    A device or a pipe is written to, and what a link leads to is replaced, not the link. Whoever might read the file
    may read the new one, and nobody else.
    """
    target = Path(path)
    if target.exists() and not target.is_file() and not target.is_dir():
        target.write_text(text, encoding="utf-8", newline="\n")
        complain(f"written: {path}")
        return
    target = target.resolve() if path else target
    if not target.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(target.parent))
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(_mode(target))
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    complain(f"written: {path}")


def _mode(target: Path) -> int:
    """Who may read and write the file: whoever might before; of a new file, whoever may of any new one."""
    if target.is_file():
        return stat.S_IMODE(target.stat().st_mode)
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
