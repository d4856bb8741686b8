"""What runs Python in a browser: Pyodide and the few wheels the engine needs, in the versions that are tested.

Nothing here knows an address. The files come by the user's own ``npm`` and ``pip``, once, into the user's cache; or
they lie in a folder that somebody filled by the same two commands. Either way each is checked against its digest.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from tocsin.facts.cache_folder import OFF, PAGE, VARIABLE, cache_folder
from tocsin.facts.problems import Place, Problem, ProblemError, raise_if_any
from tocsin.page import codes

PYODIDE: Final = "pyodide-314.0.7.tgz"
_CORE: Final = "pydantic_core-2.50.5-cp314-cp314-pyemscripten_2026_0_wasm32.whl"
DIGESTS: Final = {
    PYODIDE: "66b7949e5a0cba2250b586d7e368bf12fb482800748d182c4618254b685ffaa0",
    _CORE: "b2910ec0fa5aeb9bef70156f2b79f4783978fdcfaa7b2f1b5d1814458d2e79a1",
    "pydantic-2.14.4-py3-none-any.whl": "653a2ad9f6d8858529c77c72717d0ea991d6c6837fe683246b2f4b2bbfc3fadc",
    "annotated_types-0.8.0-py3-none-any.whl": "f072f4d804ea359e4eaf198b1af7a8b0943881a87f31bb764f8bf219bb9419e0",
    "typing_extensions-4.16.0-py3-none-any.whl": "481caa481374e813c1b176ada14e97f1f67a4539ce9cfeb3f350d78d6370c2e8",
    "typing_inspection-0.4.5-py3-none-any.whl": "bc210535442b39e1bf2805e0c7a17dfd6a4ace760c84c7f7d16245d23a6b1c39",
    "lark-1.3.1-py3-none-any.whl": "c629b661023a014c37da873b4ff58a817398d12635d3bbb2c5a03be7fe5d1e12",
}
"""Each file with its SHA-256."""
WHEELS: Final = tuple(name for name in DIGESTS if name.endswith(".whl"))
NEEDED: Final = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
"""What a page needs of Pyodide's package."""
_PINNED: Final = [f"{each.split('-')[0]}=={each.split('-')[1]}" for each in WHEELS]
_TARGET: Final = (
    *("--no-deps", "--only-binary=:all:", "--platform", "pyemscripten_2026_0_wasm32"),
    *("--implementation", "cp", "--python-version", "3.14", "--abi", "cp314"),
)
_RENEW: Final = "remove it; where it came from npm or pip, it comes again, and otherwise bring it by their commands"
_PATIENCE: Final = 600
"""Seconds that one of the tools may take."""


def npm(folder: str) -> list[str]:
    """The command that puts Pyodide into a folder."""
    return ["npm", "pack", "pyodide@314.0.7", "--pack-destination", folder]


def pip(folder: str, python: str = "python") -> list[str]:
    """The command that puts the wheels into a folder."""
    return [python, "-m", "pip", "download", *_TARGET, "--dest", folder, *_PINNED]


def runtime(folder: Path | None = None) -> Path:
    """A folder with every file, checked: the one given, else the user's cache, which is filled first if it must be.

    Raises ProblemError where files are missing and cannot be had, and for any that is not the one tested.
    """
    if folder is not None:
        _check(folder)
        return folder
    cache = cache_folder()
    if cache is None:
        message = f"there is no place for what runs Python in a browser: {VARIABLE} is {OFF}"
        raise ProblemError([Problem(codes.NO_RUNTIME, message, None, by_hand())])
    kept = cache / PAGE
    if _missing(kept):
        _fetch(kept)
    else:
        _check(kept)
    return kept


def _fetch(target: Path) -> None:
    """The files lie in the folder, as the user's tools bring them: all of them, or none is touched."""
    with tempfile.TemporaryDirectory(prefix="tocsin-page-") as new:
        for command in (npm(new), pip(new, sys.executable)):
            _run(command)
        _check(Path(new))
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in DIGESTS:
            shutil.move(Path(new) / name, target / name)


def _run(command: Sequence[str]) -> None:
    """The tool has done its work. Raises ProblemError with the last that it said, if it has not."""
    try:
        subprocess.run(command, check=True, capture_output=True, encoding="utf-8", errors="replace", timeout=_PATIENCE)
    except (OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        tool = "npm" if command[0] == "npm" else "pip"
        message = f"{tool} did not bring what runs Python in a browser: {said[-1][:200] if said else error}"
        raise ProblemError([Problem(codes.NO_RUNTIME, message, None, by_hand())]) from None


def by_hand(folder: str = "FOLDER") -> str:
    """How to fill a folder where there is a network, for a machine where there is none."""
    commands = " && ".join(" ".join(command) for command in (npm(folder), pip(folder)))
    return f"on a machine with npm, pip and a network: mkdir -p {folder} && {commands}; then give --runtime {folder}"


def _missing(folder: Path) -> list[str]:
    return [name for name in DIGESTS if not (folder / name).is_file()]


def _check(folder: Path) -> None:
    """Raises ProblemError if a file is missing, or is not the one that was tested."""
    place = Place(str(folder))
    missing = _missing(folder)
    if missing:
        message = f"{missing[0]} is missing" + (f", and {len(missing) - 1} more" if missing[1:] else "")
        raise ProblemError([Problem(codes.NO_RUNTIME, message, place, by_hand(str(folder)))])
    raise_if_any(
        Problem(codes.OTHER_RUNTIME, f"{name} is not the file that was tested", place, _RENEW)
        for name, digest in DIGESTS.items()
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest
    )


def unpacked(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The files that a page needs, by their names in its folder."""
    import tarfile

    with tarfile.open(folder / PYODIDE) as package:
        for name in NEEDED:
            member = package.extractfile(f"package/{name}")
            if member is not None:
                yield f"pyodide/{name}", member.read()
    for name in WHEELS:
        yield f"wheels/{name}", (folder / name).read_bytes()
