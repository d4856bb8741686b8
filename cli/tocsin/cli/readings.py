"""``tocsin readings``: a case on every reading of its pack."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli.options import (
    AsOfOption,
    FactOption,
    JsonOption,
    KnownByOption,
    LeastQualifier,
    MinQualifierOption,
    PackOption,
)
from tocsin.cli.viewing import CaseUnlessFactsArgument, look

EXAMPLES = ("tocsin readings examples/kursk.yaml", "tocsin readings examples/kursk.yaml --all --known-by 2024-11-01")


def readings(
    case: CaseUnlessFactsArgument = None,
    *,
    facts: FactOption = None,
    pack: PackOption = None,
    as_of: AsOfOption = None,
    known_by: KnownByOption = None,
    every: Annotated[
        bool, typer.Option("--all", help="List the conclusions on which all readings agree, too.")
    ] = False,
    min_qualifier: MinQualifierOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which conclusions stand on each reading of the text, and at which premise two readings part."""
    opened, view = look(case, pack, as_of, known_by, facts=facts)
    from tocsin.judgement import read_all
    from tocsin.service.least import readings_at_least

    least = min_qualifier or LeastQualifier.possible
    table, left_out = readings_at_least(read_all(opened, view), least.qualifier)
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data(table.to_json(), opened.pack)
    else:
        from tocsin.cli.output import Terminal, emit_long
        from tocsin.cli.readings_text import lines_of

        emit_long([*lines_of(table, every, Terminal.current()), *least.told(left_out)])
