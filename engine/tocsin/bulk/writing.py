"""The tables of a chunk -> Parquet, written once, as parts; and parts -> one file, without reading out their texts.

A row of conclusions or facts is a few numbers, and its texts are said once for all rows: each group of rows of a file
has a dictionary of the texts that stand in it, and the numbers beside it, which is also how Parquet keeps them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tocsin.bulk.atomic_files import settle
from tocsin.bulk.chunks import Answered, TableName
from tocsin.bulk.digest import NOTHING, added, digest_of
from tocsin.bulk.executor import DuckDB
from tocsin.bulk.reading.sql import literal
from tocsin.bulk.said import texts_said
from tocsin.engine.plan import STRENGTH

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq
    from duckdb import DuckDBPyConnection

_GROUP: Final = 122_880
"""Rows in a row group."""
_COPY: Final = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP}"
_MOST: Final = 500_000
"""So many contents are held by Arrow while a part is written; of more the database writes the rows by itself."""
_DICTIONARY: Final = 2**26
"""A dictionary may be so large, in bytes."""


def write_part(connection: DuckDBPyConnection, answered: Answered, name: TableName, target: Path) -> str:
    """The file holds the rows of a table of the chunk; their digest."""
    partial = target.with_name(f".{target.name}.part")
    if name in answered.numbers and answered.contents <= _MOST:
        digest = _write_numbered(connection, answered, name, partial)
    else:
        connection.execute(f"COPY ({answered.queries[name]}) TO {literal(str(partial))} ({_COPY})")
        digest = digest_of(connection, f"read_parquet({literal(str(partial))})")
    settle(partial, target)
    return digest


def join_parts(parts: Sequence[Path], target: Path) -> None:
    """The file holds the rows of the parts, one behind the other."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    partial = target.with_name(f".{target.name}.part")
    if len(parts) == 1:
        shutil.copyfile(parts[0], partial)
    else:
        schema = pq.read_schema(parts[0])
        # A list's texts have no dictionary in Arrow.
        texts = [field.name for field in schema if pa.types.is_string(field.type)]
        writer = None
        for part in parts:
            with pq.ParquetFile(part, read_dictionary=texts) as file:
                writer = writer or _writer(partial, file.schema_arrow)
                for number in range(file.num_row_groups):
                    writer.write_table(file.read_row_group(number), _GROUP)
        if writer is not None:
            writer.close()
    settle(partial, target)


def _writer(file: Path, schema: pa.Schema) -> pq.ParquetWriter:
    import pyarrow.parquet as pq

    # Without Arrow's own schema beside Parquet's, a text is read as one, and not as a dictionary's.
    return pq.ParquetWriter(file, schema, compression="zstd", store_schema=False, dictionary_pagesize_limit=_DICTIONARY)


def _write_numbered(connection: DuckDBPyConnection, answered: Answered, name: TableName, file: Path) -> str:
    executor = DuckDB(connection)
    texts = texts_said(executor)
    cases = executor.arrow(answered.cases).column(0)
    rows = executor.arrow(answered.numbers[name])
    digest = NOTHING
    writer = None
    for group in _groups(rows, texts, cases):
        writer = writer or _writer(file, group.schema)
        writer.write_table(group, _GROUP)
        connection.register("written", group)
        digest = added((digest, digest_of(connection, "written")))
        connection.unregister("written")
    assert writer is not None
    writer.close()
    return digest


def _groups(rows: pa.Table, texts: pa.Table, cases: pa.ChunkedArray) -> Iterator[pa.Table]:
    """The rows in words, some at a time; without any row, one table that has none."""
    import pyarrow as pa

    qualifiers = pa.array([word for word, _ in sorted(STRENGTH.items(), key=lambda pair: pair[1])])
    for start in range(0, max(1, len(rows)), _GROUP):
        group = rows.slice(start, _GROUP)
        case_ids = _taken(pa.table({"case_id": cases}), _numbers(group, "case_no"))
        said = _taken(texts, _numbers(group, "no"))
        strengths = pa.array(_numbers(group, "strength").astype("int32"))
        columns = {**case_ids, **said, "qualifier": pa.DictionaryArray.from_arrays(strengths, qualifiers)}
        yield pa.table(columns | {each: group[each] for each in group.column_names[3:]})


def _numbers(rows: pa.Table, column: str) -> np.ndarray[Any, Any]:
    found: np.ndarray[Any, Any] = rows[column].to_numpy()
    return found


def _taken(texts: pa.Table, numbers: np.ndarray[Any, Any]) -> dict[str, pa.DictionaryArray]:
    """The texts of each column at these places, with a dictionary of those alone that stand there."""
    import numpy as np
    import pyarrow as pa

    stand = np.zeros(len(texts), np.bool_)
    stand[numbers] = True
    places = np.cumsum(stand, dtype=np.int32) - 1
    chosen = texts.filter(pa.array(stand))
    found = {}
    for name in texts.column_names:
        # Contents of two types may say the same in one column.
        encoded = chosen[name].combine_chunks().dictionary_encode()
        at = pa.array(encoded.indices.to_numpy()[places[numbers]] if len(numbers) else [], pa.int32())
        found[name] = pa.DictionaryArray.from_arrays(at, encoded.dictionary)
    return found
