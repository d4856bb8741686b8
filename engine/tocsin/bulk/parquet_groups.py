"""Row groups of several Parquet files -> one file, as the bytes they are: nothing is unpacked, nor packed again.

A Parquet file is its row groups, then a footer that says where each begins. The footer is Thrift's compact protocol
(https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md), its structures those of
https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift. Only offsets in it are changed, so
that what other fields mean need not be known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

from tocsin.facts.dataclass import dataclass

_MAGIC: Final = b"PAR1"
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)
_PIECE: Final = 2**20
_NUMBERS: Final = (_I16, _I32, _I64)
Struct: TypeAlias = "dict[int, tuple[int, Any]]"
"""The fields of a structure by number: type and value. Of a list the value is the type of its items, and they."""

# FileMetaData, and what it holds: the numbers of fields.
_SCHEMA, _ROWS, _GROUPS = 2, 3, 4
_COLUMNS, _GROUP_OFFSET, _ORDINAL = 1, 5, 7
_CHUNK_META: Final = 3
_CHUNK_OFFSETS: Final = (2, 4, 6)
_META_OFFSETS: Final = (9, 10, 11, 14)


@dataclass(frozen=True)
class Footer:
    """The footer of a file, and where its row groups end."""

    file: Path
    fields: Struct
    end: int

    @property
    def groups(self) -> list[Struct]:
        """The row groups."""
        found: list[Struct] = self.fields[_GROUPS][1][1]
        return found

    @property
    def rows(self) -> int:
        """How many rows the file has."""
        return int(self.fields[_ROWS][1])


def read_footer(file: Path) -> Footer:
    """The footer of a Parquet file that is whole."""
    with file.open("rb") as stream:
        stream.seek(-8, 2)
        end = stream.tell()
        length = int.from_bytes(stream.read(4), "little")
        stream.seek(end - length)
        return Footer(file, _Reader(stream.read(length)).struct(), end - length)


def fit(footers: Sequence[Footer]) -> bool:
    """True if the files have one schema, to the byte, so that their row groups can stand in one file."""
    schemas = [footer.fields[_SCHEMA] for footer in footers]
    return all(schema == schemas[0] for schema in schemas)


def join_groups(footers: Sequence[Footer], target: Path) -> None:
    """The file has the row groups of all files, one behind the other; they ``fit``."""
    groups: list[Struct] = []
    with target.open("wb") as stream:
        stream.write(_MAGIC)
        for footer in footers:
            moved = stream.tell() - len(_MAGIC)
            with footer.file.open("rb") as part:
                part.seek(len(_MAGIC))
                _copy(part, stream, footer.end - len(_MAGIC))
            groups += [_moved(group, moved) for group in footer.groups]
        for number, group in enumerate(groups):
            group.pop(_ORDINAL, None)
            if number < 2**15:
                group[_ORDINAL] = (_I16, number)
        fields = dict(footers[0].fields)
        fields[_ROWS] = (_I64, sum(footer.rows for footer in footers))
        fields[_GROUPS] = (_LIST, (_STRUCT, groups))
        written = bytes(_struct(fields))
        stream.write(written + len(written).to_bytes(4, "little") + _MAGIC)


def _copy(source: Any, target: Any, length: int) -> None:
    while length:
        piece = source.read(min(length, _PIECE))
        target.write(piece)
        length -= len(piece)


def _moved(group: Struct, by: int) -> Struct:
    """The row group as it is told so many bytes further on."""
    kind, (items, columns) = group[_COLUMNS]
    chunks = [
        _shifted(chunk, _CHUNK_OFFSETS, by)
        | {_CHUNK_META: (_STRUCT, _shifted(chunk[_CHUNK_META][1], _META_OFFSETS, by))}
        for chunk in columns
    ]
    return _shifted(group, (_GROUP_OFFSET,), by) | {_COLUMNS: (kind, (items, chunks))}


def _shifted(struct: Struct, fields: Sequence[int], by: int) -> Struct:
    # An offset of 0 says that there is none: a file begins with its mark.
    return {n: (kind, value + by if n in fields and value else value) for n, (kind, value) in struct.items()}


class _Reader:
    """Reads values from the beginning of some bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def struct(self) -> Struct:
        """A structure."""
        found: Struct = {}
        number = 0
        while header := self._take(1)[0]:
            number = number + (header >> 4) if header >> 4 else self._number()
            kind = header & 15
            found[number] = (kind, self._value(kind) if kind not in (_TRUE, _FALSE) else None)
        return found

    def _take(self, length: int) -> bytes:
        self._at += length
        return self._data[self._at - length : self._at]

    def _varint(self) -> int:
        found = shift = 0
        while True:
            byte = self._take(1)[0]
            found |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return found

    def _number(self) -> int:
        found = self._varint()
        return found >> 1 ^ -(found & 1)

    def _value(self, kind: int) -> Any:
        if kind in _NUMBERS:
            return self._number()
        readers: dict[int, Callable[[], Any]] = {
            _BINARY: lambda: self._take(self._varint()),
            _DOUBLE: lambda: self._take(8),
            _STRUCT: self.struct,
            _LIST: self._items,
            _SET: self._items,
            _MAP: self._pairs,
        }
        # A truth value among others, or a byte, is one byte.
        return readers.get(kind, lambda: self._take(1))()

    def _items(self) -> tuple[int, list[Any]]:
        header = self._take(1)[0]
        size = header >> 4 if header >> 4 < 15 else self._varint()
        return header & 15, [self._value(header & 15) for _ in range(size)]

    def _pairs(self) -> tuple[int, list[Any]]:
        size = self._varint()
        kinds = self._take(1)[0] if size else 0
        return kinds, [(self._value(kinds >> 4), self._value(kinds & 15)) for _ in range(size)]


def _struct(fields: Struct) -> bytearray:
    written = bytearray()
    last = 0
    for number, (kind, value) in sorted(fields.items()):
        if 0 < number - last < 16:
            written.append(number - last << 4 | kind)
        else:
            written += bytes([kind]) + _zigzag(number)
        last = number
        if kind not in (_TRUE, _FALSE):
            written += _written(kind, value)
    written.append(0)
    return written


def _written(kind: int, value: Any) -> bytes | bytearray:
    if kind in _NUMBERS:
        return _zigzag(value)
    if kind == _BINARY:
        return _varint(len(value)) + bytes(value)
    if kind == _STRUCT:
        return _struct(value)
    if kind in (_LIST, _SET):
        inner, items = value
        size = len(items)
        header = bytes([size << 4 | inner]) if size < 15 else bytes([15 << 4 | inner]) + _varint(size)
        return header + b"".join(_written(inner, item) for item in items)
    if kind == _MAP:
        kinds, pairs = value
        told = bytes([kinds]) if pairs else b""
        parts = (_written(kinds >> 4, key) + _written(kinds & 15, each) for key, each in pairs)
        return _varint(len(pairs)) + told + b"".join(parts)
    return bytes(value)


def _zigzag(number: int) -> bytes:
    return _varint(number << 1 if number >= 0 else (-number << 1) - 1)


def _varint(number: int) -> bytes:
    written = bytearray()
    while number > 127:
        written.append(number & 127 | 128)
        number >>= 7
    written.append(number)
    return bytes(written)
