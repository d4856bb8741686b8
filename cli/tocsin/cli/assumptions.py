"""``tocsin assumptions``: the key-assumptions check."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli.options import (
    AsOfOption,
    AssumeOption,
    FactOption,
    JsonOption,
    KnownByOption,
    LeastQualifier,
    MinQualifierOption,
    PackOption,
    WithoutOption,
)
from tocsin.cli.viewing import CaseUnlessFactsArgument, ReadingOption, look

EXAMPLES = (
    "tocsin assumptions examples/kursk.yaml",
    "tocsin assumptions examples/kursk.yaml --all --without kursk-counts-as-theatre",
)


def assumptions(
    case: CaseUnlessFactsArgument = None,
    *,
    facts: FactOption = None,
    pack: PackOption = None,
    as_of: AsOfOption = None,
    known_by: KnownByOption = None,
    assume: AssumeOption = None,
    without: WithoutOption = None,
    reading: ReadingOption = None,
    every: Annotated[bool, typer.Option("--all", help="Name every conclusion that changes, however many.")] = False,
    min_qualifier: MinQualifierOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say for each assumption exactly which conclusions fall or weaken if it is switched."""
    opened, view = look(case, pack, as_of, known_by, assume, without, reading, facts=facts)
    from tocsin.judgement import check_assumptions
    from tocsin.service.least import assumptions_at_least

    least = min_qualifier or LeastQualifier.possible
    found, left_out = assumptions_at_least(check_assumptions(opened, view), least.qualifier)
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data(found.to_json(), opened.pack)
    else:
        from tocsin.cli.assumptions_text import lines_of
        from tocsin.cli.output import Terminal, emit

        emit("\n".join([*lines_of(found, every, Terminal.current()), *least.told(left_out)]))
