"""``tocsin rules statements``: do a pack's statements stand in a text as it is now, and which rules are stale?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli.errors import NO
from tocsin.cli.opening import open_pack
from tocsin.cli.options import JsonOption, PackArgument

if TYPE_CHECKING:
    from tocsin.authoring.in_step import InStep
    from tocsin.cli.output import Terminal

EXAMPLES = (
    "tocsin rules statements packs/rain --document rain.txt",
    "tocsin rules statements packs/rain --document rain.txt --write",
)


def statements(
    pack: PackArgument = None,
    *,
    document: Annotated[
        str,
        typer.Option("--document", metavar="FILE", help="The text as it is now: plain, UTF-8.", show_default=False),
    ],
    write: Annotated[
        bool, typer.Option("--write", help="Renew lines, offsets and digests, and mark rules that are stale.")
    ] = False,
    add: Annotated[bool, typer.Option("--add", help="With --write, add new sentences as statements.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say which statements stand elsewhere in a text, say otherwise or are gone, and which rules that makes stale."""
    if add and not write:
        raise typer.BadParameter("it adds to what --write writes", param_hint="--add")
    from tocsin.authoring.in_step import in_step
    from tocsin.facts.tree import read_text

    opened = open_pack(pack)
    found = in_step(opened, read_text(Path(document)))
    if write:
        _write(found, add)
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data(found.to_json())
    else:
        from tocsin.cli.output import Terminal, emit

        emit("\n".join(_lines(found, Terminal.current())))
    if not found.is_same and not write:
        raise typer.Exit(NO)


def _write(found: InStep, add: bool) -> None:
    """The files are in step, if the pack can still be read from them; else none is touched, and ProblemError raised."""
    from tocsin.authoring.renewing import renewed
    from tocsin.cli.written import write_text
    from tocsin.rules.read import parse_pack, read_pack_texts

    texts = renewed(found, add=add)
    root = Path(found.pack.place.file)
    folder = root if root.is_dir() else root.parent
    changed = {path.relative_to(folder).as_posix(): text for path, text in texts.items()}
    parse_pack({**read_pack_texts(root), **changed}, str(folder))
    for path, text in texts.items():
        write_text(str(path), text)


def _lines(found: InStep, terminal: Terminal) -> Iterator[str]:
    from tocsin.cli.layout import paragraph
    from tocsin.cli.output import printable
    from tocsin.cli.words import counted

    def block(title: str, items: list[str]) -> Iterator[str]:
        if items:
            yield terminal.paint(title, "bold")
            yield from (line for item in items for line in paragraph(printable(item), terminal.width, 2, 4))

    total = counted(len(found.kept), "statement")
    if found.is_same:
        yield f"{total}, each where the pack has it"
        return
    moved = sum(each.moved for each in found.kept)
    yield f"{total}: {sum(each.says for each in found.kept):,} say what they said, {moved:,} of these elsewhere"
    changed = [each for each in found.kept if not each.says]
    told = [f"{each.statement.id}: {each.sentence.text}" for each in changed if each.sentence is not None]
    yield from block("say otherwise now", told)
    yield from block("gone", [each.statement.id for each in changed if each.sentence is None])
    yield from block("no statement's", [f"line {sentence.line}: {sentence.text}" for sentence in found.new])
    yield from block("stale rules", [f"{rule} (cites {', '.join(names)})" for rule, names in found.stale.items()])
