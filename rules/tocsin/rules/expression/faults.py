"""Text that is no expression: what its writer is likely to have meant, and how that is written here."""

from __future__ import annotations

import re

from tocsin.facts.problems import TocsinError
from tocsin.rules.expression.functions import FUNCTIONS

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
_WORDS = {
    **{"is": "==", "equals": "==", "plus": "+", "minus": "-", "times": "*", "x": "*"},
    **dict.fromkeys(("greater", "more", "above", "over", "exceeds"), ">"),
    **dict.fromkeys(("less", "fewer", "below", "under"), "<"),
}
_ELSEWHERE = ("unless", "if", "when", "then", "where", "except", "but")
_KEYWORDS = ("and", "or", "not", "in", "true", "false")
_NO_POWER = "a power is written as a product: $a * $a"
_OPERAND = r"\$\w+|[\d_.]+|\"[^\"]*\"|'[^']*'"
_CHAIN = r"([^<>=!()]+)([<>]=?)([^<>=!()]+)([<>]=?)([^<>=!()]+)"
_JOINED = r"\b(and|or|not|in)\b"
_SEE = "see docs/rules.md for the comparison language"


class ExpressionError(TocsinError, ValueError):
    """Text that is no expression: what is wrong, at which column (from 1), and what to do.

    ``word`` is the word at fault, where it may have a meaning in the pack that the expression stands in; ``owner`` is
    what stands before its point, as in ``owner.word``.
    """

    def __init__(self, message: str, column: int = 1, hint: str = "", word: str = "", owner: str = "") -> None:
        super().__init__(message)
        self.column = column
        self.hint = hint
        self.word = word
        self.owner = owner


def misread_word(before: str, rest: str) -> ExpressionError | None:
    """The fault where what cannot be read on, ``rest``, begins with a word, or follows one; None if it does neither."""
    if rest[0].isalpha() or rest[0] in "°€£¥":
        return bare_word(before) or _with_unit(before, rest) or _foreign_word(before, rest)
    if rest[0] == "$":
        called = re.search(r"(?<![$\w])([A-Za-z_]\w*)\s+$", before)
        if called and called[1] in FUNCTIONS:
            hint = f"write {called[1]}({_operand(rest)})"
            return ExpressionError(f"{called[1]} takes its argument in parentheses", called.start(1) + 1, hint)
    return bare_word(before) if rest[0] in "<>=!+-*/,])$\"'0123456789" else None


def _operand(text: str) -> str:
    """The operand that a text begins with; an ellipsis where it begins with none."""
    found = re.match(_OPERAND, text)
    return found[0] if found else "…"


def _foreign_word(before: str, rest: str) -> ExpressionError | None:
    """The fault of a word that other languages have between operands, or that means nothing."""
    word = re.match(r"\w+", rest)
    if word is None:
        return None
    named = re.search(r"\$\w+\s*$", before)
    column, what = len(before) + 1, named[0].strip() if named else "$n"
    if word[0] == "between":
        ends = re.match(r"between\s+(\S+)\s+and\s+(\S+)", rest)
        low, high = ends.groups() if ends else ("1", "5")
        return ExpressionError("there is no between", column, f"write {what} >= {low} and {what} <= {high}")
    operand = _operand(rest[word.end() :].lstrip())
    if word[0] in ("contains", "starts_with", "ends_with"):
        message = f"{word[0]} is a function and takes both texts in parentheses"
        return ExpressionError(message, column, f"write {word[0]}({what}, {operand})")
    if word[0] in ("like", "matches"):
        return ExpressionError(f"there is no {word[0]}", column, f'write contains({what}, "…")')
    return ExpressionError(f"unexpected word {word[0]}", column, word_hint(word[0]), word[0])


def _with_unit(before: str, rest: str) -> ExpressionError | None:
    """The fault of a unit behind a number, ``10 days``; None where no number stands before the word."""
    number = re.search(r"(?<![\w$.-])(\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*$", before)
    unit = re.match(r"[^\s,()<>=!+*$\"']+", rest)
    if unit is None or unit[0].lower() in (*_KEYWORDS, *_WORDS, *_ELSEWHERE, "between"):
        return None
    if number is None:
        return _measured(before, unit[0])
    day = re.match(r"[A-Za-z]+\.?,?\s+\d{4}", rest)
    if day and (hint := _day_of(f"{number[1]} {day[0]}")):
        return ExpressionError(f"{number[1]} {day[0]} is no day as it is written here", number.start(1) + 1, hint)
    message = f"a unit is no part of a number, and {unit[0]} follows {number[1]}"
    added = re.search(rf"(\$\w+)\s*([+-])\s*{re.escape(number[1])}\s*$", before)
    step = re.fullmatch(r"(day|month)s?", unit[0].lower())
    if added and step:
        sign = "-" if added[2] == "-" else ""
        hint = f"write add_{step[1]}s({added[1]}, {sign}{number[1]})"
        return ExpressionError(message, added.start(1) + 1, hint)
    hint = f"write {number[1]} if {unit[0]} is what the field counts, and otherwise the figure in its unit"
    return ExpressionError(message, number.start(1) + 1, hint)


def _measured(before: str, unit: str) -> ExpressionError | None:
    """The fault of a unit behind a variable or what is worked out; None for any other word."""
    from tocsin.facts.written.units import is_measure

    if not re.search(r"(?:\$\w+|\))\s*$", before) or not is_measure(unit) or unit in FUNCTIONS:
        return None
    message = f"a unit is no part of a value, and {unit} follows one"
    return ExpressionError(message, len(before) + 1, f"leave {unit} out")


def _day_of(text: str) -> str:
    """What to write for a day as people write it; empty if it is none."""
    from tocsin.facts.written.dates import date_hint

    hint = date_hint(text)
    return hint if hint.startswith("write 1") or hint.startswith("write 2") else ""


def cut_month(bare: str) -> ExpressionError | None:
    """The fault of a month, ``2024-01``, that would be read as a difference, in text without its quoted parts."""
    found = re.search(r"(?<![\w.$/-])[12]\d{3}-0[1-9](?![\w.-])", bare)
    if found is None:
        return None
    from tocsin.facts.written.dates import date_hint

    return ExpressionError(f"{found[0]} is no day", found.start() + 1, date_hint(found[0]))


def bare_word(text: str) -> ExpressionError | None:
    """The fault of a word at the end of ``text`` that is neither quoted nor a variable; None if none stands there."""
    bare = re.search(r"(?<![$\w])([A-Za-z_]\w*)\s*$", text)
    if bare is None or bare[1] in _KEYWORDS:
        return None
    return ExpressionError(f"unexpected word {bare[1]}", bare.start(1) + 1, word_hint(bare[1]), bare[1])


def word_hint(word: str) -> str:
    """What to write instead of a word that means nothing where it stands."""
    if word.lower() in _KEYWORDS:
        return "and, or, not, in, true and false are written in lower case, between operands"
    if word.lower() in _WORDS:
        return f"write {_WORDS[word.lower()]}"
    if word.lower() in ("unless", "except", "but"):
        return "exceptions stand under unless, beside when"
    return f'text is quoted ("{word}"), variables begin with $ and are bound by a pattern'


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
        return _half(before, rest) or ExpressionError(
            "comparisons cannot be chained", column, _unchained(before + rest)
        )
    if rest[0] in _SIGNS:
        return ExpressionError(f"unexpected {rest[0]!r}", column, f"write {_SIGNS[rest[0]]}")
    word = rest.split(maxsplit=1)[0][:20]
    return (
        _misread_number(before, rest)
        or _dotted(before, rest)
        or _foreign_sign(before, rest)
        or ExpressionError(f"unexpected {word!r}", column, _SEE)
    )


def _half(before: str, rest: str) -> ExpressionError | None:
    """The fault of a comparison whose left side is to be that of the one before it, ``$a > 1 and < 3``."""
    found = re.search(r"(\$\w+)\s*[<>=!]=?\s*[^\s()<>=!]+\s+(and|or)\s+$", before)
    if found is None or rest[0] == "!":
        return None
    sign = re.match(r"[<>]=?|==", rest)
    if sign is None:
        return None
    hint = f"write {found[2]} {found[1]} {sign[0]} {_operand(rest[sign.end() :].lstrip())}"
    return ExpressionError(f"{found[2]} joins whole comparisons", found.start(2) + 1, hint)


def _dotted(before: str, rest: str) -> ExpressionError | None:
    """The fault of a part of something, ``shipment.volume``."""
    owner, part = re.search(r"\$?[A-Za-z_]\w*$", before), re.match(r"\.([A-Za-z_]\w*)", rest)
    if owner is None or part is None:
        return None
    hint = f"bind the field in a pattern, {part[1]}: ${part[1]}, and write ${part[1]}"
    message = f"nothing has parts here, and .{part[1]} follows {owner[0]}"
    return ExpressionError(message, owner.start() + 1, hint, part[1], owner[0].lstrip("$"))


def _foreign_sign(before: str, rest: str) -> ExpressionError | None:
    """The fault of a sign that other languages have."""
    column = len(before) + 1
    if (begun := re.match(r"\.\d+", rest)) and not before[-1:].isalnum():
        return ExpressionError(f"a number begins with a digit, and {begun[0]} does not", column, f"write 0{begun[0]}")
    if braced := re.match(r"\{\$?([A-Za-z_]\w*)\}", rest):
        return ExpressionError("braces stand in sentences alone", column, f"write ${braced[1]}", braced[1])
    called = re.search(r"([A-Za-z_]\w*)\s*\(\s*$", before)
    if called and rest[0] == ")":
        hint = "name what it is a function of"
        return ExpressionError(f"{called[1]} has no argument", called.start(1) + 1, hint, called[1])
    span = re.match(r"(\[\s*)?([\d_.-]+?)?\.\.([\d_.-]+)?", rest)
    listed = re.search(r"(\$\w+)\s+in\s*(?:\[\s*)?([\d_]+)?\s*$", before)
    if span and listed:
        low, high = span[2] or listed[2], span[3]
        ends = [f"{listed[1]} >= {low}"] * bool(low) + [f"{listed[1]} <= {high}"] * bool(high)
        return ExpressionError("in takes a list of values, and no range", column, f"write {' and '.join(ends)}")
    if rest[0] == "!" and not rest.startswith("!="):
        return ExpressionError("unexpected '!'", column, "write not")
    if rest[0] == "^" or (rest[0] == "*" and before.endswith("*")):
        return ExpressionError("there is no power", column, _NO_POWER)
    if rest[0] == "," and before.count("(") <= before.count(")") and before.count("[") <= before.count("]"):
        return ExpressionError("unexpected ','", column, "write and")
    return None


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
    if re.fullmatch(r"[0-9]+,[0-9]{1,2}", written):
        return ExpressionError(f"{written} is no number", begun.start() + 1, f"write {written.replace(',', '.')}")
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", written):
        return ExpressionError("a number has no commas", column, f"write {written.replace(',', '_')}")
    if written.endswith("%"):
        return ExpressionError(f"{written} is no number", begun.start() + 1, number_hint(written))
    day = date_hint(written)
    if re.fullmatch(r"[0-9]{1,4}([./-])[0-9]{1,2}\1[0-9]{1,4}", written) and day.startswith("write "):
        return ExpressionError(f"{written} is no day as it is written here", begun.start() + 1, day)
    return None
