"""Bounded reading: a file's text or lines, or one clear problem."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tocsin.facts import codes
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.tree.nodes import refuse

MEBIBYTE = 1024 * 1024
DOCUMENT_LIMIT = 16 * MEBIBYTE
TABLE_LIMIT = 1024 * MEBIBYTE
LINE_LIMIT = MEBIBYTE
# Without O_NONBLOCK, opening a FIFO that nobody writes to would wait for ever.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_WIDE = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_OTHER_FILES = {
    b"PK\x03\x04": ("an archive or a workbook (ZIP, XLSX)", "save the table as CSV, or unpack the archive"),
    b"%PDF-": ("a PDF document", "write its facts in a file of YAML, JSON Lines or CSV"),
    b"\x1f\x8b": ("compressed (gzip)", "unpack it"),
    b"SQLite format 3": ("a database (SQLite)", "a ledger is named by TOCSIN_LEDGER, and its cases by their names"),
}
_BOM = b"\xef\xbb\xbf"


def shown_path(path: str | Path) -> str:
    """The path as the user named it, with undecodable bytes made printable."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


def read_text(path: str | Path, limit: int = DOCUMENT_LIMIT) -> str:
    """The whole file as text, without its byte order mark.

    Never reads more than ``limit`` + 1 bytes. Raises ProblemError for what is missing, unreadable, not a
    regular file, too large or not UTF-8.
    """
    return decode(read_bytes(path, limit).removeprefix(_BOM), shown_path(path))


def read_bytes(path: str | Path, limit: int = DOCUMENT_LIMIT) -> bytes:
    """The whole file as it is. Raises ProblemError for what is missing, unreadable, not a regular file or too large."""
    file = shown_path(path)
    with _open(path, limit) as stream:
        data = _read(stream, limit + 1, file)
    if len(data) > limit:
        raise _too_large(file, limit)
    return data


def read_lines(path: str | Path, line_limit: int = LINE_LIMIT) -> Iterator[tuple[int, str]]:
    """The file's lines, streamed, each with its number and without its line end.

    Raises the problems ``read_text`` raises, and refuses a line of more than ``line_limit`` bytes.
    """
    file = shown_path(path)
    with _open(path, TABLE_LIMIT) as stream:
        total = 0
        line = 0
        while data := _read(stream, line_limit + 1, file, line=True):
            line += 1
            total += len(data)
            if total > TABLE_LIMIT:
                raise _too_large(file, TABLE_LIMIT)
            if len(data) > line_limit:
                message = f"the line is longer than {_size(line_limit)}"
                raise refuse(codes.LINE_TOO_LONG, message, Place(file, line), "write one fact per line")
            yield line, decode(data.removeprefix(_BOM) if line == 1 else data, file, line).rstrip("\r\n")


def decode(data: bytes, file: str, line: int = 1) -> str:
    """UTF-8 bytes as text; ``line`` is the number of their first line. Raises ProblemError."""
    if wide := _WIDE.get(data[:2]):
        raise refuse(codes.NOT_TEXT, f"the file is {wide}, not UTF-8", Place(file), "save it as UTF-8")
    for begin, (sort, hint) in _OTHER_FILES.items():
        if data.startswith(begin):
            raise refuse(codes.NOT_TEXT, f"the file is {sort}, not text", Place(file), hint)
    if (at := data.find(b"\0")) >= 0:
        raise ProblemError([nul_problem(_place_of(data, at, file, line))])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8"
        place = _place_of(data, error.start, file, line)
        raise refuse(codes.NOT_TEXT, message, place, "save the file as UTF-8") from None


def nul_problem(place: Place) -> Problem:
    """The problem of a file in which the byte 0 stands there."""
    return Problem(codes.NOT_TEXT, "the file holds a NUL byte, so it is not text", place, "give a UTF-8 text file")


def _place_of(data: bytes, at: int, file: str, line: int) -> Place:
    before = data[:at]
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    return Place(file, line + before.count(b"\n"), column)


@contextmanager
def _open(path: str | Path, limit: int) -> Iterator[BinaryIO]:
    file = shown_path(path)
    try:
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        raise _unreadable(error, file) from None
    try:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            message = f"this is {_sort_of_file(state.st_mode)}, not a file"
            raise refuse(codes.NOT_A_FILE, message, Place(file), "name a file")
        if state.st_size > limit:
            raise _too_large(file, limit, state.st_size)
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            yield stream
    finally:
        os.close(descriptor)


def _read(stream: BinaryIO, size: int, file: str, *, line: bool = False) -> bytes:
    try:
        return stream.readline(size) if line else stream.read(size)
    except OSError as error:
        raise _unreadable(error, file) from None


def _unreadable(error: OSError | ValueError, file: str) -> ProblemError:
    if isinstance(error, FileNotFoundError):
        return refuse(codes.UNREADABLE, "there is no such file", Place(file), "check the path")
    if isinstance(error, IsADirectoryError):
        return refuse(codes.NOT_A_FILE, "this is a directory, not a file", Place(file), "name a file")
    reason = (error.strerror if isinstance(error, OSError) else str(error)) or "unknown reason"
    message = f"the file cannot be read: {reason[0].lower()}{reason[1:]}"
    return refuse(codes.UNREADABLE, message, Place(file), "check the path and the permissions")


def _too_large(file: str, limit: int, size: int | None = None) -> ProblemError:
    found = "more" if size is None else _size(size)
    message = f"the file is too large: {found}, at most {_size(limit)} are read"
    return refuse(codes.TOO_LARGE, message, Place(file), "split it, or write facts as JSON Lines or CSV")


def _size(count: int) -> str:
    return f"{count / MEBIBYTE:,.0f} MiB" if count >= MEBIBYTE else f"{count:,} bytes"


def _sort_of_file(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a directory"
    if stat.S_ISFIFO(mode):
        return "a pipe"
    return "a device" if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) else "a socket"
