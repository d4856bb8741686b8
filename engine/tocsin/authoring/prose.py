"""Prose that becomes Markdown or HTML: spans in lines, lines in blocks."""

from __future__ import annotations

from typing import Literal, TypeAlias

from tocsin.facts.dataclass import dataclass

Style = Literal["", "variable", "strong", "code", "faint"]


@dataclass(frozen=True)
class Span:
    """A piece of text in one style; ``to`` is the anchor that it leads to."""

    text: str
    style: Style = ""
    to: str = ""


Line: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True)
class Heading:
    """A title of a level from 1 on, with the anchor that others lead to."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``role`` says how it is set."""

    line: Line
    role: Literal["", "quote", "note"] = ""


@dataclass(frozen=True)
class Listing:
    """Lines of equal rank."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Entries:
    """Lines under labels, as in a form."""

    entries: tuple[tuple[str, tuple[Line, ...]], ...]


@dataclass(frozen=True)
class Grid:
    """A table: its headings, and rows of as many lines; a row may be led to by an anchor."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Line, ...]], ...]


Block: TypeAlias = Heading | Paragraph | Listing | Entries | Grid


def plain(text: str) -> Line:
    """The text as a line."""
    return (Span(text),)


def joined(lines: list[Line], between: str) -> Line:
    """The lines as one, with a text between each two."""
    found: list[Span] = []
    for number, line in enumerate(lines):
        found += [Span(between), *line] if number else line
    return tuple(found)
