"""Strengths and depths that depend on each other or on the complete model.

Both are least fixpoints over the derivations: a fact is as strong as the best of its derivations, each as strong
as its weakest link, and as deep as the least deep of them. What evaluation found on the way is a strength too low
or a depth too great at worst, and well-founded; so to repeat until nothing changes ends at the fixpoint.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from tocsin.bulk.deriving.matches import Matches
from tocsin.bulk.deriving.memory import Memory
from tocsin.bulk.deriving.order import Order
from tocsin.bulk.deriving.single_premise_rules import Ground
from tocsin.bulk.lowering.columns import all_equal, columns_of, text_sql
from tocsin.engine.plan import Plan, RulePlan


class Settling:
    """Settles what evaluation has found."""

    def __init__(self, memory: Memory, plan: Plan, ground: Ground, matches: Mapping[int, Matches]) -> None:
        self._memory = memory
        self._plan = plan
        self._ground = ground
        self._matches = matches

    def sources(self, name: str) -> list[str]:
        """A query for each table of derivations of a type."""
        return sources(self._memory, self._ground, self._matches, name)

    def settle(self, types: Iterable[str], rules: Set[int]) -> set[str]:
        """Settle types that depend on each other through rules; those whose members changed."""
        memory = self._memory
        changed: set[str] = set()
        every = sorted(self.settled(types))
        names = every
        while True:
            for name in names:
                memory.fill(name, self.sources(name), target=f"settled_{name}")
            moved = self._differing(names)
            told = self._tell_moved(moved & self._summed(rules))
            for name in names:
                memory.replace(f"member_{name}", f"settled_{name}")
            changed |= moved
            if not moved:
                return changed
            for index in sorted(rules):
                self._refresh(index, moved, told)
            for table in told.values():
                memory.drop(table)
            names = [name for name in every if self._feeds(name) & moved]

    def _summed(self, rules: Set[int]) -> set[str]:
        """The types that totals of these rules range over."""
        fired = [self._plan.rules[index] for index in rules if index in self._matches]
        return {p.type for rule in fired for at in rule.totals for p in rule.aggregates[at].match.patterns}

    def _tell_moved(self, names: Iterable[str]) -> dict[str, str]:
        """For types that have settled anew, tables of the facts whose strength or depth is not what members have."""
        found = {}
        for name in sorted(names):
            found[name] = f"moved_{name}"
            strengths = (self._memory.strength(name, alias) for alias in "ms")
            self._memory.create(
                found[name],
                f"SELECT m.case_no, m.content FROM member_{name} AS m JOIN settled_{name} AS s ON "
                "s.case_no = m.case_no AND s.content = m.content "
                f"WHERE m.depth <> s.depth OR {' <> '.join(strengths)}",
            )
        return found

    def settled(self, types: Iterable[str]) -> set[str]:
        """Those of the types that have derived members, which settling merges anew."""
        return {name for name in types if name in self._memory.members and self.sources(name)}

    def _feeds(self, name: str) -> set[str]:
        """The types whose facts a type's derivations rest on."""
        found = {body for block in self._ground.blocks(name) for body in block.rules}
        for matches in list(self._matches.values()):
            if matches.fired and any(head.type == name for head in matches.rule.heads):
                found |= _premise_types(matches.rule)
        return found

    def _differing(self, names: Iterable[str]) -> set[str]:
        # The facts are the same; strengths only rise and depths only fall, so that a sum tells of any change.
        pieces = []
        for name in names:
            total = f"SELECT coalesce(sum({self._memory.strength(name, 'a')}) - sum(a.depth), 0) AS total FROM"
            pieces.append(
                f"SELECT {text_sql(name)} AS name FROM ({total} member_{name} AS a) AS m "
                f"JOIN ({total} settled_{name} AS a) AS s ON m.total <> s.total"
            )
        return {name for (name,) in self._memory.executor.rows(" UNION ALL ".join(pieces))} if pieces else set()

    def _refresh(self, index: int, types: Set[str], moved: Mapping[str, str] | None = None) -> bool:
        """Work out strength and depth of a rule's firings again if they rest on these types; True if they do.

        ``moved`` has tables of the facts of such types that have moved, if nothing else has.
        """
        matches = self._matches.get(index)
        if matches is None or not matches.fired:
            return False
        rule = matches.rule
        if not types & _premise_types(rule):
            return False
        for number in range(len(rule.aggregates)):
            if number not in rule.totals:
                self._refresh_groups(index, number)
        self.rewrite(matches, moved)
        return True

    def rewrite(self, matches: Matches, moved: Mapping[str, str] | None = None) -> None:
        """Work out boundary, strength and depth of a rule's firings from what its premises have come to.

        What suffices of totals is looked at again where it rests on facts that have ``moved``; everywhere if not told.
        """
        memory, rule = self._memory, matches.rule
        held = {at: matches.sufficient[at].table(matches.table, moved) for at in rule.totals}
        tables = [(f"p{at}", memory.member(pattern.type), "content") for at, pattern in enumerate(rule.patterns)]
        rest = [at for at in range(len(rule.aggregates)) if at not in held]
        tables += [(f"g{at}", memory.groups(rule.index, at), "grp") for at in rest]
        joins = "".join(
            f" JOIN {table} AS {alias} ON {alias}.{key} = f.{alias} AND {alias}.case_no = f.case_no"
            for alias, table, key in tables
        )
        strengths = [memory.strength(pattern.type, f"p{at}") for at, pattern in enumerate(rule.patterns)]
        strengths += [f"g{at}.strength" for at in rest]
        depths = ["0", *(f"{alias}.depth" for alias, _, _ in tables)]
        boundary = "f.boundary"
        for at, table in held.items():
            same = all_equal("f", f"t{at}", matches.sufficient[at].beside)
            joins += f" JOIN {table} AS t{at} ON t{at}.grp = f.g{at} AND {same}"
            strengths.append(f"greatest(t{at}.sure, 0)")
            depths.append(f"t{at}.reach")
            boundary += f" OR t{at}.sure < 0"
        boundary = f"({boundary})"
        strength = ", ".join([matches.own("f", boundary), *strengths])
        items = [f"f.{name}" for name in matches.columns]
        items += [f"{boundary} AS boundary", f"CAST(least({strength}) AS TINYINT) AS strength"]
        items.append(f"CAST(greatest({', '.join(depths)}) + 1 AS INTEGER) AS depth")
        items += [f"f.conclusion{at}" for at in range(len(rule.heads))]
        rewritten = memory.fresh("firing")
        memory.create(rewritten, f"SELECT {', '.join(items)} FROM {matches.table} AS f{joins}")
        memory.replace(matches.table, rewritten)

    def _refresh_groups(self, index: int, number: int) -> None:
        memory = self._memory
        rule = self._plan.rules[index]
        group, contribution = memory.groups(index, number), memory.contributions(index, number)
        types = sorted({pattern.type for pattern in rule.aggregates[number].match.patterns})
        members = memory.joined({name: memory.member(name) for name in types})
        found = (
            f"SELECT g.grp, min(m.strength) AS strength, max(m.depth) AS depth FROM {group} AS g "
            f"JOIN {contribution} AS c ON c.grp = g.grp JOIN {members} AS m ON m.case_no = g.case_no "
            "AND m.content = c.content GROUP BY g.grp"
        )
        aggregate = rule.aggregates[number]
        keys = ["grp", "case_no"]
        keys += [c.name for at, name in enumerate(aggregate.columns) for c in columns_of(f"b{at}", rule.kinds[name])]
        chosen = ", ".join(f"g.{name}" for name in keys)
        rewritten = memory.fresh("group")
        memory.create(
            rewritten,
            f"SELECT {chosen}, g.boundary, r.strength, r.depth FROM {group} AS g JOIN ({found}) AS r ON r.grp = g.grp",
        )
        memory.replace(group, rewritten)

    # -- what the complete model strengthens ----------------------------------------------

    def strengthen(self, order: Order) -> None:
        """Lift possible rules that could not be lifted as they fired, and settle what rests on them."""
        lifted: set[str] = set()
        for index in sorted(self._matches):
            matches = self._matches[index]
            waits = matches.rule.stronger_if is not None and not matches.lifts
            if matches.fired and waits and matches.lift(matches.table) and matches.rule.may_be_lifted:
                self.rewrite(matches)
                lifted.update(head.type for head in matches.rule.heads)
        if not lifted:
            return
        changed = {name for name in sorted(lifted) if self._refill(name)}
        for component in (self._plan.components[number] for number in order.components):
            for index in component.rules:
                self._refresh(index, changed)
            recursive = component.recursive
            heads = {head.type for index in component.rules for head in self._plan.rules[index].heads}
            if changed & recursive or self._touches(component.rules, changed):
                changed |= self.settle(recursive, set(component.rules))
                changed |= {name for name in sorted(heads - recursive) if self._refill(name)}

    def _touches(self, rules: Iterable[int], changed: Set[str]) -> bool:
        bodies = {name for index in rules for name in self._plan.rules[index].rule.positive_types()}
        bodies |= {name for index in rules for name in self._plan.rules[index].rule.closed_types()}
        return bool(bodies & changed)

    def _refill(self, name: str) -> bool:
        """Merge a type's members again; True if a strength or depth is another."""
        return name in self._memory.members and bool(self.settle([name], set()))


def _premise_types(rule: RulePlan) -> set[str]:
    over = {pattern.type for aggregate in rule.aggregates for pattern in aggregate.match.patterns}
    return {pattern.type for pattern in rule.patterns} | over


def sources(memory: Memory, ground: Ground, matches: Mapping[int, Matches], name: str) -> list[str]:
    """A query for each table of derivations of a type, in a fixed order."""
    found = [
        query
        for block in ground.blocks(name)
        for query in block.firings(memory, {body: memory.member(body) for body in block.rules})
    ]
    # Other threads note their rules meanwhile.
    for _, each in sorted(dict(matches).items()):
        if each.fired:
            found += [each.firings(at) for at, head in enumerate(each.rule.heads) if head.type == name]
    return found
