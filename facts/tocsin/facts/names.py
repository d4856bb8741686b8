"""What coded things are called: names to codes, exactly but for case, and codes to names.

Names are read from text files when first asked for, so that whoever writes codes pays nothing. A hint is given by the
likeness of names, never by that of codes: ``RUS`` and ``USA`` have letters in common, Russia and the United States
nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

from tocsin.facts.written.plain_text import simplified

_MARKS: Final = re.compile("[\u0300-\u036f]")
_PARENTHESIS: Final = re.compile(r"(.+?)\s*\((.+)\)")
# The article goes before a common noun: the Philippines, the United States, the African Union.
_WITH_ARTICLE: Final = (
    r"^(?:United|British Virgin|U\.S\.) |(?:Islands|Republic|Territory|Territories|Lands|Union|Nations|Community|Group"
    r"|Organi[sz]ation|Agency|Team|Council|Dialogue|Federation)$|^(?:Netherlands|Philippines|Bahamas|Maldives|Gambia"
    r"|Seychelles|Comoros|Isle of Man)$| Organi[sz]ation\b"
)
_SIDES: Final = {"n": "north", "s": "south", "e": "east", "w": "west"}
_LIKE: Final = 0.85
_SHORTEST: Final = 5
"""Words of fewer letters are abbreviations, and no likeness of letters means anything in them."""


class Names:
    """The names of the codes in some files, of two forms.

    ``common``: ``CODE SHORT name; name; …``, the English name first, the others in other languages. ``own``: ``CODE
    name; name; …``, all English. What is English, and short codes, go before what other languages call another thing.
    """

    def __init__(self, common: Path, own: Path) -> None:
        self._common = common
        self._own = own

    @property
    def files(self) -> tuple[Path, Path]:
        """The files that the names are in."""
        return self._common, self._own

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Names) and (self._common, self._own) == (other._common, other._own)

    def __hash__(self) -> int:
        return hash((self._common, self._own))

    def __reduce__(self) -> tuple[type[Names], tuple[Path, Path]]:
        return Names, (self._common, self._own)

    def codes_of(self, text: str) -> tuple[str, ...]:
        """The codes that a name or short code stands for: none, one, or several if it is ambiguous."""
        for wanted in _readings(text):
            for index in self._indexes:
                if found := index.get(key_of(wanted)):
                    return tuple(sorted(found))
        return ()

    def name_of(self, code: str) -> str | None:
        """The common English name of a code."""
        return self._names.get(code)

    def spoken(self, code: str) -> str | None:
        """The common English name of a code as it stands within a sentence: with its article."""
        name = self.name_of(code)
        return f"the {name}" if name is not None and re.search(_WITH_ARTICLE, name) else name

    def hint(self, text: str) -> str:
        """What may be meant: the things of that name if there are several, or those with a name much like it."""
        codes = self.codes_of(text) or self._like(key_of(text))
        told = [f"{self.name_of(code)} ({code})" for code in codes]
        return f"did you mean {' or '.join(told)}?" if told else ""

    def _like(self, key: str) -> tuple[str, ...]:
        if len(key) < _SHORTEST:
            return ()
        import difflib

        found: set[str] = set()
        for index in self._indexes:
            near = difflib.get_close_matches(key, [n for n in index if len(n) >= _SHORTEST], 12, _LIKE - 0.15)
            for name in near:  # the likeness depends on which of the two comes first
                if max(_likeness(key, name), _likeness(name, key)) >= _LIKE:
                    found |= index[name]
        return tuple(sorted(found)) if len(found) <= 3 else ()

    @cached_property
    def _lines(self) -> list[tuple[str, list[str], list[str]]]:
        """Each code with what it is called in English, its short code with it, and in other languages."""
        found = []
        for line in _content(self._common):
            code, short, rest = line.split(" ", 2)
            english, *others = rest.split("; ")
            found.append((code, [english, short], others))
        for line in _content(self._own):
            code, rest = line.split(" ", 1)
            found.append((code, rest.split("; "), []))
        return found

    @cached_property
    def _indexes(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        english: dict[str, set[str]] = {}
        others: dict[str, set[str]] = {}
        for code, first, rest in self._lines:
            for index, names in ((english, first), (others, rest)):
                for name in names:
                    index.setdefault(key_of(name), set()).add(code)
        return english, others

    @cached_property
    def _names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for code, english, _ in self._lines:
            names.setdefault(code, english[0])
        return names


def _likeness(first: str, second: str) -> float:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, first, second).ratio()


def key_of(name: str) -> str:
    """The name as it is compared: without case, accents, points, and the article, its side of the compass in full.

    >>> key_of("The Côte d'Ivoire"), key_of("U.S.A."), key_of("St. Lucia"), key_of("N. Korea")
    ('cote divoire', 'usa', 'saint lucia', 'north korea')
    """
    plain = _MARKS.sub("", unicodedata.normalize("NFD", simplified(name).casefold()))
    plain = unicodedata.normalize("NFC", plain).replace("&", " and ")
    plain = re.sub(r"[.'\u05f3\u05f4]", "", plain)
    words = re.sub(r"[-(),/\u00b7]", " ", plain).split()
    words = words[1:] if words[:1] == ["the"] and len(words) > 1 else words
    if len(words) > 1:
        words[0] = _SIDES.get(words[0], words[0])
    return " ".join("saint" if word == "st" else word for word in words)


def _readings(text: str) -> Iterator[str]:
    """The text, and what lists make of it put back in order: ``Korea, Republic of``, ``Iran (Islamic Republic of)``."""
    yield text
    first, comma, rest = text.partition(",")
    if comma and "," not in rest:
        yield f"{rest} {first}"
    found = _PARENTHESIS.fullmatch(text.strip())
    if found:
        yield f"{found[2]} {found[1]}"


def _content(path: Path) -> Iterable[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return (line for line in lines if line and not line.startswith("#"))
