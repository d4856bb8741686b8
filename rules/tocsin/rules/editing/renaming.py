"""Renaming what a pack declares, wherever it stands, or not at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from tocsin.facts.annotations import SNAKE_CASE
from tocsin.facts.problems import ProblemError, TocsinError
from tocsin.rules.editing.names import Named, NameKind
from tocsin.rules.read import parse_pack
from tocsin.rules.read.declarations import ID

_FORMS: Final[dict[NameKind, re.Pattern[str]]] = {
    "rule": ID,
    "statement": ID,
    "assumption": ID,
    "type": SNAKE_CASE,
    "parameter": SNAKE_CASE,
    "variable": re.compile(r"[A-Za-z_][A-Za-z0-9_]*"),
}


class CannotRename(TocsinError, ValueError):
    """The name cannot be changed without changing what the pack says; the message says why."""


def occurrences(names: Mapping[str, tuple[Named, ...]], named: Named) -> tuple[Named, ...]:
    """Where the name stands, in whichever file of the pack; a variable stands in its own entry only."""
    return tuple(each for found in names.values() for each in found if each.key == named.key)


def renamed(texts: Mapping[str, str], names: Mapping[str, tuple[Named, ...]], named: Named, new: str) -> dict[str, str]:
    """The texts of the files that change, by their names, with ``new`` wherever the name stands.

    ``texts`` are those of a whole pack, by the paths in its folder, and ``names`` what stands in each. Raises
    CannotRename if the pack is not sound, before or after; if it does not declare the name itself; if ``new`` has a
    meaning already.
    """
    form = _FORMS.get(named.kind)
    if form is None or not _is_own(names, named):
        raise CannotRename(f"the {named.kind} {named.name} is not declared in this pack, so it is not for it to rename")
    if form.fullmatch(new) is None:
        raise CannotRename(f"{new!r} is no name for a {named.kind}")
    if any(each.key == (named.kind, new, named.within) for found in names.values() for each in found):
        raise CannotRename(f"there is a {named.kind} {new} already")
    _require_sound(texts, "mend the pack first: its names cannot be told apart for certain")
    changed = {
        file: _with(text, [each for each in names.get(file, ()) if each.key == named.key], new)
        for file, text in texts.items()
    }
    changed = {file: text for file, text in changed.items() if text != texts[file]}
    _require_sound({**texts, **changed}, f"with the name {new} the pack would not be sound")
    return changed


def _is_own(names: Mapping[str, tuple[Named, ...]], named: Named) -> bool:
    return named.kind == "variable" or any(each.declares for each in occurrences(names, named))


def _require_sound(texts: Mapping[str, str], otherwise: str) -> None:
    try:
        parse_pack(texts, "pack")
    except ProblemError as error:
        raise CannotRename(f"{otherwise} ({error.problems[0]})") from None


def _with(text: str, here: list[Named], new: str) -> str:
    """The text with another name at these places, from the last to the first."""
    lines = text.splitlines(keepends=True)
    for each in sorted(here, key=lambda named: named.place, reverse=True):
        line, at = lines[each.place.line - 1], each.place.column - 1
        lines[each.place.line - 1] = line[:at] + new + line[at + len(each.name) :]
    return "".join(lines)
