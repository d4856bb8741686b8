"""``tocsin rules coverage``: which statements of the text are encoded, and by which rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin.cli.opening import open_pack
from tocsin.cli.options import JsonOption, PackArgument

if TYPE_CHECKING:
    from tocsin.cli.output import Terminal
    from tocsin.rules.coverage import Coverage, Covered

EXAMPLES = ("tocsin rules coverage", "tocsin rules coverage --json")


def coverage(pack: PackArgument = None, as_json: JsonOption = False) -> None:
    """Say for each statement of the text which rules encode it, or why none does."""
    from tocsin.rules.coverage import coverage_of

    found = coverage_of(open_pack(pack))
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data(found.to_json())
        return
    from tocsin.cli.output import Terminal, emit

    emit("\n".join(_lines(found, Terminal.current())))


def _lines(found: Coverage, terminal: Terminal) -> Iterator[str]:
    from tocsin.cli.layout import paragraph
    from tocsin.cli.output import printable
    from tocsin.cli.words import counted

    if not found.total:
        yield "the pack encodes no document: it has no statements"
        return
    for covered in found.statements:
        statement = covered.statement
        title = f"{statement.id} {statement.paraphrase}"
        style = ("bold",) if covered.is_covered else ("bold", "red")
        yield from (terminal.paint(line, *style) for line in paragraph(printable(title), terminal.width, hanging=4))
        yield from paragraph(_rules(covered), terminal.width, 4, 6)
    yield ""
    yield f"{found.covered} of {counted(found.total, 'statement')} covered"


def _rules(covered: Covered) -> str:
    if covered.rules:
        linked = f"; joined by our own links {', '.join(covered.bridges)}" if covered.bridges else ""
        return f"by {', '.join(covered.rules)}{linked}"
    if covered.statement.framing:
        return "by no rule: it asserts nothing itself, and only frames what other statements say"
    return "by no rule: NOT COVERED, and not marked as mere framing"
