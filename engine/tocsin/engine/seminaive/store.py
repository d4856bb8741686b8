"""Working memory of one evaluation: rows, their numbers, and the indexes the compiled rules look up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tocsin.engine.evaluation import Group, Row
from tocsin.engine.seminaive.joins import Index


class Store:
    """Facts by number and by type.

    A fact has its number from the moment a rule concludes it, but joins only from the next round on:
    ``flush`` moves what is fresh into the members and indexes. Both keep ascending order, so that the
    facts older than a round are a prefix.
    """

    def __init__(self, types: Iterable[str]) -> None:
        names = tuple(types)
        self.rows: list[Row] = []
        self.members: dict[str, list[int]] = {name: [] for name in names}
        self.keys: dict[str, dict[Row, int]] = {name: {} for name in names}
        self.fresh: dict[str, list[int]] = {name: [] for name in names}
        self.groups: dict[str, list[Group]] = {}
        self.indexes: dict[Index, dict[object, list[int]]] = {}
        self._by_relation: dict[str, list[tuple[tuple[int, ...], dict[object, list[int]]]]] = {}

    def give(self, facts: Mapping[str, list[Row]]) -> None:
        """Add the given facts, each once."""
        for name, rows in facts.items():
            keys, fresh = self.keys[name], self.fresh[name]
            for row in rows:
                if row not in keys:
                    keys[row] = len(self.rows)
                    fresh.append(len(self.rows))
                    self.rows.append(row)
        self.flush()

    def flush(self) -> dict[str, list[int]]:
        """Let the fresh facts join; they are handed back by type."""
        moved = {}
        for name, fresh in self.fresh.items():
            if fresh:
                self.members[name].extend(fresh)
                for positions, index in self._by_relation.get(name, ()):
                    self._enter(index, positions, fresh)
                moved[name] = fresh
                self.fresh[name] = []
        return moved

    def require(self, indexes: Iterable[Index]) -> None:
        """Make sure that the indexes exist, and keep them up to date from now on."""
        for relation, positions in indexes:
            if (relation, positions) in self.indexes:
                continue
            index: dict[object, list[int]] = {}
            self.indexes[relation, positions] = index
            if relation in self.groups:
                self._enter_groups(index, positions, self.groups[relation])
            else:
                self._by_relation.setdefault(relation, []).append((positions, index))
                self._enter(index, positions, self.members[relation])

    def _enter(self, index: dict[object, list[int]], positions: tuple[int, ...], numbers: list[int]) -> None:
        rows = self.rows
        if len(positions) == 1:
            position = positions[0]
            for number in numbers:
                key: object = rows[number][position]
                if key in index:
                    index[key].append(number)
                else:
                    index[key] = [number]
            return
        for number in numbers:
            row = rows[number]
            index.setdefault(tuple(row[position] for position in positions), []).append(number)

    def _enter_groups(self, index: dict[object, list[int]], positions: tuple[int, ...], groups: list[Group]) -> None:
        for number, group in enumerate(groups):
            values = tuple(group.values[position] for position in positions)
            index.setdefault(values[0] if len(values) == 1 else values, []).append(number)
