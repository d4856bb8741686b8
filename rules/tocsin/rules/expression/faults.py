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
_ARITHMETIC = {"plus": "+", "minus": "-", "times": "*", "x": "*"}
_MORE = "greater|more|higher|larger|above|over|exceeds?|after|later"
_LESS = "less|fewer|lower|smaller|below|under|before|earlier"
_SAME = r"equals?(?:\s+to)?"
# Words between two operands, up to the second: what compares them.
_COMPARED = re.compile(
    rf"(?P<be>(?:is|are|was|does)\b\s*)?(?P<not>(?:not|no)\b\s*)?"
    rf"(?:(?P<or>{_SAME}\s+or\s+)?(?:(?P<more>{_MORE})|(?P<less>{_LESS}))\b(?:\s+than\b)?(?P<also>\s+or\s+{_SAME}\b)?"
    rf"|at\s+(?:(?P<least>least)|(?P<most>most))\b|(?P<same>{_SAME})\b)?\s*"
)
_OPPOSITE = {"==": "!=", ">": "<=", ">=": "<", "<": ">=", "<=": ">"}
_COMPARING = (
    *("is", "are", "was", "does", "not", "no", "than", "to", "or", "equal", "equals", "at", "least", "most", "exceed"),
    *_MORE.split("|"),
    *_LESS.split("|"),
)
_SIGNS_HINT = "values are compared by ==, !=, <, <=, >, >= and in, and joined by and, or, +, -, * and /"
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
        return _between(before, rest)
    operand = _operand(rest[word.end() :].lstrip())
    if word[0] in ("contains", "starts_with", "ends_with"):
        message = f"{word[0]} is a function and takes both texts in parentheses"
        return ExpressionError(message, column, f"write {word[0]}({what}, {operand})")
    if word[0] in ("like", "matches"):
        return ExpressionError(f"there is no {word[0]}", column, f'write contains({what}, "…")')
    if re.search(r"(?:^|[-<>=!+*/,(\[]|\b(?:and|or|in)|(?:^|\(|\b(?:and|or))\s*not)\s*$", before):
        return ExpressionError(f"unexpected word {word[0]}", column, word_hint(word[0]), word[0])
    return _behind(before, rest, word[0])


def _between(before: str, rest: str) -> ExpressionError:
    """The fault of ``$n between 1 and 5``, or of ``$n not between 1 and 5``."""
    named = re.search(r"(\$\w+)\s*(not\s+)?$", before)
    ends = re.match(r"between\s+(\S+)\s+and\s+([^\s)]+)", rest)
    low, high = ends.groups() if ends else ("1", "5")
    what, is_not = named.groups() if named else ("$n", None)
    hint = f"({what} < {low} or {what} > {high})" if is_not else f"{what} >= {low} and {what} <= {high}"
    return ExpressionError("there is no between", len(before) + 1, f"write {hint}")


def _behind(before: str, rest: str, word: str) -> ExpressionError:
    """The fault of a word behind an operand, where a sign is to stand."""
    fault = f"unexpected word {word}"
    cut = re.search(r"'([^'\"]*)'$", before)
    if cut and (goes_on := re.match(r"([^'\"]*)'", rest)):
        whole = f'"{cut[1]}\'{goes_on[1]}"'
        return ExpressionError(f"the text {cut[0]} ends at its quote", cut.start() + 1, f"write {whole}")
    if word.lower() in ("is", "are") and re.match(r"\w+\s+(?:not\s+)?(?:in|between)\b", rest):
        return ExpressionError(fault, len(before) + 1, f"leave {word} out", word, behind=True)
    column, sign, words = _sign(before, rest)
    if sign:
        hint = f"write {sign}" if words == word else f'write {sign} in the place of "{words}"'
        return ExpressionError(fault, column, hint, word, behind=True)
    hint = _SIGNS_HINT if word.lower() not in (*_KEYWORDS, *_ELSEWHERE) else word_hint(word)
    return ExpressionError(fault, len(before) + 1, hint, word, behind=True)


def _sign(before: str, rest: str) -> tuple[int, str, str]:
    """The column of the words that ``rest`` begins with between two operands, their sign, and they themselves.

    The sign is empty where these words could mean another thing, or more than one.
    """
    negated = re.search(r"\bnot\s+$", before)
    start = negated.start() if negated else len(before)
    text = (before + rest)[start:]
    arithmetic = re.match(r"(\w+)\s*(?=[$(\d])", text)
    if arithmetic and arithmetic[1].lower() in _ARITHMETIC:
        return start + 1, _ARITHMETIC[arithmetic[1].lower()], arithmetic[1]
    found = _COMPARED.match(text.lower())
    if found is None or not _is_operand(text[found.end() :]):
        return start + 1, "", ""
    compared = found["more"] or found["less"] or found["least"] or found["most"]
    if not compared and not found["same"] and (not found["be"] or found["be"].strip() == "does"):
        return start + 1, "", ""
    sign = "==" if not compared else ">" if found["more"] or found["least"] else "<"
    sign += "=" * bool(found["or"] or found["also"] or found["least"] or found["most"])
    return start + 1, _OPPOSITE[sign] if found["not"] else sign, text[: found.end()].strip()


def _is_operand(text: str) -> bool:
    """True if the text begins with one operand, and no word behind it says more of how it is compared."""
    words = re.match(r"[^\W\d]\w*(?:[ -](?!(?:and|or)\b)[^\W\d]\w*)*", text)
    if words and not re.fullmatch(r"\w+", words[0]) and not number_of(words[0].lower()):
        return False
    if words and not re.match(r"\s*(?:$|[-+*/<>=!(),\]]|(?:and|or)\b)", text[words.end() :]):
        return False
    found = words or re.match(rf"{_OPERAND}|-\s*[\d_.]+|\(", text)
    if found is None or found[0].lower() in (*_COMPARING, *_KEYWORDS, *_ELSEWHERE, "between"):
        return False
    goes_on = re.match(r"\s+(?:or|and)\s+(\w+)\s*(?:$|\)|and\b|or\b)", text[found.end() :])
    return goes_on is None or goes_on[1].lower() not in _COMPARING


def _with_unit(before: str, rest: str) -> ExpressionError | None:
    """The fault of a unit behind a number, ``10 days``; None where no number stands before the word."""
    from tocsin.facts.written.number_words import MULTIPLIERS, is_number

    number = re.search(r"(?<![\w$.-])(\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*$", before)
    unit = re.match(r"[^\s,()<>=!+*$\"']+", rest)
    if unit is None or unit[0].lower() in (*_KEYWORDS, *_ARITHMETIC, *_COMPARING, *_ELSEWHERE, "between"):
        return None
    if number is None:
        return _measured(before, unit[0])
    day = re.match(r"[A-Za-z]+\.?,?\s+\d{4}", rest)
    if day and (hint := _day_of(f"{number[1]} {day[0]}")):
        return ExpressionError(f"{number[1]} {day[0]} is no day as it is written here", number.start(1) + 1, hint)
    if unit[0].lower() in MULTIPLIERS:
        after = re.match(r"\s*(\w*)", rest[unit.end() :])
        is_sure = (len(unit[0]) > 4 or unit[0] in ("k", "lakh")) and not (after and is_number(after[1].lower()))
        wanted = number_of(f"{number[1]} {unit[0]}") if is_sure else ""
        hint = f"write {wanted}" if wanted else "write the number in full, in digits"
        return ExpressionError(f"{before[number.start(1) :]}{unit[0]} is no number", number.start(1) + 1, hint)
    message = f"a unit is no part of a number, and {unit[0]} follows {number[1]}"
    counts = f"write {number[1]} if {unit[0]} is what the field counts, and otherwise the figure in its unit"
    added = re.search(rf"(\$\w+)\s*([+-])\s*{re.escape(number[1])}\s*$", before)
    step = re.fullmatch(r"(day|month)s?", unit[0].lower())
    if added and step:
        sign = "-" if added[2] == "-" else ""
        hint = f"write add_{step[1]}s({added[1]}, {sign}{number[1]})"
        return ExpressionError(message, added.start(1) + 1, hint, owner=added[1][1:], no_day=counts)
    return ExpressionError(message, number.start(1) + 1, counts)


def number_of(text: str) -> str:
    """The one number that a text names, as it is written; empty if it names none, or several.

    >>> number_of("3 million"), number_of("two and a half"), number_of("3.000,50"), number_of("about nine")
    ('3_000_000', '2.5', '3_000.5', '')
    """
    from tocsin.facts.written.numbers import number_hint

    found = re.fullmatch(r"write (\d[\d_]*(?:\.\d+)?)", number_hint(text))
    return found[1] if found else ""


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
    if word.lower() in _COMPARING:
        return _SIGNS_HINT
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
    if begun[0][-1].isspace():
        grouped = re.match(r"[0-9]{3}(?: [0-9]{3})*(?:[.,][0-9]+)?(?![\w.,])", rest)
        written = f"{begun[0].strip()} {grouped[0]}" if grouped else ""
    if number := number_of(written):
        return ExpressionError(f"{written} is no number", begun.start() + 1, f"write {number}")
    return None
