"""A page as a folder of static files, which any server can hand out as they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from tocsin.engine.case import Case
from tocsin.engine.case_file import case_data
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.value_table import Unwritable
from tocsin.page import codes, rendered
from tocsin.page.archive import archive
from tocsin.page.runtime import WHEELS, runtime, unpacked
from tocsin.page.session import Session
from tocsin.rules.kept_packs import packed

LIST: Final = "files.json"
"""Every other file with its size, and a version of them all, for the service worker."""
_STATIC: Final = Path(__file__).parent / "static"


def write_page(case: Case, folder: Path, prepared: Path | None = None) -> dict[str, int]:
    """The page of the case stands in the folder; each file with its size in bytes.

    ``prepared`` is a folder with what runs Python in a browser, as ``runtime`` takes it. Raises ProblemError for a
    folder that holds anything but an earlier page, for a pack that no page can hold, and as ``runtime`` does.
    """
    before = _before(folder)
    brought = runtime(prepared)
    files = page_files(case) | dict(unpacked(brought))
    version = hashlib.sha256()
    for name, data in sorted(files.items()):
        version.update(hashlib.sha256(data).digest() + name.encode("utf-8"))
    sizes = {name: len(data) for name, data in sorted(files.items())}
    listed = {"version": version.hexdigest()[:16], "files": sizes, "wheels": [f"wheels/{name}" for name in WHEELS]}
    files[LIST] = _json(listed)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    for name in before - files.keys():
        (folder / name).unlink(missing_ok=True)
    return sizes


def page_files(case: Case) -> dict[str, bytes]:
    """Everything but what runs Python: the page as it is rendered now, our code, the pack and the case."""
    try:
        pack = packed(case.pack)
    except Unwritable as error:
        hint = "declare what its rules need in YAML; only that goes into a page"
        message = f"the pack {case.pack.name} needs what is not in its files: {error}"
        raise ProblemError([Problem(codes.NOT_PORTABLE, message, case.pack.place, hint)]) from None
    opening = Session(case).answer("opening", {})
    return {
        **dict(_static()),
        "index.html": rendered.page(opening).encode("utf-8"),
        "state.json": _json(opening),
        "case.json": _json(case_data(case)),
        "pack.bin": pack,
        "tocsin.zip": archive(),
    }


def _static() -> Iterator[tuple[str, bytes]]:
    for file in sorted(_STATIC.iterdir()):
        if file.is_file():
            yield file.name, file.read_bytes()


def _json(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True).encode("utf-8")


def _before(folder: Path) -> set[str]:
    """The files of the page that is there already. Raises ProblemError if something else is."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return set()
    try:
        listed = json.loads((folder / LIST).read_text(encoding="utf-8"))
        return {name for name in listed["files"] if _is_inside(folder, name)}
    except (OSError, ValueError, KeyError, TypeError):
        hint = "name a new folder, or an empty one"
        message = f"{folder} holds something else than a page, which is left as it is"
        raise ProblemError([Problem(codes.NOT_OURS, message, Place(str(folder)), hint)]) from None


def _is_inside(folder: Path, name: str) -> bool:
    return (folder / name).resolve().is_relative_to(folder.resolve())
