"""A handbook as one self-contained page: wide, narrow and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from tocsin.authoring import words
from tocsin.authoring.pack_handbook import Handbook
from tocsin.authoring.prose import Block, Entries, Grid, Heading, Line, Listing, Paragraph, Span
from tocsin.explain.voices.page import items, page, text

_STYLE = """
main { max-width: 52rem; }
h2 { margin-top: 3rem; font-size: 1.35rem; } h3 { margin-top: 2.2rem; font-size: 1.1rem; }
h4 { margin: 1.8rem 0 .3rem; font: 600 .95rem/1.4 ui-monospace, "Liberation Mono", monospace; overflow-wrap: anywhere; }
p, blockquote { overflow-wrap: anywhere; }
h2, h3, h4, tr { scroll-margin-top: 1rem; } h4:target, tr:target { background: var(--tint); }
blockquote { margin: .3rem 0 .5rem; padding-left: .8rem; border-left: 3px solid var(--line); font-size: 1.05rem; }
.note { font-style: italic; color: var(--soft); font-size: .92rem; } var { font-style: italic; color: var(--likely); }
dl { display: grid; grid-template-columns: 8.5rem 1fr; gap: .15rem .9rem; margin: .4rem 0 .9rem; font-size: .94rem; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
dd > ul { margin: 0; padding-left: 1.1rem; }
dd > ul > li { margin: 0 0 .15rem; }
dd a, td a { text-decoration-color: var(--line); text-underline-offset: .2em; }
.wide { overflow-x: auto; } table { border-collapse: collapse; margin: .5rem 0; font-size: .9rem; width: 100%; }
th { text-align: left; color: var(--soft); font-weight: 600; }
th, td { padding: .3rem .7rem .3rem 0; vertical-align: top;
  border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
nav ul { columns: 16rem; list-style: none; padding: 0; } nav li { break-inside: avoid; }
nav .under { padding-left: 1rem; font-size: .92rem; }
@media (max-width: 34rem) { body { font-size: 15px; } main { padding: 1rem .9rem 2rem; } dl { display: block; }
  dt { margin-top: .4rem; font-size: .85rem; } }
@media print { nav { display: none; } body { font-size: 9pt; line-height: 1.3; } main { max-width: none; padding: 0; }
  h2, h3, h4 { break-after: avoid; } dl, tr, blockquote { break-inside: avoid; }
  @page { size: A4; margin: 14mm 16mm; } }
"""


def to_html(found: Handbook) -> str:
    """The page of a handbook, with a list of its chapters."""
    parts: list[str] = []
    contents = _contents(found)
    for block in found.blocks:
        if isinstance(block, Heading) and block.level == 2 and contents:
            parts.append(contents)
            contents = ""
        parts += _block(block)
    return page(found.title, "\n".join(parts), _STYLE)


def _contents(found: Handbook) -> str:
    lines = "".join(
        f'<li{" class=under" if each.level == 3 else ""}><a href="#{escape(each.anchor)}">{text(each.text)}</a></li>'
        for each in found.sections
    )
    return f'<nav aria-label="{text(words.CONTENTS)}"><ul>{lines}</ul></nav>'


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, title, anchor):
            yield f'<h{level} id="{escape(anchor)}">{text(title)}</h{level}>'
        case Paragraph(line, role):
            told = _line(line)
            yield {
                "": f"<p>{told}</p>",
                "quote": f"<blockquote>{told}</blockquote>",
                "note": f'<p class="note">{told}</p>',
            }[role]
        case Listing(lines):
            yield items([_line(line) for line in lines])
        case Entries(entries):
            told = "".join(f"<dt>{text(label)}</dt><dd>{_lines(lines)}</dd>" for label, lines in entries)
            yield f"<dl>{told}</dl>"
        case Grid(headings, rows):
            head = "".join(f"<th>{text(heading)}</th>" for heading in headings)
            body = "".join(_row(anchor, cells) for anchor, cells in rows)
            yield f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _row(anchor: str, cells: tuple[Line, ...]) -> str:
    lead = f' id="{escape(anchor)}"' if anchor else ""
    return f"<tr{lead}>{''.join(f'<td>{_line(cell)}</td>' for cell in cells)}</tr>"


def _lines(lines: tuple[Line, ...]) -> str:
    return _line(lines[0]) if len(lines) == 1 else items([_line(line) for line in lines])


def _line(line: Line) -> str:
    return "".join(map(_span, line))


def _span(span: Span) -> str:
    told = text(span.text)
    if span.to:
        return f'<a href="#{escape(span.to)}">{told}</a>'
    return {
        "": told,
        "faint": f'<span class="soft small">{told}</span>',
        "variable": f"<var>{told}</var>",
        "strong": f"<strong>{told}</strong>",
        "code": f"<code>{told}</code>",
    }[span.style]
