"""``tocsin rules witness``: the smallest facts that make a rule fire or a fact follow, or a proof that none do."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli.opening import open_pack
from tocsin.cli.options import AssumeOption, JsonOption, WithoutOption
from tocsin.cli.proving_options import (
    CertificateOption,
    FactsOption,
    GivenOption,
    ProvedPackArgument,
    shown_on,
    tell,
)

EXAMPLES = (
    "tocsin rules witness russia-dprk involvement-changes-the-conflict",
    "tocsin rules witness russia-dprk 'backlash(target=RUS)' --facts 2 > case.yaml",
)


def witness(
    pack: ProvedPackArgument,
    asked: Annotated[
        str,
        typer.Argument(metavar="RULE|FACT", help="The id of a rule or a tension, a type, or type(field=value, …)."),
    ],
    *,
    facts: FactsOption = None,
    given: GivenOption = None,
    assume: AssumeOption = None,
    without: WithoutOption = None,
    certificate: CertificateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the smallest case in which a rule fires, or a fact follows; or that within a bound there is none."""
    from tocsin.cli.progress import ProgressLine
    from tocsin.engine.case import switches
    from tocsin.proving import MOST_FACTS
    from tocsin.proving import witness as smallest

    opened = open_pack(pack)
    with ProgressLine() as line:
        found = smallest(
            opened,
            asked,
            facts=MOST_FACTS if facts is None else facts,
            given=given or (),
            assumptions=switches(assume or (), without or ()),
            progress=shown_on(line),
        )
    tell(
        found,
        pack,
        certificate,
        as_json=as_json,
        shown=f"{asked}: " + ("this much suffices, and no less" if found.facts is not None else "nothing found"),
    )
