"""``tocsin rules fmt``: files of packs and cases in one form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from tocsin.cli import completion
from tocsin.cli.errors import NO
from tocsin.cli.options import JsonOption

EXAMPLES = (
    "tocsin rules fmt examples/own_pack/pack.yaml --check",
    "tocsin rules fmt packs/rain cases/*.yaml",
)
_SUFFIXES = (".yaml", ".yml")


def fmt(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="YAML of packs and cases; of a folder, every YAML file in it.",
            autocompletion=completion.cases,
        ),
    ],
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; name the files that are not in form, and exit with 1.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Put files in form: keys in order, indents, quotes, expressions; comments are kept, and so is what it means."""
    from tocsin.cli.output import emit, emit_data, printable
    from tocsin.cli.words import counted

    before = _texts(files)
    after = _formatted(before)
    changed = [path for path, text in after.items() if text != before[path]]
    _require_same(before, {path: after[path] for path in changed})
    if not check:
        from tocsin.cli.written import write_text

        for path in changed:
            write_text(str(path), after[path])
    if as_json:
        emit_data({"files": len(after), "changed": [str(path) for path in changed], "written": not check})
    elif check and changed:
        emit("\n".join(f"not in form: {printable(str(path))}" for path in changed))
    else:
        total = counted(len(after), "file")
        emit(f"{len(changed):,} of {total} put in form" if changed else f"{total} in form already")
    if check and changed:
        raise typer.Exit(NO)


def _texts(names: Iterable[str]) -> dict[Path, str]:
    """The text of each file named, or in a folder named. Raises ProblemError with every one that cannot be read."""
    from tocsin.cli.near_files import check_exists
    from tocsin.facts.problems import Problem, ProblemError, raise_if_any
    from tocsin.facts.tree import read_text

    found: dict[Path, str] = {}
    problems: list[Problem] = []
    for name in names:
        try:
            check_exists(name)
            for path in _files(Path(name)):
                found.setdefault(path, read_text(path))
        except ProblemError as error:
            problems.extend(error.problems)
    raise_if_any(problems)
    return found


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        if path.suffix.lower() not in _SUFFIXES:
            raise typer.BadParameter(f"{path} is no YAML: its name ends in neither .yaml nor .yml", param_hint="FILE")
        yield path
        return
    found = sorted(file for file in path.rglob("*") if file.suffix.lower() in _SUFFIXES and file.is_file())
    if not found:
        raise typer.BadParameter(f"the folder {path} holds no YAML file", param_hint="FILE")
    yield from found


def _formatted(texts: Mapping[Path, str]) -> dict[Path, str]:
    """Each text in form. Raises ProblemError with whatever keeps one of them from it."""
    from tocsin.facts.problems import Problem, ProblemError, raise_if_any
    from tocsin.rules.editing.formatting import formatted

    found: dict[Path, str] = {}
    problems: list[Problem] = []
    for path, text in texts.items():
        try:
            found[path] = formatted(text, str(path))
        except ProblemError as error:
            problems.extend(error.problems)
    raise_if_any(problems)
    return found


def _require_same(before: Mapping[Path, str], changed: Mapping[Path, str]) -> None:
    """Raise ProblemError unless every pack that one of the changed files is of is the same after."""
    from tocsin.cli.language_server.files import pack_root
    from tocsin.rules.editing.formatting import require_same_pack
    from tocsin.rules.read import read_pack_texts

    roots = {root for path in changed if (root := pack_root(path, before)) is not None}
    for root in sorted(roots):
        folder = root if root.is_dir() else root.parent
        texts = read_pack_texts(root)
        own = {path.relative_to(folder).as_posix(): text for path, text in changed.items() if folder in path.parents}
        require_same_pack(texts, {name: own.get(name, text) for name, text in texts.items()}, str(root))
