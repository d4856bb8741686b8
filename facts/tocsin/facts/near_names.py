"""Names that are one slip of the pen apart: what may be one source under two spellings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from tocsin.facts.printing import TYPESET_QUOTES

_SHORTEST = 4
"""Shorter names than this many letters are apart by one letter too often to mean anything."""


def one_slip_apart(names: Mapping[str, int], known: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """Each name that is a slip away from one that is known, or from one that is given more often; and that one.

    ``names`` are counted. A slip is one letter too many, too few, other or out of place; case, blanks, accents and
    punctuation do not matter. Names that differ in a number or in a single letter ("Unit 21", "Source B") are two: such
    things are numbered. The time it takes is that of looking at each name once, however many there are.

    >>> list(one_slip_apart({"ROK NIS": 9, "Rok N.I.S": 1, "ROK NISS": 1, "Unit 21": 1, "Unit 22": 1}))
    [('ROK NISS', 'ROK NIS'), ('Rok N.I.S', 'ROK NIS')]
    """
    trusted = set(known)
    rank = {name: (name not in trusted, -names.get(name, 0), name) for name in {*names, *trusted}}
    firmest: dict[tuple[str, str], str] = {}
    for name in sorted(rank, key=rank.__getitem__):
        for trace in _traces(name):
            firmest.setdefault(trace, name)
    for name in sorted(names):
        likes = {firmest[trace] for trace in _traces(name)} - {name}
        like = min((like for like in likes if rank[like] < rank[name]), key=rank.__getitem__, default=None)
        if name not in trusted and like is not None:
            yield name, like


def plainly(word: str) -> str:
    r"""The word without what is easily written in two ways: capitals, accents, kinds of dashes, and quotes around it.

    >>> plainly("\u201cZürich\u201d") == plainly("ZURICH"), plainly("A+") == plainly("A-")
    (True, False)
    """
    bare = word.casefold()
    if not bare.isascii():
        letters = unicodedata.normalize("NFKD", bare)
        bare = "".join("-" if unicodedata.category(c) == "Pd" else c for c in letters if not unicodedata.combining(c))
    return bare.strip(f"{TYPESET_QUOTES}'\"") or bare


def _traces(name: str) -> set[tuple[str, str]]:
    """What two names share if they are a slip apart: all letters, or a spelling without one and all that numbers."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKD", name.casefold()).replace("_", " "))
    plain = "".join(c for word in words for c in word if c.isalnum())
    numbers = " ".join(word for word in words if len(word) == 1 or any(c.isdigit() for c in word))
    found = {(plain, "=")}
    if len(plain) >= _SHORTEST:
        found |= {(plain, numbers), *((plain[:at] + plain[at + 1 :], numbers) for at in range(len(plain)))}
    return found
