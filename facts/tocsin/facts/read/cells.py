"""A row of a table: its cells, where each was written, and what a cell's text stands for."""

from __future__ import annotations

import re

from tocsin.facts.dataclass import dataclass
from tocsin.facts.kinds import Kind
from tocsin.facts.problems import Place
from tocsin.facts.tree.core_schema import NumberError, integer, real

_CELL = re.compile(r'"(?:[^"]|"")*"|[^,\n]*')
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


@dataclass(slots=True)
class Row:
    """The cells of a row, the number of its first line, and its lines as written."""

    cells: list[str]
    file: str
    line: int
    raw: tuple[str, ...]

    def place(self, column: int) -> Place:
        """Where the cell begins."""
        text = "\n".join(self.raw)
        at = 0
        for _ in range(column):
            found = _CELL.match(text, at)
            at = min((found.end() if found else at) + 1, len(text))
        return Place(self.file, self.line + text.count("\n", 0, at), at - text.rfind("\n", 0, at))


def cell_value(text: str, kind: Kind) -> object:
    """What a cell of this kind stands for; the text itself where it does not fit, for the kind's check to refuse."""
    stripped = text.strip()
    try:
        match kind.name:
            case "str":
                return text
            case "bool":
                return {"true": True, "false": False}.get(stripped.lower(), text)
            case "int":
                return integer(stripped) if _INT.fullmatch(stripped) else text
            case "float" if _INT.fullmatch(stripped):
                return integer(stripped)  # as everywhere else, a whole number is no float until it is taken for one
            case "float":
                return real(stripped) if _FLOAT.fullmatch(stripped) else text
            case _:
                return stripped
    except NumberError:
        return text
