"""Every name in a file of a pack or in a case, with the place where it stands: what declares it, what refers to it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Place
from tocsin.facts.tree import Mapping, Node, Scalar, Sequence, parse_yaml
from tocsin.rules.expression.functions import PARAMETER
from tocsin.rules.read.conditions import AGGREGATE_KEYS
from tocsin.rules.rule import BACKED_BY, VARIABLE
from tocsin.rules.shape import pairs

NameKind: TypeAlias = Literal["rule", "type", "field", "statement", "assumption", "parameter", "variable"]

_CONDITIONS: Final = frozenset(
    ("when", "unless", "then", "stronger_if", "between", "of", "observed", "pattern", "patterns", "expect", "never")
)
_REFERRED: Final[dict[str, NameKind]] = {
    "cites": "statement",
    "feeds": "statement",
    "assumes": "assumption",
    "assume": "assumption",
    "without": "assumption",
}
_DECLARED: Final[dict[str, NameKind]] = {
    "rules": "rule",
    "tables": "rule",
    "statements": "statement",
    "assumptions": "assumption",
}
_ENTRY_KEYS: Final = frozenset(("qualifier", "boundary", "reports", "source", "grade", "status"))
_NO_PATTERN: Final = _ENTRY_KEYS | {"let", "valid_from", "valid_to", "note", *AGGREGATE_KEYS}
_NOTATION: Final = re.compile(r"\s*([a-z]\w*)\s*(?:\(|$)")
_PARAMETER: Final = re.compile(rf"\b{PARAMETER}\(\s*(\w+)")
_IN_SENTENCE: Final = re.compile(r"\{([A-Za-z_]\w*)[:}]")
_BREAK: Final = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


@dataclass(frozen=True)
class Named:
    """A name where it stands; ``place`` is that of its first character.

    ``within`` is the type of a field, and of a variable the file, line and column of what it is a variable of.
    """

    kind: NameKind
    name: str
    place: Place
    declares: bool = False
    within: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What names have in common that are one: kind, name, and within what."""
        return self.kind, self.name, self.within

    def holds(self, line: int, column: int) -> bool:
        """Whether the position is on the name, or right behind it."""
        return self.place.line == line and self.place.column <= column <= self.place.column + len(self.name)


def names_in(text: str, file: str) -> tuple[Named, ...]:
    """The names in the text, which ``file`` names in places, in the order in which they stand.

    Raises ProblemError if the text is no YAML.
    """
    found = _Names(text).of(parse_yaml(text, file))
    return tuple(sorted(set(found), key=lambda named: (named.place, named.kind)))


class _Names:
    """Goes through the tree of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in _BREAK.finditer(text))]

    def of(self, root: Node) -> Iterator[Named]:
        if isinstance(root, Sequence):
            yield from self._facts(root)
        for key, _, node in pairs(root) if isinstance(root, Mapping) else ():
            if key == "types":
                yield from self._types(node)
            elif key == "facts":
                yield from self._facts(node)
            elif key == "parameters":
                yield from self._keys("parameter", node, declares=True)
                yield from self._referred(node)
            elif key == "assumptions" and isinstance(node, Mapping):
                yield from self._keys("assumption", node)
            elif isinstance(node, Sequence):
                yield from self._items(key, node)

    def _items(self, key: str, node: Sequence) -> Iterator[Named]:
        """The entries of a list of a pack: each declares its id, and has variables of its own."""
        for item in node.items:
            declared = item.entries.get("id") if isinstance(item, Mapping) else None
            if key in _DECLARED and isinstance(declared, Scalar) and isinstance(declared.value, str):
                yield from self._at(_DECLARED[key], declared.value.strip(), declared.place, declares=True)
            if key == "hypotheses" and isinstance(item, Mapping):
                evidence = item.entries.get("evidence")
                yield from self._items(key, evidence) if isinstance(evidence, Sequence) else ()
            else:
                yield from self._referred(item)
                yield from self._variables(item, str(item.place))

    def _referred(self, node: Node) -> Iterator[Named]:
        """What the parts of an entry refer to."""
        if isinstance(node, Sequence):
            for item in node.items:
                yield from self._referred(item)
        for key, _, inner in pairs(node) if isinstance(node, Mapping) else ():
            if key in _REFERRED and isinstance(inner, Sequence):
                for item in inner.items:
                    if isinstance(item, Scalar) and isinstance(item.value, str):
                        yield from self._at(_REFERRED[key], item.value.strip(), item.place)
            elif key == "facts":
                yield from self._facts(inner)
            elif key in _CONDITIONS:
                yield from self._conditions(inner)
            else:
                yield from self._referred(inner)

    def _conditions(self, node: Node) -> Iterator[Named]:
        if isinstance(node, Sequence):
            for item in node.items:
                yield from self._conditions(item)
        elif isinstance(node, Scalar):
            yield from self._in_text("parameter", _PARAMETER, node)
            yield from self._in_text("type", _NOTATION, node) if "$" not in str(node.value) else ()
        else:
            yield from self._patterns(node)
            for key in ("over", "let"):
                inner = node.entries.get(key)
                for part in inner.entries.values() if isinstance(inner, Mapping) else [inner]:
                    yield from self._conditions(part) if part is not None else ()

    def _patterns(self, node: Mapping) -> Iterator[Named]:
        for name, place, fields in pairs(node):
            if name not in _NO_PATTERN:
                yield from self._at("type", name, place)
                yield from self._keys("field", fields, within=name, but=("absent", BACKED_BY))

    def _facts(self, node: Node) -> Iterator[Named]:
        for item in node.items if isinstance(node, Sequence) else ():
            if isinstance(item, Scalar):
                yield from self._in_text("type", _NOTATION, item)
            elif isinstance(item, Mapping) and "type" not in item.entries:
                yield from self._patterns(item)
            elif isinstance(item, Mapping) and isinstance(named := item.entries["type"], Scalar):
                yield from self._at("type", str(named.value), named.place)

    def _types(self, node: Node) -> Iterator[Named]:
        for name, place, fields in pairs(node) if isinstance(node, Mapping) else ():
            yield from self._at("type", name, place, declares=True)
            inner = fields.entries.get("fields") if isinstance(fields, Mapping) else None
            listed = inner if isinstance(inner, Mapping) else fields
            yield from self._keys("field", listed, declares=True, within=name)

    def _keys(
        self, kind: NameKind, node: Node, *, declares: bool = False, within: str = "", but: tuple[str, ...] = ()
    ) -> Iterator[Named]:
        for name, place in node.key_places.items() if isinstance(node, Mapping) else ():
            if name not in but:
                yield from self._at(kind, name, place, declares=declares, within=within)

    def _variables(self, node: Node, within: str) -> Iterator[Named]:
        if isinstance(node, Sequence):
            for item in node.items:
                yield from self._variables(item, within)
        elif isinstance(node, Scalar):
            yield from self._in_text("variable", VARIABLE, node, within)
        else:
            for key, place, inner in pairs(node):
                yield from self._in_text("variable", VARIABLE, Scalar(key, place), within)
                yield from self._variables(inner, within)
                if key == "reads" and isinstance(inner, Scalar):
                    yield from self._in_text("variable", _IN_SENTENCE, inner, within)

    def _in_text(self, kind: NameKind, form: re.Pattern[str], node: Scalar, within: str = "") -> Iterator[Named]:
        """The names of this form in a scalar: each is looked for in the text, where the scalar may go over lines."""
        at = self._starts[node.place.line - 1] + node.place.column - 1
        for found in form.finditer(node.value) if isinstance(node.value, str) else ():
            lead = found.group()[: found.start(1) - found.start()]
            lead = lead.strip() if kind != "parameter" else "("
            place = re.compile(re.escape(lead) + r"\s*(?<!\w)" + re.escape(found[1]) + r"\b").search(self._text, at)
            if place is not None:
                at = place.end()
                yield from self._at(kind, found[1], self._place(node.place.file, at - len(found[1])), within=within)

    def _place(self, file: str, offset: int) -> Place:
        line = bisect_right(self._starts, offset)
        return Place(file, line, offset - self._starts[line - 1] + 1)

    def _at(
        self, kind: NameKind, name: str, place: Place, *, declares: bool = False, within: str = ""
    ) -> Iterator[Named]:
        """The name if it stands there, behind a quotation mark perhaps; what an alias stands for, stands elsewhere."""
        offset = self._starts[place.line - 1] + place.column - 1
        quoted = self._text[offset : offset + 1] in ("'", '"')
        if name and self._text.startswith(name, offset + quoted):
            here = Place(place.file, place.line, place.column + quoted)
            yield Named(kind, name, here, declares, within)
