"""Firings kept column by column: a million of them in a few arrays instead of a million tuples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, SupportsIndex, overload

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_AT_ONCE = 65_536


@cache
def has_numpy() -> bool:
    """False in a browser, to which nobody brought it: there rows do all."""
    return find_spec("numpy") is not None


class RecordColumns(Sequence[tuple[Any, ...]]):
    """Records (``tocsin.engine.evaluation``) of a rule without aggregates and computed values.

    ``columns`` are the conclusion and the premise of each pattern, as int32 arrays of one length, and
    ``boundary`` is an array of 0 and 1, or None if it is 0 throughout. A record is made when it is asked for.
    """

    def __init__(self, columns: Sequence[NDArray[np.int32]], boundary: NDArray[np.int8] | None) -> None:
        self.columns = tuple(columns)
        self.boundary = boundary

    def __len__(self) -> int:
        return len(self.columns[0])

    @overload
    def __getitem__(self, at: SupportsIndex) -> tuple[Any, ...]: ...

    @overload
    def __getitem__(self, at: slice) -> list[tuple[Any, ...]]: ...

    def __getitem__(self, at: SupportsIndex | slice) -> tuple[Any, ...] | list[tuple[Any, ...]]:
        if isinstance(at, slice):
            columns = [column[at].tolist() for column in self.columns]
            ends = [0] * len(columns[0]) if self.boundary is None else self.boundary[at].tolist()
            return list(zip(*columns, ends, strict=True))
        return (*[int(column[at]) for column in self.columns], 0 if self.boundary is None else int(self.boundary[at]))

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for start in range(0, len(self), _AT_ONCE):
            yield from self[start : start + _AT_ONCE]
