"""A handbook as Markdown, as GitHub and the documentation's site read it."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.authoring import words
from tocsin.authoring.pack_handbook import Handbook
from tocsin.authoring.prose import Block, Entries, Grid, Heading, Line, Listing, Paragraph, Span
from tocsin.explain.markdown import escaped
from tocsin.facts.written.unseen import seen


def to_markdown(found: Handbook) -> str:
    """The handbook, with a list of its chapters; it ends with a line end."""
    lines: list[str] = []
    contents = [f"{'  ' * (each.level - 2)}- [{_text(each.text)}](#{each.anchor})" for each in found.sections]
    for block in found.blocks:
        if isinstance(block, Heading) and block.level == 2 and contents:
            lines += [f"**{words.CONTENTS}**", "", *contents, ""]
            contents = []
        lines += [*_block(block), ""]
    return "\n".join(lines)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, text, anchor):
            if level > 1:
                yield _target(anchor)
                yield ""
            yield f"{'#' * level} {_text(text)}"
        case Paragraph(line, role):
            told = _line(line)
            yield {"": told, "quote": f"> {told}", "note": f"*{told}*"}[role]
        case Listing(lines):
            yield from (f"- {_line(line)}" for line in lines)
        case Entries(entries):
            for label, lines in entries:
                if len(lines) == 1:
                    yield f"- **{_text(label)}**: {_line(lines[0])}"
                else:
                    yield f"- **{_text(label)}**"
                    yield from (f"  - {_line(line)}" for line in lines)
        case Grid(headings, rows):
            yield f"| {' | '.join(map(_text, headings))} |"
            yield f"|{' --- |' * len(headings)}"
            for anchor, cells in rows:
                lead = _target(anchor) if anchor else ""
                yield f"| {lead}{' | '.join(map(_line, cells))} |"


def _target(anchor: str) -> str:
    return f'<a id="{anchor}"></a>'


def _line(line: Line) -> str:
    return "".join(map(_span, line))


def _span(span: Span) -> str:
    if span.style == "code":
        return _code(span.text)
    told = _text(span.text)
    if span.to:
        return f"[{told}](#{span.to})"
    return {"": told, "faint": told, "variable": f"*{told}*", "strong": f"**{told}**"}[span.style]


def _code(text: str) -> str:
    """The text as code; a bar is told apart from that of a table also there."""
    shown = seen(text, lines=True)
    fence = "``" if "`" in shown else "`"
    return f"{fence}{shown}{fence}".replace("|", "\\|") if "|" in shown else f"{fence}{shown}{fence}"


def _text(text: str) -> str:
    return escaped(seen(text, lines=True))
