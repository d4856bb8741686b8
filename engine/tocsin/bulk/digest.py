"""A table's digest: the same for the same rows, in whatever order, files and engine they stand.

Files of the same rows may differ: a release of DuckDB that writes other bytes, or other bytes for rows that it read
from several files, gives the same result. So what rows say is added up: a row without its case is hashed by SHA-256;
the rows of a case are summed up, as numbers modulo 2^256; a case is SHA-256 of that sum and its id, and the table the
sum of its cases. What many cases say is hashed once; chunks and workers add up theirs, since none has a part of a case.
It tells results apart; it is no seal, because sums can be made to fit by someone who chooses the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    Numbers: TypeAlias = np.ndarray[Any, Any]

VERSION: Final = 2
"""Which way digests are worked out: in the first, which a summary does not name, each row was hashed with its case."""
_BYTES: Final = 32
_WORDS: Final = 8
_BATCH: Final = 100_000
NOTHING: Final = "0" * 64
"""The digest of no rows."""


def digest_of(connection: DuckDBPyConnection, source: str) -> str:
    """The digest of the rows of a result's table, in hexadecimal; ``source`` is what FROM may name.

    >>> import duckdb
    >>> digest_of(duckdb.connect(), "(SELECT 'c1' AS case_id, 'x' AS id, true AS boundary)")
    '901bdd14fc3f854ba14cdd0a713268f0df8983d1c7e5f6accd597ec34dc19a21'
    """
    digest = Digest()
    digest.add(connection, source)
    return digest.hexadecimal()


class Digest:
    """The digest of rows that come some at a time, in any order."""

    def __init__(self) -> None:
        self._cases: dict[str, int] = {}
        self._sums = CaseSums()

    def add(self, connection: DuckDBPyConnection, source: str) -> None:
        """Add rows of a result's table; ``source`` is what FROM may name."""
        import numpy as np

        found = hash_rows(connection, source, "case_id")
        # DuckDB 2 has another name for it, and will drop this one.
        read = getattr(found, "to_arrow_reader", None) or found.fetch_arrow_reader
        for batch in read(_BATCH):
            cases = batch.column(0).dictionary_encode()
            places = [self._cases.setdefault(case, len(self._cases)) for case in cases.dictionary.to_pylist()]
            at = np.frombuffer(cases.indices.buffers()[1], np.int32, len(batch))
            self._sums.add(np.array(places, np.int64)[at], read_hashes(batch.column(1)))

    def hexadecimal(self) -> str:
        """The digest of all rows so far."""
        return self._sums.digest(list(self._cases))


def hash_rows(connection: DuckDBPyConnection, source: str, of: str) -> DuckDBPyRelation:
    """The rows of what FROM may name: the column ``of``, and a hash of all others, ``hashed``."""
    columns = connection.sql(f"SELECT * EXCLUDE ({of}) FROM {source} LIMIT 0")
    texts = [
        f"array_to_string({name}, ',')" if str(kind).endswith("[]") else f"CAST({name} AS VARCHAR)"
        for name, kind in zip(columns.columns, columns.types, strict=True)
    ]
    # No column but that of cases may hold a tab, which JSON and the notation escape.
    return connection.sql(f"SELECT {of}, unhex(sha256(concat_ws(chr(9), {', '.join(texts)}))) AS hashed FROM {source}")


def read_hashes(hashes: pa.Array) -> Numbers:
    """Hashes as numbers: a row of eight each, of 32 bits, the first of most weight."""
    import numpy as np
    import pyarrow as pa

    fixed = hashes.cast(pa.binary(_BYTES))
    words = np.frombuffer(fixed.buffers()[1], ">u4", len(fixed) * _WORDS, fixed.offset * _BYTES)
    return words.astype(np.uint64).reshape(-1, _WORDS)


class CaseSums:
    """For each case, by its number, the sum of the hashes of its rows: word by word, which 64 bits hold for any run."""

    def __init__(self) -> None:
        import numpy as np

        self._sums: Numbers = np.zeros((0, _WORDS), np.uint64)

    def add(self, cases: Numbers, hashes: Numbers) -> None:
        """Add rows: the number of each one's case, and its hash."""
        import numpy as np

        if not len(cases):
            return
        if np.any(cases[1:] < cases[:-1]):
            order = np.argsort(cases, kind="stable")
            cases, hashes = cases[order], hashes[order]
        starts = np.flatnonzero(np.diff(cases, prepend=cases[0] - 1))
        missing = int(cases[-1]) + 1 - len(self._sums)
        if missing > 0:
            self._sums = np.concatenate([self._sums, np.zeros((missing, _WORDS), np.uint64)])
        self._sums[cases[starts]] += np.add.reduceat(hashes, starts, axis=0)

    def digest(self, case_ids: Sequence[str]) -> str:
        """The digest of the rows; ``case_ids`` has the id of each case at the place of its number."""
        import numpy as np

        # A case without rows has no part in it; no sum of hashes is 0.
        cases = np.flatnonzero(self._sums.any(axis=1)).tolist()
        sums = self._carried().astype(">u4").tobytes()
        hashed = [
            sha256(sums[case * _BYTES : (case + 1) * _BYTES] + case_ids[case].encode()).digest() for case in cases
        ]
        words = np.frombuffer(b"".join(hashed), ">u4").reshape(-1, _WORDS).sum(axis=0, dtype=np.uint64)
        return _hexadecimal(sum(int(word) << 32 * (_WORDS - 1 - at) for at, word in enumerate(words)))

    def _carried(self) -> Numbers:
        """The sums modulo 2^256, each word of them below 2^32."""
        import numpy as np

        words = self._sums.copy()
        for at in range(_WORDS - 1, 0, -1):
            words[:, at - 1] += words[:, at] >> np.uint64(32)
        return words & np.uint64(2**32 - 1)


def added(digests: Iterable[str]) -> str:
    """The digest of the rows of several tables together, of which no two have rows of one case."""
    return _hexadecimal(sum(int(digest, 16) for digest in digests))


def _hexadecimal(total: int) -> str:
    return f"{total % 2**256:064x}"
