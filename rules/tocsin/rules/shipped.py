"""Finding packs: those shipped with Tocsin by name, all others by path."""

from __future__ import annotations

from pathlib import Path

from tocsin.facts.problems import Place, Problem, ProblemError, suggestion
from tocsin.rules import codes
from tocsin.rules.model import Pack
from tocsin.rules.read import read_pack

_PACKS = Path(__file__).parent / "packs"


def shipped_names() -> tuple[str, ...]:
    """The names of the packs that come with Tocsin."""
    return tuple(
        sorted(folder.name.replace("_", "-") for folder in _PACKS.iterdir() if (folder / "pack.yaml").is_file())
    )


def load_pack(name: str | Path, *, beside: Path | None = None) -> Pack:
    """The pack of that name or at that path, checked.

    A shipped name wins over a file of the same name (write ``./name`` for the file). A relative path is
    taken from ``beside`` (the folder of the file that named it), else from the working folder.
    Raises ProblemError with everything that is wrong.

    >>> load_pack("russia-dprk").name
    'russia-dprk'
    """
    text = str(name)
    if text in shipped_names():
        folder = text.replace("-", "_")
        return read_pack(_PACKS / folder, shown=folder)
    path = Path(text)
    if beside is not None and not path.is_absolute():
        path = beside / path
    if not path.exists():
        raise ProblemError([_unknown(text)])
    return read_pack(path)


def _unknown(name: str) -> Problem:
    known = shipped_names()
    message = f"there is no pack {name!r}, neither shipped nor as a file or folder"
    return Problem(codes.UNKNOWN_PACK, message, Place(name), suggestion(name, known, "shipped packs"))
