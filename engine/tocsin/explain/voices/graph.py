"""An explanation as boxes and arrows: what the voices that draw have in common."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Literal

from tocsin.explain import phrases, words
from tocsin.explain import phrases_of_checks as of_checks
from tocsin.explain.tree import Explanation, FactNode, Step
from tocsin.explain.voices.style import clean
from tocsin.facts.dataclass import dataclass


@dataclass(frozen=True)
class Box:
    """A fact or a derivation: a name of letters and digits, what it is, and its lines of text."""

    name: str
    style: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Arrow:
    """From what supports to what it supports; ``label`` is empty for a plain premise."""

    source: str
    target: str
    label: str


Direction = Literal["BT", "TB", "LR", "RL"]
"""Where what is supported lies: above what supports it (BT), below (TB), to the right (LR), to the left (RL)."""


class Drawing:
    """What is drawn of an explanation: all of it, or as far as ``depth`` derivations below the fact asked about."""

    def __init__(self, explanation: Explanation, depth: int | None) -> None:
        self._explanation = explanation
        self._depth = depth
        self._depths = _depths(explanation)

    def boxes(self) -> Iterator[Box]:
        """Every fact and every derivation."""
        for node in self._nodes():
            cut = len(node.steps) > 0 and not self._opens(node)
            yield _fact(self._explanation, node, cut)
            if not cut:
                for number, step in enumerate(node.steps):
                    yield _step(node, number, step)

    def arrows(self) -> Iterator[Arrow]:
        """Every support: premise to derivation, derivation to conclusion."""
        for node in self._nodes():
            for number, step in enumerate(node.steps if self._opens(node) else ()):
                name = f"s{node.id}n{number}"
                yield Arrow(name, f"f{node.id}", "")
                for premise in step.premises:
                    yield Arrow(f"f{premise.fact}", name, words.ROLES[premise.role])

    def _nodes(self) -> Iterator[FactNode]:
        return (node for node in self._explanation.nodes if self._depth is None or self._depths[node.id] <= self._depth)

    def _opens(self, node: FactNode) -> bool:
        return self._depth is None or self._depths[node.id] < self._depth


def _depths(explanation: Explanation) -> dict[str, int]:
    """How many derivations lie between the fact asked about and each other, at least."""
    found = {explanation.root: 0}
    waiting = deque([explanation.root])
    while waiting:
        node = explanation.node(waiting.popleft())
        for premise in (premise for step in node.steps for premise in step.premises):
            if premise.fact not in found:
                found[premise.fact] = found[node.id] + 1
                waiting.append(premise.fact)
    return found


def _fact(explanation: Explanation, node: FactNode, cut: bool) -> Box:
    lines = [f"{phrases.root_tag(explanation, node)} · {phrases.headline(node)}"]
    if phrases.headline(node) != node.text:
        lines.append(node.text)
    if node.given is not None:
        for testimony in (*node.given.reports, *node.given.replaced):
            said = phrases.source_text(testimony) + phrases.standing_text(node.given, testimony)
            lines.append(f"{words.STATUSES[testimony.report.status]} {said}")
            if testimony.report.grade is not None:
                lines.append(words.grade(testimony.report.grade))
        lines += phrases.rival_texts(node.given)
    lines += phrases.tension_texts(node)
    if cut:
        lines.append(words.DRAWN_NO_DEEPER)
    style = "given" if phrases.counts_as_given(node) else node.qualifier
    return Box(f"f{node.id}", style, tuple(clean(line) for line in lines))


def _step(node: FactNode, number: int, step: Step) -> Box:
    told = ", ".join(citation.id for citation in step.cites)
    lines = [f"{step.rule} ({told})" if told else step.rule]
    lines += [of_checks.check(check) for check in step.checks]
    lines += [of_checks.backed(item) for item in step.backed]
    return Box(f"s{node.id}n{number}", "rule", tuple(clean(line) for line in lines))
