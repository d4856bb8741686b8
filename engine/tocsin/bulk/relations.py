"""What follows in every case, as relations: facts, conclusions, derivations and failures, by content id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from tocsin.bulk.deriving.matches import Matches
from tocsin.bulk.deriving.memory import Memory
from tocsin.bulk.deriving.single_premise_rules import Ground
from tocsin.bulk.lowering.columns import text_sql
from tocsin.bulk.wording import Wording

_NO_ROWS = {
    "contents": "type VARCHAR, fields VARCHAR",
    "texts": "content INTEGER, type VARCHAR, id VARCHAR, fields VARCHAR",
    "given": "case_no INTEGER, content INTEGER, strength TINYINT",
    "concluded": "case_no INTEGER, content INTEGER, strength TINYINT, boundary BOOLEAN, depth INTEGER",
    "facts": "case_no INTEGER, id VARCHAR, type VARCHAR, fields VARCHAR, strength TINYINT",
    "conclusions": "case_no INTEGER, id VARCHAR, type VARCHAR, fields VARCHAR, strength TINYINT, boundary BOOLEAN, "
    "depth INTEGER",
    "derivations": "case_no INTEGER, conclusion VARCHAR, rule VARCHAR, premises VARCHAR[], bindings VARCHAR, "
    "strength TINYINT, boundary BOOLEAN, depth INTEGER",
    "failures": "case_no INTEGER, rule VARCHAR, text VARCHAR, reason VARCHAR",
    "strengtheners": "case_no INTEGER, conclusion VARCHAR, rule VARCHAR, premises VARCHAR[], bindings VARCHAR, "
    "facts VARCHAR[]",
}


class Relations:
    """The model of every case. Each relation is a query, in DuckDB's dialect, over the executor's tables.

    Derivations of a rule over one fact are kept as two tables, members and what follows from their contents, and
    joined when they are read. ``close`` drops everything.
    """

    def __init__(self, memory: Memory, ground: Ground, matches: Mapping[int, Matches]) -> None:
        self._memory = memory
        self._blocks = ground.blocks()
        self._matches = {index: each for index, each in sorted(matches.items()) if each.fired}
        self._wording = Wording(memory)

    @property
    def plan(self) -> object:
        """The plan that was evaluated."""
        return self._memory.plan

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of one of the relations, or of a query over one."""
        return self._memory.executor.rows(query)

    def close(self) -> None:
        """Drop every table of the derivation."""
        self._memory.close()

    # -- relations ------------------------------------------------------------------------

    @cached_property
    def facts(self) -> str:
        """The given facts: case_no, id, type, fields (canonical JSON), strength (0 possible to 3 certain)."""
        return self._in_words("facts", self._given_by_type(), "r.strength")

    @cached_property
    def conclusions(self) -> str:
        """The derived facts: case_no, id, type, fields, and by their derivations alone strength, boundary, depth."""
        return self._in_words("conclusions", self._concluded_by_type(), "r.strength, r.boundary, r.depth")

    @cached_property
    def given(self) -> str:
        """The given facts by content: case_no, content, strength."""
        return self._union("given", list(self._given_by_type().values()))

    @cached_property
    def concluded(self) -> str:
        """The derived facts by content: case_no, content, and by their derivations alone strength, boundary, depth."""
        return self._union("concluded", list(self._concluded_by_type().values()))

    def _spoken(self, names: Iterable[str]) -> list[str]:
        """Those of the names that are types; facts that are backed as rules ask are told as facts of their type."""
        return sorted(name for name in names if self._memory.plan.types[name].name == name)

    def _given_by_type(self) -> dict[str, str]:
        return {
            name: f"SELECT case_no, content, strength FROM {self._memory.given(name)}"
            for name in self._spoken(self._memory.based)
        }

    def _concluded_by_type(self) -> dict[str, str]:
        return {
            name: "SELECT case_no, content, CAST(rank // 2 AS TINYINT) AS strength, rank % 2 = 0 AS boundary, "
            f"{'height' if name in self._memory.based else 'depth'} AS depth FROM member_{name} WHERE rank IS NOT NULL"
            for name in self._memory.concluded
        }

    def _in_words(self, relation: str, by_type: Mapping[str, str], rest: str) -> str:
        return self._union(
            relation,
            [
                f"SELECT r.case_no, t.id, {text_sql(name)} AS type, t.fields, {rest} FROM ({query}) AS r "
                f"JOIN {self._wording.text(name)} AS t ON t.content = r.content"
                for name, query in by_type.items()
            ],
        )

    @cached_property
    def texts(self) -> str:
        """What each content says: content, type, id, fields. Of those that are alike each has a row."""
        names = self._spoken({*self._memory.based, *self._memory.members})
        pieces = [
            f"SELECT content, {text_sql(name)} AS type, id, fields FROM {self._wording.text(name)}" for name in names
        ]
        return self._union("texts", pieces)

    def meeting(self) -> tuple[int, ...]:
        """The cases in which two facts have one id, which is too short to tell all contents apart."""
        names = self._spoken({*self._memory.based, *self._memory.members})
        pieces = [f"SELECT id, {text_sql(name)} AS type, fields FROM {self._wording.text(name)}" for name in names]
        if not pieces:
            return ()
        several = f"SELECT id FROM ({' UNION '.join(pieces)}) GROUP BY id HAVING count(*) > 1"
        if not self.rows(several):
            return ()
        told = " UNION ".join(
            f"SELECT case_no, id, type, fields FROM ({each})" for each in (self.facts, self.conclusions)
        )
        found = (
            f"SELECT DISTINCT case_no FROM (SELECT case_no, id FROM ({told}) GROUP BY case_no, id HAVING count(*) > 1)"
        )
        return tuple(sorted(case_no for (case_no,) in self.rows(found)))

    @cached_property
    def contents(self) -> str:
        """Every content that is a fact or a conclusion, and some others, once: type, fields (canonical JSON)."""
        names = self._spoken({*self._memory.based, *self._memory.members})
        pieces = [
            f"SELECT {'DISTINCT ' if name in self._memory.repeating else ''}{text_sql(name)} AS type, fields "
            f"FROM {self._wording.text(name)}"
            for name in names
        ]
        return self._union("contents", pieces)

    @cached_property
    def derivations(self) -> str:
        """Every derivation: case_no, conclusion, rule, premises (ids: patterns, then contributions by id), bindings.

        With them its strength, boundary, and depth. ``bindings`` is canonical JSON by the names of the variables.
        """
        wording = self._wording
        ground = [wording.of_block(block) for block in self._blocks]
        return self._union(
            "derivations",
            [
                *ground,
                *(
                    self._wording.of_firings(each, at)
                    for each in self._matches.values()
                    for at in range(len(each.rule.heads))
                ),
            ],
        )

    @cached_property
    def failures(self) -> str:
        """Conditions that had no value for some match, and counted as false: case_no, rule, text, reason."""
        pieces = []
        tables = self._memory.tables
        if "failed_case_no" in tables:
            pieces.append("SELECT DISTINCT case_no, rule, text, reason FROM failed_case_no")
        if "failed_content" in tables:
            members = " UNION ALL ".join(
                f"SELECT case_no, content FROM {self._memory.member(name)}" for name in sorted(self._memory.members)
            )
            pieces.append(
                "SELECT DISTINCT m.case_no, f.rule, f.text, f.reason FROM failed_content AS f "
                f"JOIN ({members}) AS m ON m.content = f.content"
            )
        return self._union("failures", pieces)

    @cached_property
    def strengtheners(self) -> str:
        """For derivations whose ``stronger_if`` matched: which derivation, and the ids of the facts that matched."""
        pieces = []
        for index, each in self._matches.items():
            table = f"strengthener_{index}"
            if table in self._memory.tables:
                pieces += [self._wording.of_strengtheners(each, at, table) for at in range(len(each.rule.heads))]
        return self._union("strengtheners", pieces)

    @cached_property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many ``facts`` and ``conclusions`` of each type there are, and ``derivations`` by each rule."""
        memory = self._memory
        found: dict[str, dict[str, int]] = {"facts": {}, "conclusions": {}, "derivations": {}}
        for name in self._spoken(memory.based):
            found["facts"][name] = memory.tables[memory.based[name]]
        for name in memory.concluded:
            ((count,),) = memory.executor.rows(f"SELECT count(rank) FROM member_{name}")
            if count:
                found["conclusions"][name] = count
        totals: dict[str, int] = {}
        for block in self._blocks:
            query = f"SELECT g.rule, count(*) FROM {block.members(memory)} AS m JOIN {block.table} AS g "
            for index, count in memory.executor.rows(query + "ON g.content = m.content GROUP BY g.rule"):
                name = memory.plan.rules[index].rule.id
                totals[name] = totals.get(name, 0) + count
        for each in self._matches.values():
            for at in range(len(each.rule.heads)):
                ((count,),) = memory.executor.rows(f"SELECT count(*) FROM ({each.firings(at)})")
                totals[each.rule.rule.id] = totals.get(each.rule.rule.id, 0) + count
        found["derivations"] = {name: totals[name] for name in sorted(totals) if totals[name]}
        return found

    def _union(self, relation: str, pieces: list[str]) -> str:
        if pieces:
            return " UNION ALL ".join(pieces)
        nothing = (column.rsplit(" ", 1) for column in _NO_ROWS[relation].split(", "))
        return f"SELECT {', '.join(f'CAST(NULL AS {kind}) AS {name}' for name, kind in nothing)} WHERE FALSE"
