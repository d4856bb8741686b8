"""Data frames -> Parquet files, one for each part that has rows, written by the workers.

Spark's own writer lists a column's encodings in the order of a Java hash, which is another in every process; so the
workers write with Arrow, whose files have the same bytes for the same rows. A part's rows stand in one task, sorted.
Workers add up the digest of what they write.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from tocsin.bulk.chunks import TableName
from tocsin.bulk.digest import Digest
from tocsin.facts.dataclass import dataclass

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

PART: Final = "part_no"
_GROUP: Final = 122_880
"""Rows in a row group: the same wherever batches of rows happen to end."""
SORTED: Final[dict[TableName, tuple[str, ...]]] = {
    "conclusions": ("case_id", "type", "id"),
    "derivations": ("case_id", "conclusion", "rule", "premises", "bindings"),
    "facts": ("case_id", "type", "id"),
}
"""The columns by which rows are told apart, and sorted."""


@dataclass(frozen=True)
class Part:
    """A part as it was written: the name of its file, and the digest of its rows."""

    file: str
    digest: str


def schema_of(name: TableName) -> pa.Schema:
    """The columns of a table to keep."""
    import pyarrow as pa

    last = [("qualifier", pa.string())]
    if name != "facts":
        last += [("boundary", pa.bool_()), ("depth", pa.int32())]
    if name == "derivations":
        first = [("case_id", pa.string()), ("conclusion", pa.string()), ("rule", pa.string())]
        return pa.schema([*first, ("premises", pa.list_(pa.string())), ("bindings", pa.string()), *last])
    texts = ("case_id", "id", "type", "fields", "notation")
    return pa.schema([*((text, pa.string()) for text in texts), *last])


def write_parts(frame: DataFrame, name: TableName, folder: str, per_part: int, parts: int) -> dict[int, Part]:
    """Each part of the table, in a file in the folder; ``frame`` has ``case_no`` and the table's columns.

    A task that is tried again writes a file of another name, and nothing refers to the first one.
    """
    numbered = frame.selectExpr(f"CAST(case_no DIV {per_part} AS INT) AS {PART}", "*")
    sorted_parts = numbered.repartition(parts, PART).sortWithinPartitions(PART, *SORTED[name])
    written = sorted_parts.mapInArrow(
        _writer(folder, schema_of(name)), "part int, file string, digest string"
    ).collect()
    return {row[0]: Part(row[1], row[2]) for row in written}


def write_nothing(name: TableName, folder: str) -> Part:
    """A part in a file in the folder that has the table's columns and no rows."""
    file = _File(folder, schema_of(name))
    file.close()
    return Part(file.name, file.digest)


def _writer(folder: str, schema: pa.Schema) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What a worker does with the rows of its parts, which come part by part."""

    def write(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        open_part: int | None = None
        file: _File | None = None
        for batch in batches:
            for part, rows in _by_part(batch):
                if part != open_part:
                    if file is not None:
                        yield closed(open_part, file)
                    open_part, file = part, _File(folder, schema)
                assert file is not None
                file.add(rows)
        if file is not None:
            yield closed(open_part, file)

    def closed(part: int | None, file: _File) -> pa.RecordBatch:
        import pyarrow as pa

        file.close()
        return pa.record_batch([pa.array([part], pa.int32()), [file.name], [file.digest]], ["part", "file", "digest"])

    return write


def _by_part(batch: pa.RecordBatch) -> Iterator[tuple[int, pa.Table]]:
    """The stretches of rows that are of one part."""
    import pyarrow as pa

    table = pa.Table.from_batches([batch])
    numbers: Sequence[int] = table[PART].to_numpy()
    start = 0
    for end in range(1, len(numbers) + 1):
        if end == len(numbers) or numbers[end] != numbers[start]:
            yield int(numbers[start]), table.slice(start, end - start)
            start = end


class _File:
    """One file being written: add rows, then close."""

    def __init__(self, folder: str, schema: pa.Schema) -> None:
        import duckdb
        import pyarrow.parquet as pq

        self.name = f"{uuid.uuid4().hex}.parquet"
        self._schema = schema
        system, path = file_system(folder)
        system.create_dir(path, recursive=True)
        self._stream = system.open_output_stream(f"{path}/{self.name}")
        self._writer = pq.ParquetWriter(self._stream, schema, compression="zstd")
        self._waiting: list[pa.Table] = []
        self._rows = 0
        self._digest = Digest()
        self._connection = duckdb.connect()
        self._connection.execute("SET threads = 1")

    @property
    def digest(self) -> str:
        """The digest of the rows written: a part has every row of its cases."""
        return self._digest.hexadecimal()

    def add(self, rows: pa.Table) -> None:
        """Add rows behind those before."""
        self._waiting.append(rows.select(self._schema.names).cast(self._schema))
        self._rows += len(rows)
        if self._rows >= _GROUP:
            self._write(self._rows // _GROUP * _GROUP)

    def close(self) -> None:
        """Write what is left, and end the file."""
        if self._rows:
            self._write(self._rows)
        self._writer.close()
        self._stream.close()
        self._connection.close()

    def _write(self, count: int) -> None:
        import pyarrow as pa

        rows = pa.concat_tables(self._waiting)
        group = rows.slice(0, count).combine_chunks()
        self._writer.write_table(group, row_group_size=_GROUP)
        self._connection.register("written", group)
        self._digest.add(self._connection, "written")
        self._waiting = [rows.slice(count)]
        self._rows -= count


def file_system(address: str) -> tuple[Any, str]:
    """Arrow's file system for an address that Hadoop has qualified, and the path in it."""
    from pyarrow import fs

    if address.startswith("file:"):
        return fs.LocalFileSystem(), re.sub(r"^file:/+", "/", address)
    found: tuple[Any, str] = fs.FileSystem.from_uri(re.sub(r"^s3[an]:", "s3:", address))
    return found
