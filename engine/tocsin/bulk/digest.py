"""A table's digest: the same for the same rows, in whatever order, files and engine they stand.

Files of the same rows may differ: a release of DuckDB that writes other bytes, or other bytes for rows that it read
from several files, gives the same result. The digest of a row is SHA-256 of its values as text, joined by tabs; that
of a table is the sum of its rows' digests, as numbers, modulo 2^256. So it is added up chunk by chunk and worker by
worker. It tells results apart; it is no seal, because sums can be made to fit by someone who chooses the rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

_BYTES: Final = 32
_WORDS: Final = 8
_BATCH: Final = 100_000
NOTHING: Final = "0" * 64
"""The digest of no rows."""


def digest_of(connection: DuckDBPyConnection, source: str) -> str:
    """The digest of the rows of a result's table, in hexadecimal; ``source`` is what FROM may name.

    >>> import duckdb
    >>> digest_of(duckdb.connect(), "(SELECT 'c1' AS case_id, 'x' AS id, true AS boundary)")
    '3a8cf4d5dbbe22f974e860c99a8ab810bb24595742041da0feeb070fc68fb75c'
    """
    columns = connection.sql(f"SELECT * FROM {source} LIMIT 0")
    texts = {
        name: f"array_to_string({name}, ',')" if str(kind).endswith("[]") else f"CAST({name} AS VARCHAR)"
        for name, kind in zip(columns.columns, columns.types, strict=True)
    }
    # Only a case's id may hold a tab, which JSON and the notation escape: it comes last.
    row = f"concat_ws(chr(9), {', '.join([*(sql for name, sql in texts.items() if name != 'case_id'), 'case_id'])})"
    hashed = connection.sql(f"SELECT unhex(sha256({row})) AS hashed FROM {source}")
    reader = hashed.to_arrow_reader(_BATCH) if hasattr(hashed, "to_arrow_reader") else hashed.arrow(_BATCH)
    return _hexadecimal(sum(_sum(batch.column(0)) for batch in reader))


def _sum(hashed: pa.Array) -> int:
    """The sum of hashes as numbers; adding up words of 32 bits by columns, which 64 bits hold for any batch."""
    import numpy as np
    import pyarrow as pa

    fixed = hashed.cast(pa.binary(_BYTES))
    words = np.frombuffer(fixed.buffers()[1], ">u4", len(fixed) * _WORDS, fixed.offset * _BYTES)
    sums = words.reshape(-1, _WORDS).sum(axis=0, dtype=np.uint64)
    return sum(int(word) << 32 * (_WORDS - 1 - at) for at, word in enumerate(sums))


def added(digests: Iterable[str]) -> str:
    """The digest of the rows of several tables together."""
    return _hexadecimal(sum(int(digest, 16) for digest in digests))


def _hexadecimal(total: int) -> str:
    return f"{total % 2**256:064x}"
