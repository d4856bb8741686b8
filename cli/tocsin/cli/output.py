"""Writing to the terminal: what may be printed, how wide, in which colours, and what happens when nobody reads it."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from contextlib import AbstractContextManager, nullcontext, suppress
from itertools import chain, islice
from typing import TYPE_CHECKING, ClassVar, TextIO

from tocsin.facts.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tocsin.facts.problems import Problem
    from tocsin.rules.model import Pack

_FIRST, _AT_ONCE = 100, 2_000
"""Lines that are written one by one, and how many at a time after them."""
NARROWEST, WIDEST, PIPED = 40, 160, 80
# The colours that our own tables have, which is all that may steer the terminal.
_PAINT = re.compile(r"\x1b\[(?:0|[12]|(?:1;)?3[1-6])m")
_CODES = {"bold": "1", "faint": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


class OutputClosed(Exception):
    """The reader of standard output went away, as ``head`` does."""


class OutputFailed(Exception):
    """Standard output cannot be written; the message says why."""


@dataclass(frozen=True)
class Terminal:
    """How wide to write, and whether in colour."""

    width: int
    colour: bool

    @classmethod
    def current(cls) -> Terminal:
        """The terminal that standard output goes to; where it goes elsewhere, a fixed width."""
        columns = shutil.get_terminal_size((PIPED, 24)).columns
        return cls(min(max(columns, NARROWEST), WIDEST), wants_colour(sys.stdout))

    def paint(self, text: str, *styles: str) -> str:
        """The text in these styles, or as it is where there is no colour."""
        if not self.colour or not text or not styles:
            return text
        return f"\x1b[{';'.join(_CODES[style] for style in styles)}m{text}\x1b[0m"


def wants_colour(stream: TextIO | None) -> bool:
    """Whether to colour what goes to the stream: NO_COLOR, then FORCE_COLOR, then TERM=dumb, then the stream decide."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return os.environ.get("TERM") != "dumb" and stream is not None and stream.isatty()


def printable(text: str) -> str:
    r"""The text with escapes in place of what a terminal would obey or could not show.

    >>> printable("a\x1b[31mb")
    'a\\u001b[31mb'
    """
    from tocsin.facts.written.unseen import seen

    return seen(text, lines=True)


def emit(text: str) -> None:
    """Write text for people and a line end to standard output, at once.

    What could steer a terminal, or make a text read otherwise than it is, is written as escapes wherever it comes from;
    only our own colours stay, where there are colours.
    """
    _write([_shown(text)])


def emit_document(text: str) -> None:
    """Write a document that other programs read, as it is; to a terminal, what must not reach one as escapes."""
    _write([printable(text) if sys.stdout is not None and sys.stdout.isatty() else text])


def _shown(text: str) -> str:
    from tocsin.facts.written.unseen import seen_between

    return seen_between(text, _PAINT) if wants_colour(sys.stdout) else printable(text)


def _write(pieces: Iterable[str]) -> None:
    if sys.stdout is None:
        raise OutputFailed("standard output is closed")
    try:
        with _whole():
            sys.stdout.writelines(chain(pieces, "\n"))
            sys.stdout.flush()
    except BrokenPipeError:
        raise OutputClosed from None
    except OSError as error:
        raise OutputFailed(error.strerror or str(error)) from None


def _whole() -> AbstractContextManager[None]:
    """No limit stops the writing of a result in its middle."""
    stopping = sys.modules.get("tocsin.engine.stopping")
    return nullcontext() if stopping is None else stopping.unstopped()


def emit_long(lines: Iterable[str]) -> None:
    """Write the lines to standard output as they come; on a terminal on which they do not fit, through the usual pager.

    The pager is that of the environment variable PAGER, else ``less`` or ``more``.
    """
    coming = iter(lines)
    seen = sys.stdout is not None and sys.stdout.isatty() and sys.stdin is not None and sys.stdin.isatty()
    if seen and os.environ.get("TERM") != "dumb":
        page = list(islice(coming, shutil.get_terminal_size().lines))
        if sum(line.count("\n") + 1 for line in page) >= shutil.get_terminal_size().lines:
            _page(chain(page, coming))
            return
        coming = iter(page)
    with _whole():
        # Each of the first lines as soon as it is there: what comes after a heading may take a second. The others so
        # many at a time that writing them costs little.
        for line in islice(coming, _FIRST):
            emit(line)
        while batch := list(islice(coming, _AT_ONCE)):
            emit("\n".join(batch))


def _page(lines: Iterable[str]) -> None:
    """Show the lines through a pager, which is given them as they come."""
    import pydoc

    coming = iter(lines)
    os.environ.setdefault("LESS", "-R")  # colours are shown as such
    named = (
        os.environ.get("MANPAGER")
        or os.environ.get("PAGER")
        or next((name for name in ("less", "more") if shutil.which(name)), None)
    )
    if named is None or os.name != "posix":
        pydoc.pager(_shown("\n".join(coming)) + "\n")
        return
    import subprocess

    with subprocess.Popen(named, shell=True, stdin=subprocess.PIPE, text=True, errors="backslashreplace") as pager:
        assert pager.stdin is not None
        try:
            while batch := list(islice(coming, _FIRST)):
                pager.stdin.write(_shown("\n".join(batch)) + "\n")
                pager.stdin.flush()
            pager.stdin.close()
        except BrokenPipeError:  # whoever reads has seen enough
            pass
        while pager.poll() is None:
            with suppress(KeyboardInterrupt):  # the pager's own business
                pager.wait()


def emit_json(text: str | Iterable[str], *, exactly: bool = False) -> None:
    """Write JSON text to standard output, in UTF-8 whatever the locale, with JSON's escapes for what cannot be seen.

    A long text can be given in pieces, which are written as they come.
    ``exactly``: each byte counts, as in an export whose lines are hashed; only a terminal is shown escapes.
    """
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8")
    pieces = [text] if isinstance(text, str) else text
    if exactly:
        emit_document("".join(pieces))
    else:
        # JSON has escapes for all other controls of ASCII, and a long text is not gone through to find none.
        _write(piece if piece.isascii() and "\x7f" not in piece else printable(piece) for piece in pieces)


def emit_data(data: Mapping[str, object], pack: Pack | None = None) -> None:
    """Write data to standard output as canonical JSON.

    With ``pack`` there are also ``names``: what the codes in the data are called, as far as they have names.
    """
    from tocsin.service.answers import told

    emit_json(told(data, pack))


def emit_schema(schema: Mapping[str, object], *, on_one_line: bool) -> None:
    """Write a JSON Schema to standard output: its keys in the order in which people read them, or on one line."""
    if on_one_line:
        emit_data(schema)
    else:
        emit_json(json.dumps(schema, indent=2, ensure_ascii=False))


class Complaints:
    """What is complained of while problems are to be told as JSON: kept, until it is known how the command ends."""

    kept: ClassVar[list[tuple[str, Problem | None]] | None] = None

    @classmethod
    def keep(cls) -> None:
        """From now on complaints are kept."""
        cls.kept = []

    @classmethod
    def tell(cls, failed: bool) -> None:
        """What was kept is written, as JSON if the command failed, and nothing is kept any more."""
        kept, cls.kept = cls.kept, None
        if not kept:
            return
        if not failed:
            for text, _ in kept:
                complain(text)
            return
        from tocsin.facts.json_values import canonical_json
        from tocsin.facts.problems import Problem

        told = [(problem or Problem("", text)).to_json() for text, problem in kept]
        complain(canonical_json({"problems": told}))


def complain(text: str, problem: Problem | None = None) -> None:
    """Write a message to standard error; if even that cannot be done, there is nobody to tell.

    ``problem`` is the same as a problem, where it is one, for those who read JSON.
    """
    if Complaints.kept is not None:
        Complaints.kept.append((text, problem))
        return
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(_fitted(printable(text)) + "\n")
        sys.stderr.flush()
    except OSError:
        pass


def _fitted(text: str) -> str:
    """The message in lines as wide as the terminal that shows it; as it is for a file or a pipe, to be searched.

    Only blanks are broken at, so that a path or a command can still be copied.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        return text
    width = max(shutil.get_terminal_size((PIPED, 24)).columns, NARROWEST)
    if all(len(line) <= width for line in text.split("\n")):
        return text
    import textwrap

    lines = []
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip(" "))]
        lines += textwrap.wrap(
            line, width, subsequent_indent=indent + "  ", break_long_words=False, break_on_hyphens=False
        ) or [""]
    return "\n".join(lines)


def abandon_output() -> None:
    """Make the interpreter's last flush harmless after standard output failed."""
    try:
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, sys.stdout.fileno())
        os.close(devnull)
    except (OSError, ValueError, AttributeError):
        pass
