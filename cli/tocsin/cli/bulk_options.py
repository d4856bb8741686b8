"""What the bulk commands share: options, the tables named, and how far they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from tocsin.cli import completion
from tocsin.cli.progress import ProgressLine

if TYPE_CHECKING:
    from tocsin.bulk.reading.inputs import Input
    from tocsin.facts.problem_list import ProblemList
    from tocsin.rules.model import Pack

_SIZE = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)\s*(?P<unit>[kmgt]?)(?P<binary>i?)b?", re.IGNORECASE)
_LEAST = 256 * 2**20


def _memory(text: str) -> int:
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise typer.BadParameter(f"{text!r} is no amount of memory; write 4GiB or 800MB")
    base = 1024 if found["binary"] else 1000
    size = int(float(found["number"]) * base ** " kmgt".index(found["unit"].lower() or " "))
    if size < _LEAST:
        raise typer.BadParameter("a run needs at least 256MiB")
    return size


TablesArgument: TypeAlias = Annotated[
    list[str],
    typer.Argument(
        metavar="FACTS",
        show_default=False,
        help="Tables: files (.parquet, .csv, .jsonl) named after a fact type, TYPE=FILE, folders, globs, addresses.",
        autocompletion=completion.cases,
    ),
]
AcrossOption: TypeAlias = Annotated[
    bool, typer.Option("--across", help="Take all rows as one case, so that rules join across cases.")
]
RejectOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--reject", metavar="FILE", help="Write rows that state no fact to this CSV file, and go on."),
]
MemoryOption: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--memory",
        metavar="SIZE",
        parser=_memory,
        help="Stay within about this much memory, such as 4GiB; spill to disk.",
    ),
]


def find(texts: Sequence[str], pack: Pack, noted: ProblemList | None = None) -> list[Input]:
    """The tables named. Raises ProblemError with everything that is wrong with the names.

    With ``noted``, what is wrong with some is added there, and the others are given, to be told with what is in them.
    """
    from tocsin.bulk.lowering.columns import require_columns
    from tocsin.bulk.reading.inputs import find_inputs
    from tocsin.facts.problem_list import ProblemList

    require_columns(pack)
    problems = ProblemList("") if noted is None else noted
    inputs = find_inputs(texts, pack.vocabulary, problems)
    if noted is None or not inputs:
        problems.raise_if_any()
    return inputs


@contextmanager
def interruptible(kept: Callable[[], str] = str) -> Iterator[None]:
    """Within, an interrupt of the SQL engine is one of the command; ``kept`` says what has been kept by then."""
    from tocsin.cli.errors import Interrupted

    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(kept() or "nothing was changed") from None
    except RuntimeError as error:  # what DuckDB makes of Ctrl-C
        if "interrupt" not in str(error).lower():
            raise
        raise Interrupted(kept() or "nothing was changed") from None


class BulkProgress(ProgressLine):
    """A line with what is being done, and how much of how much of it if that is known."""

    def __call__(self, doing: str, done: int, total: int) -> None:
        """Tell that so much of so much is done."""
        self.show(f"{done:,} of {total:,} {doing} ({done * 100 // total} %)" if total else f"{doing} …")
