"""An explanation as one self-contained page: the tree folds and unfolds without any script, and prints in full.

On the left of a step stands what it says of itself, on the right the statements it rests on; under a given fact, who
reported it. Nothing is fetched, and every word is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tocsin.explain import phrases, words
from tocsin.explain.phrases import Phrase
from tocsin.explain.tree import Explanation, FactNode, Premise, Step
from tocsin.explain.voices.page import QUALIFIER_CLASSES, page, text
from tocsin.explain.voices.style import clean
from tocsin.facts.arguments import checked
from tocsin.facts.problems import ArgumentError
from tocsin.facts.taking import refused

_BESIDE = frozenset(("cites", "sentence", "assumes", "note"))
"""What is said of a step beside it: its texts and readings."""
_DEEPEST = 40
"""Facts nested deeper than this stand below, at the margin again: browsers do not nest without end."""
_OPENED = 2
"""How many facts deep a tree is open at first."""
_NUMBERED, _FLAT = 3, 8
"""From how deep on a fact says its depth, and is indented no further on a narrow page; and on a wide one."""
TREE_STYLE = """
.why { max-width: 68rem; } .why > details { margin-top: 1rem; }
details { margin: .45rem 0; } details details { margin-left: .35rem; padding-left: .8rem;
  border-left: 2px solid var(--line); }
summary { cursor: pointer; padding: .2rem 0; overflow-wrap: anywhere; } summary:focus-visible { outline: 2px solid; }
summary > .said { font-weight: 600; } .given > summary > .said { font-weight: 400; }
.depth { color: var(--soft); font-size: .78rem; margin-right: .4em; white-space: nowrap; }
details details.flat { margin-left: 0; padding-left: 0; border-left: 0; border-top: 1px solid var(--line); }
.tag { margin-right: .4em; } .tag.given { color: var(--ink); background: var(--tint); border-style: solid; }
.step { display: grid; grid-template-columns: minmax(0, 1fr); gap: .3rem 1.6rem; margin: .3rem 0 .5rem; }
.way { font-size: .88rem; font-weight: 600; color: var(--soft); margin: .8rem 0 0; }
dl { display: grid; grid-template-columns: 5.6rem minmax(0, 1fr); gap: .15rem .6rem; margin: 0; font-size: .9rem;
  align-content: start; } dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.beside { background: var(--tint); border-radius: .4rem; padding: .5rem .7rem; align-self: start; }
.see { color: var(--soft); font-size: .9rem; }
@media (min-width: 60rem) { .step.two { grid-template-columns: minmax(0, 1.25fr) minmax(0, 1fr); } }
@media (max-width: 40rem) { dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dt { font-size: .8rem; margin-top: .25rem; } details details { padding-left: .5rem; margin-left: .1rem; }
  details details.numbered { margin-left: 0; padding-left: 0; border-left: 0; border-top: 1px solid var(--line); } }
@media print { details > *:not(summary) { display: block; } details::details-content { content-visibility: visible;
  display: block; } summary { list-style: none; } .beside { background: none; border: 1px solid var(--line); }
  summary, dd { break-inside: avoid; } }
"""
"""How the tree of an explanation looks, also within another page."""
_STYLE = (
    "main { max-width: 68rem; } @media (max-width: 40rem) { body { font-size: 15px; } } "
    "@media print { body { font-size: 9.5pt; } }"
)


@checked()
def to_html(explanations: Sequence[Explanation]) -> str:
    """The page of one or more explanations of one assessment."""
    if not explanations:
        raise ArgumentError([refused("explanations", "there is no explanation to show", "give one at least")])
    first = explanations[0]
    parts = [f"<h1>{_clean(words.PAGE_TITLE.format(case=first.case))}</h1>"]
    parts.append(f'<p class="soft">{_clean(phrases.header(first))} {text(words.PAGE_HINT)}</p>')
    parts += [tree_html(explanation, f"e{number}") for number, explanation in enumerate(explanations, 1)]
    return page(words.PAGE_TITLE.format(case=clean(first.case)), "".join(parts), _STYLE + TREE_STYLE)


def page_of(explanation: Explanation) -> str:
    """The page of one explanation."""
    return to_html([explanation])


def tree_html(explanation: Explanation, prefix: str, opened: int = _OPENED) -> str:
    """The tree of an explanation, to stand within a page that has ``TREE_STYLE``, open so many facts deep.

    Anchors begin with ``prefix``, so that those of two trees differ.
    """
    return _Tree(explanation, prefix, opened).html()


class _Tree:
    """Writes one explanation; ``prefix`` sets its anchors apart from those of others on the page."""

    def __init__(self, explanation: Explanation, prefix: str, opened: int) -> None:
        self._opened = opened
        self._explanation = explanation
        self._prefix = prefix
        self._later: list[FactNode] = []
        self._above = 0
        """How deep what now stands at the margin lies."""
        self._said: set[tuple[str, str]] = set()

    def html(self) -> str:
        """The tree, and below it what was too deep to stand in it."""
        parts = []
        waiting = [self._explanation.node(self._explanation.root)]
        while waiting:
            self._later = []
            parts += [self._fact(node, None, 0) for node in waiting]
            waiting = self._later
            self._above += _DEEPEST + 1
        return f'<section class="why">{"".join(parts)}</section>'

    def _fact(self, node: FactNode, premise: Premise | None, depth: int) -> str:
        if premise is not None and premise.shown != "here":
            return self._reference(node, words.PAGE_CIRCULAR if premise.shown == "circular" else words.PAGE_AGAIN)
        if depth > _DEEPEST and node.steps:
            self._later.append(node)
            return self._reference(node, words.PAGE_BELOW)
        role = words.ROLES[premise.role] if premise is not None else ""
        shape = " given" if phrases.counts_as_given(node) else ""
        shape += (" numbered" if depth >= _NUMBERED else "") + (" flat" if depth >= _FLAT else "")
        number = ""
        if depth + self._above >= _NUMBERED:
            number = f'<span class="depth">{words.PAGE_DEPTH.format(number=depth + self._above)}</span>'
        opened = " open" if depth < self._opened or (self._opened and not node.steps) else ""
        inside = [_list(list(phrases.about_fact(node)))]
        inside += [self._step(node, number, step, depth) for number, step in enumerate(node.steps, 1)]
        return (
            f'<details class="fact{shape}" id="{self._anchor(node)}"{opened}><summary>{number}{self._label(node, role)}'
            f'<span class="said">{_clean(phrases.headline(node))}</span></summary>{"".join(inside)}</details>'
        )

    def _reference(self, node: FactNode, said: str) -> str:
        link = f'<a href="#{self._anchor(node)}">{_clean(phrases.headline(node))}</a>'
        return f'<p class="see">{self._label(node)}{link} ({text(said)})</p>'

    def _step(self, node: FactNode, number: int, step: Step, depth: int) -> str:
        way = ""
        if len(node.steps) > 1:
            said = f"{words.WAY.format(number=number, count=node.derivations)} · {phrases.step_tag(step)}"
            way = f'<p class="way">{_clean(said)}</p><p>{_clean(step.sentence or step.rule)}</p>'
        told = list(self._new(phrases.about_step(self._explanation, node, step)))
        beside = _list([phrase for phrase in told if phrase.label in _BESIDE])
        main = _list([phrase for phrase in told if phrase.label not in _BESIDE])
        two = f'<div class="step two">{main}<div class="beside">{beside}</div></div>'
        block = two if beside else f'<div class="step">{main}</div>'
        below = [self._fact(self._explanation.node(each.fact), each, depth + 1) for each in step.premises]
        return way + block + "".join(below)

    def _new(self, said: Iterable[Phrase]) -> list[Phrase]:
        """The phrases; what was said in full before on this page is only named."""
        found = []
        for phrase in said:
            key = (phrase.label, phrase.once)
            if not phrase.once or key not in self._said:
                self._said.add(key)
                found.append(phrase)
            elif phrase.label != "sentence":
                found.append(Phrase(phrase.label, words.AS_ABOVE.format(id=phrase.once)))
        return found

    def _label(self, node: FactNode, role: str = "") -> str:
        before = f'<span class="soft small">{text(role)} </span>' if role else ""
        name = "given" if phrases.counts_as_given(node) else QUALIFIER_CLASSES[node.qualifier]
        return f'{before}<span class="tag {name}">{_clean(phrases.root_tag(self._explanation, node))}</span>'

    def _anchor(self, node: FactNode) -> str:
        return f"{self._prefix}-{node.id}"


def _list(said: list[Phrase]) -> str:
    """The phrases as a list of labels and texts; addresses of the web become links."""
    rows = []
    for phrase in said:
        told = _clean(phrase.text)
        if phrase.label == "link" and phrase.text.startswith(("https://", "http://")):
            told = f'<a href="{text(phrase.text)}" rel="noreferrer">{told}</a>'
        rows.append(f"<dt>{text(words.LABELS.get(phrase.label, phrase.label))}</dt><dd>{told}</dd>")
    return f"<dl>{''.join(rows)}</dl>" if rows else ""


def _clean(plain: str) -> str:
    return text(clean(plain))
