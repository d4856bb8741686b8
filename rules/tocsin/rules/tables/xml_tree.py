"""XML text as elements that know their places: nothing but elements, attributes and text, and nothing from outside.

A document type declaration is refused, and with it every entity: none is expanded, and no file or address is opened.
"""

from __future__ import annotations

from dataclasses import field
from typing import Final
from xml.parsers import expat

from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Place, ProblemError
from tocsin.facts.tree.nodes import refuse
from tocsin.rules import codes

MOST_ELEMENTS: Final = 200_000
DEEPEST: Final = 64


@dataclass
class Element:
    """An element: its name without its namespace, its namespace, its attributes that have none, and what it holds."""

    name: str
    namespace: str
    attributes: dict[str, str]
    place: Place
    children: list[Element] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text directly within the element, without the space around it."""
        return "".join(self.parts).strip()

    def all(self, name: str) -> list[Element]:
        """The children of that name."""
        return [child for child in self.children if child.name == name]

    def one(self, name: str) -> Element | None:
        """The first child of that name; None if there is none."""
        return next((child for child in self.children if child.name == name), None)


def parse_xml(text: str, file: str) -> Element:
    """The root of the document. Raises ProblemError."""
    return _Reader(file).read(text)


class _Reader:
    def __init__(self, file: str) -> None:
        self._file = file
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.buffer_text = True
        self._open: list[Element] = []
        self._count = 0
        self._root: Element | None = None

    def read(self, text: str) -> Element:
        """The root element."""
        try:
            # The text was decoded before: what the declaration says of its bytes no longer holds.
            self._parser.Parse(text.encode("utf-8"), True)
        except expat.ExpatError as error:
            message = f"this is not valid XML: {expat.errors.messages[error.code]}"
            raise refuse(codes.DMN, message, Place(self._file, error.lineno, error.offset + 1)) from None
        except LookupError as error:
            raise refuse(codes.DMN, f"this is not valid XML: {error}", Place(self._file, 1), "save as UTF-8") from None
        assert self._root is not None
        return self._root

    def _place(self) -> Place:
        return Place(self._file, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise self._refused(f"the document has more than {MOST_ELEMENTS:,} elements", "split it")
        if len(self._open) >= DEEPEST:
            raise self._refused(f"elements are nested more than {DEEPEST} deep", "flatten the document")
        plain = {key: value for key, value in attributes.items() if " " not in key}
        element = Element(local, namespace, plain, self._place())
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element
        self._open.append(element)

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _characters(self, text: str) -> None:
        if self._open:
            self._open[-1].parts.append(text)

    def _doctype(self, *_: object) -> None:
        raise self._refused("a document type declaration is not read, nor any entity", "remove the line <!DOCTYPE …>")

    def _refused(self, message: str, hint: str) -> ProblemError:
        return refuse(codes.DMN, message, self._place(), hint)
