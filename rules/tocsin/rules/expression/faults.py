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
_NO_POWER = "a power is written as a product: $a * $a"
OPERAND = r"\$\w+|[\d_.]+|\"[^\"]*\"|'[^']*'"
_CHAIN = r"([^<>=!()]+)([<>]=?)([^<>=!()]+)([<>]=?)([^<>=!()]+)"
_JOINED = r"\b(and|or|not|in)\b"
_SEE = "see docs/rules.md for the comparison language"


class ExpressionError(TocsinError, ValueError):
    """Text that is no expression: what is wrong, at which column (from 1), and what to do.

    ``word`` is the word at fault, where it may have a meaning in the pack that the expression stands in; ``owner`` is
    what stands before its point, as in ``owner.word``. A word ``behind`` an operand can be no operand itself.
    ``no_day`` is the hint where ``owner`` is a variable that stands for no day.
    """

    def __init__(
        self,
        message: str,
        column: int = 1,
        hint: str = "",
        word: str = "",
        owner: str = "",
        *,
        behind: bool = False,
        no_day: str = "",
    ) -> None:
        super().__init__(message)
        self.column = column
        self.hint = hint
        self.word = word
        self.owner = owner
        self.behind = behind
        self.no_day = no_day


def operand(text: str) -> str:
    """The operand that a text begins with; an ellipsis where it begins with none."""
    found = re.match(OPERAND, text)
    return found[0] if found else "…"


def number_of(text: str) -> str:
    """The one number that a text names, as it is written; empty if it names none, or several.

    >>> number_of("3 million"), number_of("two and a half"), number_of("3.000,50"), number_of("about nine")
    ('3_000_000', '2.5', '3_000.5', '')
    """
    from tocsin.facts.written.number_hints import number_hint

    found = re.fullmatch(r"write (\d[\d_]*(?:\.\d+)?)", number_hint(text))
    return found[1] if found else ""


def cut_month(bare: str) -> ExpressionError | None:
    """The fault of a month, ``2024-01``, that would be read as a difference, in text without its quoted parts."""
    found = re.search(r"(?<![\w.$/-])[12]\d{3}-0[1-9](?![\w.-])", bare)
    if found is None:
        return None
    from tocsin.facts.written.dates import date_hint

    return ExpressionError(f"{found[0]} is no day", found.start() + 1, date_hint(found[0]))


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
    hint = f"write {found[2]} {found[1]} {sign[0]} {operand(rest[sign.end() :].lstrip())}"
    return ExpressionError(f"{found[2]} joins whole comparisons", found.start(2) + 1, hint)


def _dotted(before: str, rest: str) -> ExpressionError | None:
    """The fault of a part of something, ``shipment.volume``."""
    owner, part = re.search(r"\$?[A-Za-z_]\w*$", before), re.match(r"\.([A-Za-z_]\w*)", rest)
    if owner is None or part is None:
        return None
    if called := re.match(r"\.(\w+)\s*\(([^()]*)\)?", rest):
        return _method(owner, *called.groups())
    hint = f"bind the field in a pattern, {part[1]}: ${part[1]}, and write ${part[1]}"
    message = f"nothing has parts here, and .{part[1]} follows {owner[0]}"
    return ExpressionError(message, owner.start() + 1, hint, part[1], owner[0].lstrip("$"))


def _method(owner: re.Match[str], name: str, given: str) -> ExpressionError:
    """The fault of a function that is called as a part of its first argument, ``$text.startswith("x")``."""
    function = {each.replace("_", ""): each for each in FUNCTIONS}.get(name.replace("_", "").lower())
    arguments = ", ".join([owner[0]] + [given.strip()] * bool(given.strip()))
    is_whole = function is not None and arguments.count(",") + 1 == len(FUNCTIONS[function].takes)
    hint = f"write {function}({arguments})" if is_whole else "a function takes all its arguments in parentheses"
    return ExpressionError(f"nothing has parts here, and .{name} follows {owner[0]}", owner.start() + 1, hint)


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
        is_figure = before[-1:].isdigit() and rest[1:2].isdigit()
        hint = "a number has no commas, and conditions are joined by and" if is_figure else "write and"
        return ExpressionError("unexpected ','", column, hint)
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
    from tocsin.facts.written.dates import ISO, date_hint
    from tocsin.facts.written.number_hints import number_hint

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
    if re.fullmatch(r"[0-9]{1,4}([./-])[0-9]{1,2}\1[0-9]{1,4}", written) and day != ISO:
        return ExpressionError(f"{written} is no day as it is written here", begun.start() + 1, day)
    if begun[0][-1].isspace():
        grouped = re.match(r"[0-9]{3}(?: [0-9]{3})*(?:[.,][0-9]+)?(?![\w.,])", rest)
        written = f"{begun[0].strip()} {grouped[0]}" if grouped else ""
    if number := number_of(written):
        return ExpressionError(f"{written} is no number", begun.start() + 1, f"write {number}")
    return None
