"""What ``rules witness`` and ``rules verify`` share: their options, and how what was found is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from tocsin.cli import completion
from tocsin.cli.errors import NO

if TYPE_CHECKING:
    from tocsin.cli.progress import ProgressLine
    from tocsin.proving import Found

ProvedPackArgument: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="PACK", help="A shipped pack's name, or the path of a pack.", autocompletion=completion.packs
    ),
]
FactsOption: TypeAlias = Annotated[
    int | None, typer.Option("--facts", metavar="N", min=1, max=12, help="Try so many facts at most (default: 4).")
]
GivenOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--given", metavar="TYPE", help="Facts of this type may be given, though rules conclude them. Repeatable."
    ),
]
CertificateOption: TypeAlias = Annotated[
    str | None, typer.Option("--certificate", metavar="FILE", help="Write a certificate of what follows to this file.")
]


def shown_on(line: ProgressLine) -> Callable[[int, int], None]:
    """What a search tells of itself, shown on the line of progress."""
    return lambda tried, size: line.show(f"{tried:,} choices of types tried, of {size}")


def tell(
    found: Found, pack: str, certificate: str | None, *, as_json: bool, shown: str, claim: str | None = None
) -> None:
    """Print what was found, and end with 1 if the answer is no: nothing found, or the ``claim`` not proved."""
    from tocsin.cli.output import emit, emit_data, printable

    if found.facts is not None and certificate is not None:
        from tocsin.cli.written import write_text

        write_text(certificate, found.certificates[0] + "\n")
    if as_json:
        from tocsin.proving.told import found_json

        emit_data(found_json(found))
    elif found.facts is not None:
        emit("\n".join(map(printable, _case(found, pack, shown))))
    else:
        emit("\n".join(map(printable, _none(found, claim))))
    if found.undecided or (found.facts is not None) == (claim is not None):
        raise typer.Exit(NO)


def _case(found: Found, pack: str, shown: str) -> Iterator[str]:
    from tocsin.cli.words import counted
    from tocsin.engine.case_file import to_yaml
    from tocsin.facts.counting import listed

    engines = listed(sorted({engine for each in found.assessments for engine in each.engines}))
    yield from _remark(shown)
    size = counted(len(found.facts or ()), "fact")
    yield from _remark(f"{size}, derived by {engines}; no smaller set within the bound does.")
    yield from to_yaml(found.case, pack).splitlines()


def _remark(text: str) -> Iterator[str]:
    from tocsin.cli.layout import wrap

    yield from (f"# {line}" for line in wrap(text, 78))


def _none(found: Found, claim: str | None) -> Iterator[str]:
    """That nothing was found, and what was tried."""
    from tocsin.cli.layout import paragraph
    from tocsin.cli.words import counted

    most = counted(found.bound.facts, "fact")
    if found.undecided:
        yield from paragraph(f"not settled: {found.undecided}", 80, hanging=2)
    elif claim is not None:
        yield from paragraph(f"proved for every case of up to {most}: {claim}", 80, hanging=2)
    else:
        yield from paragraph(f"proved: no case of up to {most} shows {found.goal}", 80, hanging=2)
    types = found.bound.types
    yield from paragraph(f"facts of {counted(len(types), 'type')}: {', '.join(types) or 'none'}", 80, 2, 4)
    kinds = found.bound.kinds(found.types)
    told = ", ".join(f"{count:,} of kind {kind}" for kind, count in kinds.items())
    yield from paragraph(f"constants: {told or 'none'}; any number of rounds", 80, 2, 4)
    yield from paragraph(f"{counted(found.tried, 'choice')} of types tried; --json lists every constant", 80, 2, 4)
    if claim is None and not found.undecided:
        yield from paragraph("what rules conclude is not given: --given TYPE lets it be", 80, 2, 4)
