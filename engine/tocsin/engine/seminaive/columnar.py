"""Rounds of a fixpoint column by column: the same joins as ``writer`` writes, over arrays of codes.

Where a round has thousands of new facts, what costs is no longer finding matches but making a Python object
of each. Here a rule's matches are a frame of arrays (a code for each variable, a fact number for each
premise), a join is a look-up of many keys at once, and firings stay in columns until somebody reads them.
What is found is what the row-wise functions find, in another order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.evaluation import Record
from tocsin.engine.plan import HeadPlan, PatternPlan, RulePlan
from tocsin.engine.record_columns import RecordColumns
from tocsin.engine.seminaive.codes import ABSENT, Codes, Coding, domain
from tocsin.engine.seminaive.compile import Compiled
from tocsin.engine.seminaive.conditions import Fail, Judge
from tocsin.engine.seminaive.frames import Frame, both, expanded, stretches
from tocsin.engine.seminaive.relations import Places, Relation, Run
from tocsin.engine.seminaive.store import Store

_WIDEST = 2**62
_MADE_AT_ONCE = 20_000
"""Rows made at once: their columns, as lists, stay within the processor's cache."""


class Columns:
    """The fixpoint of one component, carried on from what a store holds.

    Life cycle: made from the store, ``fire`` and ``reveal`` round by round, then ``hand_back``.
    """

    def __init__(self, rules: Sequence[RulePlan], store: Store, compiled: Compiled) -> None:
        self._store = store
        self._compiled = compiled
        self._coding = Coding()
        self._types = compiled.types
        self._next = self._first = len(store.rows)
        self._relations: dict[str, Relation] = {}
        self._born: list[tuple[str, int, int]] = []
        self._judges: dict[int, Judge] = {}
        self._found: dict[tuple[int, int], list[tuple[NDArray[np.int32], ...]]] = {}
        self._boundaries: dict[tuple[int, int], list[NDArray[np.int8] | None]] = {}
        self.firings = 0
        self._load(rules)

    # ── from rows to columns and back ────────────────────────────────────────────────────────────────────────────

    def _load(self, rules: Sequence[RulePlan]) -> None:
        names = dict.fromkeys(pattern.type for rule in rules for pattern in rule.patterns)
        names.update(dict.fromkeys(head.type for rule in rules for head in rule.heads))
        loaded = {name: self._encoded(name) for name in names}
        for rule in rules:
            self._enter_constants(rule)
        for name, columns in loaded.items():
            domains = self._domains(name)
            relation = Relation(domains, [self._coding.size(each) for each in domains])
            relation.extend(columns, np.array(self._store.members[name], np.int32))
            relation.reveal()
            self._relations[name] = relation

    def _domains(self, name: str) -> list[str]:
        return [domain(field.kind) for field in self._types[name].fields]

    def _encoded(self, name: str) -> list[Codes]:
        rows, members = self._store.rows, self._store.members[name]
        if members and members[-1] - members[0] + 1 == len(members):
            found = rows[members[0] : members[-1] + 1]
        else:
            found = [rows[number] for number in members]
        columns = zip(*found, strict=True) if members else ()
        encoded = [
            self._coding.encode(each, column) for each, column in zip(self._domains(name), columns, strict=False)
        ]
        return encoded or [np.empty(0, np.int64) for _ in self._domains(name)]

    def _enter_constants(self, rule: RulePlan) -> None:
        for pattern in rule.patterns:
            domains = self._domains(pattern.type)
            for position, values in pattern.constants:
                for each in values:
                    self._coding.code(domains[position], each)
        for head in rule.heads:
            for kind, (value, variable) in zip(head.kinds, head.terms, strict=True):
                if variable is None:
                    self._coding.code(domain(kind), value)

    @property
    def fits(self) -> bool:
        """True if every row, and so every key, is one number of 64 bits."""
        return all(relation.space < _WIDEST for relation in self._relations.values())

    def since(self, delta: Mapping[str, Sequence[int]]) -> None:
        """Take the facts of ``delta``, the last of their types, for those of the last round."""
        for name, relation in self._relations.items():
            relation.new = relation.visible - len(delta.get(name, ()))

    def hand_back(self) -> None:
        """Put the facts found into the store."""
        store = self._store
        for (name, low, high), numbers in self._merged():
            relation = self._relations[name]
            for start in range(low, high, _MADE_AT_ONCE):
                end = min(start + _MADE_AT_ONCE, high)
                columns = [
                    self._coding.decode(each, column.view[start:end])
                    for each, column in zip(relation.domains, relation.columns, strict=True)
                ]
                store.rows.extend(zip(*columns, strict=True) if columns else [()] * (end - start))
            store.join(name, numbers)

    def _merged(self) -> Iterator[tuple[tuple[str, int, int], range]]:
        """The stretches of facts found, with their numbers; those of one type that follow each other as one."""
        number = self._first
        held: tuple[str, int, int] | None = None
        for name, low, high in self._born:
            if held is not None and held[0] == name and held[2] == low:
                held = name, held[1], high
                continue
            if held is not None:
                yield held, range(number, number + held[2] - held[1])
                number += held[2] - held[1]
            held = name, low, high
        if held is not None:
            yield held, range(number, number + held[2] - held[1])

    def records(self, rule: int, head: int, before: Sequence[Record]) -> RecordColumns | Sequence[Record]:
        """The firings of a rule for one of its conclusions, after those found row by row."""
        chunks = self._found.get((rule, head), [])
        if not chunks:
            return before
        marks = self._boundaries[rule, head]
        if before:
            table = np.array(before, np.int32).T
            chunks = [tuple(table[:-1]), *chunks]
            marks = [table[-1].astype(np.int8), *marks]
        columns = [np.concatenate(parts) for parts in zip(*chunks, strict=True)]
        if all(mark is None for mark in marks):
            return RecordColumns(columns, None)
        filled = [
            np.zeros(len(chunk[0]), np.int8) if mark is None else mark
            for chunk, mark in zip(chunks, marks, strict=True)
        ]
        boundary = np.concatenate(filled)
        return RecordColumns(columns, boundary if boundary.any() else None)

    # ── rounds ───────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def facts(self) -> int:
        """How many facts there are."""
        return self._next

    def reveal(self) -> set[str]:
        """Let the facts of this round join; the types that have some."""
        return {name for name, relation in self._relations.items() if relation.reveal()}

    def fire(self, rule: RulePlan, delta: int | None, recursive: frozenset[str], fail: Fail) -> None:
        """Find every match of the rule with a new fact for the pattern ``delta`` (None: every match)."""
        order = rule.orders[0 if delta is None else delta]
        judge = self._judge(rule, fail)
        # Of each pattern joined so far, the frames to come: made as they are needed, so that few are held at a time.
        waiting: list[Iterator[Frame]] = [iter((Frame(1, {}, {}),))]
        while waiting:
            frame = next(waiting[-1], None)
            if frame is None:
                waiting.pop()
            elif not frame.length:
                continue
            elif len(waiting) > len(order):
                frame = judge.unless(frame)
                if frame.length:
                    self._conclude(rule, frame)
            else:
                part = order[len(waiting) - 1]
                pattern = rule.patterns[part]
                old = delta is not None and part < delta and pattern.type in recursive
                waiting.append(map(judge.early, self._join(frame, part, pattern, old, part == delta)))

    def _judge(self, rule: RulePlan, fail: Fail) -> Judge:
        if rule.index not in self._judges:
            self._judges[rule.index] = Judge(rule, self._coding, self._compiled, self._store, fail)
        return self._judges[rule.index]

    # frame ⋈ pattern
    def _join(self, frame: Frame, part: int, pattern: PatternPlan, old: bool, delta: bool) -> Iterator[Frame]:
        relation = self._relations[pattern.type]
        if delta:
            yield self._matched(frame, part, pattern, np.arange(relation.new, relation.visible), frozenset())
            return
        known: list[tuple[int, Codes | int]] = [
            (position, self._coding.code(relation.domains[position], values[0]))
            for position, values in pattern.constants
            if len(values) == 1
        ]
        known += [(at, frame.variables[name]) for at, name in pattern.variables if name in frame.variables]
        known.sort(key=lambda item: item[0])
        positions = tuple(position for position, _ in known)
        settled = frozenset(positions)
        keys = np.zeros(frame.length, np.int64)
        for position, codes in known:
            keys = keys * relation.sizes[position] + codes
        for run in relation.runs(positions, old):
            begin, counts = run.find(keys)
            for low, high in stretches(counts):
                # Nothing of a piece is kept here while the rest of the rule is joined with it.
                yield self._piece(frame, part, pattern, run, (begin[low:high], counts[low:high], low), settled)

    def _piece(
        self,
        frame: Frame,
        part: int,
        pattern: PatternPlan,
        run: Run,
        found: tuple[Places, Places, int],
        settled: frozenset[int],
    ) -> Frame:
        """The matches of a stretch of the frame, which begins at the last of ``found``, with the facts found there."""
        begin, counts, low = found
        matches, places = expanded(begin, counts)
        piece = frame.take(matches + low if low else matches, len(places))
        return self._matched(piece, part, pattern, run.places[places], settled)

    def _matched(self, frame: Frame, part: int, pattern: PatternPlan, places: Places, settled: frozenset[int]) -> Frame:
        """The frame, one match to a place, with the pattern's fact and variables; what does not match is left out.

        ``settled`` positions are known to match. A frame of no patterns stands for all places.
        """
        relation = self._relations[pattern.type]
        mask: NDArray[np.bool_] | None = None
        for position, values in pattern.constants:
            if position in settled:
                continue
            codes = [self._coding.code(relation.domains[position], value) for value in values]
            mask = both(mask, np.isin(relation.columns[position].view[places], codes))
        variables = dict(frame.variables)
        fields = self._types[pattern.type].fields
        for position, name in pattern.variables:
            if position in settled:
                continue
            column = relation.columns[position].view[places]
            if name in variables:
                mask = both(mask, column == variables[name])
                continue
            variables[name] = column
            if fields[position].optional:
                mask = both(mask, column != ABSENT)
        premises = {**frame.premises, part: relation.numbers.view[places]}
        joined = Frame(len(places), variables, premises, frame.boundary, frame.judged)
        return joined if mask is None else joined.keep(mask)

    def _conclude(self, rule: RulePlan, frame: Frame) -> None:
        premises = [frame.premises[part] for part in range(len(rule.patterns))]
        for position, head in enumerate(rule.heads):
            numbers = self._enter(head, frame)
            self._found.setdefault((rule.index, position), []).append((numbers, *premises))
            self._boundaries.setdefault((rule.index, position), []).append(frame.boundary)
            self.firings += frame.length

    def _enter(self, head: HeadPlan, frame: Frame) -> NDArray[np.int32]:
        """The fact number of each match's conclusion; those not known yet become facts."""
        relation = self._relations[head.type]
        columns = [
            np.full(frame.length, self._coding.code(each, value)) if variable is None else frame.variables[variable]
            for (value, variable), each in zip(head.terms, relation.domains, strict=True)
        ]
        places, fresh = relation.recognise().enter(relation.keys(columns, frame.length))
        if len(fresh):
            low = relation.numbers.length
            numbers = np.arange(self._next, self._next + len(fresh), dtype=np.int32)
            relation.extend([column[fresh] for column in columns], numbers)
            self._born.append((head.type, low, low + len(fresh)))
            self._next += len(fresh)
        found: NDArray[np.int32] = relation.numbers.view[places]
        return found
