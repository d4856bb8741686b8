"""Text that is no expression: what its writer is likely to have meant, and how that is written here."""

from __future__ import annotations

import re

from tocsin.facts.problems import TocsinError

# What other notations write, and what it is here.
_SIGNS = {
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "\xd7": "*",
    "\xb7": "*",
    "\xf7": "/",
    "\u2212": "-",
    "\u2013": "-",
    "&": "and",
    "|": "or",
}
_WORDS = {"is": "==", "equals": "==", "plus": "+", "minus": "-", "times": "*"}
_CHAIN = r"([^<>=!()]+)([<>]=?)([^<>=!()]+)([<>]=?)([^<>=!()]+)"
_JOINED = r"\b(and|or|not|in)\b"
_SEE = "see docs/rules.md for the comparison language"


class ExpressionError(TocsinError, ValueError):
    """Text that is no expression: what is wrong, at which column (from 1), and what to do."""

    def __init__(self, message: str, column: int = 1, hint: str = "") -> None:
        super().__init__(message)
        self.column = column
        self.hint = hint


def misread_word(before: str, rest: str) -> ExpressionError | None:
    """The fault where what cannot be read on, ``rest``, begins with a word, or follows one; None if it does neither."""
    if rest[0].isalpha():
        word = re.match(r"\w+", rest)
        assert word is not None
        if word[0] == "between":
            named = re.search(r"\$\w+\s*$", before)
            ends = re.match(r"between\s+(\S+)\s+and\s+(\S+)", rest)
            (low, high), what = ends.groups() if ends else ("1", "5"), named[0].strip() if named else "$n"
            return ExpressionError(
                "there is no between", len(before) + 1, f"write {what} >= {low} and {what} <= {high}"
            )
        return ExpressionError(f"unexpected word {word[0]}", len(before) + 1, word_hint(word[0]))
    return bare_word(before) if rest[0] in "<>=!+-*/,])" else None


def bare_word(text: str) -> ExpressionError | None:
    """The fault of a word at the end of ``text`` that is neither quoted nor a variable; None if none stands there."""
    bare = re.search(r"(?<![$\w])([A-Za-z_]\w*)\s*$", text)
    return bare and ExpressionError(f"unexpected word {bare[1]}", bare.start(1) + 1, word_hint(bare[1]))


def word_hint(word: str) -> str:
    """What to write instead of a word that means nothing where it stands."""
    if word.lower() in ("and", "or", "not", "in", "true", "false"):
        return "and, or, not, in, true and false are written in lower case, between operands"
    if word.lower() in _WORDS:
        return f"write {_WORDS[word.lower()]}"
    return f'text is quoted ("{word}"), variables begin with $ (${word})'


def misread_sign(before: str, rest: str) -> ExpressionError:
    """The fault where what cannot be read on, ``rest``, begins with a sign."""
    column = len(before) + 1
    if rest[0] == "=" and not before.endswith("="):
        compared = {"=>": ">=", "=<": "<="}.get(rest[:2])
        if compared:
            return ExpressionError(f"there is no {rest[:2]}", column, f"write {compared}")
        return ExpressionError("a single = is no comparison", column, "use ==")
    if rest[0] == ">" and before.endswith("<"):
        return ExpressionError("there is no <>", column - 1, "write !=")
    if rest[0] in "<>=!" and any(mark in before for mark in "<>=!"):
        return ExpressionError("comparisons cannot be chained", column, _unchained(before + rest))
    if rest[0] in _SIGNS:
        return ExpressionError(f"unexpected {rest[0]!r}", column, f"write {_SIGNS[rest[0]]}")
    word = rest.split(maxsplit=1)[0][:20]
    return _misread_number(before, rest) or ExpressionError(f"unexpected {word!r}", column, _SEE)


def divided_day(bare: str) -> ExpressionError | None:
    """The fault of a day that would be read as two divisions, ``04/01/2025``, in text without its quoted parts."""
    found = re.search(r"(?<![\w./$])[0-9]{1,2}/[0-9]{1,2}/(19|20)[0-9]{2}(?![\w./])", bare)
    if found is None:
        return None
    from tocsin.facts.written.dates import date_hint

    return ExpressionError(f"{found[0]} is no day as it is written here", found.start() + 1, date_hint(found[0]))


def _unchained(text: str) -> str:
    """What to write for a chain of comparisons; its form where more stands around it."""
    chain = re.fullmatch(_CHAIN, text)
    if chain is None or re.search(_JOINED, text):
        return "write $a < $b and $b < $c"
    first, low, middle, high, last = (part.strip() for part in chain.groups())
    return f"write {first} {low} {middle} and {middle} {high} {last}"


def _misread_number(before: str, rest: str) -> ExpressionError | None:
    """The fault of a number or a day as people write them, in which ``before`` ends and ``rest`` begins."""
    from tocsin.facts.written.dates import date_hint
    from tocsin.facts.written.numbers import number_hint

    begun, goes_on = re.search(r"[0-9][0-9_./-]*\s*$", before), re.match(r"[0-9.,/-]*%?", rest)
    if begun is None or not goes_on:
        return None
    column = len(before) + 1
    written = f"{begun[0].strip()}{goes_on[0]}"
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", written):
        return ExpressionError("a number has no commas", column, f"write {written.replace(',', '_')}")
    if written.endswith("%"):
        return ExpressionError(f"{written} is no number", begun.start() + 1, number_hint(written, "quantity"))
    day = date_hint(written)
    if re.fullmatch(r"[0-9]{1,4}([./-])[0-9]{1,2}\1[0-9]{1,4}", written) and day.startswith("write "):
        return ExpressionError(f"{written} is no day as it is written here", begun.start() + 1, day)
    return None
