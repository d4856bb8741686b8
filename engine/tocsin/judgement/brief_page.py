"""A brief as one self-contained page that prints well."""

from __future__ import annotations

from tocsin.explain.voices.page import items, page, tag, text
from tocsin.facts.strength_words import strength
from tocsin.judgement.brief_parts import Brief, Line, Section
from tocsin.judgement.brief_words import date_line, made_by, traced

_STYLE = """
main { max-width: 46rem; }
ol.key { padding-left: 1.6rem; } ol.key > li { margin: .7rem 0; padding-left: .2rem; }
ol.key > li > .said { font-weight: 600; }
li > ul { list-style: none; padding-left: 0; color: var(--soft); font-size: .88rem; }
ul { padding-left: 1.1rem; } .remark { color: var(--soft); font-size: .88rem; font-style: italic; }
.tag { margin-right: .35em; font-weight: 400; } li { overflow-wrap: anywhere; }
footer { margin-top: 2rem; padding-top: .6rem; border-top: 1px solid var(--line); color: var(--soft);
  font-size: .82rem; }
@media (max-width: 30rem) { body { font-size: 15px; } main { padding: 1rem .9rem 2rem; } }
@media print { body { font-size: 9pt; line-height: 1.3; } main { padding: 0; max-width: none; }
  h1 { font-size: 15pt; }
  h2 { font-size: 11pt; margin: .9rem 0 .3rem; break-after: avoid; } li { break-inside: avoid; margin: .12rem 0; }
  ol.key > li { margin: .3rem 0; } @page { size: A4; margin: 14mm 16mm; } }
"""


def to_html(brief: Brief, *, trace: bool = False) -> str:
    """The page of a brief; with ``trace`` every sentence of judgement ends with the ids it can be traced to."""
    parts = [f'<h1>{text(brief.title)}</h1><p class="soft">{text(date_line(brief))}</p>']
    parts += [_section(section, trace) for section in brief.sections]
    parts.append(f"<footer>{text(made_by(brief))}</footer>")
    return page(f"{brief.title}: brief", "".join(parts), _STYLE)


def _section(section: Section, trace: bool) -> str:
    remark = f'<p class="remark">{text(section.remark)}</p>' if section.remark else ""
    lines = [_line(line, trace) for line in section.lines]
    numbered = any(line.number is not None for line in section.lines)
    listed = items(lines, ordered=numbered)
    if numbered:
        listed = listed.replace("<ol>", '<ol class="key">', 1)
    return f"<section><h2>{text(section.title)}</h2>{remark}{listed}</section>"


def _line(line: Line, trace: bool) -> str:
    label = "" if line.qualifier is None else tag(line.qualifier, strength(line.qualifier, line.boundary, line.grades))
    ids = f' <span class="id">[{text(traced(line))}]</span>' if trace and line.trace else ""
    below = items([_line(lower, trace) for lower in line.below])
    return f'{label}<span class="said">{_unbroken(line.text)}</span>{ids}{below}'


def _unbroken(plain: str) -> str:
    """The text, safe within HTML, with no line break before a percent sign."""
    return text(plain).replace(" %", "&nbsp;%")
