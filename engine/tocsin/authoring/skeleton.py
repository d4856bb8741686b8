"""The files of a new pack that encodes a document: every sentence a statement, still to be encoded."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Sequence

from tocsin.authoring.codes import NO_DOCUMENT
from tocsin.authoring.sentences import Sentence, cut
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.rules.documents import digest

_WIDTH = 110
_PACK = """\
# {title}
#
# statements.yaml has the sentences of the document, one by one; rules.yaml says what follows from what; cases.yaml are
# the examples by which `tocsin rules test` knows that the rules say what is meant.
pack: "{name}"
version: 0.1.0
title: {title}

# What can be reported, and what follows; each field with its kind. See docs/rules.md.
types: {{}}
"""
_ABOUT = (
    "# Where each sentence stands in the document, and how sure it is of itself. Say under paraphrase what it says, in",
    "# your own words; write `framing: true` where it asserts nothing itself. The comments are its text: delete them",
    "# if it is not yours to pass on. `tocsin rules statements` keeps this in step with the document.",
)
_RULES = """\
# One rule for each step of the document: cite the statement, and conclude no more firmly than it says.
#
#   - id: heavy-rain-floods
#     section: Rain
#     cites: [S01]
#     when:
#       - rain: {place: $place, millimetres: $depth}
#       - $depth > 50
#     then:
#       - flood: {place: $place}
#     qualifier: possible
#     reads: "{depth} mm of rain could flood {place}."
rules: []
"""
_CASES = """\
# For each rule a case in which it fires, and one in which one thing alone is lacking.
#
#   - name: it rains hard
#     facts: ["rain(place=Delft, millimetres=60)"]
#     expect: [flood: {place: Delft}]
#   - name: it does not rain hard enough
#     facts: ["rain(place=Delft, millimetres=50)"]
#     never: [flood: {}]
cases: []
"""


def skeleton(name: str, text: str, title: str, shown: str = "document") -> dict[str, str]:
    """The files of a new pack by their names: it passes ``tocsin rules check``, and concludes nothing yet.

    Raises ProblemError if the document (``shown`` in places) holds no text.

    >>> sorted(skeleton("rain", "It may rain.", "On rain"))
    ['cases.yaml', 'pack.yaml', 'rules.yaml', 'statements.yaml']
    """
    sentences = cut(text)
    if not sentences:
        message = "the document holds no text, so that there is nothing to encode"
        raise ProblemError([Problem(NO_DOCUMENT, message, Place(shown), "give a file of plain text in UTF-8")])
    quoted = json.dumps(title, ensure_ascii=False)
    return {
        "pack.yaml": _PACK.format(name=name, title=quoted),
        "statements.yaml": "\n".join(_statements(text, sentences, quoted)) + "\n",
        "rules.yaml": _RULES,
        "cases.yaml": _CASES,
    }


def name_of(text: str) -> str:
    """A name for a pack: the text in lower case, with dashes for all that is no letter or digit.

    >>> name_of("Rain and  Floods_2")
    'rain-and-floods-2'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "pack"


def _statements(text: str, sentences: Sequence[Sentence], title: str) -> Iterator[str]:
    yield from _ABOUT
    yield "document:"
    yield f"  title: {title}"
    yield f'  sha256: "{digest(text)}"'
    yield f"  characters: {len(text)}"
    yield f"  bytes: {len(text.encode('utf-8'))}"
    yield ""
    yield "statements:"
    for name, sentence in zip(ids(len(sentences)), sentences, strict=True):
        yield from statement_lines(name, sentence)


def ids(count: int, first: int = 1) -> Iterator[str]:
    """So many ids of statements: S01, S02, … as wide as the last of them needs."""
    last = first + count - 1
    width = max(2, len(str(last)))
    yield from (f"S{number:0{width}}" for number in range(first, last + 1))


def comment_lines(sentence: Sentence) -> list[str]:
    """A sentence as the comment above its statement."""
    said = "".join(character if character.isprintable() else " " for character in " ".join(sentence.text.split()))
    return [f"  # {line}" for line in textwrap.wrap(said, _WIDTH, break_long_words=False)]


def statement_lines(name: str, sentence: Sentence) -> Iterator[str]:
    """A statement that is still to be encoded, with its sentence as a comment."""
    yield from comment_lines(sentence)
    yield f"  - id: {name}"
    yield f"    line: {sentence.line}"
    yield f"    start: {sentence.start}"
    yield f"    end: {sentence.end}"
    yield f'    sha256: "{sentence.sha256}"'
    yield f"    modality: {sentence.modality}"
