"""``tocsin audit log``: who wrote what to a case, when and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli.held import open_ledger, the_case, vocabulary_of
from tocsin.cli.held_options import HeldArgument
from tocsin.cli.options import JsonOption, day, in_order

if TYPE_CHECKING:
    from tocsin.ledger import Entry, HeldCase, Kind

EXAMPLES = ("tocsin audit log kursk", "tocsin audit log kursk --kind fact_denied --by ana --since 2026-11-01 --all")
_PAGE = 20


class Sort(StrEnum):
    """The kinds of entries."""

    case_created = "case_created"
    pack_pinned = "pack_pinned"
    fact_asserted = "fact_asserted"
    fact_confirmed = "fact_confirmed"
    fact_denied = "fact_denied"
    fact_retracted = "fact_retracted"
    assessment = "assessment"
    case_closed = "case_closed"


def log(
    case: HeldArgument,
    *,
    kinds: Annotated[list[Sort] | None, typer.Option("--kind", help="Only entries of this kind. Repeatable.")] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Only entries of this analyst.")] = None,
    fact: Annotated[
        str | None, typer.Option("--fact", metavar="TEXT", help="Only entries on facts that this means, as for why.")
    ] = None,
    since: Annotated[
        dt.date | None, typer.Option("--since", metavar="DATE", parser=day, help="Only entries from this day (UTC) on.")
    ] = None,
    until: Annotated[
        dt.date | None, typer.Option("--until", metavar="DATE", parser=day, help="Only entries up to this day (UTC).")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many, the newest.")] = _PAGE,
    every: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the entries of a case, the newest first: who, when, what and why."""
    in_order(since, until, "--until", "--since")
    from tocsin.cli.output import Terminal, emit, emit_data, printable

    with open_ledger() as ledger:
        held = the_case(ledger, case)
        chosen: list[Kind] = [kind.value for kind in kinds or ()]
        matching = _matching(held, chosen, by, fact, (since, until))
        found = list(matching if every else islice(matching, limit + 1))
        size = held.size()
        vocabulary = None if as_json else vocabulary_of(held)
    shown = found if every else found[:limit]
    if as_json:
        emit_data({"case": case, "entries": [entry.to_json() for entry in shown], "size": size})
        return
    from tocsin.cli.entries_text import log_lines
    from tocsin.cli.words import counted

    terminal = Terminal.current()
    lines = [f"{terminal.paint(printable(case), 'bold')} · {counted(size, 'entry', 'entries')}", ""]
    lines += log_lines(shown, terminal, vocabulary)
    if len(found) > len(shown):
        lines += ["", "there are older ones (--limit, --all)"]
    elif not shown:
        lines += ["no entry is like that"]
    emit("\n".join(lines))


def _matching(
    held: HeldCase, kinds: list[Kind], by: str | None, fact: str | None, days: tuple[dt.date | None, dt.date | None]
) -> Iterator[Entry]:
    """The entries that pass every filter, the newest first."""
    from tocsin.ledger.entry import end_of

    since, until = days
    meant = None if fact is None else _meant(held, fact)
    for entry in held.entries(kinds=kinds, newest_first=True):
        if until is not None and entry.recorded > end_of(until):
            continue
        if since is not None and entry.recorded < since.isoformat():
            return
        if by is not None and entry.by != by:
            continue
        if meant is not None and entry.content.get("id") not in meant:
            continue
        yield entry


def _meant(held: HeldCase, text: str) -> set[str]:
    """The ids of the facts of the case that an id or its beginning, a type or a notation with fields left out means."""
    from tocsin.facts.naming import identified, named

    state = held.state()
    pack = held.pack(state)
    facts = [given.fact for given in state.givens(pack)]
    known = dict(zip(identified(facts), facts, strict=True))
    return {known[each].id for each in named(text.strip(), pack.vocabulary, known).facts}
