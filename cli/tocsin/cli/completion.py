"""What the shell offers to complete: packs, case files, facts, rules, assumptions. Silent where it cannot tell."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import typer

from tocsin.cli.near_files import CASE_SUFFIXES

if TYPE_CHECKING:
    from tocsin.facts.vocabulary import Vocabulary
    from tocsin.rules.model import Pack

Offers: TypeAlias = list[tuple[str, str]]
Complete: TypeAlias = Callable[[typer.Context, str], Offers]
NAMED_PACK = re.compile(r"^[\"']?pack[\"']?\s*:\s*[\"']?([^\s\"'#,]+)", re.MULTILINE)
_HEAD = 8_192


def _quiet(offer: Complete) -> Complete:
    """The same, offering nothing where it fails: a completion has nobody to complain to."""

    def complete(ctx: typer.Context, incomplete: str) -> Offers:
        try:
            return offer(ctx, incomplete)
        except Exception:
            return []

    return complete


@_quiet
def packs(ctx: typer.Context, incomplete: str) -> Offers:
    """The shipped packs, those of installed packages, and files and folders that may hold one."""
    from tocsin.rules.packages import installed_packs
    from tocsin.rules.shipped import shipped_names

    named = [*((name, "shipped") for name in shipped_names()), *((p.name, p.package) for p in installed_packs())]
    return [(name, about) for name, about in named if name.startswith(incomplete)] + [
        (path, "") for path in _files(incomplete, (".yaml", ".yml"))
    ]


@_quiet
def cases(ctx: typer.Context, incomplete: str) -> Offers:
    """Files that may hold a case, and cases of the ledger."""
    return [(path, "") for path in _files(incomplete, CASE_SUFFIXES)] + _held(incomplete)


@_quiet
def held_cases(ctx: typer.Context, incomplete: str) -> Offers:
    """Cases of the ledger."""
    return _held(incomplete)


@_quiet
def facts(ctx: typer.Context, incomplete: str) -> Offers:
    """A fact in its notation: its type, then its fields, then the values of a field that has few."""
    return list(_fact_offers(incomplete, ctx, opened=True))


@_quiet
def fact_or_case(ctx: typer.Context, incomplete: str) -> Offers:
    """What may stand first after ``why``: a case file, or a fact where facts are given with --fact."""
    if ctx.params.get("facts"):
        return list(_fact_offers(incomplete, ctx, opened=False))
    return [(path, "") for path in _files(incomplete, CASE_SUFFIXES)] + _held(incomplete)


@_quiet
def partial_fact(ctx: typer.Context, incomplete: str) -> Offers:
    """A fact to look for: a type alone will do."""
    return list(_fact_offers(incomplete, ctx, opened=False))


@_quiet
def types(ctx: typer.Context, incomplete: str) -> Offers:
    """The fact types of the pack or vocabulary."""
    known = _vocabulary(ctx).types.values()
    return [(fact_type.name, fact_type.meaning) for fact_type in known if fact_type.name.startswith(incomplete)]


@_quiet
def rules(ctx: typer.Context, incomplete: str) -> Offers:
    """The rules of the pack."""
    return [(rule.id, rule.section or "") for rule in _pack(ctx).rules if rule.id.startswith(incomplete)]


@_quiet
def sections(ctx: typer.Context, incomplete: str) -> Offers:
    """The sections of the rules of the pack."""
    named = dict.fromkeys(rule.section for rule in _pack(ctx).rules if rule.section is not None)
    return [(section, "") for section in named if section.startswith(incomplete)]


@_quiet
def assumptions(ctx: typer.Context, incomplete: str) -> Offers:
    """The assumptions of the pack."""
    known = _pack(ctx).assumptions
    return [(assumption.id, assumption.text) for assumption in known if assumption.id.startswith(incomplete)]


@_quiet
def vocabularies(ctx: typer.Context, incomplete: str) -> Offers:
    """The registered vocabularies."""
    from tocsin.facts.vocabulary import registered_names

    return [(name, "") for name in registered_names() if name.startswith(incomplete)]


def _fact_offers(text: str, ctx: typer.Context, *, opened: bool) -> Iterator[tuple[str, str]]:
    from tocsin.facts.offers import fact_offers

    return fact_offers(text, _vocabulary(ctx), opened=opened)


def _vocabulary(ctx: typer.Context) -> Vocabulary:
    named = ctx.params.get("vocabulary")
    if named:
        from tocsin.facts.vocabulary import registered

        return registered(named)
    return _pack(ctx).vocabulary


def _pack(ctx: typer.Context) -> Pack:
    """The pack of the command line so far: the one named, else the case's, else the one meant where none is named."""
    from tocsin.rules.shipped import DEFAULT, load_pack

    named = ctx.params.get("pack") or _argument(ctx)
    if named:
        return load_pack(named)
    case = ctx.params.get("case") or _case_typed()
    if case and not Path(case).exists() and case in _held_names():
        return _held_pack(case)
    if case:
        path = Path(case)
        with path.open(encoding="utf-8", errors="replace") as stream:
            found = NAMED_PACK.search(stream.read(_HEAD))
        if found:
            return load_pack(found[1], beside=path.parent)
    return load_pack(DEFAULT)


def _argument(ctx: typer.Context) -> str | None:
    """The pack that a command takes as its argument: where an option lacks its value, it is not parsed yet."""
    takes = any(param.name == "pack" and param.param_type_name == "argument" for param in ctx.command.params)
    return ctx.args[0] if takes and ctx.args else None


def _held_names() -> list[str]:
    from tocsin.cli.held import held_names

    return held_names()


def _held(incomplete: str) -> Offers:
    return [(name, "in the ledger") for name in _held_names() if name.startswith(incomplete)]


def _held_pack(case: str) -> Pack:
    from tocsin.cli.held import open_ledger

    with open_ledger() as ledger:
        return ledger.case(case).pinned().parse()


def _case_typed() -> str | None:
    """The case file on the line as the shell hands it over: where an option lacks its value, nothing is parsed yet."""
    line = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS") or ""
    return next((word for word in line.split() if word.endswith(CASE_SUFFIXES) and Path(word).is_file()), None)


def _files(incomplete: str, suffixes: tuple[str, ...]) -> list[str]:
    """Paths that begin so: files with one of the suffixes, and those in folders that would be next."""
    folder, _, start = incomplete.rpartition("/")
    base = Path(folder or ("/" if incomplete.startswith("/") else "."))
    found = []
    for entry in sorted(base.iterdir()):
        if not entry.name.startswith(start) or (entry.name.startswith(".") and not start):
            continue
        shown = f"{folder}/{entry.name}" if "/" in incomplete else entry.name
        if entry.is_dir():
            inner = (child for child in sorted(entry.iterdir()) if child.suffix in suffixes)
            found += [f"{shown}/{child.name}" for child in inner]
        elif entry.suffix in suffixes:
            found.append(shown)
    return found
