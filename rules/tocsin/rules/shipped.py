"""Finding packs: those shipped with Tocsin and those of installed packages by name, all others by path."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final, TypeAlias

from tocsin.facts.arguments import checked
from tocsin.facts.problems import Place, Problem, ProblemError, suggestion
from tocsin.rules import codes
from tocsin.rules.model import Pack
from tocsin.rules.packages import installed_packs, pinned, require_digest
from tocsin.rules.read import is_pack_file, parse_pack, read_pack, read_pack_texts

_PACKS = Path(__file__).parent / "packs"
DEFAULT: Final = "russia-dprk"
"""The shipped pack that is meant where none is named."""
Packs: TypeAlias = Iterable[str | Path | Pack]
"""The packs that may be named: shipped ones by name, files and folders by path, packs at hand by their own names."""


def shipped_names() -> tuple[str, ...]:
    """The names of the packs that come with Tocsin."""
    return tuple(
        sorted(folder.name.replace("_", "-") for folder in _PACKS.iterdir() if (folder / "pack.yaml").is_file())
    )


def shipped_texts() -> dict[str, dict[str, str]]:
    """The texts of each pack that comes with Tocsin, by the names that places give the files."""
    folders = {name: name.replace("-", "_") for name in shipped_names()}
    return {
        name: {f"{folder}/{file}": text for file, text in sorted(read_pack_texts(_PACKS / folder).items())}
        for name, folder in folders.items()
    }


@checked()
def load_pack(name: str | Path, *, beside: Path | None = None, packs: Packs | None = None) -> Pack:
    """The pack of that name or at that path, checked.

    A shipped name wins over a file of the same name (write ``./name`` for the file), and a file over the pack of an
    installed package, which so changes no meaning. A relative path is taken from ``beside`` (the folder of the file
    that named it), else from the working folder. With ``packs`` no other pack can be named, and no other file is
    looked at. ``NAME@sha256:…`` is the pack of that digest and no other.
    Raises ProblemError with everything that is wrong; of a file that is no pack and was named by a file, only that.

    >>> load_pack("russia-dprk").name
    'russia-dprk'
    """
    name, digest = pinned(name)
    pack = _loaded(name, beside, packs)
    if digest is not None:
        require_digest(name, pack.digest, digest)
    return pack


def _loaded(name: str | Path, beside: Path | None, packs: Packs | None) -> Pack:
    held = _require_allowed(name, beside, packs)
    if held is not None:
        return held
    path, shown = _found(name, beside)
    try:
        return read_pack(path, shown)
    except ProblemError:
        if beside is not None and shown is None:
            _named_texts(name, path)  # says no more than it may
        raise


def pack_path(name: str | Path, *, beside: Path | None = None) -> Path:
    """Where the pack is that ``load_pack`` finds by that name. Raises ProblemError if there is none."""
    return _found(pinned(name)[0], beside)[0]


def load_pack_texts(name: str | Path, *, beside: Path | None = None, packs: Packs | None = None) -> dict[str, str]:
    """The text of every file of that pack, found as ``load_pack`` finds it: what ``parse_pack`` needs.

    Raises ProblemError if there is no such pack, or a file of it cannot be read.
    """
    name, digest = pinned(name)
    _require_allowed(name, beside, packs)
    path, shown = _found(name, beside)
    texts = read_pack_texts(path) if beside is None or shown is not None else _named_texts(name, path)
    if digest is not None:
        require_digest(name, parse_pack(texts, str(name)).digest, digest)
    return texts


def _named_texts(name: str | Path, path: Path) -> dict[str, str]:
    """The texts of a pack that a file named by its path.

    Whoever wrote that file chose the path, and need not be who can read it: of anything but a pack nothing is told, not
    even what is wrong with it, or a case could quote any file at all in its error message.
    """
    try:
        texts = read_pack_texts(path)
        if any(is_pack_file(text) for text in texts.values()):
            return texts
    except ProblemError:
        pass
    hint = "tocsin rules check, with its path, says what is wrong with it"
    message = f"the pack {str(name)!r} that is named is none, or cannot be read"
    raise ProblemError([Problem(codes.NOT_A_PACK, message, Place(str(name)), hint)])


def _require_allowed(name: str | Path, beside: Path | None, packs: Packs | None) -> Pack | None:
    """The pack at hand of that name, if there is one. Raises ProblemError if the name is not among ``packs``."""
    if packs is None:
        return None
    allowed = list(packs)
    for each in allowed:
        if isinstance(each, Pack):
            if each.name == str(name):
                return each
        elif str(each) == str(name) or _same_file(each, (beside or Path()) / name):
            return None
    names = [each.name if isinstance(each, Pack) else Path(each).name for each in allowed]
    message = f"the pack {str(name)!r} is not among those that may be named here"
    raise ProblemError([Problem(codes.UNKNOWN_PACK, message, Place(str(name)), suggestion(str(name), names, "packs"))])


def _same_file(allowed: str | Path, path: Path) -> bool:
    """Whether a path is one that is allowed; the name of a shipped pack allows no file."""
    return str(allowed) not in shipped_names() and os.path.abspath(allowed) == os.path.abspath(path)


def _found(name: str | Path, beside: Path | None) -> tuple[Path, str | None]:
    """Where the pack is, and how places name it if not by that path."""
    text = str(name)
    if text in shipped_names():
        folder = text.replace("-", "_")
        return _PACKS / folder, folder
    path = Path(text)
    if beside is not None and not path.is_absolute():
        path = beside / path
    if path.exists():
        return path, None
    installed = next((each for each in installed_packs() if each.name == text), None)
    if installed is None:
        raise ProblemError([_unknown(text, path)])
    return installed.usable(shipped_names()), text


def _unknown(name: str, path: Path) -> Problem:
    known = (*shipped_names(), *(each.name for each in installed_packs()))
    message = f"there is no pack {name!r}, neither shipped nor as a file or folder"
    endings = [ending for ending in (".yaml", ".yml") if os.path.isfile(f"{path}{ending}")]
    hint = f"did you mean {name}{endings[0]}?" if endings else suggestion(name, known, "shipped packs")
    return Problem(codes.UNKNOWN_PACK, message, Place(name), hint)
