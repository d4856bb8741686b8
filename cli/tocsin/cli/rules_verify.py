"""``tocsin rules verify``: what never holds, what always follows, whether two packs say the same; proved or refuted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli import completion
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

if TYPE_CHECKING:
    from tocsin.proving import Found

EXAMPLES = (
    "tocsin rules verify eu-cash-controls --never 'must_declare(euros=$sum) and high($sum) < 10_000'",
    "tocsin rules verify eu-cash-controls --implies 'held_too_long(cash=$what) => held(cash=$what)'",
    "tocsin rules verify eu-cash-controls --same eu-cash-controls --facts 1",
)


def verify(
    pack: ProvedPackArgument,
    *,
    never: Annotated[
        str | None, typer.Option("--never", metavar="'F and G'", help="These never hold together.")
    ] = None,
    implies: Annotated[
        str | None, typer.Option("--implies", metavar="'F => G'", help="Where the first holds, so does the second.")
    ] = None,
    same: Annotated[
        str | None,
        typer.Option(
            "--same", metavar="PACK", help="This pack concludes the same facts.", autocompletion=completion.packs
        ),
    ] = None,
    facts: FactsOption = None,
    given: GivenOption = None,
    assume: AssumeOption = None,
    without: WithoutOption = None,
    certificate: CertificateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Prove within a bound that something is always so, or print the smallest case in which it is not."""
    if sum(each is not None for each in (never, implies, same)) != 1:
        raise typer.BadParameter("give one of --never, --implies and --same")
    if same is not None and (assume or without):
        raise typer.BadParameter("--same compares packs as they are: give neither --assume nor --without")
    from tocsin.cli.progress import ProgressLine
    from tocsin.engine.case import switches
    from tocsin.proving import MOST_FACTS, verify_implies, verify_never, verify_same

    opened = open_pack(pack)
    with ProgressLine() as line:
        progress = shown_on(line)
        most = MOST_FACTS if facts is None else facts
        found: Found
        if same is not None:
            found = verify_same(opened, open_pack(same), facts=most, given=given or (), progress=progress)
        else:
            asked = verify_never if never is not None else verify_implies
            found = asked(
                opened,
                never or implies or "",
                facts=most,
                given=given or (),
                assumptions=switches(assume or (), without or ()),
                progress=progress,
            )
    shown = {
        never: f"not so: {never} holds here",
        implies: f"not so: {implies} fails here",
        same: "not so: the two conclude something different here",
    }
    never_so = f"never {never}" if never is not None else None
    tell(found, pack, certificate, as_json=as_json, shown=shown[never or implies or same], claim=never_so or found.goal)
