"""A tree of phrases as lines: what an answer says, each thing under what it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.explain.voices.style import LINES, clean, paint, wrap
from tocsin.facts.dataclass import dataclass

_LABEL = 10
_LEAST = 24


@dataclass(frozen=True)
class Branch:
    """A headline in a style, labelled details, and what belongs under it."""

    text: str
    style: str = "headline"
    details: tuple[tuple[str, str], ...] = ()
    below: tuple[Branch, ...] = ()


def draw(branches: Sequence[Branch], width: int, colour: bool) -> Iterator[str]:
    """The branches as lines of at most ``width`` columns, as far as there is room."""
    for number, branch in enumerate(branches):
        if number:
            yield ""
        yield from _draw(branch, "", "", width, colour)


def _draw(branch: Branch, first: str, rest: str, width: int, colour: bool) -> Iterator[str]:
    for number, line in enumerate(wrap(clean(branch.text), max(width - len(rest), _LEAST))):
        yield paint(first if number == 0 else rest, "guide", colour) + paint(line, branch.style, colour)
    guide = rest + (LINES.through if branch.below else LINES.empty)
    for label, text in branch.details:
        room = max(width - len(guide) - _LABEL, _LEAST)
        for number, line in enumerate(wrap(clean(text), room)):
            shown = (label if number == 0 else "").ljust(_LABEL)
            yield (paint(guide, "guide", colour) + paint(shown, "label", colour) + line).rstrip()
    for number, below in enumerate(branch.below):
        last = number == len(branch.below) - 1
        yield from _draw(
            below, rest + (LINES.last if last else LINES.branch), rest + (LINES.empty if last else LINES.through),
            width, colour,
        )  # fmt: skip
