"""Derivations by content id: what each rests on, and the values of its variables as canonical JSON."""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.bulk.deriving.matches import Matches
from tocsin.bulk.deriving.memory import Memory
from tocsin.bulk.deriving.single_premise_rules import Block
from tocsin.bulk.identity import Identity
from tocsin.bulk.lowering.columns import columns_of, text_sql
from tocsin.engine.plan import RulePlan
from tocsin.facts.json_values import value_json
from tocsin.facts.kinds import Kind


class Wording:
    """Writes the queries that put derivations into ids and text; nothing is worked out before one is asked for."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._identity = Identity(memory)

    # -- ground rules ---------------------------------------------------------------------

    def text(self, name: str) -> str:
        """The table of a type's contents in text."""
        return self._identity.table(name)

    def of_block(self, block: Block) -> str:
        """The derivations of a block: what each content gives is put in words once, then joined to its members."""
        described = f"described_{block.table}"
        if described not in self._memory.tables:
            pieces = [
                self._worded(block, body, index)
                for body, rules in sorted(block.rules.items())
                for index in sorted(rules)
            ]
            self._memory.create(described, " UNION ALL ".join(pieces))
        return (
            "SELECT m.case_no, d.conclusion, d.rule, d.premises, d.bindings, "
            "CAST(least(m.strength, d.own) AS TINYINT) AS strength, d.boundary, m.depth + 1 AS depth "
            f"FROM {block.members(self._memory)} AS m JOIN {described} AS d ON d.content = m.content"
        )

    def _worded(self, block: Block, body: str, index: int) -> str:
        rule = self._memory.plan.rules[index]
        late = f"late_{index}"
        parts = self._binding_parts(rule, ["b"], [], "l")
        join = f" JOIN {late} AS l ON l.content = g.content" if rule.computed else ""
        return (
            f"SELECT g.content, h.id AS conclusion, {text_sql(rule.rule.id)} AS rule, [b.id] AS premises, "
            f"{_object(parts)} AS bindings, g.own, g.boundary FROM {block.table} AS g "
            f"JOIN {self.text(body)} AS b ON b.content = g.content "
            f"JOIN {self.text(block.head)} AS h ON h.content = g.conclusion{join} WHERE g.rule = {index}"
        )

    # -- joined rules ---------------------------------------------------------------------

    def of_firings(self, matches: Matches, head: int) -> str:
        """The derivations of a joined rule for one of its conclusions."""
        return self._fired(matches, head, "CAST(f.strength AS TINYINT) AS strength, f.boundary, f.depth")

    def of_strengtheners(self, matches: Matches, head: int, table: str) -> str:
        """The derivations that ``stronger_if`` matched, with the ids of what matched."""
        entry = matches.rule.stronger_if
        assert entry is not None
        facts = " UNION ".join(
            f"SELECT s.match_no, t.id FROM {table} AS s JOIN {self.text(pattern.type)} AS t ON t.content = s.u{part}"
            for part, pattern in enumerate(entry.patterns)
        )
        listed = f"SELECT match_no, list_sort(list(id)) AS facts FROM ({facts}) GROUP BY match_no"
        if not entry.patterns:
            listed = f"SELECT DISTINCT match_no, CAST([] AS VARCHAR[]) AS facts FROM {table}"
        return self._fired(matches, head, "e.facts", f" JOIN ({listed}) AS e ON e.match_no = f.match_no")

    def _fired(self, matches: Matches, head: int, rest: str, join: str = "") -> str:
        rule = matches.rule
        joins = f" JOIN {self.text(rule.heads[head].type)} AS h ON h.content = f.conclusion{head}"
        for at, pattern in enumerate(rule.patterns):
            joins += f" JOIN {self.text(pattern.type)} AS t{at} ON t{at}.content = f.p{at}"
        for at in range(len(rule.aggregates)):
            joins += f" JOIN {self._memory.groups(rule.index, at)} AS a{at} ON a{at}.grp = f.g{at}"
            joins += f" JOIN ({self._contributions(rule, at)}) AS c{at} ON c{at}.grp = f.g{at}"
        parts = self._binding_parts(
            rule, [f"t{at}" for at in range(len(rule.patterns))], [f"a{at}" for at in range(len(rule.aggregates))], "f"
        )
        premises = [f"[{', '.join(f't{at}.id' for at in range(len(rule.patterns)))}]"] if rule.patterns else []
        premises += [f"c{at}.ids" for at in range(len(rule.aggregates))]
        return (
            f"SELECT f.case_no, h.id AS conclusion, {text_sql(rule.rule.id)} AS rule, {_joined(premises)} AS premises, "
            f"{_object(parts)} AS bindings, {rest} FROM (SELECT * FROM {matches.table}{matches.once(head)}) AS f"
            f"{joins}{join}"
        )

    def _contributions(self, rule: RulePlan, number: int) -> str:
        types = sorted({pattern.type for pattern in rule.aggregates[number].match.patterns})
        texts = " UNION ALL ".join(f"SELECT content, id FROM {self.text(name)}" for name in types)
        contributions = self._memory.contributions(rule.index, number)
        # A fact may contribute as one of its type, and once more as one that is backed as is asked for.
        once = "DISTINCT " if any(self._memory.plan.types[name].name != name for name in types) else ""
        return (
            f"SELECT c.grp, list_sort(list({once}t.id)) AS ids FROM {contributions} AS c "
            f"JOIN ({texts}) AS t ON t.content = c.content GROUP BY c.grp"
        )

    def _binding_parts(self, rule: RulePlan, facts: list[str], groups: list[str], computed: str) -> dict[str, str]:
        """For each variable of a rule, SQL of its value's JSON."""
        found: dict[str, str] = {}
        for alias, pattern in zip(facts, rule.patterns, strict=True):
            for position, name in pattern.variables:
                found[name] = f"{alias}.j{position}"
        for alias, aggregate in zip(groups, rule.aggregates, strict=True):
            for at, name in enumerate(aggregate.columns):
                if name not in found:
                    found[name] = self._json(f"{alias}.", f"b{at}", rule.kinds[name])
        for name in rule.computed:
            found[name] = self._json(f"{computed}.", f"v_{name}", rule.kinds[name])
        return found

    def _json(self, alias: str, stem: str, kind: Kind) -> str:
        return self._identity.json([f"{alias}{column.name}" for column in columns_of(stem, kind)], kind)


def _joined(lists: list[str]) -> str:
    found = lists[0]
    for item in lists[1:]:
        found = f"list_concat({found}, {item})"
    return found


def _object(parts: Mapping[str, str]) -> str:
    """SQL of a canonical JSON object of members that are all there."""
    if not parts:
        return "'{}'"
    members = [
        f"{text_sql(('' if at == 0 else ',') + value_json(name) + ':')} || {parts[name]}"
        for at, name in enumerate(sorted(parts))
    ]
    return f"'{{' || {' || '.join(members)} || '}}'"
