"""An explanation as a tree in a terminal."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from tocsin.explain import phrases, words
from tocsin.explain.phrases import Phrase
from tocsin.explain.tree import Explanation, FactNode, Premise, Step
from tocsin.explain.voices.style import ASCII, LINES, clean, paint, plain_ascii, wrap
from tocsin.facts.arguments import checked
from tocsin.facts.dataclass import dataclass

_LEAST_WIDTH = 40
_LEAST_TEXT = 48
"""Where less than this many columns are left, the tree goes on below, at the margin again."""
_LABEL = 11


@checked()
def to_text(explanation: Explanation, *, width: int, colour: bool, ascii_only: bool = False) -> str:
    """The explanation as a tree of at most ``width`` columns (40 or more), without a line end.

    ``colour`` adds ANSI colours, ``ascii_only`` draws and says everything in ASCII.
    """
    text = "\n".join(_Page(explanation, max(width, _LEAST_WIDTH), colour, ascii_only).lines())
    return plain_ascii(text) if ascii_only else text


@dataclass(frozen=True)
class _Item:
    """Something to print: a fact (under a premise, or at the top), or one of several derivations of a fact."""

    node: FactNode
    premise: Premise | None = None
    step: int | None = None


@dataclass(frozen=True)
class _Placed:
    """An item where it stands: what comes before its first line and before all others."""

    item: _Item
    first: str = ""
    rest: str = ""


class _Page:
    """Prints one explanation. Facts that are met again, or go on below, have numbers."""

    def __init__(self, explanation: Explanation, width: int, colour: bool, ascii_only: bool) -> None:
        self._explanation = explanation
        self._width = width
        self._colour = colour
        self._drawing = ASCII if ascii_only else LINES
        self._numbers: dict[str, int] = {}
        self._said: set[tuple[str, str]] = set()
        self._parts: deque[FactNode] = deque()
        steps = (step for node in explanation.nodes for step in node.steps)
        self._met_again = {p.fact for step in steps for p in step.premises if p.shown != "here"}

    def lines(self) -> Iterator[str]:
        """Every line of the page."""
        yield from wrap(clean(phrases.header(self._explanation)), self._width)
        self._parts.append(self._explanation.node(self._explanation.root))
        while self._parts:
            yield ""
            yield from self._part(self._parts.popleft())

    def _part(self, node: FactNode) -> Iterator[str]:
        waiting = [_Placed(_Item(node))]
        while waiting:
            placed = waiting.pop()
            item = placed.item
            if item.premise is not None and item.premise.shown != "here":
                yield from self._reference(placed)
                continue
            if self._goes_on_below(placed):
                yield from self._deferred(placed)
                continue
            below = self._below(item)
            yield from self._print(placed, bool(below))
            for number in range(len(below) - 1, -1, -1):
                last = number == len(below) - 1
                first = placed.rest + (self._drawing.last if last else self._drawing.branch)
                rest = placed.rest + (self._drawing.empty if last else self._drawing.through)
                waiting.append(_Placed(below[number], first, rest))

    def _below(self, item: _Item) -> list[_Item]:
        node = item.node
        if item.step is None and len(node.steps) > 1:
            return [_Item(node, step=number) for number in range(len(node.steps))]
        step = self._step(item)
        if step is None:
            return []
        return [_Item(self._explanation.node(premise.fact), premise) for premise in step.premises]

    def _step(self, item: _Item) -> Step | None:
        """The derivation whose premises stand directly below an item."""
        if item.step is not None:
            return item.node.steps[item.step]
        return item.node.steps[0] if len(item.node.steps) == 1 else None

    def _goes_on_below(self, placed: _Placed) -> bool:
        if not placed.rest or placed.item.step is not None or not placed.item.node.steps:
            return False
        return self._width - len(placed.rest) < _LEAST_TEXT

    def _deferred(self, placed: _Placed) -> Iterator[str]:
        node = placed.item.node
        self._parts.append(node)
        see = words.SEE_BELOW.format(number=self._number(node.id))
        yield from self._head(placed, phrases.tag(node), f"{phrases.headline(node)} ({see})", _style(node))

    def _reference(self, placed: _Placed) -> Iterator[str]:
        node, premise = placed.item.node, placed.item.premise
        assert premise is not None
        template = words.SEE_CIRCULAR if premise.shown == "circular" else words.SEE
        see = template.format(number=self._number(node.id))
        yield from self._head(placed, phrases.tag(node), f"{phrases.headline(node)} ({see})", _style(node))

    def _print(self, placed: _Placed, has_below: bool) -> Iterator[str]:
        item, node = placed.item, placed.item.node
        step = self._step(item)
        guide = self._drawing.through if has_below else self._drawing.empty
        said: list[Phrase] = []
        if item.step is None:
            number = f"[{self._number(node.id)}] " if self._is_numbered(node.id) else ""
            role = words.ROLES[item.premise.role] if item.premise else ""
            tag = f"{number}{role + ' · ' if role else ''}{phrases.root_tag(self._explanation, node)}"
            yield from self._head(placed, tag, phrases.headline(node), _style(node), guide)
            said += phrases.about_fact(node)
        else:
            way = words.WAY.format(number=item.step + 1, count=node.derivations)
            assert step is not None
            tag = f"{way} · {phrases.step_tag(step)}"
            yield from self._head(placed, tag, step.sentence or step.rule, step.qualifier, guide)
        if step is not None:
            said += phrases.about_step(self._explanation, node, step)
        yield from self._details(said, placed.rest + guide)

    def _head(self, placed: _Placed, tag: str, text: str, style: str, guide: str = "") -> Iterator[str]:
        before = clean(tag) + " · "
        wrapped = wrap(
            before.replace(" ", "\0") + clean(text), self._width - len(placed.rest), len(self._drawing.empty)
        )
        for number, line in enumerate(wrapped):
            before_line = placed.first if number == 0 else placed.rest + (guide or self._drawing.empty)
            shown = line.replace("\0", " ")
            if number == 0:
                shown = paint(shown[: len(before) - 3], style, self._colour) + shown[len(before) - 3 :]
            yield self._guide(before_line) + shown

    def _details(self, said: Iterable[Phrase], rest: str) -> Iterator[str]:
        for phrase in self._new(said):
            label = words.LABELS.get(phrase.label, phrase.label)
            room = max(self._width - len(rest) - _LABEL, _LEAST_TEXT // 3)
            for number, line in enumerate(wrap(clean(phrase.text), room)):
                shown = (label if number == 0 else "").ljust(_LABEL)
                yield (self._guide(rest) + paint(shown, "label", self._colour) + line).rstrip()

    def _new(self, said: Iterable[Phrase]) -> Iterator[Phrase]:
        """The phrases; what was said in full before is only named, and its sentence left out."""
        for phrase in said:
            key = (phrase.label, phrase.once)
            if not phrase.once or key not in self._said:
                self._said.add(key)
                yield phrase
            elif phrase.label != "sentence":
                yield Phrase(phrase.label, words.AS_ABOVE.format(id=phrase.once))

    def _guide(self, guide: str) -> str:
        return paint(guide, "guide", self._colour)

    def _is_numbered(self, identity: str) -> bool:
        return identity in self._met_again or identity in self._numbers

    def _number(self, identity: str) -> int:
        return self._numbers.setdefault(identity, len(self._numbers) + 1)


def _style(node: FactNode) -> str:
    return "given" if phrases.counts_as_given(node) else node.qualifier
