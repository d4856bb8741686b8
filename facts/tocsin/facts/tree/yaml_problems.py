"""What can be wrong with YAML text, in our words: the parser's own are meant for its authors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin.facts import codes
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.tree.core_schema import CORE
from tocsin.facts.tree.nodes import Mapping, Node, Scalar, Sequence, refuse, shorten, surrogates_in, too_deep

if TYPE_CHECKING:
    import yaml

# What YAML 1.2 forbids, and three line ends of YAML 1.1 that the parser would take for line ends still.
_FORBIDDEN = "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"
# An item that opens a parenthesis as the notation of facts does; a key that holds its value.
_OPENED = r"[A-Za-z_]\w*\([^)]*$"
_JOINED = r"([A-Za-z_$]\w*):([^\s:/].*)"

# What the parser says, the particular before the general, and what it means to who wrote the file.
_SAID = (
    (
        r"',' or ']'",
        "a list in brackets does not end, or lacks a comma",
        "close it with ], and put commas between items",
    ),
    (
        r"',' or '}'",
        "a mapping in braces does not end, or lacks a comma",
        "close it with }, and put commas between keys",
    ),
    (r"quoted.*(end of stream|document indicator)", "a quoted text does not end", "close its quotes"),
    (r"unknown escape", "an escape is not one of YAML's", "write \\\\ for a backslash, or use single quotes"),
    (r"hexdecimal", "an escape does not name a character", "write the character itself, or \\U and eight hex digits"),
    (r"'-' indicator", "an item of a list is not aligned with those before", "begin each with - at the same column"),
    (r"expected key", "the line fits neither the keys above it nor a level of its own", "align what belongs together"),
    (r"expected ':'", "a key has no colon", "write key: value"),
    (r"sequence entries", "a list cannot begin here", "begin it below its key, on a line of its own"),
    (r"node content|unexpected ':'", "a value is missing, or a sign stands in its place", "put text in quotes"),
    (r"tab character", "a tab indents the line", "indent with spaces"),
    (r"block scalar", "something follows the sign of a text in lines (| or >)", "begin it on the next line, indented"),
    (r"document start", "something follows the end of what the file says", "remove it, or indent it as the rest"),
    (r"anchor|alias|alphabetic or numeric", "no name follows & or *", "put text in quotes that begins with & or *"),
    (r"directive|version|YAML document", "a line that begins with % is meant for YAML", "remove it, or quote the text"),
    (r"\btag\b|handle|URI|'!'", "a text that begins with ! is not complete", "put it in quotes"),
    (r"UTF-|Unicode", "the file is not text in UTF-8", "save it as UTF-8"),
    (r"end of stream", "the file ends too early", "is it whole?"),
)


def refuse_characters(text: str, file: str) -> None:
    """Raise ProblemError at the first character that YAML does not allow as itself."""
    found = re.search(_FORBIDDEN, text)
    if found is None:
        return
    character, at = found.group(), found.start()
    place = Place(file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
    for problem in surrogates_in(character, place):
        raise ProblemError([problem])
    message = f"the character U+{ord(character):04X} is not allowed here"
    escape = f'"\\u{ord(character):04x}"' if ord(character) <= 0xFFFF else f'"\\U{ord(character):08x}"'
    raise refuse(codes.CHARACTER, message, place, f"remove it, or write it in double quotes as {escape}")


def cut_number(before: Node | None, key: Node, alone: bool) -> Problem | None:
    """The problem of ``headcount: about 11,000`` within braces, where the comma ends the value and a key follows.

    ``alone`` is true of a key without a value: then ``draught: 9,8`` is a number, too.
    """
    if not isinstance(before, Scalar) or before.quoted or not isinstance(key, Scalar):
        return None
    value = before.value if isinstance(before.value, str) else before.written
    thousands = re.fullmatch(r"[0-9]{3}", key.written) is not None and re.search(r"(?<![0-9.])[0-9]{1,3}$", value)
    if not thousands and not (alone and re.fullmatch(r"[0-9]{1,2}", key.written) and re.fullmatch(r"-?[0-9]+", value)):
        return None
    cut = shorten(f"{value},{key.written}")
    message = f"within braces a comma ends the value, so that {cut} is cut in two"
    hint = "write the number without commas"
    if re.fullmatch(r"-?[0-9]+", value):
        hint = f"write {value}_{key.written}" if thousands else f"write {value}.{key.written}"
    return Problem(codes.KEY_NOT_TEXT, message, key.place, hint)


def cut_texts(node: Sequence | Mapping) -> Iterator[Problem]:
    """The problems of what stands in brackets or braces and was cut, or not cut, otherwise than it is meant.

    A fact's notation and a number of a comparison hold commas, ``[a(x=1, y=2), $n > 10,000]``; ``{x:1}`` has no blank.
    """
    if isinstance(node, Mapping):
        for key, value in node.entries.items():
            joined = re.fullmatch(_JOINED, key)
            if joined is not None and isinstance(value, Scalar) and value.value is None:
                message = f"no blank follows the colon in {shorten(key)}, so that all of it is one name"
                yield Problem(codes.CUT, message, node.key_places[key], f"write {joined[1]}: {shorten(joined[2])}")
            equal = re.fullmatch(r"(\w+)\s*=\s*([^=\s].*)", key) if isinstance(value, Scalar) else None
            if equal is not None and value == Scalar(None, value.place):
                message = f"within braces a colon is written for the sign of equality in {shorten(key)}"
                yield Problem(codes.CUT, message, node.key_places[key], f"write {equal[1]}: {shorten(equal[2])}")
        return
    written = [_plainly(item) for item in node.items]
    for at, text in enumerate(written[:-1]):
        whole = _cut_notation(written[at:]) if re.match(_OPENED, text) else _cut_thousands(text, written[at + 1])
        if whole:
            quoted = f"'{whole}'" if '"' in whole else f'"{whole}"'
            cut = whole if "(" in whole else f"{text},{written[at + 1]}"
            message = f"within brackets a comma ends the item, so that {shorten(cut)} is cut in two"
            yield Problem(codes.CUT, message, node.items[at].place, f"write {quoted}")


def _plainly(item: Node) -> str:
    """What stands there without quotes; empty for anything else."""
    if not isinstance(item, Scalar) or item.quoted:
        return ""
    return item.written or (item.value if isinstance(item.value, str) else "")


def _cut_notation(written: list[str]) -> str:
    """The fact of which these are the pieces, up to where its parenthesis closes; empty if it does not."""
    for end, piece in enumerate(written, 1):
        whole = ", ".join(written[:end])
        if not piece or whole.count(")") >= whole.count("("):
            return whole if piece and end > 1 else ""
    return ""


def _cut_thousands(text: str, after: str) -> str:
    """The comparison whose number is followed by these thousands, as it is to be written; empty if it has none."""
    cut = re.search(r"[<>=].*(?<![0-9_.])[0-9]{1,3}$", text) and re.fullmatch(r"[0-9]{3}", after)
    return f"{text}_{after}" if cut else ""


def key_problem(node: Node, place: Place) -> Problem:
    """The problem of a key that is a number, a boolean, null, a list or a mapping."""
    if isinstance(node, Scalar):
        word = "null" if node.value is None else shorten(str(node.value).lower())
        return Problem(codes.KEY_NOT_TEXT, f"the key {word} is not text", place, f'quote it: "{word}"')
    found = "list" if isinstance(node, Sequence) else "mapping"
    return Problem(codes.KEY_NOT_TEXT, f"a key is a {found}, not text", place, "keys must be text; is a quote missing?")


def tag_problem(tag: str, place: Place) -> Problem:
    """The problem of a tag other than those of the core schema."""
    shown = "!!" + tag.removeprefix(CORE) if tag.startswith(CORE) else tag
    message = f"the tag {shorten(shown)} is not supported"
    return Problem(codes.TAG, message, place, "remove it; documents are plain data")


def syntax_problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    """A parser's error in our words, at its place."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    if mark is None:
        return Problem(codes.SYNTAX, f"this is not valid YAML: {_in_our_words(reason, None, '')[0]}", Place(file))
    place = Place(file, mark.line + 1, mark.column + 1)
    # libyaml has a limit of its own from 0.2.6 on, which it meets before ours where it looks ahead.
    if "exceeded maximum nesting depth" in reason:
        return too_deep(place).problems[0]
    line = text.splitlines()[mark.line : mark.line + 1]
    before, rest = (line[0][: mark.column], line[0][mark.column :]) if line else ("", "")
    said = _in_our_words(reason, getattr(error, "context", None), rest[:1])
    what, hint = _begun_as_else(before, rest) or said
    return Problem(codes.SYNTAX, f"this is not valid YAML: {what}", place, hint)


def _begun_as_else(before: str, rest: str) -> tuple[str, str] | None:
    """What is wrong with a text that begins in braces, brackets or quotes and goes on after them; None if none does."""
    if re.search(r":\s+([{].*[}]|\[.*\])\s*$", before) and rest.strip():
        return "a text that begins with { or [ goes on after it", "put the whole text in quotes"
    if before[-1:] in ("'", '"') and re.search(r"[:\-,\[{]\s*(['\"])[^'\"]*\1$", before) and rest[:1].isalnum():
        return (
            "a quote within the text ends it",
            "double it if it is a single quote, or put the text in the other quotes",
        )
    return None


def _in_our_words(reason: str, context: str | None, character: str) -> tuple[str, str]:
    """What is wrong and what to do; ``character`` is the one that the parser stopped at."""
    if "cannot start any token" in reason:
        if character == "\t":
            return "a tab indents the line", "indent with spaces"
        return f"plain text cannot begin with {character}", "put the text in quotes"
    if "mapping values are not allowed" in reason:
        return "a second key on this line, or wrong indentation", 'quote text that holds ": ", and align keys'
    if "Unicode character escape" in reason:
        return "an escape does not name a character", "write the character itself, or \\U and eight hex digits"
    for pattern, what, hint in _SAID:
        if re.search(pattern, f"{context or ''}, {reason}"):
            return what, hint
    return "it cannot be read on from here", "look at quotes, brackets and indentation"
