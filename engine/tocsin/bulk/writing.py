"""The tables of a chunk -> Parquet, written once, as parts; and parts -> one file, without reading out their texts.

A row of conclusions or facts is a few numbers, and its texts are said once for all rows: each group of rows of a file
has a dictionary of the texts that stand in it, and the numbers beside it, which is also how Parquet keeps them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tocsin.bulk.arrow import numbers, read_numbers, texts
from tocsin.bulk.atomic_files import settle
from tocsin.bulk.chunks import Answered, TableName
from tocsin.bulk.digest import CaseSums, digest_of, hash_rows, read_hashes
from tocsin.bulk.executor import DuckDB
from tocsin.bulk.parquet_groups import fit, join_groups, read_footer
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
_SMALL: Final = _GROUP // 4
"""Where row groups of parts are smaller on average, their rows are put into larger ones."""
_COPY: Final = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP}"
_MOST: Final = 500_000
"""So many contents are held by Arrow while a part is written; of more the database writes the rows by itself."""
_DICTIONARY: Final = 2**26
"""A dictionary may be so large, in bytes."""
_NUMBERED: Final = "numbered"


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
    partial = target.with_name(f".{target.name}.part")
    footers = [read_footer(part) for part in parts]
    rows, groups = (sum(counts) for counts in zip(*((each.rows, len(each.groups)) for each in footers), strict=True))
    if len(parts) == 1 or (fit(footers) and rows >= groups * _SMALL):
        join_groups(footers, partial)
    else:
        _write_anew(parts, partial)
    settle(partial, target)


def _write_anew(parts: Sequence[Path], target: Path) -> None:
    """The file holds the rows of the parts in larger groups; texts are read as numbers with a dictionary."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    # A list's texts have no dictionary in Arrow.
    texts = [field.name for field in pq.read_schema(parts[0]) if pa.types.is_string(field.type)]
    waiting: list[pa.Table] = []
    writer = None
    for number, part in enumerate(parts, 1):
        waiting.append(pq.read_table(part, read_dictionary=texts))
        if sum(map(len, waiting)) < _GROUP and number < len(parts):
            continue
        rows = pa.concat_tables([each.cast(waiting[0].schema) for each in waiting]).unify_dictionaries()
        writer = writer or _writer(target, rows.schema)
        writer.write_table(rows.cast(writer.schema).combine_chunks(), _GROUP)
        waiting = []
    if writer is not None:
        writer.close()


def _writer(file: Path, schema: pa.Schema) -> pq.ParquetWriter:
    import pyarrow.parquet as pq

    # Without Arrow's own schema beside Parquet's, a text is read as one, and not as a dictionary's.
    return pq.ParquetWriter(file, schema, compression="zstd", store_schema=False, dictionary_pagesize_limit=_DICTIONARY)


def _write_numbered(connection: DuckDBPyConnection, answered: Answered, name: TableName, file: Path) -> str:
    executor = DuckDB(connection)
    executor.create(_NUMBERED, answered.numbers[name])
    try:
        said = texts_said(executor)
        cases = executor.arrow(answered.cases)
        rows = executor.arrow(f"SELECT * FROM {_NUMBERED}")
        writer = None
        for group in _groups(rows, said, cases):
            writer = writer or _writer(file, group.schema)
            writer.write_table(group, _GROUP)
        assert writer is not None
        writer.close()
        return _digest(executor, answered, name, cases)
    finally:
        executor.drop(_NUMBERED)


def _digest(executor: DuckDB, answered: Answered, name: TableName, cases: pa.Table) -> str:
    """The digest of the rows of numbers: what several say is hashed once."""
    import numpy as np

    said = hash_rows(executor.connection, f"({answered.said(name, _NUMBERED)})", "key").to_arrow_table()
    keys = read_numbers(said["key"], "i8")
    order = np.argsort(keys)
    keys, hashes = keys[order], read_hashes(said["hashed"].combine_chunks())[order]
    rows = executor.arrow(answered.keyed(name, _NUMBERED))
    sums = CaseSums()
    for start in range(0, len(rows), _GROUP):
        group = rows.slice(start, _GROUP)
        places = np.searchsorted(keys, read_numbers(group["key"], "i8"))
        sums.add(read_numbers(group["case_no"], "i4"), hashes[places])
    return sums.digest(cases["case_id"].to_pylist())


def _groups(rows: pa.Table, said: pa.Table, cases: pa.Table) -> Iterator[pa.Table]:
    """The rows in words, some at a time; without any row, one table that has none."""
    import pyarrow as pa

    qualifiers = texts(word for word, _ in sorted(STRENGTH.items(), key=lambda pair: pair[1]))
    for start in range(0, max(1, len(rows)), _GROUP):
        group = rows.slice(start, _GROUP)
        case_ids = _taken(cases, read_numbers(group["case_no"], "i4"))
        words = _taken(said, read_numbers(group["no"], "i4"))
        strengths = numbers(read_numbers(group["strength"], "i1"))
        columns = {**case_ids, **words, "qualifier": pa.DictionaryArray.from_arrays(strengths, qualifiers)}
        yield pa.table(columns | {each: group[each] for each in group.column_names[3:]})


def _taken(said: pa.Table, places: np.ndarray[Any, Any]) -> dict[str, pa.DictionaryArray]:
    """The texts of each column at these places, with a dictionary of those alone that stand there."""
    import numpy as np
    import pyarrow as pa

    stand = np.zeros(len(said), np.bool_)
    stand[places] = True
    chosen = said.take(numbers(np.flatnonzero(stand)))
    at = (np.cumsum(stand, dtype=np.int32) - 1)[places]
    found = {}
    for name in said.column_names:
        # Contents of two types may say the same in one column.
        encoded = chosen[name].combine_chunks().dictionary_encode()
        indices = read_numbers(pa.chunked_array([encoded.indices]), "i4")
        found[name] = pa.DictionaryArray.from_arrays(numbers(indices[at]), encoded.dictionary)
    return found
