"""``tocsin audit verify``: whether anything was changed since it was written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tocsin.cli import completion
from tocsin.cli.errors import INTEGRITY
from tocsin.cli.held import open_ledger
from tocsin.cli.options import JsonOption

if TYPE_CHECKING:
    from tocsin.ledger.heads import Head
    from tocsin.ledger.verified import Verified

EXAMPLES = (
    "tocsin audit verify",
    "tocsin audit verify kursk --head head.json --key analyst.pub.pem",
    "tocsin audit verify kursk.jsonl",
)


_TRIES = 5


def verify(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="[CASE|FILE]",
            show_default=False,
            help="A case, or a file: an export, a SQLite ledger, a proof (default: the whole ledger).",
            autocompletion=completion.cases,
        ),
    ] = None,
    *,
    heads: Annotated[
        list[str] | None,
        typer.Option("--head", metavar="FILE", help="A head that was kept elsewhere. Repeatable."),
    ] = None,
    key: Annotated[
        str | None, typer.Option("--key", metavar="PEM", help="The Ed25519 key by which the heads are to be signed.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check that nothing was changed since it was written, and name the first bad entry if something was."""
    from tocsin.cli.output import emit, emit_data

    kept = [_head(file) for file in heads or ()]
    unsigned = _unsigned(kept, heads or (), key)
    if what is not None and Path(what).is_file() and _is_proof(what):
        _verify_proof(what, as_json)
        return
    verified = _verified(what, kept)
    if as_json:
        emit_data(verified.to_json() | {"unsigned_heads": unsigned})
    else:
        emit("\n".join(_lines(verified, kept, unsigned, key)))
    if unsigned or not verified.is_whole:
        raise typer.Exit(INTEGRITY)


def _verified(what: str | None, kept: list[Head]) -> Verified:
    from tocsin.cli.near_files import check_exists
    from tocsin.ledger.export import is_export, verify_export
    from tocsin.ledger.verifying import verify

    if what is not None and Path(what).is_file():
        if is_export(what) or Path(what).suffix == ".jsonl":
            return verify_export(what, kept)
        return _verified_ledger(Path(what), kept)
    with open_ledger() as ledger:
        if what is not None and what not in ledger.names():
            check_exists(what, ledger.names())
        return verify(ledger.database, what, kept)


def _verified_ledger(file: Path, kept: list[Head]) -> Verified:
    """The check of a SQLite file, which leaves it, and the folder it is in, as they were."""
    from sqlalchemy import URL

    from tocsin.ledger import Ledger
    from tocsin.ledger.verifying import verify

    for _ in range(_TRIES):
        seen = _looks(file)
        with Ledger(URL.create("sqlite", database=str(file)), read_only=True) as ledger:
            verified = verify(ledger.database, None, kept)
        if verified.is_whole or _looks(file) == seen:
            break  # otherwise somebody wrote to it meanwhile, and what was read may not fit together
    return verified


def _looks(file: Path) -> tuple[int, int, bool]:
    found = file.stat()
    return found.st_mtime_ns, found.st_size, Path(f"{file}-wal").exists()


def _lines(verified: Verified, kept: list[Head], unsigned: list[str], key: str | None) -> list[str]:
    from tocsin.cli.layout import paragraph
    from tocsin.cli.output import Terminal, printable
    from tocsin.cli.words import counted

    terminal = Terminal.current()
    lines: list[str] = []
    for head in verified.heads:
        told = f"{printable(head.case)}: {counted(head.size, 'entry', 'entries')}, root {head.root}"
        first, *others = paragraph(told, terminal.width, 7)
        lines += [f"{terminal.paint('whole', 'green')}  {first.lstrip()}", *others]
    lines += [f"{terminal.paint('BAD', 'red')}    {printable(str(finding))}" for finding in verified.findings]
    lines += [f"{terminal.paint('BAD', 'red')}    {file}: the head is not signed by that key" for file in unsigned]
    if not lines:
        lines.append("There is nothing to verify.")
    if verified.is_whole and not kept and verified.heads:
        cut = "Entries cut off at the end can only be told by a head kept elsewhere: tocsin audit head, --head."
        lines += ["", *paragraph(cut, terminal.width)]
    elif kept and key is None and any(head.signature for head in kept):
        lines += ["", "Whose the heads are was not checked: give the key with --key."]
    return lines


def read_json(path: str) -> Any:
    """The JSON in a small file. Raises ProblemError for what cannot be read, or is none."""
    from tocsin.facts.problems import Place, Problem, ProblemError
    from tocsin.facts.tree import read_text, shown_path
    from tocsin.ledger.codes import NOT_A_HEAD

    try:
        return json.loads(read_text(path))
    except (ValueError, RecursionError):
        place = Place(shown_path(path))
        hint = "make one with: tocsin audit head CASE --json"
        raise ProblemError([Problem(NOT_A_HEAD, "the file is not JSON", place, hint)]) from None


def _head(path: str) -> Head:
    from tocsin.ledger.heads import head_of

    return head_of(read_json(path), path)


def _unsigned(kept: list[Head], files: list[str] | tuple[()], key: str | None) -> list[str]:
    """The files whose heads the key did not sign."""
    if key is None:
        return []
    from tocsin.ledger.signing import is_signed_by

    if not kept:
        raise typer.BadParameter("a key checks the signature of a head: give --head, too", param_hint="--key")
    return [file for file, head in zip(files, kept, strict=True) if not is_signed_by(head, key)]


def _is_proof(path: str) -> bool:
    with Path(path).open("rb") as stream:
        start = stream.read(1 << 20)
    return start.lstrip().startswith(b"{") and b'"proof"' in start and b'"path"' in start and b"\n{" not in start


def _verify_proof(path: str, as_json: bool) -> None:
    from tocsin.cli.output import emit, emit_data
    from tocsin.cli.words import counted
    from tocsin.ledger.heads import proof_of

    proof = proof_of(read_json(path), path)
    holds = proof.check()
    if as_json:
        emit_data({"holds": holds, "proof": proof.to_json()})
    elif holds:
        emit(f"the proof holds, if the root over {counted(proof.size, 'entry', 'entries')} is {proof.root}")
    else:
        emit("the proof does not hold")
    if not holds:
        raise typer.Exit(INTEGRITY)
