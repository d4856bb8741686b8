"""Arrow's arrays made and read as buffers.

``pyarrow.array`` and ``to_numpy`` ask whether they are given something of pandas', and import pandas to ask, where it
is installed: that takes longer than all else a small run does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa


def texts(values: Iterable[str]) -> pa.StringArray:
    """An array of texts, which together have less than 2 GiB in UTF-8.

    >>> texts(["Київ", ""]).to_pylist()
    ['Київ', '']
    """
    import numpy as np
    import pyarrow as pa

    encoded = [value.encode() for value in values]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(b"".join(encoded))]
    return pa.Array.from_buffers(pa.string(), len(encoded), buffers)


def numbers(values: np.ndarray[Any, Any]) -> pa.Int32Array:
    """An array of whole numbers of 32 bits."""
    import numpy as np
    import pyarrow as pa

    whole = np.ascontiguousarray(values, np.int32)
    return pa.Array.from_buffers(pa.int32(), len(whole), [None, pa.py_buffer(whole)])


def read_numbers(column: pa.ChunkedArray, kind: str) -> np.ndarray[Any, Any]:
    """The numbers of a column without nulls, ``kind`` being NumPy's name of their type.

    >>> import numpy as np, pyarrow as pa
    >>> read_numbers(pa.chunked_array([numbers(np.array([3, 4, 5]))]).slice(1), "i4").tolist()
    [4, 5]
    """
    import numpy as np

    pieces = [
        np.frombuffer(piece.buffers()[1], kind)[piece.offset : piece.offset + len(piece)] for piece in column.chunks
    ]
    return np.concatenate(pieces) if pieces else np.empty(0, kind)
