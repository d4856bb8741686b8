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
    from duckdb import DuckDBPyConnection

_BITS: Final = 64
_PIECES: Final = 256 // _BITS
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
    wide = _BITS // 4
    sums = ", ".join(
        f"coalesce(sum(CAST('0x' || substr(hashed, {1 + wide * piece}, {wide}) AS UBIGINT)), 0)"
        for piece in range(_PIECES)
    )
    (found,) = connection.execute(f"SELECT {sums} FROM (SELECT sha256({row}) AS hashed FROM {source})").fetchall()
    return _hexadecimal(sum(int(piece) << _BITS * (_PIECES - 1 - at) for at, piece in enumerate(found)))


def added(digests: Iterable[str]) -> str:
    """The digest of the rows of several tables together."""
    return _hexadecimal(sum(int(digest, 16) for digest in digests))


def _hexadecimal(total: int) -> str:
    return f"{total % 2**256:064x}"
