"""What the documentation says of each problem code, and inputs that provoke it; both are carried in the wheel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tocsin.facts.dataclass import dataclass

_HERE = Path(__file__).parent
_CHECKOUT = _HERE.parents[2]
_SECTION = re.compile(r"^### ([TW]\d{3}) · (.+)\n((?:(?!^##).*\n?)*)", re.M)
_LONGEST_EXAMPLE = 4_000


@dataclass(frozen=True)
class Page:
    """A code, its title, and what the documentation says of it, in Markdown."""

    code: str
    title: str
    text: str


@dataclass(frozen=True)
class Example:
    """An input that provokes the code, and the message it gets."""

    name: str
    text: str
    message: str


@cache
def pages() -> dict[str, Page]:
    """The page of each code, in the order of the documentation."""
    carried = _HERE / "problems.md"
    source = carried if carried.exists() else _CHECKOUT / "docs" / "problems.md"
    found = _SECTION.findall(source.read_text(encoding="utf-8"))
    return {code: Page(code, title, text.strip()) for code, title, text in found}


def examples_of(code: str) -> Iterator[Example]:
    """The inputs of one file that provoke the code, those that can be shown."""
    carried = _HERE / "bad"
    folder = carried if carried.exists() else _CHECKOUT / "tests" / "bad"
    for path in sorted(folder.glob(f"*/{code}-*")):
        told = path.with_name(f"{path.name}.txt")
        if not path.is_file() or not told.exists() or path.stat().st_size > _LONGEST_EXAMPLE:
            continue
        try:
            yield Example(path.name, path.read_text(encoding="utf-8"), told.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue
