"""What a word that means nothing where it stands may have been meant for: asked only once it has been refused.

Beside the word stand the patterns of its rule, which say what variables there are, and of which fields.
"""

from __future__ import annotations

import calendar
import re
from typing import Final

from tocsin.facts.problems import nearest
from tocsin.facts.tree import Node
from tocsin.facts.written.number_words import is_number
from tocsin.rules.expression import ExpressionError
from tocsin.rules.expression.faults import number_of
from tocsin.rules.expression.functions import FUNCTIONS
from tocsin.rules.parameter import asked_for
from tocsin.rules.read.around import Around, around_of, is_concluded
from tocsin.rules.rule import OPERATIONS, VARIABLE
from tocsin.rules.shape import Reading

_PARAMETERS: Final = ("param", "params", "parameter", "parameters")
_TODAY: Final = ("today", "now", "as_of", "known_by")
_STATED: Final = "let a fact give it, such as review(day), or write a date"
_NOTHING: Final = r"(?:null|none|nil|nothing|empty|missing|absent|unknown|undefined)"
_SOMETHING: Final = r"(?:given|known|set|present|defined|something)"
_ASKS: Final = re.compile(
    rf"(?P<what>\$\w+)\s*(?:(?P<isnot>is\s+not|!=|<>|not)|is|===?|=)\s*(?:(?P<nothing>{_NOTHING})|(?P<some>{_SOMETHING}))\b"
    rf"|(?P<call>\w+)\s*\(\s*(?P<of>\$\w+)\s*\)",
    re.IGNORECASE,
)
_CALLS: Final = {"exists": True, "defined": True, "given": True, "known": True, "isnull": False, "null": False}
MEANS: Final = ("avg", "average", "mean")
MEAN: Final = "a mean is a sum divided by a count: bind both by aggregates, and write - let: {$mean: $sum / $count}"
# Words that no word of the language parts, and behind which their value ends.
_WORDS_ALONE: Final = re.compile(
    r"[^\W\d]\w*(?:[ -]+(?!(?:and|or|in|not)\b)[^\W\d]\w*)*(?=\s*(?:$|[\]),<>=!]|(?:and|or)\b))"
)
_IDLE: Final = ("if", "when", "then", "where")


def parameter_instead(reading: Reading, name: str) -> str:
    """How the value of a parameter is asked for in the rule that is read."""
    return asked_for(name, around_of(reading).days)


def constant_instead(reading: Reading, field_name: str, written: object, node: Node, *, is_listed: bool = False) -> str:
    """What to do where a pattern has the name of a variable or of a parameter for a value; empty if it is neither."""
    if not isinstance(written, str):
        return ""
    around = around_of(reading)
    if not is_listed and written in (*around.bound, *around.computed):
        return f"did you mean ${written}?"
    if written not in reading.parameters:
        return ""
    form = re.search(r"param\(.*?\)", asked_for(written, around.days))
    if form is None:
        return ""
    if is_concluded(reading, node):
        return f'bind it under when, - let: {{${written}: "{form[0]}"}}, and write {field_name}: ${written}'
    return f"bind the field, {field_name}: ${field_name}, and compare it: - ${field_name} == {form[0]}"


def word_instead(reading: Reading, text: str, error: ExpressionError) -> str:
    """What to write for the word at fault in an expression; empty if nothing better than the fault's own is known."""
    word = error.word
    around = around_of(reading)
    if not word:
        assigned = re.fullmatch(r"\s*\$(\w+)\s*:?=\s*([^=].*)", text)
        if error.no_day and error.owner in around.bound and error.owner not in around.days:
            return error.no_day
        bound = assigned is None or assigned[1] in (*around.bound, *around.computed)
        return "" if bound or assigned is None else f"to bind it, {let_instead(assigned[1], assigned[2])}"
    if error.behind:
        own = "make what follows a condition of its own: all conditions of when must hold"
        own = own if word.lower() in _IDLE else ""
        return _aggregate(around, text, word) or _absence(around, text, error) or own
    return (
        _parameter(reading, around, text, error)
        or _aggregate(around, text, word)
        or _absence(around, text, error)
        or _bound(around, text, error)
        or _plain_word(around, text, word)
        or _value(reading, around, text, error)
    )


def let_instead(name: str, written: str) -> str:
    """How a variable is bound to what an expression gives.

    >>> let_instead("most", "max($a, $b)")
    'write - let: {$most: "max($a, $b)"}'
    """
    quote = "'" if '"' in written else '"'
    value = f"{quote}{written}{quote}" if re.search(r"[,\[\]{}\"':#]", written) else written
    return f"write - let: {{${name}: {value}}}"


def type_instead(reading: Reading, word: str, node: Node) -> tuple[str, ...]:
    """A fact type alone as a pattern: any fact of it, and one that shares with the rule what both call the same.

    As a conclusion it has every field that is required; an ellipsis stands for what the rule does not have.
    """
    fields, concluded = [], is_concluded(reading, node)
    around = around_of(reading)
    for each in reading.vocabulary.type(word).fields:
        fits = each.kind.accepts if concluded else each.kind.joins
        named = [name for name, (_, other) in around.bound.items() if other.name == each.name and fits(other.kind)]
        if named and not (each.kind.is_interval and not concluded):
            fields.append(f"{each.name}: ${named[0]}")
        elif concluded and not each.optional:
            fields.append(f"{each.name}: …")
    shared = f"{word}: {{{', '.join(fields)}}}"
    return (shared,) if concluded or not fields else (shared, f"{word}: {{}}")


def _parameter(reading: Reading, around: Around, text: str, error: ExpressionError) -> str:
    word = error.word
    if error.owner and (error.owner in _PARAMETERS or error.owner in reading.parameters):
        word = word if word in reading.parameters else error.owner
    elif error.owner or word in around.bound:
        return ""
    if word not in reading.parameters:
        near = None if word in around.computed or word in _TODAY else nearest(word, reading.parameters)
        if near is None or (near.lower() != word.lower() and nearest(word, around.bound)):
            return ""
        word = near
    called = re.search(rf"(?<![$\w]){re.escape(word)}\s*\(\s*(\$\w+)\s*\)", text)
    return asked_for(word, [called[1][1:]] if called else around.days)


def _aggregate(around: Around, text: str, word: str) -> str:
    """The aggregate for what is called as a function of many facts."""
    called = re.search(
        rf"(?<![$\w])({'|'.join((*OPERATIONS, *MEANS))})\s*\(\s*(\$?[\w.]*)\s*(?:(?:over|by|per)\s+[\w.$]+\s*)?\)", text
    )
    if called is None or word not in (called[1], *called[2].strip("$").split("."), "over", "by", "per"):
        return ""
    operation, operand = called.groups()
    if operation in MEANS:
        return MEAN
    result = "count" if operation == "count" else "total"
    name, _, part = operand.partition(".")
    pattern, by = _aggregated(around, name, part)
    what = "true" if operation == "count" else f"${part or name.strip('$') or 'v'}"
    groups = f", by: [{', '.join(f'${each}' for each in by)}]" if by else ""
    compared = re.sub(r"\s+(?:over|by|per)\s+[\w.$]+", "", text.replace(called[0], f"${result}")).strip()
    return (
        f"write an aggregate in the place of the pattern: - {{{operation}: {what}, over: [{pattern}]{groups}, "
        f"as: ${result}}} and - {compared}"
    )


def _aggregated(around: Around, name: str, part: str) -> tuple[str, list[str]]:
    """The pattern to aggregate over, and the variables of it that the rule's conclusions have."""
    plain = name.strip("$")
    if plain in around.types:
        fields = f"{part}: ${part}" if part else ""
        return f"{plain}: {{{fields}}}", []
    if plain not in around.bound:
        return f"type: {{field: ${plain or 'v'}}}", []
    fact_type, of = around.bound[plain]
    beside = {
        variable: each.name
        for variable, (holder, each) in around.bound.items()
        if holder == fact_type and variable in around.concluded and each != of
    }
    terms = ", ".join(f"{each}: ${variable}" for variable, each in (*beside.items(), (plain, of.name)))
    return f"{fact_type.name}: {{{terms}}}", list(beside)


def _absence(around: Around, text: str, error: ExpressionError) -> str:
    """What to write where it is asked whether a field is given."""
    for found in _ASKS.finditer(text):
        if not found.start() + 1 <= error.column <= found.end() + 1:
            continue
        if found["call"]:
            given = _CALLS.get(found["call"].lower())
        else:
            given = (found["isnot"] is None) == (found["some"] is not None)
        if given is None:
            continue
        if re.search(r"\bnot\s+$", text[: found.start()]):
            given = not given
        name = (found["what"] or found["of"])[1:]
        if name not in around.bound:
            return "a pattern with a field matches only facts that give it; absent: [field] in it, those that do not"
        fact_type, of = around.bound[name]
        if not of.optional:
            never = "" if given else ", so that nothing matches"
            return f"leave it out: {of.name} of {fact_type.name} is required and always given{never}"
        if given:
            return f"leave it out: {fact_type.name}: {{{of.name}: ${name}}} matches only facts that give {of.name}"
        return f"write absent: [{of.name}] in the pattern {fact_type.name}, in the place of {of.name}: ${name}"
    return ""


def _bound(around: Around, text: str, error: ExpressionError) -> str:
    """What to write for the name of a variable or of a field."""
    word, owner = error.word, error.owner
    if _is_called(text, error):
        return ""
    if not owner and word in (*around.bound, *around.computed):
        return f"write ${word}"
    of_days = word in FUNCTIONS and FUNCTIONS[word].takes == ("date",)
    if of_days and owner in around.days:
        return f"write {word}(${owner})"
    holder = around.holder(word, owner)
    if holder is None:
        near = None if owner else nearest(word, [*around.bound, *around.computed])
        return f"write ${near}" if near else ""
    fact_type, of, variable = holder
    if variable:
        return f"write ${variable}"
    return f"bind it, {fact_type.name}: {{{of.name}: ${of.name}}}, and write ${of.name}"


def _plain_word(around: Around, text: str, word: str) -> str:
    if word.lower() in _TODAY:
        others = [day for day in around.days if day in around.under_when and day not in VARIABLE.findall(text)]
        such = f"compare with a day that a fact gives, such as ${others[0]}" if others else _STATED
        return f"rules know no {word}, for they do not read the day of the assessment: {such}"
    if word.lower() in _IDLE:
        return f"leave {word} out: all conditions of when must hold"
    return ""


def _value(reading: Reading, around: Around, text: str, error: ExpressionError) -> str:
    """What to write for a word that is a value, a number or a text."""
    word = error.word
    if error.owner or _is_called(text, error):
        return ""
    clause = _clause(text, error.column - 1)
    compared = [around.bound[name][1].kind.name for name in VARIABLE.findall(clause) if name in around.bound]
    is_text = bool(compared) and all(kind in ("str", "enum") for kind in compared)
    if not is_text and (figure := _figure(text[error.column - 1 :])):
        return figure if compared else f"{figure}; text is quoted"
    if re.search(r"\b(?:month|weekday)\s*\(", text) and (index := _named_number(word.lower())):
        return f"write {index}"
    fields = (each for fact_type in reading.vocabulary.types.values() for each in fact_type.fields)
    if not is_text and not any(word in each.kind.values for each in fields):
        return ""
    words = _WORDS_ALONE.match(text, error.column - 1)
    if words is None:
        return "text is quoted as a whole"
    whole = words[0]
    if re.search(r"\bin\s*$", text[: error.column - 1]):
        return f'in takes a list of values, ["{whole}"]'
    return f'write "{whole}"'


def _is_called(text: str, error: ExpressionError) -> bool:
    """True if the word at fault stands for a function: what it is called with follows it."""
    return not error.owner and re.match(r"\w+\s*\(", text[error.column - 1 :]) is not None


def _clause(text: str, at: int) -> str:
    """What stands around a place, up to the next ``and`` and ``or``."""
    before, rest = re.split(r"\b(?:and|or)\b", text[:at]), re.split(r"\b(?:and|or)\b", text[at:])
    return before[-1] + rest[0]


def _figure(text: str) -> str:
    """What to write for the number in words that a text begins with; empty if it begins with none."""
    found = re.match(r"([a-z]+(?:[ -]+[a-z]+)*?)(?:\s+(?:and|or))?\s*(?![a-z -])", text, re.IGNORECASE)
    whole = found[1] if found else ""
    number = number_of(whole.lower()) if is_number(re.split(r"[ -]", whole.lower())[-1]) else ""
    if not number:
        first = re.match(r"[a-z]{3,}", text.lower())
        return "write the number in digits" if first and is_number(first[0]) else ""
    return f"write {number}" if whole.isalpha() else f'write {number} in the place of "{whole}"'


def _named_number(word: str) -> int:
    """The number of a month or of a day of the week, from 1; 0 for any other word."""
    for names in (calendar.month_name[1:], calendar.month_abbr[1:], calendar.day_name, calendar.day_abbr):
        for number, name in enumerate(names, start=1):
            if name.lower() == word:
                return number
    return 0
