"""``tocsin rules mutate``: do the pack's cases notice if a rule is wrong?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli import completion
from tocsin.cli.errors import NO
from tocsin.cli.opening import known_rule, open_pack
from tocsin.cli.options import JsonOption, PackArgument

if TYPE_CHECKING:
    from tocsin.authoring.mutation import Mutation, Tested
    from tocsin.cli.output import Terminal

EXAMPLES = (
    "tocsin rules mutate examples/own_pack/pack.yaml",
    "tocsin rules mutate eu-cash-controls --rule carried-cash.bullion --write more_cases.yaml",
)
_SHOWN = 10


def mutate(
    pack: PackArgument = None,
    *,
    rules: Annotated[
        list[str] | None,
        typer.Option(
            "--rule", metavar="RULE", help="Change this rule only. Repeatable.", autocompletion=completion.rules
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="List every survivor, and what is not counted.")] = False,
    fail_under: Annotated[
        float | None,
        typer.Option("--fail-under", metavar="PERCENT", min=0, max=100, help="Fail if fewer mutants are noticed."),
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", metavar="N", min=1, max=64, help="Let so many processes share the work.")
    ] = 1,
    search: Annotated[
        bool, typer.Option("--search/--no-search", help="Look for what would tell survivors from their rules.")
    ] = True,
    write: Annotated[
        str | None,
        typer.Option("--write", metavar="FILE", help="Write cases that would notice survivors, to be read and kept."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Change each rule in one place at a time, and list the changes that no case of the pack notices."""
    if write is not None and not search:
        raise typer.BadParameter("what --write writes is what --search finds", param_hint="--write")
    if write is not None:
        from tocsin.cli.written import require_elsewhere

        require_elsewhere(write, [pack], "--write")
    opened = open_pack(pack)
    chosen = [known_rule(opened, name, "--rule", pack or opened.name).id for name in rules or ()]
    from tocsin.authoring.mutant_pool import mutate as mutation_of
    from tocsin.cli.progress import Progress

    with Progress("mutants") as progress:
        found = mutation_of(opened, rules=chosen, jobs=jobs, search=search, progress=progress)
    if write is not None:
        from tocsin.authoring.case_writing import written_cases
        from tocsin.cli.written import write_text

        write_text(write, written_cases(found))
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data(found.to_json())
    else:
        from tocsin.cli.output import Terminal, emit

        emit("\n".join(_lines(found, Terminal.current(), every)))
    if fail_under is not None and found.score < fail_under:
        raise typer.Exit(NO)


def _lines(found: Mutation, terminal: Terminal, every: bool) -> Iterator[str]:
    from tocsin.cli.layout import paragraph
    from tocsin.cli.output import printable
    from tocsin.cli.words import and_more, counted

    heading = f"{printable(found.pack.name)} {printable(found.pack.version)}"
    score = f"{found.killed:,} of {counted(len(found.counted), 'mutant')} noticed ({found.score:.1f} %)"
    yield terminal.paint(f"{heading}: {score}", "bold")
    for kind, (killed, total) in found.by_kind().items():
        yield f"  {killed:,} of {total:,} {_KINDS[kind]}"
    if not found.pack.cases:
        yield from paragraph(_NO_CASES, terminal.width, 2, 4)
    shown = found.survivors if every else found.survivors[:_SHOWN]
    if shown:
        yield ""
        yield "noticed by no case:"
        for each in shown:
            yield from _survivor(found, each, terminal)
        left = len(found.survivors) - len(shown)
        if left:
            yield f"  {and_more(left)}"
    if found.equivalents:
        yield ""
        no_more = "" if every else " (--all lists them)"
        yield f"not counted, for they mean the same as their rules: {len(found.equivalents):,}{no_more}"
        for each in found.equivalents if every else ():
            yield from paragraph(printable(f"{_told(each)}: {each.equivalent}"), terminal.width, 2, 4)


_NO_CASES = "the pack has no case that could notice any: write one under cases (tocsin rules witness prints facts)"
_KINDS = {
    "threshold": "changed thresholds and comparisons",
    "condition": "dropped conditions",
    "exception": "dropped exceptions",
    "variables": "swapped variables",
    "qualifier": "other qualifiers",
}


def _survivor(found: Mutation, each: Tested, terminal: Terminal) -> Iterator[str]:
    from tocsin.cli.layout import paragraph
    from tocsin.cli.output import printable
    from tocsin.questions.differences.edits import edit_text

    types = found.pack.vocabulary.types
    yield from paragraph(printable(_told(each)), terminal.width, 2, 4)
    witness = each.witness
    if not found.pack.cases:
        return
    if witness is None:
        yield "    no case was found that would tell it: it may mean the same"
        return
    how = "as it is" if witness.edit is None else f"with: {edit_text(witness.edit, types)}"
    told = [difference.text(types) for difference in witness.differences[:_TOLD]]
    text = f"would tell: {witness.case}, {how}; there {'; '.join(told)}"
    yield from paragraph(printable(text), terminal.width, 4, 6)


_TOLD = 2


def _told(each: Tested) -> str:
    """A mutant in words: its rule, where it stands, and what was changed."""
    return f"{each.mutant.rule.id} ({each.mutant.place}): {each.mutant.change}"
