"""Which rule feeds which, as what can be drawn: sections, one section with its neighbours, or what is near one rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Literal

from tocsin.authoring import words
from tocsin.authoring.codes import NO_SUCH_PART
from tocsin.authoring.feeding import Feed, Feeding, Role, name_of
from tocsin.authoring.pack_handbook import by_section
from tocsin.explain.expression_text import noun
from tocsin.explain.rule_words import MARKED, RuleReader
from tocsin.facts.arguments import checked
from tocsin.facts.counting import counted
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Place, Problem, ProblemError, suggestion
from tocsin.rules.model import Pack

NodeKind = Literal["rule", "asked", "section", "fact"]
"""What a node is: a rule or table, the one that was asked about, a section of which no rule is shown, a fact type."""


@dataclass(frozen=True)
class Node:
    """A rule, a table, a section or what rules conclude: its name, what it is called, and what it says."""

    key: str
    kind: NodeKind
    label: str
    remark: str = ""


@dataclass(frozen=True)
class Edge:
    """From what concludes to the fact type, or from that to what asks for it; sections feed each other directly.

    ``count`` is how many feeds it stands for; ``role`` is None where these are not all alike.
    """

    source: str
    target: str
    role: Role | None = None
    count: int = 1


@dataclass(frozen=True)
class Graph:
    """What is drawn at once. ``nodes`` are in the order of the pack."""

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data; edges name nodes by their keys."""
        return {
            "title": self.title,
            "nodes": [
                {"key": node.key, "kind": node.kind, "label": node.label, "remark": node.remark} for node in self.nodes
            ],
            "edges": [
                {"source": edge.source, "target": edge.target, "role": edge.role, "count": edge.count}
                for edge in self.edges
            ],
        }


class RuleGraph:
    """The graphs of one pack."""

    @checked()
    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._feeding = Feeding(pack)
        self._rules = {name_of(rule): rule for rule in pack.written}

    @cached_property
    def sections(self) -> dict[str, tuple[str, ...]]:
        """The names of the rules and tables of each section, in the order of the text and then of the pack."""
        return {title: tuple(map(name_of, rules)) for title, rules in by_section(self.pack).items()}

    @cached_property
    def _section_of(self) -> dict[str, str]:
        return {name: title for title, names in self.sections.items() for name in names}

    def folded(self) -> Graph:
        """The sections, with how many rules each has and how many feeds lead from one to another."""
        of = self._section_of
        feeds = Counter((of[feed.source], of[feed.target]) for feed in self._feeding.feeds)
        nodes = [self._section(title, title) for title in self.sections]
        edges = [Edge(*pair, None, count) for pair, count in feeds.items() if pair[0] != pair[1]]
        return Graph(self._title(words.GRAPH_SECTIONS), tuple(nodes), tuple(edges))

    def unfolded(self) -> Graph:
        """Every rule."""
        return self._drawn(self._title(words.GRAPH_RULES), self._rules, self._feeding.feeds)

    @checked()
    def section(self, title: str) -> Graph:
        """The rules of a section, and the sections that feed it or are fed by it.

        Raises ProblemError if there is none of that name.
        """
        if title not in self.sections:
            raise self._unknown(words.NO_SUCH_SECTION.format(name=title), title, self.sections, "sections")
        own = set(self.sections[title])
        feeds = []
        outside: dict[str, set[str]] = {}
        for feed in self._feeding.feeds:
            inside = feed.source in own, feed.target in own
            if any(inside):
                source = feed.source if inside[0] else _outside("from", self._section_of[feed.source])
                target = feed.target if inside[1] else _outside("to", self._section_of[feed.target])
                outside.setdefault(source, set()).add(feed.source)
                outside.setdefault(target, set()).add(feed.target)
                feeds.append(Feed(source, target, feed.type, feed.role))
        names = [*self._beside("from"), *self.sections[title], *self._beside("to")]
        found = self._drawn(title, names, feeds)
        return replace(found, nodes=tuple(self._counting(node, outside.get(node.key, set())) for node in found.nodes))

    @checked()
    def around(self, rule: str, depth: int = 1) -> Graph:
        """A rule or table with all that feeds it, and all that it feeds, over so many steps.

        Raises ProblemError if there is none of that name.
        """
        if rule not in self._rules:
            raise self._unknown(words.NO_SUCH_RULE.format(name=rule), rule, self._rules, "rules")
        feeds: dict[Feed, None] = {}
        for by_name, upwards in ((self._feeding.into, True), (self._feeding.out_of, False)):
            seen, edge = {rule}, {rule}
            for _ in range(depth):
                found = [feed for name in sorted(edge) for feed in by_name.get(name, ())]
                feeds.update(dict.fromkeys(found))
                edge = {feed.source if upwards else feed.target for feed in found} - seen
                seen |= edge
        near = {rule, *(feed.source for feed in feeds), *(feed.target for feed in feeds)}
        return self._drawn(rule, [name for name in self._rules if name in near], list(feeds), asked=rule)

    def _drawn(self, title: str, names: Iterable[str], feeds: Iterable[Feed], asked: str = "") -> Graph:
        """The graph of these feeds, in which all that conclude a type for the same askers meet in one node."""
        asking: dict[tuple[str, str], dict[tuple[str, Role], None]] = {}
        for feed in feeds:
            asking.setdefault((feed.source, feed.type), {})[feed.target, feed.role] = None
        sources: dict[tuple[str, frozenset[tuple[str, Role]]], list[str]] = {}
        for (source, name), askers in asking.items():
            sources.setdefault((name, frozenset(askers)), []).append(source)
        facts, edges = [], []
        for number, ((name, askers_), concluding) in enumerate(sources.items()):
            key = f"fact {number}"
            facts.append(Node(key, "fact", noun(name, self.pack.names)))
            edges += [Edge(source, key) for source in concluding]
            edges += [Edge(key, target, role) for target, role in sorted(askers_)]
        met = {end for edge in edges for end in (edge.source, edge.target)}
        nodes = [self._node(name, asked) for name in names if name in self._rules or name in met]
        return Graph(title, (*nodes, *facts), tuple(edges))

    def _node(self, name: str, asked: str) -> Node:
        rule = self._rules.get(name)
        if rule is None:
            way, _, title = name.partition(" ")
            return self._section(name, words.OUTSIDE[way].format(section=title), title)
        label = words.TABLE_OF.format(table=name) if rule.row is not None else name
        told = RuleReader(self.pack, rule).sentence()
        # Variables as the rule's author writes them in its sentence.
        said = MARKED.sub(lambda match: noun(match[2], self.pack.names) if match[1] else f"{{{match[2]}}}", told)
        return Node(name, "asked" if name == asked else "rule", label, "" if rule.row is not None else said)

    def _counting(self, node: Node, rules: set[str]) -> Node:
        """A section that is not shown says how many of its rules have to do with those that are."""
        if node.kind != "section":
            return node
        return replace(node, remark=words.OF_ITS_RULES.format(count=len(rules), rules=node.remark))

    def _section(self, key: str, label: str, title: str = "") -> Node:
        return Node(key, "section", label, counted(len(self.sections[title or key]), "rule"))

    def _beside(self, way: str) -> Iterator[str]:
        return (_outside(way, title) for title in self.sections)

    def _title(self, what: str) -> str:
        return words.GRAPH_TITLE.format(pack=self.pack.name, version=self.pack.version, what=what)

    def _unknown(self, message: str, name: str, known: Iterable[str], plural: str) -> ProblemError:
        hint = suggestion(name, list(known), plural)
        return ProblemError([Problem(NO_SUCH_PART, message, Place(self.pack.name), hint)])


def _outside(way: str, title: str) -> str:
    """The key of a section of which no rule is shown, from which something comes or to which it goes."""
    return f"{way} {title}"
