"""An explanation as boxes and arrows: what the voices that draw have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tocsin.explain import phrases, words
from tocsin.explain import phrases_of_checks as of_checks
from tocsin.explain.tree import Explanation, FactNode, Step
from tocsin.explain.voices.style import clean


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


def boxes(explanation: Explanation) -> Iterator[Box]:
    """Every fact and every derivation shown."""
    for node in explanation.nodes:
        yield _fact(explanation, node)
        for number, step in enumerate(node.steps):
            yield _step(node, number, step)


def arrows(explanation: Explanation) -> Iterator[Arrow]:
    """Every support shown: premise to derivation, derivation to conclusion."""
    for node in explanation.nodes:
        for number, step in enumerate(node.steps):
            name = f"s{node.id}n{number}"
            yield Arrow(name, f"f{node.id}", "")
            for premise in step.premises:
                yield Arrow(f"f{premise.fact}", name, words.ROLES[premise.role])


def _fact(explanation: Explanation, node: FactNode) -> Box:
    lines = [f"{phrases.root_tag(explanation, node)} · {phrases.headline(node)}"]
    if phrases.headline(node) != node.text:
        lines.append(node.text)
    if node.given is not None:
        for testimony in (*node.given.reports, *node.given.replaced):
            said = phrases.source_text(testimony) + phrases.standing_text(node.given, testimony)
            lines.append(f"{words.STATUSES[testimony.report.status]} {said}")
            if testimony.report.grade is not None:
                lines.append(words.grade(testimony.report.grade))
    style = "given" if phrases.counts_as_given(node) else node.qualifier
    return Box(f"f{node.id}", style, tuple(clean(line) for line in lines))


def _step(node: FactNode, number: int, step: Step) -> Box:
    told = ", ".join(citation.id for citation in step.cites)
    lines = [f"{step.rule} ({told})" if told else step.rule]
    lines += [of_checks.check(check) for check in step.checks]
    return Box(f"s{node.id}n{number}", "rule", tuple(clean(line) for line in lines))
