"""A function that has been written, compiled; and the order in which it walks the patterns of a conjunction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tocsin.engine.incremental.store import Store
from tocsin.engine.incremental.writer import FunctionWriter
from tocsin.engine.plan import MatchPlan
from tocsin.engine.planning import join_order
from tocsin.engine.seminaive.matches import Index
from tocsin.engine.seminaive.runtime import RUNTIME


class Function:
    """A compiled function, the indexes it looks things up in, and whether something may have no value in it."""

    def __init__(self, call: Callable[..., Any], indexes: Iterable[Index], fails: bool) -> None:
        self.call = call
        self.indexes = tuple(indexes)
        self.fails = fails

    def on(self, store: Store) -> Callable[..., Any]:
        """The function, once the store has the indexes it needs."""
        store.require(self.indexes)
        return self.call


def compiled(writer: FunctionWriter, parameters: str, *, first: Iterable[str] = (), last: str = "") -> Function:
    """The function that a writer has written."""
    text = writer.function("function", parameters, first, last)
    scope = {**RUNTIME, **writer.constants.values}
    exec(compile(text, "<incremental rule>", "exec"), scope)
    return Function(scope["function"], writer.indexes, any("fail" in line for line in writer.lines))


def shared(match: MatchPlan) -> tuple[str, ...]:
    """The variables of the rule that the patterns of a conjunction mention."""
    mentioned = {name for pattern in match.patterns for name in pattern.names}
    return tuple(name for name in match.outer if name in mentioned)


def order_from(match: MatchPlan, first: int) -> tuple[int, ...]:
    """The join order that begins with one pattern, when nothing is bound; of equals, as the conjunction's own order."""
    return join_order([pattern.names for pattern in match.patterns], match.order, first=first)
