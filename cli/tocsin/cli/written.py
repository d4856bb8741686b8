"""Writing what a command made to a file: whole, or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from tocsin.cli.output import complain


def write_text(path: str, text: str) -> None:
    """Put the text in the file, in UTF-8, and say so on standard error; an existing file is replaced at once.

    A device or a pipe is written to, and what a link leads to is replaced, not the link.
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
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    complain(f"written: {path}")
