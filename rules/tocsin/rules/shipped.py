"""Finding packs: those shipped with Tocsin by name, all others by path."""

from __future__ import annotations

from pathlib import Path

from tocsin.facts.arguments import checked
from tocsin.facts.problems import Place, Problem, ProblemError, suggestion
from tocsin.rules import codes
from tocsin.rules.model import Pack
from tocsin.rules.read import read_pack, read_pack_texts

_PACKS = Path(__file__).parent / "packs"


def shipped_names() -> tuple[str, ...]:
    """The names of the packs that come with Tocsin."""
    return tuple(
        sorted(folder.name.replace("_", "-") for folder in _PACKS.iterdir() if (folder / "pack.yaml").is_file())
    )


@checked()
def load_pack(name: str | Path, *, beside: Path | None = None) -> Pack:
    """The pack of that name or at that path, checked.

    A shipped name wins over a file of the same name (write ``./name`` for the file). A relative path is
    taken from ``beside`` (the folder of the file that named it), else from the working folder.
    Raises ProblemError with everything that is wrong.

    >>> load_pack("russia-dprk").name
    'russia-dprk'
    """
    return read_pack(*_found(name, beside))


def load_pack_texts(name: str | Path, *, beside: Path | None = None) -> dict[str, str]:
    """The text of every file of that pack, found as ``load_pack`` finds it: what ``parse_pack`` needs.

    Raises ProblemError if there is no such pack, or a file of it cannot be read.
    """
    return read_pack_texts(_found(name, beside)[0])


def _found(name: str | Path, beside: Path | None) -> tuple[Path, str | None]:
    """Where the pack is, and how places name it if not by that path."""
    text = str(name)
    if text in shipped_names():
        folder = text.replace("-", "_")
        return _PACKS / folder, folder
    path = Path(text)
    if beside is not None and not path.is_absolute():
        path = beside / path
    if not path.exists():
        raise ProblemError([_unknown(text)])
    return path, None


def _unknown(name: str) -> Problem:
    known = shipped_names()
    message = f"there is no pack {name!r}, neither shipped nor as a file or folder"
    return Problem(codes.UNKNOWN_PACK, message, Place(name), suggestion(name, known, "shipped packs"))
