"""A document cut into sentences: where each stands, its digest, and how sure its modal words are of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from tocsin.facts.dataclass import dataclass
from tocsin.rules.documents import digest

_LEFT: Final = "\N{LEFT SINGLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}"
_RIGHT: Final = "\N{RIGHT SINGLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
# A mark that ends a sentence, with what closes after it, before white space and what may begin one.
_END: Final = re.compile(rf"""[.!?…]+["'{_RIGHT}»)\]]*(?=\s+["'{_LEFT}«(\[]*[^\W_a-z])""")
_BEFORE: Final = re.compile(r"([^\s(\[“\"']+)$")
_ABBREVIATIONS: Final = frozenset(
    (
        *("al", "approx", "art", "arts", "cf", "ch", "dr", "ed", "eds", "esp", "etc", "fig", "figs", "gen", "jr", "lt"),
        *("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "oct", "nov", "dec"),
        *("mr", "mrs", "ms", "no", "nos", "p", "para", "paras", "pp", "prof", "rev", "sec", "sr", "st", "vol", "vs"),
    )
)
_NUMBERED: Final = re.compile(r"\(?(?:\d+|[A-Za-z])(?:\.\d+)*")
_BULLET: Final = re.compile(r"[-*\N{BULLET}\N{EN DASH}\N{EM DASH}](?:\s+|$)")
_BLANK: Final = re.compile(r"\n[^\S\n]*\n")
_APART: Final = re.compile(rf"{_BLANK.pattern}|\n(?=[^\S\n]*(?:{_BULLET.pattern}|\(?\d+[.)]\s))")
_LINE: Final = re.compile("\n")
_CLOSED: Final = re.compile(rf"""[.!?…:;]["'{_RIGHT}»)\]]*$""")

MODALITIES: Final = (
    ("might", re.compile(r"\b(?:might|perhaps|possibly|possible|maybe)\b", re.IGNORECASE)),
    ("may", re.compile(r"\bmay\b")),
    ("could", re.compile(r"\b(?:could|can)\b", re.IGNORECASE)),
    ("would_likely", re.compile(r"\b(?:likely|probably|probable)\b", re.IGNORECASE)),
    ("would", re.compile(r"\bwould\b", re.IGNORECASE)),
    ("will", re.compile(r"\bwill\b")),
)
"""The modalities with the words that tell them, the least sure first."""


@dataclass(frozen=True)
class Sentence:
    """A sentence or a heading of a document: its line counted from 1, its characters from 0, its end exclusive."""

    line: int
    start: int
    end: int
    text: str

    @property
    def sha256(self) -> str:
        """The digest of its text."""
        return digest(self.text)

    @property
    def modality(self) -> str:
        """The least sure modality of its words; ``none`` of what does not end as sentences do."""
        found = next((name for name, words in MODALITIES if words.search(self.text)), None)
        return found or ("indicative" if _CLOSED.search(self.text) else "none")


def cut(text: str) -> tuple[Sentence, ...]:
    r"""The sentences of a text, in order; together they are all of it but white space.

    Blank lines and items of lists part paragraphs where there are blank lines, and else every line is one. A sentence
    does not end at a usual abbreviation, an initial or the number of an item.

    >>> [(each.start, each.modality) for each in cut("A heading\n\nIt may rain, e.g. in May. It will\nbe wet.")]
    [(0, 'none'), (11, 'may'), (37, 'will')]
    """
    found = []
    for start, end in _paragraphs(text):
        begun = start
        for mark in _END.finditer(text, start, end):
            if not _is_abbreviated(text[begun : mark.start()], mark.group()):
                found.append(_sentence(text, begun, mark.end()))
                begun = mark.end()
        found.append(_sentence(text, begun, end))
    lines = lines_of(text)
    return tuple(sentence_at(text, start, end, lines) for start, end in found if start < end)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    between = _APART if _BLANK.search(text.strip()) else _LINE
    start = 0
    for gap in between.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The part without the white space about it, and without the mark of an item before it."""
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    marked = _BULLET.match(text, start, end)
    return start if marked is None else marked.end(), start + len(text[start:end].rstrip())


def _is_abbreviated(before: str, mark: str) -> bool:
    """Whether a full stop after this ends no sentence."""
    if mark != ".":
        return False
    last = _BEFORE.search(before)
    word = "" if last is None else last.group(1)
    if word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()) or re.fullmatch(r"(?:\w\.)+\w", word):
        return True
    return _NUMBERED.fullmatch(before.strip()) is not None


def lines_of(text: str) -> tuple[int, ...]:
    """Where each line of a text ends."""
    return tuple(found.start() for found in re.finditer("\n", text))


def sentence_at(text: str, start: int, end: int, lines: tuple[int, ...]) -> Sentence:
    """The sentence that is this part of a text whose ``lines`` end there."""
    return Sentence(bisect_left(lines, start) + 1, start, end, text[start:end])
