"""``tocsin explain``: what a problem code means, and an input that provokes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from textwrap import indent
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli.options import JsonOption

if TYPE_CHECKING:
    from tocsin.cli.output import Terminal
    from tocsin.cli.problem_pages import Example, Page

EXAMPLES = ("tocsin explain T313", "tocsin explain W301 --json")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")


def explain(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The code of a problem, such as T202.")],
    as_json: JsonOption = False,
) -> None:
    """Say what a problem code means, what to do about it, and what provokes it."""
    from tocsin.cli.problem_pages import examples_of, pages

    known = pages()
    page = known.get(code.strip().upper())
    if page is None:
        asked = code.strip().upper()
        near = [each for each in known if asked and each.startswith(asked)][:3] or get_close_matches(asked, known, 3)
        meant = f"; did you mean {' or '.join(near)}?" if near else "; codes look like T202 or W301"
        raise typer.BadParameter(f"there is no code {code}{meant}", param_hint="CODE")
    examples = list(examples_of(page.code))
    if as_json:
        from tocsin.cli.output import emit_data

        told = [{"input": each.text, "message": each.message, "name": each.name} for each in examples]
        emit_data({"code": page.code, "examples": told, "text": page.text, "title": page.title})
        return
    from tocsin.cli.output import Terminal, emit

    emit("\n".join(_lines(page, examples[:1], Terminal.current())))


def _lines(page: Page, examples: list[Example], terminal: Terminal) -> Iterator[str]:
    from tocsin.cli.layout import paragraph

    yield terminal.paint(f"{page.code} · {page.title}", "bold")
    for block in page.text.split("\n\n"):
        yield ""
        if block.startswith("    "):
            yield from _indented(block, terminal.width)
        elif block.startswith(("|", "- ", "```")):
            yield from (line.replace("`", "") for line in block.split("\n"))
        else:
            yield from paragraph(_LINK.sub(r"\1", block).replace("\n", " ").replace("`", ""), terminal.width)
    for example in examples:
        yield ""
        yield terminal.paint(f"{example.name}, which provokes it:", "bold")
        yield from _indented(indent(example.text.rstrip(), "    "), terminal.width)
        yield ""
        yield terminal.paint("What is said of it:", "bold")
        yield from _indented(indent(example.message.rstrip(), "    "), terminal.width)


def _indented(text: str, width: int) -> Iterator[str]:
    """The lines as far in as they stand; where one is too long it goes on further in, which YAML reads as the same."""
    from tocsin.cli.layout import paragraph

    for line in text.split("\n"):
        inside = len(line) - len(line.lstrip())
        yield from paragraph(line.strip(), width, inside, inside + 2)
