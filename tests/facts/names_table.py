"""Makes the table of common names again: ``pip install babel==2.19.0``, then ``python tests/facts/names_table.py``.

It prints the digest of the names in the table and of those that Babel gives; ``test_names`` holds the table to that
digest, so that nothing is changed in it by hand, and needs no Babel for it.
"""

import hashlib
import re
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from tocsin.facts.vocabularies.geopolitics.actors import STATES

TABLE = Path(__file__).parents[2] / "facts/tocsin/facts/vocabularies/geopolitics/common_names.txt"


def lines_of_table() -> list[str]:
    """The lines of the table that name a state."""
    return [line for line in TABLE.read_text(encoding="utf-8").split("\n") if line and not line.startswith("#")]


def digest(lines: Sequence[str]) -> str:
    """The SHA-256 of the lines."""
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def made_by_babel() -> list[str]:
    """The lines as Babel has the names, in the languages that the table's head lists."""
    babel: Any = import_module("babel")
    core: Any = import_module("babel.core")
    head = TABLE.read_text(encoding="utf-8").split("\n", 1)[0]
    locales = [babel.Locale.parse(name) for name in re.findall(r"\((.*)\)", head)[0].split(", ")]
    short = {code: core.get_global("territory_aliases")[code][0] for code in STATES} | {"XKX": "XK"}
    made = []
    for code, alpha2 in sorted(short.items()):
        names = dict.fromkeys(name for locale in locales if (name := locale.territories.get(alpha2)))
        made.append(f"{code} {alpha2} {'; '.join(names)}")
    return made


if __name__ == "__main__":
    print(digest(lines_of_table()), "the table")
    print(digest(made_by_babel()), "Babel", import_module("babel").__version__)
