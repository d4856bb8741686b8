"""The sentence of a conclusion, read off the linked firings as an assessment would read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tocsin.engine.conclusions import qualifier_of
from tocsin.engine.incremental.network import Network
from tocsin.engine.incremental.nodes import Firing, Group, Node
from tocsin.engine.plan import POSSIBLE
from tocsin.engine.sentences import sentence
from tocsin.engine.totals import BEYOND
from tocsin.facts.json_values import canonical_json, to_json
from tocsin.facts.printing import format_row


def reading(network: Network, node: Node) -> str:
    """The conclusion as a sentence, never worded more strongly than its qualifier.

    The words are those of its best firing: as strong as the conclusion, resting on what settles first, then the first
    by rule and premises (as ``DerivationGraph.best`` chooses).
    """
    text = format_row(network.plan.types[node.type], node.row)
    standing = network.standing(node)
    if standing is None:
        return text
    strongest = [f for f in node.supports if network.strengths.of_firing(f) == standing.strength]
    if len(strongest) > 1:
        settled = _settled(network, {premise for firing in strongest for premise in firing.premises()})
        heights = [_height(network, firing, settled) for firing in strongest]
        strongest = [f for f, height in zip(strongest, heights, strict=True) if height == min(heights)]
        strongest.sort(key=lambda firing: _order(network, firing))
    best = strongest[0]
    rule = best.rule.plan.rule
    return sentence(network.plan, rule, best.bindings(), qualifier_of(standing.strength), text)


def _height(network: Network, firing: Firing, settled: Mapping[Node, int]) -> int:
    """The height up to which a firing's premises are as strong as it is, and enough."""
    standing = firing.standing()
    if standing is None:
        return max((settled[premise] for premise in firing.premises()), default=0)
    strengths = network.strengths
    level = strengths.of_firing(firing)

    def height(node: Node) -> int:
        return settled[node] if strengths.of_fact(node) >= level else BEYOND

    return standing.height(height, BEYOND, level > POSSIBLE) - 1


def _is_ready(network: Network, firing: Firing, heights: Mapping[Node, int]) -> bool:
    standing = firing.standing()
    if standing is None:
        return all(premise in heights for premise in firing.premises())
    level = network.strengths.of_firing(firing)
    return standing.follows(lambda node: node in heights and network.strengths.of_fact(node) >= level, level > POSSIBLE)


def _order(network: Network, firing: Firing) -> tuple[int, tuple[str, ...], str]:
    types = network.plan.types
    ids: list[str] = []
    for part in firing.parts:
        if isinstance(part, Group):
            ids += sorted(types[node.type].identity(node.row) for node in part.facts)
        else:
            ids.append(types[part.type].identity(part.row))
    plan = firing.rule.plan
    values = firing.bindings().items() if plan.aggregates else ()
    return plan.index, tuple(ids), canonical_json({name: to_json(value) for name, value in values})


def _settled(network: Network, nodes: Iterable[Node]) -> dict[Node, int]:
    """The least heights of facts by firings as strong as themselves; 0 for what is given that strongly.

    Worked out over what the facts rest on, level by level (as ``DerivationGraph.settled`` is over everything).
    """
    strengths = network.strengths
    heights: dict[Node, int] = {}
    firings: dict[Firing, list[Node]] = {}
    waiting = list(nodes)
    seen = set(waiting)
    while waiting:
        node = waiting.pop()
        strength = strengths.of_fact(node)
        if node.given == strength:
            heights[node] = 0
            continue
        for firing in node.supports:
            if strengths.of_firing(firing) == strength:
                firings.setdefault(firing, []).append(node)
                below = [premise for premise in firing.premises() if premise not in seen]
                seen.update(below)
                waiting += dict.fromkeys(below)
    level = 0
    while firings:
        level += 1
        ready = [firing for firing in firings if _is_ready(network, firing, heights)]
        for node in [node for firing in ready for node in firings.pop(firing)]:
            heights.setdefault(node, level)
    return heights
