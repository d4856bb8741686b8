"""What may be meant by words of other languages in text that is no expression: signs, units, functions, texts."""

from __future__ import annotations

import re

from tocsin.rules.expression.faults import OPERAND, ExpressionError, number_of, operand
from tocsin.rules.expression.functions import FUNCTIONS

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


def misread_word(before: str, rest: str) -> ExpressionError | None:
    """The fault where what cannot be read on, ``rest``, begins with a word, or follows one; None if it does neither."""
    if rest[0].isalpha() or rest[0] in "°€£¥":
        return bare_word(before) or _with_unit(before, rest) or _foreign_word(before, rest)
    if rest[0] == "$":
        called = re.search(r"(?<![$\w])([A-Za-z_]\w*)\s+$", before)
        if called and called[1] in FUNCTIONS:
            hint = f"write {called[1]}({operand(rest)})"
            return ExpressionError(f"{called[1]} takes its argument in parentheses", called.start(1) + 1, hint)
    return bare_word(before) if rest[0] in "<>=!+-*/,])$\"'0123456789" else None


def _foreign_word(before: str, rest: str) -> ExpressionError | None:
    """The fault of a word that other languages have between operands, or that means nothing."""
    word = re.match(r"\w+", rest)
    if word is None:
        return None
    named = re.search(r"\$\w+\s*$", before)
    column, what = len(before) + 1, named[0].strip() if named else "$n"
    if word[0] == "between":
        return _between(before, rest)
    second = operand(rest[word.end() :].lstrip())
    if word[0] in ("contains", "starts_with", "ends_with"):
        message = f"{word[0]} is a function and takes both texts in parentheses"
        return ExpressionError(message, column, f"write {word[0]}({what}, {second})")
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
    found = words or re.match(rf"{OPERAND}|-\s*[\d_.]+|\(", text)
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


def _measured(before: str, unit: str) -> ExpressionError | None:
    """The fault of a unit behind a variable or what is worked out; None for any other word."""
    from tocsin.facts.written.units import is_measure

    if not re.search(r"(?:\$\w+|\))\s*$", before) or not is_measure(unit) or unit in FUNCTIONS:
        return None
    message = f"a unit is no part of a value, and {unit} follows one"
    return ExpressionError(message, len(before) + 1, f"leave {unit} out")


def _day_of(text: str) -> str:
    """What to write for a day as people write it; empty if it is none."""
    from tocsin.facts.days import NO_DAY
    from tocsin.facts.written.dates import date_hint

    hint = date_hint(text)
    return hint if hint.startswith(("write 1", "write 2", NO_DAY)) else ""


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
