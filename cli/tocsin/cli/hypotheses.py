"""``tocsin hypotheses``: the matrix of competing hypotheses."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli.options import (
    AsOfOption,
    AssumeOption,
    FactOption,
    JsonOption,
    KnownByOption,
    PackOption,
    WithoutOption,
)
from tocsin.cli.viewing import CaseUnlessFactsArgument, ReadingOption, look

EXAMPLES = ("tocsin hypotheses examples/kursk.yaml", "tocsin hypotheses examples/kursk.yaml --known-by 2024-11-01")


def hypotheses(
    case: CaseUnlessFactsArgument = None,
    *,
    names: Annotated[
        list[str] | None, typer.Option("--set", metavar="ID", help="Only this set of the pack. Repeatable.")
    ] = None,
    facts: FactOption = None,
    pack: PackOption = None,
    as_of: AsOfOption = None,
    known_by: KnownByOption = None,
    assume: AssumeOption = None,
    without: WithoutOption = None,
    reading: ReadingOption = None,
    as_json: JsonOption = False,
) -> None:
    """Weigh competing hypotheses by the evidence at hand: least inconsistent first."""
    opened, view = look(case, pack, as_of, known_by, assume, without, reading, facts=facts)
    from tocsin.judgement import weigh

    matrices = weigh(opened, names or (), view)
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data({"matrices": [matrix.to_json() for matrix in matrices]}, opened.pack)
    else:
        from tocsin.cli.hypotheses_text import lines_of
        from tocsin.cli.output import Terminal, emit

        emit("\n\n".join("\n".join(lines_of(matrix, Terminal.current())) for matrix in matrices))
