"""A brief as one self-contained page that prints well."""

from __future__ import annotations

from tocsin.explain.voices.html import TREE_STYLE, tree_html
from tocsin.explain.voices.page import items, page, tag, text
from tocsin.facts.strength_words import strength
from tocsin.judgement import words
from tocsin.judgement.brief_parts import Brief, Line, Section
from tocsin.judgement.brief_words import date_line, made_by, traced

_STYLE = """
main { max-width: 46rem; }
ol.key { padding-left: 1.6rem; } ol.key > li { margin: .7rem 0; padding-left: .2rem; }
ol.key > li > .said { font-weight: 600; }
li > ul { list-style: none; padding-left: 0; color: var(--soft); font-size: .88rem; }
ul { padding-left: 1.1rem; } .remark { color: var(--soft); font-size: .88rem; font-style: italic; }
.tag { margin-right: .35em; font-weight: 400; } li { overflow-wrap: anywhere; }
.to-why, .back { font-size: .84rem; color: var(--soft); white-space: nowrap; }
.explained { scroll-margin-top: 1rem; border-top: 1px solid var(--line); padding: .2rem 0 .5rem; }
.explained:target { background: var(--tint); } .explained ul { padding-left: 1.1rem; }
footer { margin-top: 2rem; padding-top: .6rem; border-top: 1px solid var(--line); color: var(--soft);
  font-size: .82rem; }
@media (max-width: 30rem) { body { font-size: 15px; } main { padding: 1rem .9rem 2rem; } }
@media print { .whys, .to-why { display: none; }
  body { font-size: 9pt; line-height: 1.3; } main { padding: 0; max-width: none; }
  h1 { font-size: 15pt; }
  h2 { font-size: 11pt; margin: .9rem 0 .3rem; break-after: avoid; } li { break-inside: avoid; margin: .12rem 0; }
  ol.key > li { margin: .3rem 0; } @page { size: A4; margin: 14mm 16mm; } }
"""


def to_html(brief: Brief, *, trace: bool = False) -> str:
    """The page of a brief; with ``trace`` every sentence of judgement ends with the ids it can be traced to."""
    explained = {explanation.root for explanation in brief.explanations}
    parts = [f'<h1>{text(brief.title)}</h1><p class="soft">{text(date_line(brief))}</p>']
    parts += [_section(section, trace, explained) for section in brief.sections]
    parts.append(_explanations(brief))
    parts.append(f"<footer>{text(made_by(brief))}</footer>")
    return page(f"{brief.title}: brief", "".join(parts), TREE_STYLE + _STYLE)


def _section(section: Section, trace: bool, explained: set[str]) -> str:
    remark = f'<p class="remark">{text(section.remark)}</p>' if section.remark else ""
    lines = [_line(line, trace, explained) for line in section.lines]
    numbered = any(line.number is not None for line in section.lines)
    listed = items(lines, ordered=numbered)
    if numbered:
        listed = listed.replace("<ol>", '<ol class="key">', 1)
    return f"<section><h2>{text(section.title)}</h2>{remark}{listed}</section>"


def _explanations(brief: Brief) -> str:
    """Why each conclusion that is judged follows, in full, to be opened; left out on paper."""
    if not brief.explanations:
        return ""
    parts = [f"<h2>{text(words.WHY_TITLE)}</h2>", f'<p class="remark">{text(words.WHY_REMARK)}</p>']
    for explanation in brief.explanations:
        tree = tree_html(explanation, f"w{explanation.root}", opened=1)
        back = f'<a class="back" href="#j{explanation.root}">{text(words.WHY_BACK)}</a>'
        parts.append(f'<div class="explained" id="why-{explanation.root}">{tree}{back}</div>')
    return f'<section class="whys">{"".join(parts)}</section>'


def _line(line: Line, trace: bool, explained: set[str]) -> str:
    label = "" if line.qualifier is None else tag(line.qualifier, strength(line.qualifier, line.boundary, line.grades))
    ids = f' <span class="id">[{text(traced(line))}]</span>' if trace and line.trace else ""
    below = items([_line(lower, trace, explained) for lower in line.below])
    why, said = "", '<span class="said">'
    if line.conclusion in explained:
        why = f' <a class="to-why" href="#why-{line.conclusion}">{text(words.WHY_LINK)}</a>'
        said = f'<span class="said" id="j{line.conclusion}">'
    return f"{label}{said}{_unbroken(line.text)}</span>{ids}{why}{below}"


def _unbroken(plain: str) -> str:
    """The text, safe within HTML, with no line break before a percent sign."""
    return text(plain).replace(" %", "&nbsp;%")
