"""A text of YAML laid out anew: two columns for each level, one way to quote, lines filled, comments kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from typing import Any, Final

from tocsin.facts.dataclass import dataclass
from tocsin.rules.editing.comments import Margin
from tocsin.rules.editing.forms import ITEM, Path

WIDTH: Final = 120
"""Lists and mappings in brackets that go over several lines are filled up to here; texts are never broken."""
_STEP: Final = 2


@dataclass
class _Entry:
    """A value of a mapping or a list with its key, the lines above it, those below, and the comment behind it."""

    key: Any
    value: Any
    above: list[tuple[int, str]]
    below: list[str] = field(default_factory=list)


class Layout:
    """Lays out the nodes of one text.

    ``order`` puts the keys of a mapping in order; ``retold`` gives the text to write for a value, or None for its own.
    """

    def __init__(
        self,
        text: str,
        margin: Margin,
        order: Callable[[Path, Sequence[str]], list[str]],
        retold: Callable[[Path, str], str | None],
    ) -> None:
        self._text = text
        self._margin = margin
        self._order = order
        self._retold = retold

    def document(self, root: Any) -> str:
        """The whole text: what stands above it, its nodes, and what stands below."""
        first, last = self._line(root), self._last(root)
        # What stands above the first key, up to a blank line, is of the file and not of the key.
        above = [text for _, text in self._margin.between(-1, first)]
        below = [text for _, text in self._margin.between(last, 1 << 30)]
        lines = (
            [*above, *self._block(root, 0, (), first - 1)]
            if _is_block(root)
            else [*above, *self._value(root, 0, 0, ())]
        )
        while lines and not lines[0]:
            del lines[0]
        if below:
            lines += below
        while lines and not lines[-1]:
            del lines[-1]
        return "\n".join(_squeezed(lines)) + "\n"

    def _block(self, node: Any, indent: int, path: Path, above_line: int) -> list[str]:
        """A mapping or a list on lines of its own, each with its indent."""
        entries = self._entries(node, above_line)
        # What stands above the first is of all of them, whichever comes first in the end.
        head, entries[0].above = entries[0].above, []
        while head and not head[0][1]:
            del head[0]
        if _is_mapping(node):
            by_key = {entry.key.value: entry for entry in entries}
            entries = [by_key[key] for key in self._order(path, [entry.key.value for entry in entries])]
        lines = _indented([text for _, text in head], indent)
        for number, entry in enumerate(entries):
            above = [text for _, text in entry.above]
            while not number and above and not above[0]:
                del above[0]
            lines += _indented(above, indent)
            lines += self._entry(entry, indent, path)
            lines += _indented(entry.below, indent + _STEP)
        return lines

    def _entries(self, node: Any, above_line: int) -> list[_Entry]:
        """What a collection holds, in the order written, with the lines between."""
        pairs = node.value if _is_mapping(node) else [(None, item) for item in node.value]
        found: list[_Entry] = []
        end = above_line
        for key, value in pairs:
            start = key or value
            line, column = self._margin.place(start.start_mark.index)
            between = self._margin.between(end, line)
            if key is None:
                column -= _STEP  # its dash
            if found:
                while between and between[0][0] > column:
                    found[-1].below.append(between.pop(0)[1])
            found.append(_Entry(key, value, between))
            end = self._last(value) if self._text_of(value) or _is_block(value) else line
        return found

    def _entry(self, entry: _Entry, indent: int, path: Path) -> list[str]:
        """A key with its value, or a dash with an item."""
        value = entry.value
        if entry.key is None:
            lead, inner = "- ", (*path, ITEM)
        else:
            lead, inner = f"{self._scalar(entry.key, indent, ())[0]}:", (*path, entry.key.value)
        pad = " " * indent
        line = self._margin.place((entry.key or value).start_mark.index)[0]
        if _is_block(value):
            lines = self._block(value, indent + _STEP, inner, line if entry.key is not None else self._line(value) - 1)
            if entry.key is None:
                at = next(number for number, text in enumerate(lines) if text.strip() and text.lstrip()[0] != "#")
                hoisted = [text[_STEP:] for text in lines[:at]]
                lines[at] = pad + lead + lines[at].lstrip()
                return [*hoisted, *lines[at:]]
            return [pad + lead + _behind(self._margin.behind(line)), *lines]
        column = indent + len(lead) + (entry.key is not None)
        told = self._value(value, indent, column, inner)
        if told == [""]:
            return [pad + lead + _behind(self._margin.behind(line))]
        first, *rest = told
        head = pad + lead + (" " if entry.key is not None else "") + first
        comment = self._margin.behind(self._last(value))
        if getattr(value, "style", None) in ("|", ">"):
            comment = ""  # its first line has what stands behind it
        if rest:
            rest[-1] += _behind(comment)
            return [head, *rest]
        return [head + _behind(comment)]

    def _value(self, node: Any, indent: int, column: int, path: Path) -> list[str]:
        """A scalar, or what stands in brackets, from a column on; further lines have their indent."""
        if not hasattr(node, "flow_style"):
            return self._scalar(node, indent, path)
        start, end = node.start_mark.index, node.end_mark.index
        if self._margin.within(start, end) or self._is_broken(node):
            return self._as_written(node, column)
        return self._filled(node, column, path)

    def _is_broken(self, node: Any) -> bool:
        """Whether some text in brackets goes over several lines."""
        if not hasattr(node, "flow_style"):
            return "\n" in self._text_of(node)
        children = [part for pair in node.value for part in pair] if _is_mapping(node) else node.value
        return any(self._is_broken(child) for child in children)

    def _as_written(self, node: Any, column: int) -> list[str]:
        """The lines of the source, moved as the first of them is."""
        moved = column - self._margin.place(node.start_mark.index)[1]
        first, *rest = self._text_of(node).split("\n")
        return [first.rstrip(), *(_moved(line.rstrip(), moved) for line in rest)]

    def _filled(self, node: Any, column: int, path: Path) -> list[str]:
        """What stands in brackets, on one line, or on lines filled with whole items.

        What its author wrote on one line stays there, however long: rows of facts are read down their columns.
        """
        whole = self._on_one_line(node, path)
        if column + len(whole) <= WIDTH or "\n" not in self._text_of(node):
            return [whole]
        opening, closing = self._brackets(node)
        lines, at = [opening], column + len(opening)
        for number, item in enumerate(parts := list(self._parts(node, path))):
            ending = closing if number == len(parts) - 1 else ","
            lead, value, inner = item
            text = lead + (self._on_one_line(value, inner) if value is not None else "")
            if len(lines[-1]) > len(opening) or len(lines) > 1:
                used = (column if len(lines) == 1 else 0) + len(lines[-1])
                if lines[-1].strip() != opening and used + 1 + len(text) + len(ending) > WIDTH:
                    lines.append(" " * at)
                elif lines[-1].strip():
                    lines[-1] += " "
            used = (column if len(lines) == 1 else 0) + len(lines[-1])
            if value is not None and used + len(text) + len(ending) > WIDTH and hasattr(value, "flow_style"):
                first, *rest = self._filled(value, used + len(lead), inner)
                lines[-1] += lead + first
                lines += rest
            else:
                lines[-1] += text
            lines[-1] += ending
        return lines

    def _on_one_line(self, node: Any, path: Path) -> str:
        if not hasattr(node, "flow_style"):
            return self._scalar(node, 0, path)[0]
        opening, closing = self._brackets(node)
        parts = [
            lead + (self._on_one_line(value, inner) if value is not None else "")
            for lead, value, inner in self._parts(node, path)
        ]
        return opening + ", ".join(parts) + closing

    def _brackets(self, node: Any) -> tuple[str, str]:
        """The brackets of a node; a pair within a list has none."""
        if _is_mapping(node):
            return ("{", "}") if self._text[node.start_mark.index] == "{" else ("", "")
        return "[", "]"

    def _parts(self, node: Any, path: Path) -> Iterator[tuple[str, Any, Path]]:
        """The items of what stands in brackets: what leads each, its value if it has one, and where that stands."""
        if not _is_mapping(node):
            yield from (("", item, (*path, ITEM)) for item in node.value)
            return
        by_key = {key.value: (key, value) for key, value in node.value}
        for name in self._order(path, list(by_key)):
            key, value = by_key[name]
            told = self._scalar(key, 0, ())[0]
            if self._text_of(value):
                yield f"{told}: ", value, (*path, name)
            else:
                yield told + ("" if self._text_of(node).startswith("{") else ":"), None, path

    def _scalar(self, node: Any, indent: int, path: Path) -> list[str]:
        """A key or a value in its lines."""
        written = self._text_of(node)
        if node.style in ("|", ">"):
            return _folded(written, indent + _STEP)
        if "\n" in written:
            first, *rest = (line.strip() for line in written.split("\n"))
            return [first, *(" " * (indent + _STEP) + line if line else "" for line in rest)]
        told = self._retold(path, node.value) if path else None
        if told is not None and told != node.value:
            return [quoted(told) if node.style else told]
        return [_requoted(written, node)]

    def _text_of(self, node: Any) -> str:
        return self._text[node.start_mark.index : node.end_mark.index]

    def _line(self, node: Any) -> int:
        return self._margin.place(node.start_mark.index)[0]

    def _last(self, node: Any) -> int:
        """The last line of a node, on which something of it stands."""
        if _is_block(node) and node.value:
            last = node.value[-1]
            inner = last[1] if _is_mapping(node) else last
            if not self._text_of(inner) and not _is_block(inner):
                inner = last[0] if _is_mapping(node) else last
            return self._last(inner)
        text = self._text_of(node)
        return self._margin.place(node.start_mark.index + max(len(text.rstrip()) - 1, 0))[0]


def _is_mapping(node: Any) -> bool:
    return type(node).__name__ == "MappingNode"


def _is_block(node: Any) -> bool:
    return getattr(node, "flow_style", None) is False


def _indented(texts: Sequence[str], indent: int) -> list[str]:
    return [" " * indent + text if text else "" for text in texts]


def _squeezed(lines: Sequence[str]) -> Iterator[str]:
    """Of blank lines that follow each other, the first."""
    before = None
    for line in lines:
        if line or before:
            yield line
        before = line


def _behind(comment: str) -> str:
    return f"  {comment}" if comment else ""


def _moved(line: str, columns: int) -> str:
    """The line so many columns to the right, or as far to the left as there are blanks."""
    if not line:
        return line
    blanks = len(line) - len(line.lstrip(" "))
    return " " * max(blanks + columns, 0) + line.lstrip(" ")


def _folded(written: str, indent: int) -> list[str]:
    """A block of text at another indent, its first line as it is."""
    first, *rest = written.rstrip(" ").removesuffix("\n").split("\n")
    margin = min((len(line) - len(line.lstrip(" ")) for line in rest if line.strip()), default=0)
    return [first.rstrip(), *(" " * indent + line[margin:] if line.strip() else "" for line in rest)]


def _requoted(written: str, node: Any) -> str:
    """A text in the quotes of form: double ones, where nothing has to be escaped within them."""
    return quoted(node.value) if node.style == "'" and node.value.isprintable() else written


def quoted(value: str) -> str:
    """The text in double quotes; in single ones where it has a double one or a backslash."""
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'
