"""A brief as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.explain.markdown import escaped
from tocsin.facts.strength_words import strength
from tocsin.judgement.brief_parts import Brief, Line
from tocsin.judgement.brief_words import date_line, made_by, traced


def to_markdown(brief: Brief, *, trace: bool = False) -> str:
    """The brief; with ``trace`` every sentence of judgement ends with the ids it can be traced to."""
    out = [f"# {escaped(brief.title)}", "", escaped(date_line(brief)), ""]
    for section in brief.sections:
        out += [f"## {escaped(section.title)}", ""]
        if section.remark:
            out += [f"*{escaped(section.remark)}*", ""]
        for line in section.lines:
            out += _line(line, 0, trace)
        out.append("")
    return "\n".join([*out, "---", "", escaped(made_by(brief)), ""])


def _line(line: Line, level: int, trace: bool) -> Iterator[str]:
    indent = "   " * level
    lead = f"{line.number}." if line.number is not None else "-"
    tag = f"**{strength(line.qualifier, line.boundary, line.grades)}** · " if line.qualifier is not None else ""
    ids = f" `[{traced(line)}]`" if trace and line.trace else ""
    yield f"{indent}{lead} {tag}{escaped(line.text)}{ids}"
    for below in line.below:
        yield from _line(below, level + 1, trace)
