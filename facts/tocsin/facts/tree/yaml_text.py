"""YAML text as a tree: built from parser events without recursion, so that no input can exhaust the stack.

Limits are kept while events arrive: depth, and the number of values with every alias counted as what it
stands for. Aliased nodes are shared, never copied, so that an alias bomb costs nothing before it is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import TYPE_CHECKING, Any

from tocsin.facts import codes
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problem_list import ProblemList
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.tree.core_schema import CORE, SCALAR_TAGS, NumberError, is_word, resolve, tagged
from tocsin.facts.tree.nodes import (
    MAX_DEPTH,
    MAX_NODES,
    Mapping,
    Node,
    Scalar,
    Sequence,
    duplicate_key,
    refuse,
    surrogates_in,
    too_deep,
    too_many,
)
from tocsin.facts.tree.yaml_problems import (
    cut_number,
    cut_texts,
    key_problem,
    refuse_characters,
    syntax_problem,
    tag_problem,
)

if TYPE_CHECKING:
    import yaml

_COLLECTION_TAGS = {"MappingStartEvent": CORE + "map", "SequenceStartEvent": CORE + "seq"}


def parse_yaml(text: str, file: str) -> Node:
    """The one document in ``text``; an empty one is ``Scalar(None)``. ``file`` names it in places.

    Raises ProblemError with every problem found; syntax errors and broken limits end the reading.
    """
    import yaml

    problems = ProblemList(file)
    refuse_characters(text, file)
    builder = _Builder(file, problems)
    takers = builder.takers()
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        next_event = loader(text).get_event
        while (event := next_event()) is not None:
            taker = takers.get(type(event))
            if taker is not None:
                taker(event)
    except yaml.YAMLError as error:
        problems.append(syntax_problem(error, text, file))
    except ProblemError as error:
        problems.absorb(error)
    problems.raise_if_any()
    return builder.root or Scalar(None, Place(file, 1, 1))


@dataclass(slots=True)
class _Frame:
    """A collection being built: its node, how many values came before it, and the key that waits for its value.

    ``faulty_key`` is one that is no text, with the value before it.
    """

    node: Sequence | Mapping
    anchor: str | None
    before: int
    in_brackets: bool = False
    height: int = 1
    key: str | None = None
    expects_key: bool = True
    faulty_key: tuple[Node | None, Node] | None = None


@dataclass(slots=True)
class _Anchored:
    """What an alias stands for: the node, how many values it holds and how deep it is."""

    node: Node
    size: int
    height: int


@dataclass(slots=True)
class _Builder:
    """Takes parser events and builds the tree; life cycle: give each event to its taker, then read ``root``."""

    file: str
    problems: ProblemList
    root: Node | None = None
    documents: int = 0
    total: int = 0
    stack: list[_Frame] = field(default_factory=list)
    anchors: dict[str, _Anchored | None] = field(default_factory=dict)  # None: still being built
    texts: dict[str, str] = field(default_factory=dict)  # what a large file repeats is held once
    line: int = 0

    def takers(self) -> dict[type[yaml.Event], Callable[[Any], None]]:
        """What adds an event of each kind to the tree; kinds that are not here add nothing."""
        import yaml

        return {
            yaml.ScalarEvent: self._take_scalar,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._take_alias,
            yaml.DocumentStartEvent: self._begin_document,
        }

    def _place(self, event: Any) -> Place:
        mark = event.start_mark
        line = mark.line + 1
        if line != self.line:
            self.line = line
        # Made as Place makes it, without the call in between, for very many values; those of a line share its number.
        return tuple.__new__(Place, (self.file, self.line, mark.column + 1))

    def _begin_document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            message = "the file holds several documents"
            raise refuse(codes.SEVERAL_DOCUMENTS, message, self._place(event), "remove the line --- or split the file")

    def _count(self, size: int, place: Place) -> None:
        self.total += size
        if self.total > MAX_NODES:
            raise too_many(place)

    def _take_scalar(self, event: Any) -> None:
        place = self._place(event)
        self._count(1, place)
        value: Any = event.value
        value = self.texts.setdefault(value, value)
        if event.tag is not None or (event.implicit[0] and not is_word(value)) or not value.isascii():
            value = self._value(event, place)
        written = event.value if type(value) in (int, float, bool) else ""
        node: Scalar = tuple.__new__(Scalar, (value, place, bool(event.style), written))
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchored(node, 1, 0)
        self._attach(node, 0, place)

    def _value(self, event: Any, place: Place) -> str | int | float | bool | None:
        try:
            if event.tag is None and event.implicit[0]:
                value = resolve(event.value)
            elif event.tag in (None, "!"):
                value = event.value
            elif event.tag in SCALAR_TAGS:
                value = tagged(event.value, event.tag)
            else:
                self.problems.append(tag_problem(event.tag, place))
                return str(event.value)
        except NumberError as error:
            hint = "quote it if text is meant"
            self.problems.append(Problem(codes.NUMBER_OUT_OF_RANGE, str(error), place, hint))
            return 0
        except ValueError as error:
            self.problems.append(Problem(codes.TAG, str(error), place, "remove the tag, or mend the value"))
            return None
        if isinstance(value, str) and not value.isascii():
            self.problems.extend(surrogates_in(value, place))
        return value

    def _take_alias(self, event: Any) -> None:
        place = self._place(event)
        anchored = self.anchors.get(event.anchor)
        if anchored is None:
            inside = event.anchor in self.anchors
            message = f"the alias *{event.anchor} " + ("stands within what it names" if inside else "names nothing")
            hint = "write the value out" if inside else f"mark what it should repeat with &{event.anchor}"
            raise refuse(codes.ALIAS, message, place, hint)
        if len(self.stack) + anchored.height > MAX_DEPTH:
            raise too_deep(place)
        self._count(anchored.size, place)
        self._attach(anchored.node, anchored.height, place)

    def _open(self, event: Any) -> None:
        place = self._place(event)
        name = type(event).__name__
        if len(self.stack) >= MAX_DEPTH:
            raise too_deep(place)
        before = self.total
        self._count(1, place)
        if event.tag not in (None, "!", _COLLECTION_TAGS[name]):
            self.problems.append(tag_problem(event.tag, place))
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        node = Mapping({}, {}, place) if name == "MappingStartEvent" else Sequence([], place)
        self.stack.append(_Frame(node, event.anchor, before, bool(event.flow_style)))

    def _close(self, _: Any) -> None:
        frame = self.stack.pop()
        if frame.in_brackets:
            self.problems.extend(cut_texts(frame.node))
        if frame.anchor is not None:
            self.anchors[frame.anchor] = _Anchored(frame.node, self.total - frame.before, frame.height)
        self._attach(frame.node, frame.height, frame.node.place)

    def _attach(self, node: Node, height: int, place: Place) -> None:
        """Put a finished node where it belongs: a key, a key's value, an item, or the root."""
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        if frame.height <= height:
            frame.height = height + 1
        holder = frame.node
        if isinstance(holder, Sequence):
            holder.items.append(node)
        elif not frame.expects_key:
            if frame.key is not None:
                holder.entries[frame.key] = node
            elif frame.faulty_key is not None:
                before, key = frame.faulty_key
                alone = isinstance(node, Scalar) and node.value is None and not node.quoted
                self.problems.append(cut_number(before, key, alone) or key_problem(key, key.place))
            frame.expects_key, frame.faulty_key = True, None
        else:
            self._take_key(frame, holder, node, place)

    def _take_key(self, frame: _Frame, mapping: Mapping, node: Node, place: Place) -> None:
        """Make ``node`` the key that the next node is the value of; a faulty key's value is dropped."""
        frame.expects_key = False
        frame.key = None
        key = node.value if type(node) is Scalar else None
        if type(key) is not str:
            before = next(reversed(mapping.entries.values()), None)
            frame.faulty_key = before, node
        elif key == "<<" and isinstance(node, Scalar) and not node.quoted:
            message = "merge keys (<<) are not supported"
            self.problems.append(Problem(codes.MERGE_KEY, message, place, "write the entries out"))
        elif key in mapping.key_places:
            self.problems.append(duplicate_key(key, place, mapping.key_places[key]))
        else:
            mapping.key_places[key] = place
            frame.key = key
