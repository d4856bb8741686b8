"""Facts and groups by content, by type and by index, each kept up to date as facts come and go."""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.engine.incremental.nodes import Bucket, Group, Node, excluding, including
from tocsin.engine.seminaive.matches import Index
from tocsin.facts.key import Row


class Store:
    """What the compiled joins look things up in. An index is made when a join first asks for it."""

    def __init__(self) -> None:
        self.facts: dict[str, dict[Row, Node]] = {}
        self.groups: dict[str, dict[Group, None]] = {}
        self.indexes: dict[Index, dict[object, Bucket[Node | Group]]] = {}
        self._positions: dict[str, list[tuple[int, ...]]] = {}
        self._serial = 0

    def next_serial(self) -> int:
        """A number greater than all before it."""
        self._serial += 1
        return self._serial

    def find(self, name: str, row: Row) -> Node | None:
        """The fact, if it is there."""
        return self.members(name).get(row)

    def members(self, name: str) -> dict[Row, Node]:
        """The facts of a type by row."""
        found = self.facts.get(name)
        if found is None:
            found = self.facts[name] = {}
        return found

    def table(self, relation: str) -> dict[Group, None]:
        """The groups of an aggregate."""
        return self.groups.setdefault(relation, {})

    def enter(self, name: str, row: Row) -> Node:
        """A new fact, found by every join from now on."""
        node = Node(name, row, self.next_serial())
        self.members(name)[row] = node
        self._index(name, row, node)
        return node

    def leave(self, node: Node) -> None:
        """The fact is found no longer."""
        del self.facts[node.type][node.row]
        self._unindex(node.type, node.row, node)

    def enter_group(self, relation: str, group: Group) -> None:
        """The group is found by every join from now on."""
        self.table(relation)[group] = None
        self._index(relation, group.values, group)

    def leave_group(self, relation: str, group: Group) -> None:
        """The group is found no longer."""
        del self.groups[relation][group]
        self._unindex(relation, group.values, group)

    def require(self, indexes: Iterable[Index]) -> None:
        """Make sure that the indexes exist, and keep them up to date from now on."""
        for relation, positions in indexes:
            if (relation, positions) not in self.indexes:
                index = self.indexes[relation, positions] = {}
                self._positions.setdefault(relation, []).append(positions)
                for row, node in self.facts.get(relation, {}).items():
                    _enter(index, positions, row, node)
                for group in self.groups.get(relation, {}):
                    _enter(index, positions, group.values, group)

    def _index(self, relation: str, row: Row, item: Node | Group) -> None:
        for positions in self._positions.get(relation, ()):
            _enter(self.indexes[relation, positions], positions, row, item)

    def _unindex(self, relation: str, row: Row, item: Node | Group) -> None:
        for positions in self._positions.get(relation, ()):
            index, key = self.indexes[relation, positions], _key(row, positions)
            bucket = excluding(index[key], item)
            if bucket:
                index[key] = bucket
            else:
                del index[key]


def _key(row: Row, positions: tuple[int, ...]) -> object:
    return row[positions[0]] if len(positions) == 1 else tuple([row[position] for position in positions])


def _enter(index: dict[object, Bucket[Node | Group]], positions: tuple[int, ...], row: Row, item: Node | Group) -> None:
    key = _key(row, positions)
    index[key] = including(index.get(key, ()), item)
