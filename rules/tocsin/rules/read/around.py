"""What the rule that is being read has: the patterns and computed values that a word in it may be meant for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import Final

from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.tree import Mapping, Node, Scalar, Sequence
from tocsin.rules.rule import VARIABLE
from tocsin.rules.shape import Reading

_CONDITIONS: Final = ("when", "unless", "stronger_if")


@dataclass
class Around:
    """What the rule around a word has: of each variable the field that it is bound to, the types, other names."""

    bound: dict[str, tuple[FactType, FieldType]] = field(default_factory=dict)
    types: dict[str, FactType] = field(default_factory=dict)
    computed: set[str] = field(default_factory=set)
    concluded: frozenset[str] = frozenset()
    under_when: frozenset[str] = frozenset()
    """The variables that every part of the rule has, while those of an exception are its own."""

    @property
    def days(self) -> list[str]:
        """The variables that stand for days."""
        return [name for name, (_, each) in self.bound.items() if each.kind.is_calendar]

    def holder(self, name: str, type_name: str = "") -> tuple[FactType, FieldType, str] | None:
        """The type around that has a field of this name, with the variable it is bound to; empty if to none."""
        types = [self.types[type_name]] if type_name in self.types else list(self.types.values())
        found = [(each, each.by_name[name]) for each in types if name in each.by_name]
        if len(found) != 1:
            return None
        [pair] = found
        return *pair, next((variable for variable, bound in self.bound.items() if bound == pair), "")


def is_concluded(reading: Reading, node: Node) -> bool:
    """True for a part of the conclusions of the rule that is read."""
    then = reading.rule.entries.get("then") if reading.rule is not None else None
    return then is not None and any(part is node for part in _parts(then))


def around_of(reading: Reading) -> Around:
    """What the rule that is read has; nothing outside one."""
    found = Around()
    if reading.rule is None:
        return found
    then = reading.rule.entries.get("then")
    texts = (part.value for part in _parts(then) if isinstance(part, Scalar)) if then is not None else ()
    found.concluded = frozenset(name for text in texts if isinstance(text, str) for name in VARIABLE.findall(text))
    for key in _CONDITIONS:
        if key in reading.rule.entries:
            for part in _parts(reading.rule.entries[key]):
                if isinstance(part, Mapping):
                    _note(reading, part, found)
        if key == "when":
            found.under_when = frozenset(found.bound)
    return found


def _note(reading: Reading, mapping: Mapping, found: Around) -> None:
    for key, node in mapping.entries.items():
        if key == "let" and isinstance(node, Mapping):
            found.computed.update(name[1:] for name in node.entries if VARIABLE.fullmatch(name))
        if key == "as":
            found.computed.update(_variable(node))
        fact_type = reading.vocabulary.get(key)
        if fact_type is None or not isinstance(node, Mapping):
            continue
        found.types[fact_type.name] = fact_type
        for name, term in node.entries.items():
            of = fact_type.by_name.get(name)
            for variable in _variable(term) if of is not None else ():
                assert of is not None
                found.bound.setdefault(variable, (fact_type, of))


def _variable(node: Node) -> Iterator[str]:
    match = VARIABLE.fullmatch(node.value) if isinstance(node, Scalar) and isinstance(node.value, str) else None
    if match:
        yield match[1]


def _parts(node: Node) -> Iterator[Node]:
    """The node, and all within it; no node is deeper than documents may be."""
    yield node
    within = node.items if isinstance(node, Sequence) else node.entries.values() if isinstance(node, Mapping) else ()
    for each in within:
        yield from _parts(each)
