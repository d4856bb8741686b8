"""Working memory of one evaluation: rows, their numbers, and the indexes the compiled rules look up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Final, TypeAlias

from tocsin.engine.evaluation import Group
from tocsin.engine.seminaive.matches import Index
from tocsin.facts.key import Row

_Places: TypeAlias = defaultdict[object, list[int]]
_KeptIndex: TypeAlias = tuple[tuple[int, ...], Callable[[Row], object], _Places]


_MANY: Final = 16
"""Fewer facts than this are gone through one by one in less time."""


class Store:
    """Facts by number and by type.

    A fact has its number from the moment a rule concludes it, but joins only from the next round on:
    ``flush`` moves what is fresh into the members and indexes. Both keep ascending order, so that the
    facts older than a round are a prefix. ``present`` are the types that have members.
    """

    __slots__ = (
        "_by_relation",
        "_unrecognised",
        "fresh",
        "groups",
        "indexes",
        "keys",
        "members",
        "present",
        "rows",
    )

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.members: defaultdict[str, list[int]] = defaultdict(list)
        self.keys: defaultdict[str, dict[Row, int]] = defaultdict(dict)
        self.fresh: defaultdict[str, list[int]] = defaultdict(list)
        self.present: set[str] = set()
        self.groups: dict[str, list[Group]] = {}
        self._unrecognised: set[str] = set()
        self.indexes: dict[Index, _Places] = {}
        self._by_relation: defaultdict[str, list[_KeptIndex]] = defaultdict(list)

    def give(self, facts: Mapping[str, list[Row]]) -> None:
        """Add the given facts, each once, before any other; they join at once."""
        every = self.rows
        for name, rows in facts.items():
            if rows:
                first = len(every)
                every += dict.fromkeys(rows)
                self.members[name] = list(range(first, len(every)))
        self.present.update(self.members)
        self._unrecognised.update(self.members)

    def types(self) -> list[str]:
        """The type of every fact, by number."""
        found = [""] * len(self.rows)
        for name, members in self.members.items():
            if len(members) > _MANY and members[-1] - members[0] + 1 == len(members):
                # Members come in the order of their numbers: here nothing else was numbered between them.
                found[members[0] : members[-1] + 1] = [name] * len(members)
                continue
            for number in members:
                found[number] = name
        return found

    def flush(self, names: Iterable[str] | None = None) -> dict[str, list[int]]:
        """Let the fresh facts join, of all types or of those named; they are handed back by type."""
        moved = {}
        for name in tuple(self.fresh) if names is None else names:
            fresh = self.fresh.get(name)
            if fresh:
                self.present.add(name)
                self.members[name].extend(fresh)
                for _, value_of, index in self._by_relation.get(name, ()):
                    for number in fresh:
                        index[value_of(self.rows[number])].append(number)
                moved[name] = fresh
                self.fresh[name] = []
        return moved

    def join(self, name: str, numbers: range) -> None:
        """Let facts join that were added to ``rows`` by another way; what was looked up by is made anew when needed."""
        self.members[name].extend(numbers)
        self.present.add(name)
        self._unrecognised.add(name)
        for positions, _, _ in self._by_relation.pop(name, ()):
            del self.indexes[name, positions]

    def recognise(self, names: Iterable[str]) -> None:
        """Make sure that every fact of these types is found by its row."""
        for name in names:
            if name in self._unrecognised:
                self._unrecognised.remove(name)
                self.keys[name].update([(self.rows[number], number) for number in self.members[name]])

    def regroup(self, relation: str, groups: list[Group]) -> None:
        """Take over the groups of an aggregate."""
        self.groups[relation] = groups
        for key in [key for key in self.indexes if key[0] == relation]:
            del self.indexes[key]

    def set_group(self, relation: str, place: int, group: Group) -> None:
        """Put a group in its place, which is new or was that of the same group before it grew."""
        groups = self.groups[relation]
        if place < len(groups):
            groups[place] = group
            return
        groups.append(group)
        for (name, positions), index in self.indexes.items():
            if name == relation:  # looked up by what it is grouped by, which never changes
                index[itemgetter(*positions)(group.values)].append(place)

    def require(self, indexes: Iterable[Index]) -> None:
        """Make sure that the indexes exist; they are kept up to date from now on."""
        for key in indexes:
            if key not in self.indexes:
                self._make(key)

    def _make(self, key: Index) -> None:
        relation, positions = key
        index = self.indexes[key] = defaultdict(list)
        value_of = itemgetter(*positions)
        if relation in self.groups:
            for number, group in enumerate(self.groups[relation]):
                index[value_of(group.values)].append(number)
        else:
            self._by_relation[relation].append((positions, value_of, index))
            rows = self.rows
            for number in self.members[relation]:
                index[value_of(rows[number])].append(number)
