"""``tocsin verify``: checks a certificate with a program that shares nothing with the engines."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from tocsin.cli.errors import INTEGRITY
from tocsin.cli.options import JsonOption, PackOption

EXAMPLES = ("tocsin verify proof.json", "tocsin verify proof.json --pack russia-dprk --json")


def verify(
    proof: Annotated[
        str, typer.Argument(metavar="PROOF", show_default=False, help="A certificate that tocsin certify wrote.")
    ],
    *,
    pack: PackOption = None,
    function: Annotated[
        list[str] | None,
        typer.Option(
            "--function",
            metavar="NAME",
            show_default=False,
            help="A function of an installed package that the rules call, and that you trust. May be repeated.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Accept a certificate only if every step in it follows; otherwise name the first that does not (exit code 4)."""
    certificate = _read(proof)
    from tocsin.service.answers import verification

    against = None
    if pack is not None:
        from tocsin.cli.opening import open_pack

        against = open_pack(pack)
    found = verification(certificate, against, function or ())
    reason = found["reason"]
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data(found, against)
    if reason is not None:
        from tocsin.cli.output import complain
        from tocsin.facts.problems import Place, Problem
        from tocsin.proof.codes import REFUSED

        problem = Problem(REFUSED, f"the certificate is refused: {reason}", Place(proof))
        complain(str(problem), problem)
        raise typer.Exit(INTEGRITY)
    if not as_json:
        from tocsin.cli.layout import paragraph
        from tocsin.cli.output import Terminal, emit

        width = Terminal.current().width
        lines = _lines(certificate, against is not None)
        emit("\n".join(line for text in lines for line in paragraph(text, width, 0, 2)))


def _read(path: str) -> dict[str, Any]:
    from tocsin.cli.near_files import check_exists
    from tocsin.facts.problems import Place, Problem, ProblemError
    from tocsin.facts.tree import read_text, shown_path
    from tocsin.proof import Unreadable, read_certificate
    from tocsin.proof.codes import UNREADABLE
    from tocsin.proof.reading import LIMIT

    check_exists(path)
    try:
        return read_certificate(read_text(path, LIMIT))
    except Unreadable as error:
        hint = "write one with: tocsin certify CASE -o FILE"
        problem = Problem(UNREADABLE, f"this is no certificate: {error}", Place(shown_path(path)), hint)
        raise ProblemError([problem]) from None


def _lines(certificate: dict[str, Any], against: bool) -> list[str]:
    from tocsin.cli.output import printable
    from tocsin.cli.words import counted

    pack = certificate["pack"]
    when = f" as of {certificate['as_of']}" if certificate["as_of"] else ""
    facts, rules = counted(len(certificate["facts"]), "given fact"), counted(len(certificate["rules"]), "rule")
    steps = counted(len(certificate["steps"]), "step")
    asked = [_asked(certificate, identity) for identity in certificate["asked"]]
    rests = "The rules are those of the pack given." if against else (
        "The rules are taken as the certificate has them; --pack holds them against the pack."
    )  # fmt: skip
    own = certificate.get("functions", ())
    lines = [
        f"Accepted: every step follows ({steps} by {rules} from {facts}{when}).",
        *asked,
        f"Rules: {pack['name']} {pack['version']}. {rests}",
        *[f"What the function {name} gives is believed: it is none of Tocsin's." for name in own],
        "What the given facts say, and who reported them, is outside what a certificate can prove.",
    ]
    return [printable(line) for line in lines]


def _asked(certificate: dict[str, Any], identity: str) -> str:
    conclusion = certificate["conclusions"].get(identity)
    item = conclusion or certificate["facts"][identity]
    fields = ", ".join(f"{name}={_told(value)}" for name, value in item["fields"].items())
    how = "given"
    if conclusion is not None:
        from tocsin.facts.strength_words import strength

        how = strength(conclusion["qualifier"], conclusion["boundary"])
    return f"  {identity}  {item['type']}({fields}): {how}"


def _told(value: Any) -> str:
    if isinstance(value, list):
        from tocsin.facts.json_values import interval_of
        from tocsin.facts.quantity import ANYTHING

        return str(ANYTHING if value == ANYTHING.to_json() else interval_of(value))
    from tocsin.facts.printing import format_value

    return format_value(value)
